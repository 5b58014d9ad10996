package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// releasesShow shows what the ticked requests come to, before anything is released.
func (h *Handlers) releasesShow(c *gin.Context) {
	if b, ok := h.releases(c); ok {
		h.writeReleases(c, http.StatusOK, h.seat(c).Releases(b, false))
	}
}

// releaseAll releases each of them that can be released.
func (h *Handlers) releaseAll(c *gin.Context) {
	b, ok := h.releases(c)
	if !ok {
		return
	}
	key, ok := h.keyed(c)
	if !ok {
		return
	}
	who, ok := h.fresh(c, h.seat(c).ReleasesStep(b))
	if !ok {
		return
	}
	who.Key = key
	done, err := web.VisitOf(c.Request.Context()).Program.ReleasePayments(c.Request.Context(), desk.Picked(c.Request.PostForm), c.PostForm(desk.FieldSeal), who)
	switch {
	case h.reused(c, err):
	case err == nil:
		h.writeReleases(c, http.StatusOK, h.seat(c).ReleasesDone(done))
	case models.KindOf(err) == models.Conflict:
		h.writeReleases(c, http.StatusConflict, h.seat(c).Releases(done, true))
	default:
		h.refuseStaff(c, err)
	}
}

// releases reads the ticked requests, or answers for itself.
func (h *Handlers) releases(c *gin.Context) (program.Releases, bool) {
	b, err := web.VisitOf(c.Request.Context()).Program.ReleasesOf(c.Request.Context(), desk.Picked(c.Request.PostForm), staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
	}
	return b, err == nil
}

func (h *Handlers) writeReleases(c *gin.Context, status int, p console.Proposal) {
	h.writeScreen(c, status, h.seat(c), desk.Screen{Title: p.Bar.Title, Place: web.PathApprovals, Body: console.Propose(p)})
}
