package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/handlers/web"
	"raf/models"
)

// turnAway answers a member route that found no live session.
func (s *Server) turnAway(c *gin.Context, err error) {
	if models.KindOf(err) != models.Denied {
		s.Refuse(c, err)
		return
	}
	v := web.VisitOf(c.Request.Context())
	s.Log.Info("no session", "request_id", v.RequestID, "tenant", v.Tenant().Slug, "why", err.Error())
	switch {
	case web.FromScript(c.Request):
		s.Reload(c, v.Prefix()+web.PathTile)
	case web.Safe(c.Request.Method):
		s.SeeOther(c, v.Prefix()+web.PathTile)
	default:
		s.Stop(c, http.StatusUnauthorized)
	}
}

func (s *Server) notFound(c *gin.Context) { s.Stop(c, http.StatusNotFound) }

func (s *Server) methodNotAllowed(c *gin.Context) { s.Stop(c, http.StatusMethodNotAllowed) }
