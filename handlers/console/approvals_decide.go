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
	h.writeInbox(c, http.StatusOK, c.Query(desk.QueryCursor), desk.InboxEntry{})
}

// writeInbox answers with what waits now, from a place in the inbox on.
func (h *Handlers) writeInbox(c *gin.Context, status int, cursor string, e desk.InboxEntry) {
	in, err := web.VisitOf(c.Request.Context()).Program.Inbox(c.Request.Context(), cursor)
	switch {
	case models.KindOf(err) == models.Invalid && err != nil: // a cursor that is none of ours
		h.staffTrouble(c, http.StatusNotFound, err)
		return
	case err != nil:
		h.refuseStaff(c, err)
		return
	}
	d := h.seat(c)
	h.writeFramed(c, status, d, desk.Screen{Title: "Approvals", Place: web.PathApprovals, Body: console.Inbox(d.Inbox(in, e))})
}

// asked finds the request of a route, or answers for itself.
func (h *Handlers) asked(c *gin.Context) (program.WaitingApproval, bool) {
	w, err := web.VisitOf(c.Request.Context()).Program.Approval(c.Request.Context(), c.Param("id"))
	if err != nil {
		h.refuseStaff(c, err)
	}
	return w, err == nil
}

// approvalApprove lets happen what another person asked for.
func (h *Handlers) approvalApprove(c *gin.Context) {
	if !program.ValidKey(c.PostForm(program.FieldKey)) {
		if _, ok := h.approvalStepUp(c); !ok { // whoever may not decide hears that first
			return
		}
	}
	key, ok := h.keyed(c)
	if !ok {
		return
	}
	who, ok := h.proven(c, func() (desk.StepUp, bool) { return h.approvalStepUp(c) })
	if !ok {
		return
	}
	who.Key = key
	v := web.VisitOf(c.Request.Context())
	a, err := v.Program.Approve(c.Request.Context(), c.Param("id"), c.PostForm(desk.FieldSeal), who)
	if err == nil && a.SubjectKind == "referral" {
		h.SeeOther(c, v.Prefix()+web.ReferralPath(a.SubjectID))
		return
	}
	if w, ok := h.asked(c); ok {
		h.answerDecision(c, w, h.seat(c).Tell(w).Back, err)
	}
}

// approvalStepUp is what a second factor is asked for before a request is approved. The programme says who may; nobody is
// asked for a code in vain.
func (h *Handlers) approvalStepUp(c *gin.Context) (desk.StepUp, bool) {
	w, ok := h.asked(c)
	if !ok {
		return desk.StepUp{}, false
	}
	if !staffOf(c).MayDecide(w.ApprovalRequest) {
		h.staffTrouble(c, http.StatusForbidden, errNotAllowed)
		return desk.StepUp{}, false
	}
	told, look := h.seat(c).Tell(w), console.Primary
	if told.Money {
		look = console.Pay
	}
	return desk.StepUp{URL: web.ApprovalPath(w.ID, "approve"), Back: told.Back, Look: look, Verb: desk.Lower(told.What), Doing: told.Payload}, true
}

// approvalRefuse closes a request without anything happening; whoever asked takes it back by it.
func (h *Handlers) approvalRefuse(c *gin.Context) {
	w, ok := h.asked(c)
	if !ok {
		return
	}
	_, err := web.VisitOf(c.Request.Context()).Program.Refuse(c.Request.Context(), w.ID, c.PostForm(desk.FieldSeal), c.PostForm(desk.FieldReason), staffOf(c))
	h.answerDecision(c, w, h.seat(c).Tell(w).Back, err)
}

// answerDecision leads on to what was decided about. A reason that is not taken, and a decision that came too late, show
// what waits as it stands now: on the referral's page for what is about a referral, in the inbox for everything else.
func (h *Handlers) answerDecision(c *gin.Context, w program.WaitingApproval, back string, err error) {
	if h.reused(c, err) {
		return
	}
	entry, status, conflict := desk.Entry{Form: desk.FormRefuse}, http.StatusUnprocessableEntity, ""
	switch {
	case err == nil:
		h.SeeOther(c, web.VisitOf(c.Request.Context()).Prefix()+back)
		return
	case models.KindOf(err) == models.Invalid:
		field, _, card := strings.Cut(web.PublicOf(err), ":")
		entry.Typed = map[string]string{desk.FieldReason: c.PostForm(desk.FieldReason)}
		entry.Wrong = map[string]string{field: wrongField(field, card)}
	case models.KindOf(err) == models.Conflict:
		entry, status = desk.Entry{}, http.StatusConflict
		if conflict = late(err); conflict == "" {
			conflict = h.tooLate(c, w.ID, err)
		}
	default:
		h.refuseStaff(c, err)
		return
	}
	if w.SubjectKind == "referral" {
		entry.Conflict = conflict
		h.writeReferralOf(c, status, w.SubjectID, entry)
		return
	}
	h.writeInbox(c, status, w.Cursor(), desk.InboxEntry{ID: w.ID, Entry: entry, Conflict: conflict})
}

// tooLate says what became of a request meanwhile, and by whom.
func (h *Handlers) tooLate(c *gin.Context, id string, refused error) string {
	v := web.VisitOf(c.Request.Context())
	now, err := v.Program.Approval(c.Request.Context(), id)
	if err != nil {
		return "This has changed meanwhile. Nothing was done by you; below is how it stands now."
	}
	staff, err := v.Program.StaffNames(c.Request.Context())
	if err != nil {
		staff = nil // the sentence then says somebody
	}
	why := web.PublicOf(refused)
	if said := desk.RefusedWord(program.RefusedFor(refused)); said != "" {
		why = strings.TrimSuffix(desk.Lower(said), ".")
	}
	return h.seat(c).Decided(now.ApprovalRequest, staff, why) + " Nothing was done by you; below is how it stands now."
}
