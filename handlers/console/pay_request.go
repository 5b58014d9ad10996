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

// payShow is the referral with its pay panel opened.
func (h *Handlers) payShow(c *gin.Context) { h.writeReferral(c, http.StatusOK, desk.Entry{Pay: true}) }

// payRequest asks a second person to release the rewards. No amount is in the form: they come from the frozen terms.
func (h *Handlers) payRequest(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	amount := desk.LegsTotal(data.Legs, models.LegReserved)
	who, ok := h.fresh(c, desk.StepUp{URL: web.ReferralPath(data.Referral.ID) + "pay/", Back: web.ReferralPath(data.Referral.ID), Look: console.Primary,
		Verb: "ask to release " + amount, Doing: desk.Doing(data, "Ask to release", amount)})
	if !ok {
		return
	}
	_, err := web.VisitOf(c.Request.Context()).Program.RequestPayment(c.Request.Context(), data.Referral.ID, who)
	h.answerReferral(c, err, desk.Entry{Pay: true})
}

// payMark asks a second person to confirm that the rewards were paid outside.
func (h *Handlers) payMark(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	amount := desk.LegsTotal(data.Legs, models.LegPayable)
	in := program.MarkPaidRequest{ReferralID: data.Referral.ID, Reference: c.PostForm(desk.FieldReference), PaidOn: c.PostForm(desk.FieldPaidOn)}
	who, ok := h.fresh(c, desk.StepUp{URL: web.ReferralPath(data.Referral.ID) + "mark-paid", Back: web.ReferralPath(data.Referral.ID), Look: console.Primary,
		Verb: "record " + amount + " as paid", Doing: desk.Doing(data, "Record as paid", amount)})
	if !ok {
		return
	}
	_, err := web.VisitOf(c.Request.Context()).Program.RequestMarkPaid(c.Request.Context(), in, who)
	h.answerReferral(c, err, desk.Entry{Form: desk.FormMark, Pay: true, Typed: map[string]string{desk.FieldReference: in.Reference, desk.FieldPaidOn: in.PaidOn}})
}
