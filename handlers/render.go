package handlers

import (
	"bytes"
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
)

// The only htmx headers we read and write are named in this file.

// fromScript reports whether htmx asks and will swap what it gets. A history restore wants a whole page.
func fromScript(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true"
}

// write renders to a buffer, with the request's context, and only then answers: a component that fails gives an error
// page, not half a page with status 200.
func (s *Server) write(c *gin.Context, status int, component templ.Component) {
	var body bytes.Buffer
	if err := component.Render(c.Request.Context(), &body); err != nil {
		s.Log.Error("render", "request_id", visitOf(c.Request.Context()).requestID, "cause", err)
		s.stop(c, http.StatusInternalServerError)
		return
	}
	c.Data(status, "text/html; charset=utf-8", body.Bytes())
	c.Abort()
}

// seeOther sends a browser on with a GET.
func (s *Server) seeOther(c *gin.Context, to string) {
	c.Header("Location", to)
	c.AbortWithStatus(http.StatusSeeOther)
	c.Writer.WriteHeaderNow()
}

// reload tells htmx to load the card anew, as a browser would.
func (s *Server) reload(c *gin.Context, to string) {
	c.Header("HX-Redirect", to)
	c.AbortWithStatus(http.StatusUnauthorized)
	c.Writer.WriteHeaderNow()
}
