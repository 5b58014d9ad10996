package handlers

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"raf/models"
)

// statusOf is the one map from kinds of errors to statuses.
func statusOf(err error) int {
	switch models.KindOf(err) {
	case models.Invalid:
		return http.StatusUnprocessableEntity
	case models.NotFound:
		return http.StatusNotFound
	case models.Conflict:
		return http.StatusConflict
	case models.Denied:
		return http.StatusUnauthorized
	case models.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// refuse answers an error of a handler and logs it, once.
func (s *Server) refuse(c *gin.Context, err error) {
	v := visitOf(c.Request.Context())
	s.Log.Error("request failed", "request_id", v.requestID, "path", shownPath(v.path), "kind", string(models.KindOf(err)), "cause", err)
	s.stop(c, statusOf(err))
}

// stop answers with the error page of a status.
func (s *Server) stop(c *gin.Context, status int) {
	s.fail(c.Writer, c.Request, status)
	c.Abort()
}

// fail writes the error page of a status, inside the card or as a whole page. It needs no tenant and no database.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int) {
	v := visitOf(r.Context())
	var body bytes.Buffer
	if err := s.presenter(r, models.Session{}).failure(status, v.program != nil && framed(v.path)).Render(r.Context(), &body); err != nil {
		s.Log.Error("render error page", "request_id", v.requestID, "cause", err)
		body.Reset()
		body.WriteString(http.StatusText(status))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body.Bytes()) // the client may be gone; there is nobody left to tell
	}
}

// turnAway answers a member route that found no live session.
func (s *Server) turnAway(c *gin.Context, err error) {
	if models.KindOf(err) != models.Denied {
		s.refuse(c, err)
		return
	}
	v := visitOf(c.Request.Context())
	s.Log.Info("no session", "request_id", v.requestID, "tenant", v.tenant().Slug, "why", err.Error())
	switch {
	case fromScript(c.Request):
		s.reload(c, v.prefix()+pathTile)
	case safe(c.Request.Method):
		s.seeOther(c, v.prefix()+pathTile)
	default:
		s.stop(c, http.StatusUnauthorized)
	}
}

func (s *Server) notFound(c *gin.Context) { s.stop(c, http.StatusNotFound) }

func (s *Server) methodNotAllowed(c *gin.Context) { s.stop(c, http.StatusMethodNotAllowed) }
