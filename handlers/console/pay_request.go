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
	key, ok := h.keyed(c)
	if !ok {
		return
	}
	who, ok := h.proven(c, func() (desk.StepUp, bool) {
		return h.stepUp(c, "pay/", "ask to release ", "Ask to release", models.LegReserved)
	})
	if !ok {
		return
	}
	e := desk.Entry{Form: desk.FormAsk, Pay: true, Typed: map[string]string{}}
	who.Key = key
	_, err := web.VisitOf(c.Request.Context()).Program.RequestPayment(c.Request.Context(), c.Param("id"), who, accountsOf(c, e)...)
	h.answerReferral(c, err, e)
}

// payMark asks a second person to confirm that the rewards were paid outside.
func (h *Handlers) payMark(c *gin.Context) {
	key, ok := h.keyed(c)
	if !ok {
		return
	}
	who, ok := h.proven(c, func() (desk.StepUp, bool) {
		return h.stepUp(c, "mark-paid", "record as paid ", "Record as paid", models.LegPayable)
	})
	if !ok {
		return
	}
	who.Key = key
	in := program.MarkPaidRequest{ReferralID: c.Param("id"), Reference: c.PostForm(desk.FieldReference), PaidOn: c.PostForm(desk.FieldPaidOn)}
	_, err := web.VisitOf(c.Request.Context()).Program.RequestMarkPaid(c.Request.Context(), in, who)
	h.answerReferral(c, err, desk.Entry{Form: desk.FormMark, Pay: true, Typed: map[string]string{desk.FieldReference: in.Reference, desk.FieldPaidOn: in.PaidOn}})
}

// stepUp is what a second factor is asked for before money is, with the amount as it stands now.
func (h *Handlers) stepUp(c *gin.Context, form, verb, what string, status models.LegStatus) (desk.StepUp, bool) {
	data, ok := h.known(c)
	if !ok {
		return desk.StepUp{}, false
	}
	amount := desk.LegsTotal(data.Legs, status)
	if data.Look != nil {
		amount = desk.Exact(data.Look.Total.Minor, data.Look.Total.Currency)
	}
	back := web.ReferralPath(data.Referral.ID)
	return desk.StepUp{URL: back + form, Back: back, Look: console.Primary, Verb: verb + amount, Doing: desk.Doing(data, what, amount)}, true
}

// payAlone releases the rewards on one person's word, where the institution's threshold covers them.
func (h *Handlers) payAlone(c *gin.Context) {
	key, ok := h.keyed(c)
	if !ok {
		return
	}
	who, ok := h.proven(c, func() (desk.StepUp, bool) {
		return h.stepUp(c, desk.PathAlone, "release ", "Release alone", models.LegReserved)
	})
	if !ok {
		return
	}
	e := desk.Entry{Form: desk.FormAlone, Pay: true, Typed: map[string]string{}}
	who.Key = key
	_, err := web.VisitOf(c.Request.Context()).Program.ReleaseAlone(c.Request.Context(), c.Param("id"), c.PostForm(desk.FieldSeal), who, accountsOf(c, e)...)
	h.answerReferral(c, err, e)
}

// accountsOf reads into which accounts the rewards go.
func accountsOf(c *gin.Context, e desk.Entry) (accounts []program.AccountChoice) {
	for _, side := range []models.Side{models.SideAcceptor, models.SideInviter} {
		id := c.PostForm(desk.FieldAccountOf(side))
		if e.Typed[desk.FieldAccountOf(side)] = id; id != "" {
			accounts = append(accounts, program.AccountChoice{Side: side, ID: id})
		}
	}
	return accounts
}
