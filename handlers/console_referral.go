package handlers

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/components/ui"
	"raf/models"
	"raf/models/program"
)

// The names of the fields of a referral's forms.
const (
	fieldReason    = "reason"
	fieldText      = "text"
	fieldHold      = "hold"
	fieldReference = "reference"
	fieldPaidOn    = "paid_on"
	fieldSeal      = "seal"
)

// The forms of a referral's page.
const (
	formHold    = "hold"
	formRelease = "release"
	formNote    = "note"
	formMark    = "mark"
)

// referralEntry is a form of the page as it came, where it has to be shown again.
type referralEntry struct {
	form     string            // which one; empty for none
	hold     string            // of formRelease
	typed    map[string]string // by field
	wrong    map[string]string // what is wrong, by field
	conflict string            // somebody was faster
	done     string            // what just happened
	pay      bool              // the pay panel was asked for
}

// referralShow is the page of one referral.
func (s *Server) referralShow(c *gin.Context) { s.writeReferral(c, http.StatusOK, referralEntry{}) }

// writeReferral answers with the referral as it stands now.
func (s *Server) writeReferral(c *gin.Context, status int, e referralEntry) {
	s.writeReferralOf(c, status, c.Param("id"), e)
}

func (s *Server) writeReferralOf(c *gin.Context, status int, id string, e referralEntry) {
	data, err := visitOf(c.Request.Context()).program.ReferralPage(c.Request.Context(), id)
	if err != nil {
		s.refuseStaff(c, err)
		return
	}
	d := s.desk(c)
	page := d.referral(data, e)
	s.writeScreen(c, status, d, screen{title: page.Title, place: pathReferrals, waiting: data.Waiting, body: console.Detail(page)})
}

// known finds the referral of a route, or answers 404: ids of other institutions do not exist here.
func (s *Server) known(c *gin.Context) (program.ReferralPageData, bool) {
	data, err := visitOf(c.Request.Context()).program.ReferralPage(c.Request.Context(), c.Param("id"))
	if err != nil {
		s.refuseStaff(c, err)
	}
	return data, err == nil
}

// answerReferral ends an action on a referral: err nil is done.
func (s *Server) answerReferral(c *gin.Context, err error, e referralEntry) {
	switch {
	case err == nil && fromScript(c.Request):
		s.writeReferral(c, http.StatusOK, referralEntry{done: e.done})
	case err == nil:
		s.seeOther(c, visitOf(c.Request.Context()).prefix()+referralPath(c.Param("id")))
	case models.KindOf(err) == models.Invalid:
		field, _, card := strings.Cut(publicOf(err), ":")
		e.wrong = map[string]string{field: wrongField(field, card)}
		s.writeReferral(c, http.StatusUnprocessableEntity, e)
	case models.KindOf(err) == models.Conflict:
		e.conflict = "This has changed meanwhile. Nothing was done; below is how it stands now."
		s.writeReferral(c, http.StatusConflict, e)
	default:
		s.refuseStaff(c, err)
	}
}

func wrongField(field string, card bool) string {
	switch {
	case card:
		return "This looks like a card number. Write down its last four digits only."
	case field == fieldReference:
		return "Write the reference of the payment, 60 characters at most."
	case field == fieldPaidOn:
		return "Choose the day it was paid, today or earlier."
	}
	return "Write something, 2,000 characters at most."
}

// referralCheck asks the bank now.
func (s *Server) referralCheck(c *gin.Context) {
	data, ok := s.known(c)
	if !ok {
		return
	}
	v := visitOf(c.Request.Context())
	checked, err := v.program.Check(c.Request.Context(), *data.Referral.Acceptor, "staff", v.requestID)
	e := referralEntry{done: "Checked just now."}
	if checked.Failure != "" {
		e.done = "" // the evidence says that the bank could not be asked
	}
	s.answerReferral(c, err, e)
}

// referralHold puts a referral on hold.
func (s *Server) referralHold(c *gin.Context) {
	data, ok := s.known(c)
	if !ok {
		return
	}
	reason := c.PostForm(fieldReason)
	err := visitOf(c.Request.Context()).program.PutOnHold(c.Request.Context(), data.Referral.ID, reason, staffOf(c))
	s.answerReferral(c, err, referralEntry{form: formHold, typed: map[string]string{fieldReason: reason}, done: "On hold. No payment leaves until it is released."})
}

// referralReleaseHold lifts a hold.
func (s *Server) referralReleaseHold(c *gin.Context) {
	data, ok := s.known(c)
	if !ok {
		return
	}
	found, hold := c.PostForm(fieldReason), c.PostForm(fieldHold)
	err := visitOf(c.Request.Context()).program.ReleaseHold(c.Request.Context(), data.Referral.ID, hold, found, staffOf(c))
	s.answerReferral(c, err, referralEntry{form: formRelease, hold: hold, typed: map[string]string{fieldReason: found}, done: "The hold was released."})
}

// referralNote writes a note.
func (s *Server) referralNote(c *gin.Context) {
	data, ok := s.known(c)
	if !ok {
		return
	}
	text := c.PostForm(fieldText)
	err := visitOf(c.Request.Context()).program.AddNote(c.Request.Context(), data.Referral.ID, text, staffOf(c))
	s.answerReferral(c, err, referralEntry{form: formNote, typed: map[string]string{fieldText: text}, done: "The note was added."})
}

// green is news of something that was done.
func green(text string) ui.Notice { return ui.Notice{Tone: ui.Green, Text: ui.Plain(text)} }
