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

// referralShow is the page of one referral.
func (h *Handlers) referralShow(c *gin.Context) { h.writeReferral(c, http.StatusOK, desk.Entry{}) }

// writeReferral answers with the referral as it stands now.
func (h *Handlers) writeReferral(c *gin.Context, status int, e desk.Entry) {
	h.writeReferralOf(c, status, c.Param("id"), e)
}

func (h *Handlers) writeReferralOf(c *gin.Context, status int, id string, e desk.Entry) {
	data, err := web.VisitOf(c.Request.Context()).Program.ReferralPage(c.Request.Context(), id)
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	d := h.seat(c)
	page := d.Referral(data, e)
	h.writeScreen(c, status, d, desk.Screen{Title: page.Title, Place: web.PathReferrals, Body: console.Detail(page)})
}

// known finds the referral of a route, or answers 404: ids of other institutions do not exist here.
func (h *Handlers) known(c *gin.Context) (program.ReferralPageData, bool) {
	data, err := web.VisitOf(c.Request.Context()).Program.ReferralPage(c.Request.Context(), c.Param("id"))
	if err != nil {
		h.refuseStaff(c, err)
	}
	return data, err == nil
}

// answerReferral ends an action on a referral: err nil is done.
func (h *Handlers) answerReferral(c *gin.Context, err error, e desk.Entry) {
	if h.reused(c, err) {
		return
	}
	done := e.Done
	e.Done = "" // nothing was, unless there is no error
	switch {
	case err == nil && web.FromScript(c.Request):
		h.writeReferral(c, http.StatusOK, desk.Entry{Done: done})
	case err == nil:
		h.SeeOther(c, web.VisitOf(c.Request.Context()).Prefix()+web.ReferralPath(c.Param("id")))
	case models.KindOf(err) == models.Invalid:
		e.Wrong = wrongFields(err)
		h.writeReferral(c, http.StatusUnprocessableEntity, e)
	case program.RefusedFor(err) != "":
		e.Trouble = desk.RefusedWord(program.RefusedFor(err))
		h.writeReferral(c, http.StatusConflict, e)
	case models.KindOf(err) == models.Conflict && late(err) != "":
		e.Conflict = late(err)
		h.writeReferral(c, http.StatusConflict, e)
	case models.KindOf(err) == models.Conflict:
		h.writeLate(c, e)
	default:
		h.refuseStaff(c, err)
	}
}

// writeLate answers who came too late with the referral as it stands now, and with who changed it and when.
func (h *Handlers) writeLate(c *gin.Context, e desk.Entry) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	e.Conflict = h.seat(c).Changed(data)
	h.writeReferral(c, http.StatusConflict, e)
}

// wrongFields says what is wrong at the field that a refusal of the programme names, with more of it behind a colon.
func wrongFields(err error) map[string]string {
	field, more, _ := strings.Cut(web.PublicOf(err), ":")
	if text := wrongWord(more); text != "" {
		return map[string]string{field: text}
	}
	return map[string]string{field: wrongField(field, more != "")}
}

// wrongWord says what is wrong with something typed that is well written: a code or a number that stands for nobody who
// can be meant, a reference or a day that can't be this payment's.
func wrongWord(more string) string {
	return map[string]string{
		program.WrongUnknown:  "Nobody has signed in under this yet. Ask the member to sign in to digital banking and open the card once, or check the number.",
		program.WrongSeveral:  "More than one login has this number. Re-link them first, from a referral of the old one.",
		program.WrongSame:     "That is the inviter already.",
		program.WrongTaken:    "Another payment is recorded under this reference already. One reference stands for one payment.",
		program.WrongReleased: "This day is before the money was released. Choose that day or a later one.",
		program.WrongOther:    "The tax ids say that these are two people. They can’t be joined.",
	}[more]
}

func wrongField(field string, card bool) string {
	switch {
	case card:
		return "This looks like a card number. Write down its last four digits only."
	case field == desk.FieldReference:
		return "Write the reference of the payment, 60 characters at most."
	case strings.HasPrefix(field, program.FieldAccount):
		return "This account can’t be paid into any more. Choose again from what the bank has told."
	case field == desk.FieldPaidOn:
		return "Choose the day it was paid, today or earlier."
	case field == desk.FieldCodeOf:
		return "Choose a reason."
	case field == desk.FieldTerms:
		return "Without the friend’s word on the terms nothing can be attached."
	case field == desk.FieldAttested:
		return "The bank’s data does not show that it is the same person. Check it, and say so here."
	}
	return "Write something, 2,000 characters at most."
}

// referralCheck asks the bank now.
func (h *Handlers) referralCheck(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	checked, err := web.VisitOf(c.Request.Context()).Program.CheckReferral(c.Request.Context(), data.Referral.ID, staffOf(c))
	e := desk.Entry{Done: "Checked just now."}
	if checked.Failure != "" {
		e.Done = "" // the evidence says that the bank could not be asked
	}
	h.answerReferral(c, err, e)
}

// referralHold puts a referral on hold.
func (h *Handlers) referralHold(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	reason := c.PostForm(desk.FieldReason)
	err := web.VisitOf(c.Request.Context()).Program.PutOnHold(c.Request.Context(), data.Referral.ID, reason, staffOf(c))
	h.answerReferral(c, err, desk.Entry{Form: desk.FormHold, Typed: map[string]string{desk.FieldReason: reason}, Done: "On hold. No payment leaves until it is released."})
}

// referralReleaseHold lifts a hold.
func (h *Handlers) referralReleaseHold(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	found, hold := c.PostForm(desk.FieldReason), c.PostForm(desk.FieldHold)
	err := web.VisitOf(c.Request.Context()).Program.ReleaseHold(c.Request.Context(), data.Referral.ID, hold, found, staffOf(c))
	h.answerReferral(c, err, desk.Entry{Form: desk.FormRelease, Hold: hold, Typed: map[string]string{desk.FieldReason: found}, Done: "The hold was released."})
}

// referralNote writes a note.
func (h *Handlers) referralNote(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	text := c.PostForm(desk.FieldText)
	err := web.VisitOf(c.Request.Context()).Program.AddNote(c.Request.Context(), data.Referral.ID, text, staffOf(c))
	h.answerReferral(c, err, desk.Entry{Form: desk.FormNote, Typed: map[string]string{desk.FieldText: text}, Done: "The note was added."})
}
