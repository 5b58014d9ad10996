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

// typed are fields of a form as they came.
func typed(c *gin.Context, names ...string) map[string]string {
	out := map[string]string{}
	for _, name := range names {
		out[name] = c.PostForm(name)
	}
	return out
}

// referralRefuse asks that a referral be refused, or refuses it where one person may.
func (h *Handlers) referralRefuse(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	e := desk.Entry{Form: desk.FormRefusal, Typed: typed(c, desk.FieldCodeOf, desk.FieldReason)}
	a, err := web.VisitOf(c.Request.Context()).Program.RequestRefusal(c.Request.Context(), program.RefusalRequest{ReferralID: data.Referral.ID,
		Reason: program.Refusal(e.Typed[desk.FieldCodeOf]), Why: e.Typed[desk.FieldReason]}, staffOf(c))
	if e.Done = "The refusal waits for a second person."; a.ID == "" {
		e.Done = "The referral closes, and the member can object until its last day."
	}
	h.answerReferral(c, err, e)
}

// referralReject asks that the grace of a refusal end early.
func (h *Handlers) referralReject(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	e := desk.Entry{Form: desk.FormReject, Typed: typed(c, desk.FieldReason), Done: "Ending it waits for a second person."}
	_, err := web.VisitOf(c.Request.Context()).Program.RequestRejection(c.Request.Context(), data.Referral.ID, e.Typed[desk.FieldReason], staffOf(c))
	h.answerReferral(c, err, e)
}

// referralTakeBack takes a refusal back.
func (h *Handlers) referralTakeBack(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	e := desk.Entry{Form: desk.FormTakeBack, Typed: typed(c, desk.FieldReason), Done: "The refusal was taken back."}
	err := web.VisitOf(c.Request.Context()).Program.TakeBackRefusal(c.Request.Context(), data.Referral.ID, e.Typed[desk.FieldReason], staffOf(c))
	h.answerReferral(c, err, e)
}

// referralCorrect asks for another inviter.
func (h *Handlers) referralCorrect(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	e := desk.Entry{Form: desk.FormCorrect, Typed: typed(c, desk.FieldInviter, desk.FieldReason), Done: "The other inviter waits for a second person."}
	_, err := web.VisitOf(c.Request.Context()).Program.RequestCorrection(c.Request.Context(), program.CorrectionRequest{ReferralID: data.Referral.ID,
		Inviter: e.Typed[desk.FieldInviter], Why: e.Typed[desk.FieldReason]}, staffOf(c))
	h.answerReferral(c, err, e)
}

// referralRelink asks that a member's referrals follow to a new login.
func (h *Handlers) referralRelink(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	e := desk.Entry{Form: desk.FormRelink, Typed: typed(c, desk.FieldSide, desk.FieldNumber, desk.FieldAttested, desk.FieldReason), Done: "The new login waits for a second person."}
	_, err := web.VisitOf(c.Request.Context()).Program.RequestRelink(c.Request.Context(), program.RelinkRequest{ReferralID: data.Referral.ID,
		Side: models.Side(e.Typed[desk.FieldSide]), Number: e.Typed[desk.FieldNumber], Attested: e.Typed[desk.FieldAttested] != "", Why: e.Typed[desk.FieldReason]}, staffOf(c))
	h.answerReferral(c, err, e)
}

// attachShow is the page on which staff write down a referral for a friend.
func (h *Handlers) attachShow(c *gin.Context) { h.writeAttach(c, http.StatusOK, desk.Entry{}) }

func (h *Handlers) writeAttach(c *gin.Context, status int, e desk.Entry) {
	d := h.seat(c)
	h.writeScreen(c, status, d, desk.Screen{Title: "Attach a referral", Place: web.PathReferrals, Body: console.Attaching(d.Attach(e))})
}

// attachRequest asks that a referral be attached by hand.
func (h *Handlers) attachRequest(c *gin.Context) {
	e := desk.Entry{Form: desk.FormAttach, Typed: typed(c, desk.FieldInviter, desk.FieldFriend, desk.FieldReason, desk.FieldEvidence, desk.FieldTerms)}
	_, err := web.VisitOf(c.Request.Context()).Program.RequestAttach(c.Request.Context(), program.AttachRequest{Inviter: e.Typed[desk.FieldInviter],
		Friend: e.Typed[desk.FieldFriend], Why: e.Typed[desk.FieldReason], Evidence: e.Typed[desk.FieldEvidence], Terms: e.Typed[desk.FieldTerms] != ""}, staffOf(c))
	switch {
	case err == nil && web.FromScript(c.Request):
		h.writeAttach(c, http.StatusOK, desk.Entry{Done: "It waits for a second person."})
	case err == nil:
		h.SeeOther(c, web.VisitOf(c.Request.Context()).Prefix()+web.PathApprovals)
	case models.KindOf(err) == models.Invalid:
		e.Wrong = wrongFields(err)
		h.writeAttach(c, http.StatusUnprocessableEntity, e)
	case models.KindOf(err) == models.Conflict:
		if e.Trouble = desk.RefusedWord(program.RefusedFor(err)); e.Trouble == "" {
			e.Trouble = "Somebody has asked for this friend already. It waits in the approvals."
		}
		h.writeAttach(c, http.StatusConflict, e)
	default:
		h.refuseStaff(c, err)
	}
}
