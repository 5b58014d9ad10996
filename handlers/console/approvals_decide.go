package console

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// approvalsShow is the inbox of everything that waits for a second person.
func (h *Handlers) approvalsShow(c *gin.Context) {
	in, err := web.VisitOf(c.Request.Context()).Program.Inbox(c.Request.Context())
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	d := h.seat(c)
	h.Write(c, http.StatusOK, d.Framed(desk.Screen{Title: "Approvals", Place: web.PathApprovals, Waiting: len(in.Items), Body: console.Inbox(d.Inbox(in))}))
}

// asked finds the request of a route with its payload, or answers for itself.
func (h *Handlers) asked(c *gin.Context) (models.ApprovalRequest, program.ReferralPageData, program.Payment, bool) {
	v := web.VisitOf(c.Request.Context())
	var data program.ReferralPageData
	w, err := v.Program.Approval(c.Request.Context(), c.Param("id"))
	if err == nil {
		data, err = v.Program.ReferralPage(c.Request.Context(), w.SubjectID)
	}
	if err != nil {
		h.refuseStaff(c, err)
	}
	asked, _ := w.About.(program.PaymentAsked)
	return w.ApprovalRequest, data, asked.Payment, err == nil
}

// approvalApprove lets happen what another person asked for.
func (h *Handlers) approvalApprove(c *gin.Context) {
	a, data, pay, ok := h.asked(c)
	if !ok {
		return
	}
	amount := desk.Exact(pay.TotalMinor, pay.Currency)
	ask := desk.StepUp{URL: web.ApprovalPath(a.ID, "approve"), Back: web.ReferralPath(a.SubjectID), Look: console.Pay, Verb: "release " + amount,
		Doing: desk.Doing(data, "Release", amount)}
	if a.Action == program.ActionMarkPaid {
		ask.Verb, ask.Doing = "record "+amount+" as paid", desk.Doing(data, "Record as paid", amount)
	}
	who, ok := h.fresh(c, ask)
	if !ok {
		return
	}
	_, err := web.VisitOf(c.Request.Context()).Program.Approve(c.Request.Context(), a.ID, c.PostForm(desk.FieldSeal), who)
	h.answerDecision(c, a, err)
}

// approvalRefuse closes a request without anything happening; whoever asked takes it back by it.
func (h *Handlers) approvalRefuse(c *gin.Context) {
	a, _, _, ok := h.asked(c)
	if !ok {
		return
	}
	_, err := web.VisitOf(c.Request.Context()).Program.Refuse(c.Request.Context(), a.ID, c.PostForm(desk.FieldSeal), c.PostForm(desk.FieldReason), staffOf(c))
	h.answerDecision(c, a, err)
}

// answerDecision leads back to the referral, or shows how it stands now where the decision came too late.
func (h *Handlers) answerDecision(c *gin.Context, a models.ApprovalRequest, err error) {
	switch {
	case err == nil:
		h.SeeOther(c, web.VisitOf(c.Request.Context()).Prefix()+web.ReferralPath(a.SubjectID))
	case models.KindOf(err) == models.Invalid:
		field, _, card := strings.Cut(web.PublicOf(err), ":")
		h.writeReferralOf(c, http.StatusUnprocessableEntity, a.SubjectID, desk.Entry{Form: desk.FormRefuse,
			Typed: map[string]string{desk.FieldReason: c.PostForm(desk.FieldReason)}, Wrong: map[string]string{field: wrongField(field, card)}})
	case models.KindOf(err) == models.Conflict:
		h.writeReferralOf(c, http.StatusConflict, a.SubjectID, desk.Entry{
			Conflict: "This was decided already, or it is not what was asked for any more. Nothing was done; below is how it stands now."})
	default:
		h.refuseStaff(c, err)
	}
}
