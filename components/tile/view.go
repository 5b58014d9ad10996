package tile

import (
	"github.com/a-h/templ"

	"raf/components/ui"
)

// State is what a tile can show. Name is one of the five names of data-state.
type State interface {
	Name() string
	Body() templ.Component
}

// The five names that data-state may carry.
const (
	NameAnonymous = "anonymous"
	NameInviter   = "inviter_ready"
	NamePending   = "acceptor_pending"
	NameEligible  = "acceptor_eligible"
	NamePaid      = "acceptor_paid"
)

// Frame is the document around a tile.
type Frame struct {
	ui.Document
}

// Foot is the last line of a tile: a word or link at the left, a link at the right.
type Foot struct {
	Text  string
	Left  ui.Link
	Right ui.Link
	Ruled bool // a hairline above it
}

// Anonymous is the tile without a session. With a sign-in link that leaves the frame and other words it is also the
// tile of a browser that blocks our cookies.
type Anonymous struct {
	Notice *ui.Notice
	Offer  *ui.Offer // nil while no offer runs
	Title  string
	Lead   ui.Phrase
	SignIn ui.Link
	Foot   Foot
}

// Inviter is the tile of a member who can invite.
type Inviter struct {
	Notice *ui.Notice // how the member's own referral ended, if it ended badly
	Title  string
	Lead   string // empty where the notice takes its room
	Share  *ShareLink
	Invite ui.Link
	Counts []ui.Count
	Cap    *Cap
	Foot   Foot
}

// ShareLink is the member's own link, ready to copy.
type ShareLink struct {
	Label string // for those who do not see that it is a link to copy
	Shown string // short form, without the scheme
	Copy  ui.Copy
}

// Cap is how much of the yearly limit is used up.
type Cap struct {
	Text  string // "9 more rewards possible this year"
	Value string // "$50 of $500"
	Bar   ui.Bar
}

// NoOffer is the inviter's tile while no campaign is live.
type NoOffer struct {
	Notice *ui.Notice
	Title  string
	Lead   string
	Counts []ui.Count
	Foot   Foot
}

// Pending is the tile of a member who is meeting the requirements; with an amber deadline and a primary link it is
// also the tile of one whose time is over and who may still send proof.
type Pending struct {
	Notice   *ui.Notice // stale facts, or a sign-in that is needed again
	Amount   string
	Deadline string // "12 days left"
	Until    string // "until December 14"
	Late     bool   // the deadline waits for the member: amber
	Headline string // what is left
	Rules    []Rule
	Lead     string
	Primary  ui.Link
	Code     ui.Link // to enter the code of another offer
	Check    Check
	Right    ui.Link // "What counts"
}

// dense says that something else needs room, too.
func (p Pending) dense() bool { return p.Notice != nil || p.Primary.Href != "" }

// RuleState is where one requirement stands.
type RuleState string

// The states of a requirement. RuleUnknown is "could not be found out", never "no".
const (
	RuleMet        RuleState = "met"
	RuleUnderWay   RuleState = "under_way"
	RuleNotBegun   RuleState = "not_begun"
	RuleImpossible RuleState = "impossible"
	RuleUnknown    RuleState = "unknown"
)

func (s RuleState) glyph() ui.Glyph {
	switch s {
	case RuleMet:
		return ui.GlyphMet
	case RuleUnderWay:
		return ui.GlyphHalf
	case RuleImpossible:
		return ui.GlyphCross
	case RuleUnknown:
		return ui.GlyphUnknown
	default:
		return ui.GlyphRing
	}
}

// Rule is one requirement with its progress.
type Rule struct {
	State RuleState
	Said  string // the state in a word, for those who do not see the glyph
	Name  string
	Value ui.Phrase // "3 of 5", or the day it was met
	Bar   *ui.Bar   // nil where there is nothing to count, or where it is met
	Note  string
}

// Check is the line that says how old the facts are and asks the bank again. It is a form: it works without scripts.
type Check struct {
	URL       string
	Token     string
	Text      string // "Checked today, 10:42 AM"; empty shows the button's word instead
	Button    string // "Check again"
	Busy      string // "Checking with Garden…"
	AutoCheck bool   // ask as soon as the tile is shown
	Newer     string // while newer facts are on their way: what answers with them, and with nothing until then
}

// trigger adds the automatic check to the one the member asks for. The answer carries no AutoCheck, so it ends there.
func (c Check) trigger() string {
	if c.AutoCheck {
		return "load, submit"
	}
	return "submit"
}

// Checking is the tile of a member of whom nothing is known yet.
type Checking struct {
	Title string // "Checking with Garden…"
	Check Check
}

// Eligible is the happy tile: everything is met, the money is on its way. A held reward is the same tile with other
// words.
type Eligible struct {
	Notice *ui.Notice
	Amount string
	Title  string
	Lead   ui.Phrase
	Steps  []ui.Step
	Note   string
	Loud   bool // the note asks for attention: larger type
	Foot   Foot
}

// Paid is the tile of the two weeks after the money came.
type Paid struct {
	Amount string
	Title  string
	Lead   string
	Note   string // tax
	Next   string // "Now give $50, get $50"
	Offer  string // "You can earn up to $500 a year by inviting friends."
	Invite ui.Link
	NotNow *ui.Action // puts the tile away before its two weeks are over
	Right  ui.Link    // "Details"
}

// Message is a tile that has one thing to say and a way on: sign-in failed, the card was left open too long, too
// many visits. As names the state it stands in for.
type Message struct {
	As      string
	Notice  *ui.Notice
	Title   string
	Lead    ui.Phrase
	Primary ui.Link
	Foot    Foot
}

// Name is the state's name in data-state.
func (Anonymous) Name() string { return NameAnonymous }

// Name is the state's name in data-state.
func (Inviter) Name() string { return NameInviter }

// Name is the state's name in data-state.
func (NoOffer) Name() string { return NameInviter }

// Name is the state's name in data-state.
func (Pending) Name() string { return NamePending }

// Name is the state's name in data-state.
func (Checking) Name() string { return NamePending }

// Name is the state's name in data-state.
func (Eligible) Name() string { return NameEligible }

// Name is the state's name in data-state.
func (Paid) Name() string { return NamePaid }

// Name is the state's name in data-state.
func (m Message) Name() string { return m.As }
