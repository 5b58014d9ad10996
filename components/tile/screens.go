package tile

import (
	"strings"

	"github.com/a-h/templ"

	"raf/components/ui"
)

// The names of the form fields, so that forms and the code that reads them can't drift apart.
const (
	FieldToken   = ui.FieldToken
	FieldCode    = "code"
	FieldTerms   = "accept_terms"
	FieldConsent = "share_status"
	FieldTermsID = "terms" // which terms were shown: accepting other ones than were read must fail
)

// CodeEntry is the screen on which a code is typed. Without terms it has no box to tick: whose terms they are follows from
// the code. Without a friend there is nobody to consent about.
type CodeEntry struct {
	Back    ui.Link // Text is for screen readers; drawn as an arrow
	Title   string
	Lead    string // what the code that was typed offers
	Action  string
	Token   string
	Label   string
	Hint    string
	Code    string // as typed: what a person typed is never lost
	Error   *FieldError
	Terms   Acceptance
	Consent Consent
	Submit  string
	Busy    string
	Blocked bool // too many tries: the button stays where it is and can be reached, the error says until when
}

// FieldError is one sentence under a field.
type FieldError struct {
	Text ui.Phrase
	Wait bool // time heals it: a clock instead of a triangle
}

func (e FieldError) glyph() ui.Glyph {
	if e.Wait {
		return ui.GlyphClock
	}
	return ui.GlyphAlert
}

// Acceptance is the box that must be ticked. Its sentence has the link to the terms in its middle.
type Acceptance struct {
	Before  string
	Link    ui.Link
	After   string
	ID      string // of these terms, sent along in FieldTermsID
	Checked bool
	Error   *FieldError
}

// Consent is the box that may be ticked.
type Consent struct {
	Text     string
	Optional string
	Checked  bool
}

// invalid is the value of aria-invalid. What only time heals is no fault of the field.
func invalid(e *FieldError) string {
	if e == nil || e.Wait {
		return "false"
	}
	return "true"
}

// describedBy ties a field to its error, or else to its hint.
func (c CodeEntry) describedBy() string {
	if c.Error != nil {
		return "code-error"
	}
	return "code-hint"
}

// Share is the screen with everything needed to invite one friend.
type Share struct {
	Back      ui.Link
	Title     string
	QR        ui.QR
	CodeLabel string
	Code      string
	CodeNote  string
	Copy      ui.Copy
	Link      string  // the address itself, to select where scripts are off
	Mail      ui.Link // mailto:
	Message   ui.Link // sms:
	Text      string  // what is sent, told beforehand
	Note      string  // "Please keep the line about your own reward."
}

// Terms is the screen with the terms of an offer, as accepted or as they would be.
type Terms struct {
	Back     ui.Link
	Title    string
	Meta     string // version and day
	Passages []ui.Passage
	As       string // the state it was reached from
}

// Name is the state's name in data-state.
func (CodeEntry) Name() string { return NameInviter }

// Name is the state's name in data-state.
func (Share) Name() string { return NameInviter }

// Name is the state's name in data-state.
func (t Terms) Name() string { return t.As }

// heading is the head of a screen that was reached from a state.
type heading struct {
	Back  ui.Link
	Title string
}

// identified is an error with the id its field refers to.
type identified struct {
	ID    string
	Error FieldError
}

// messageLink writes the address of a text message. templ's own filter knows no sms: scheme and would blank it, so
// it is written here, and here only for exactly that scheme: threat, a javascript: address from anywhere else.
func messageLink(href string) templ.Attributes {
	if !strings.HasPrefix(href, "sms:") {
		return templ.Attributes{"href": string(templ.URL(href))}
	}
	return templ.Attributes{"href": href}
}

// Told is the screen with what the bank told of a member and lets us read.
type Told struct {
	Back  ui.Link
	Title string
	About string
	Lists []ToldList
	End   ToldEnd
	Apps  ui.Link // where the institution lists the same
	As    string  // the state it was reached from
}

// ToldList is one titled list.
type ToldList struct {
	Title string
	Rows  []ToldRow
}

// ToldRow is one thing and how it stands.
type ToldRow struct {
	Name, Value string
	Held        bool // it is not given
}

// ToldEnd is how to end it, and what that means.
type ToldEnd struct {
	Title  string
	Text   []string
	Action ui.Action
}

// Name is the state's name in data-state.
func (t Told) Name() string { return t.As }
