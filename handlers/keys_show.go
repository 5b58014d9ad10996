package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/handlers/web"
)

// keysShow is the public half of the keys by which the institution's bank knows us; none where it knows us by a secret. It may
// be kept for five minutes: a new key is published for an hour before it signs.
func (s *Server) keysShow(c *gin.Context) {
	set, err := web.VisitOf(c.Request.Context()).Program.KeySet(c.Request.Context())
	if err != nil {
		s.Refuse(c, err)
		return
	}
	c.Header("Cache-Control", "public, max-age=300")
	c.JSON(http.StatusOK, set)
}
