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
	key, ok := h.keyed(c)
	if !ok {
		return
	}
	amount := desk.LegsTotal(data.Legs, models.LegReserved)
	if data.Look != nil {
		amount = desk.Exact(data.Look.Total.Minor, data.Look.Total.Currency)
	}
	who, ok := h.fresh(c, desk.StepUp{URL: web.ReferralPath(data.Referral.ID) + "pay/", Back: web.ReferralPath(data.Referral.ID), Look: console.Primary,
		Verb: "ask to release " + amount, Doing: desk.Doing(data, "Ask to release", amount)})
	if !ok {
		return
	}
	e := desk.Entry{Form: desk.FormAsk, Pay: true, Typed: map[string]string{}}
	var accounts []program.AccountChoice
	for _, side := range []models.Side{models.SideAcceptor, models.SideInviter} {
		id := c.PostForm(desk.FieldAccountOf(side))
		if e.Typed[desk.FieldAccountOf(side)] = id; id != "" {
			accounts = append(accounts, program.AccountChoice{Side: side, ID: id})
		}
	}
	who.Key = key
	_, err := web.VisitOf(c.Request.Context()).Program.RequestPayment(c.Request.Context(), data.Referral.ID, who, accounts...)
	h.answerReferral(c, err, e)
}

// payMark asks a second person to confirm that the rewards were paid outside.
func (h *Handlers) payMark(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	key, ok := h.keyed(c)
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
	who.Key = key
	_, err := web.VisitOf(c.Request.Context()).Program.RequestMarkPaid(c.Request.Context(), in, who)
	h.answerReferral(c, err, desk.Entry{Form: desk.FormMark, Pay: true, Typed: map[string]string{desk.FieldReference: in.Reference, desk.FieldPaidOn: in.PaidOn}})
}
