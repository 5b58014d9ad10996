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
	h.writeScreen(c, status, d, desk.Screen{Title: page.Title, Place: web.PathReferrals, Waiting: data.Waiting, Body: console.Detail(page)})
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
	switch {
	case err == nil && web.FromScript(c.Request):
		h.writeReferral(c, http.StatusOK, desk.Entry{Done: e.Done})
	case err == nil:
		h.SeeOther(c, web.VisitOf(c.Request.Context()).Prefix()+web.ReferralPath(c.Param("id")))
	case models.KindOf(err) == models.Invalid:
		field, _, card := strings.Cut(web.PublicOf(err), ":")
		e.Wrong = map[string]string{field: wrongField(field, card)}
		h.writeReferral(c, http.StatusUnprocessableEntity, e)
	case models.KindOf(err) == models.Conflict:
		if e.Conflict = late(err); e.Conflict == "" {
			e.Conflict = "This has changed meanwhile. Nothing was done; below is how it stands now."
		}
		h.writeReferral(c, http.StatusConflict, e)
	default:
		h.refuseStaff(c, err)
	}
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
	}
	return "Write something, 2,000 characters at most."
}

// referralCheck asks the bank now.
func (h *Handlers) referralCheck(c *gin.Context) {
	data, ok := h.known(c)
	if !ok {
		return
	}
	v := web.VisitOf(c.Request.Context())
	checked, err := v.Program.Check(c.Request.Context(), *data.Referral.Acceptor, "staff", v.RequestID)
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
