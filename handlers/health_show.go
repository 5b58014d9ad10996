package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// readyTimeout bounds the probe: a balancer wants an answer, not a wait.
const readyTimeout = 2 * time.Second

// aliveShow says that the process runs. It asks nothing of the database: a database that is down is no reason to restart.
func (s *Server) aliveShow(c *gin.Context) { c.String(http.StatusOK, "alive\n") }

// Drain makes /readyz red, so that a balancer sends its requests elsewhere before the listener closes. All else goes on.
func (s *Server) Drain() { s.draining.Store(true) }

// readyShow says whether requests can be served: the database answers and has this binary's schema, and the process is not
// about to end.
func (s *Server) readyShow(c *gin.Context) {
	if s.draining.Load() {
		c.String(http.StatusServiceUnavailable, "draining\n")
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), readyTimeout)
	defer cancel()
	if err := s.store.Ready(ctx); err != nil {
		s.Log.Warn("not ready", "cause", err)
		c.String(http.StatusServiceUnavailable, "not ready\n")
		return
	}
	c.String(http.StatusOK, "ready\n")
}
