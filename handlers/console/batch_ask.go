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

// selectionShow is the bar above the list, for the boxes that are ticked.
func (h *Handlers) selectionShow(c *gin.Context) {
	b, ok := h.batch(c, c.Request.URL.Query(), false)
	if ok {
		h.Write(c, http.StatusOK, console.Selection(h.seat(c).Selection(b)))
	}
}

// batchShow shows what a selection comes to, before anything is asked for.
func (h *Handlers) batchShow(c *gin.Context) {
	if b, ok := h.batch(c, c.Request.PostForm, true); ok {
		h.writeBatch(c, http.StatusOK, h.seat(c).Batch(b, false))
	}
}

// batchAsk asks for the payment of each referral of a selection that can be paid.
func (h *Handlers) batchAsk(c *gin.Context) {
	ids := desk.Picked(c.Request.PostForm)
	b, ok := h.batch(c, c.Request.PostForm, true)
	if !ok {
		return
	}
	key, ok := h.keyed(c)
	if !ok {
		return
	}
	who, ok := h.fresh(c, h.seat(c).BatchStep(b))
	if !ok {
		return
	}
	who.Key = key
	done, err := web.VisitOf(c.Request.Context()).Program.RequestPayments(c.Request.Context(), ids, c.PostForm(desk.FieldSeal), who)
	switch {
	case h.reused(c, err):
	case err == nil:
		h.writeBatch(c, http.StatusOK, h.seat(c).BatchDone(done))
	case models.KindOf(err) == models.Conflict:
		h.writeBatch(c, http.StatusConflict, h.seat(c).Batch(done, true))
	default:
		h.refuseStaff(c, err)
	}
}

// batch reads a selection, or answers for itself.
func (h *Handlers) batch(c *gin.Context, fields map[string][]string, closely bool) (program.Batch, bool) {
	b, err := web.VisitOf(c.Request.Context()).Program.BatchOf(c.Request.Context(), desk.Picked(fields), closely, staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
	}
	return b, err == nil
}

func (h *Handlers) writeBatch(c *gin.Context, status int, p console.Proposal) {
	h.writeScreen(c, status, h.seat(c), desk.Screen{Title: p.Bar.Title, Place: web.PathReferrals, Body: console.Propose(p)})
}
