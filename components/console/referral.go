package console

import "raf/components/ui"

// RegionReferral is the id of the part that the actions of a referral replace.
const RegionReferral = "referral"

// Referral is the page of one referral.
type Referral struct {
	Bar      Bar
	Conflict *Conflict
	Title    string // "Devon K., invited by Avery L."
	Status   Status
	Tags     []Tag
	Meta     string // "Autumn 2026, version 3"
	Pay      *PayPanel
	Why      *Why
	Evidence Evidence
	Rewards  Rewards
	Holds    Holds
	Notes    Notes
	Timeline Timeline
	Facts    []Pair
	Accepted *Accepted
	More     []Disclosure // what else can be done: reject, correct the inviter, re-link, cancel
}

// Accepted is the text of the terms as the friend accepted them, for whoever has them on the phone.
type Accepted struct {
	Title string   // "Terms as accepted"
	Fact  string   // "Version 3, English"
	Meta  string   // when, and by which channel
	Seal  string   // of the version, as letters that two people can compare
	Lang  string   // BCP 47
	Text  []string // paragraphs; empty: the version has no text in words
	Empty string
}

// Why is the answer to "why, or why not" in words that can be read to a member on the phone.
type Why struct {
	Title string // "In words, for the phone"
	Fact  string // as of when
	Text  []ui.Phrase
	Copy  ui.Copy
}

// Evidence is what was found, rule by rule.
type Evidence struct {
	Fact   string // "3 of 3 met on December 2, frozen then. Bank postings of 10:42 AM."
	Notice *ui.Notice
	Rules  []Rule
	Empty  string // when nothing was looked at yet
}

// Rule is one requirement with what counted for it and what did not. A group ("Any one of these") is a rule without
// postings; what belongs to it follows with a greater depth.
type Rule struct {
	Sign     Sign
	Said     string // the verdict in a word, for those who don't see the sign
	Name     string
	Value    string // "5 of 5"
	When     string
	Depth    int // 0 to 3
	Bar      *ui.Bar
	Meta     string // source, dates, what is taken off
	Postings []Posting
	More     string // "and 240 more, all counted"
	Open     bool
}

// Posting is one row of the bank that was looked at.
type Posting struct {
	When   string
	What   string
	Amount string
	Counts bool
	Reason string // "Counts", or why not: "ATM withdrawal"
}

// Rewards are the legs of a referral.
type Rewards struct {
	Fact string
	Legs []Leg
}

// Leg is one person's reward.
type Leg struct {
	Name    string
	Side    string // "friend", "inviter"
	Status  Status
	Tags    []Tag
	Account string
	Tax     string
	By      string
	Amount  string
}

// Holds are the holds of a referral, open ones first.
type Holds struct {
	Fact  string
	List  []Hold
	PutOn *Disclosure // Text "Put on hold"; its first field's id is where the title bar's link leads
}

// Hold is one hold with its story.
type Hold struct {
	Sign    Sign
	Text    ui.Phrase
	When    string
	Meta    string
	Resolve *Disclosure
}

// Notes are what staff wrote down.
type Notes struct {
	Fact string
	List []StaffNote
	Add  *Disclosure
}

// StaffNote is one note. Its text is shown as it was typed.
type StaffNote struct {
	Who  string
	When string
	Text string
}

// Timeline is what happened, newest first.
type Timeline struct {
	Events []Event
	Link   ui.Link // to the audit log
	Older  ui.Link
}

// PayPanel is the money of a referral as one person sees it from their seat.
type PayPanel struct {
	Title   string // "Release payment"
	Fact    string // "second person"
	Amount  string
	Payees  []Payee
	Steps   []PayStep
	Checks  []Status // re-checked just now
	Notice  *ui.Notice
	Text    string   // "You approved this, so someone else must release it."
	Ask     *Form    // asks for the payment
	Act     *Action  // approve, take back
	Confirm *Confirm // release
	More    []Disclosure
	Links   []ui.Link
	Foot    string // "Payment 1F7C, one file, 2 entries."
}

// foot reports whether there is anything to do or to say under the facts.
func (p PayPanel) foot() bool {
	return p.Notice != nil || p.Text != "" || p.Ask != nil || p.Act != nil || p.Confirm != nil || len(p.More) > 0 || len(p.Links) > 0 || p.Foot != ""
}

// Payee is who gets how much, where.
type Payee struct {
	Name    string
	Account string
	Amount  string
	Notes   []string // tax form, cap
}

// PayStep is one person's part in a payment.
type PayStep struct {
	Sign Sign
	Text ui.Phrase
	Meta string
	Next bool // not begun
}

// expandable says that a rule has something to unfold.
func (r Rule) expandable() bool {
	return r.Meta != "" || len(r.Postings) > 0 || r.More != "" || r.Bar != nil
}

func (r Rule) depth() string {
	switch {
	case r.Depth <= 0:
		return "depth-0"
	case r.Depth == 1:
		return "depth-1"
	case r.Depth == 2:
		return "depth-2"
	default:
		return "depth-3"
	}
}

func (p Posting) sign() Sign {
	if p.Counts {
		return Sign{GlyphTick, Green, false}
	}
	return Sign{GlyphNo, Text, false}
}

// table makes the generic table of the legs.
func (r Rewards) table() Table {
	out := Table{Label: "Rewards", Columns: []Column{
		{Text: "To", Slot: Slot1L}, {Text: "State", Slot: Slot1R}, {Text: "Account", Slot: Slot2L},
		{Text: "Tax form", Slot: Slot2R}, {Text: "Promised by", Slot: Slot3L}, {Text: "Amount", Number: true, Slot: Slot3R},
	}}
	for _, l := range r.Legs {
		out.Rows = append(out.Rows, Row{Dim: l.Status.Sign.Over, Cells: []Cell{
			{Text: l.Name, Behind: l.Side, Strong: true}, {Status: &l.Status, Tags: l.Tags}, {Text: l.Account},
			{Text: l.Tax}, {Text: l.By}, {Text: l.Amount},
		}})
	}
	return out
}
