package handlers

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/models"
	"raf/models/program"
)

// approvalsShow is the inbox of everything that waits for a second person.
func (s *Server) approvalsShow(c *gin.Context) {
	in, err := visitOf(c.Request.Context()).program.Inbox(c.Request.Context())
	if err != nil {
		s.refuseStaff(c, err)
		return
	}
	d := s.desk(c)
	s.write(c, http.StatusOK, d.framed(screen{title: "Approvals", place: pathApprovals, waiting: len(in.Items), body: console.Inbox(d.inbox(in))}))
}

// asked finds the request of a route with its payload, or answers for itself.
func (s *Server) asked(c *gin.Context) (models.ApprovalRequest, program.ReferralPageData, program.Payment, bool) {
	v := visitOf(c.Request.Context())
	var data program.ReferralPageData
	w, err := v.program.Approval(c.Request.Context(), c.Param("id"))
	if err == nil {
		data, err = v.program.ReferralPage(c.Request.Context(), w.SubjectID)
	}
	if err != nil {
		s.refuseStaff(c, err)
	}
	asked, _ := w.About.(program.PaymentAsked)
	return w.ApprovalRequest, data, asked.Payment, err == nil
}

// approvalApprove lets happen what another person asked for.
func (s *Server) approvalApprove(c *gin.Context) {
	a, data, pay, ok := s.asked(c)
	if !ok {
		return
	}
	amount := exact(pay.TotalMinor, pay.Currency)
	ask := stepUp{url: approvalPath(a.ID, "approve"), back: referralPath(a.SubjectID), look: console.Pay, verb: "release " + amount,
		doing: doing(data, "Release", amount)}
	if a.Action == program.ActionMarkPaid {
		ask.verb, ask.doing = "record "+amount+" as paid", doing(data, "Record as paid", amount)
	}
	who, ok := s.fresh(c, ask)
	if !ok {
		return
	}
	_, err := visitOf(c.Request.Context()).program.Approve(c.Request.Context(), a.ID, c.PostForm(fieldSeal), who)
	s.answerDecision(c, a, err)
}

// approvalRefuse closes a request without anything happening; whoever asked takes it back by it.
func (s *Server) approvalRefuse(c *gin.Context) {
	a, _, _, ok := s.asked(c)
	if !ok {
		return
	}
	_, err := visitOf(c.Request.Context()).program.Refuse(c.Request.Context(), a.ID, c.PostForm(fieldSeal), c.PostForm(fieldReason), staffOf(c))
	s.answerDecision(c, a, err)
}

// answerDecision leads back to the referral, or shows how it stands now where the decision came too late.
func (s *Server) answerDecision(c *gin.Context, a models.ApprovalRequest, err error) {
	switch {
	case err == nil:
		s.seeOther(c, visitOf(c.Request.Context()).prefix()+referralPath(a.SubjectID))
	case models.KindOf(err) == models.Invalid:
		field, _, card := strings.Cut(publicOf(err), ":")
		s.writeReferralOf(c, http.StatusUnprocessableEntity, a.SubjectID, referralEntry{form: formRefuse,
			typed: map[string]string{fieldReason: c.PostForm(fieldReason)}, wrong: map[string]string{field: wrongField(field, card)}})
	case models.KindOf(err) == models.Conflict:
		s.writeReferralOf(c, http.StatusConflict, a.SubjectID, referralEntry{
			conflict: "This was decided already, or it is not what was asked for any more. Nothing was done; below is how it stands now."})
	default:
		s.refuseStaff(c, err)
	}
}
