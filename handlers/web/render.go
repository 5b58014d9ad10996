package web

import (
	"bytes"
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
)

// The only htmx headers we read and write are named in this file.

// FromScript reports whether htmx asks and will swap what it gets. A history restore wants a whole page.
func FromScript(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true"
}

// Write renders to a buffer, with the request's context, and only then answers: a component that fails gives an error
// page, not half a page with status 200.
func (k *Kit) Write(c *gin.Context, status int, component templ.Component) {
	var body bytes.Buffer
	if err := component.Render(c.Request.Context(), &body); err != nil {
		k.Log.Error("render", "request_id", VisitOf(c.Request.Context()).RequestID, "cause", err)
		k.Stop(c, http.StatusInternalServerError)
		return
	}
	c.Data(status, "text/html; charset=utf-8", body.Bytes())
	c.Abort()
}

// SeeOther sends a browser on with a GET.
func (k *Kit) SeeOther(c *gin.Context, to string) {
	c.Header("Location", to)
	c.AbortWithStatus(http.StatusSeeOther)
	c.Writer.WriteHeaderNow()
}

// Reload tells htmx to load the card anew, as a browser would.
func (k *Kit) Reload(c *gin.Context, to string) {
	c.Header("HX-Redirect", to)
	c.AbortWithStatus(http.StatusUnauthorized)
	c.Writer.WriteHeaderNow()
}
