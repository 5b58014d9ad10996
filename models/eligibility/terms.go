package eligibility

import "time"

// Anchor is the event from which the window runs.
type Anchor string

// The anchors.
const (
	AnchorAccountOpened Anchor = "account_opened"
	AnchorAccepted      Anchor = "accepted"
)

// The longest window and posting grace that terms may hold, in days.
const (
	MaxWindowDays       = 3660
	MaxPostingGraceDays = 366
)

// Terms is what a member was promised, frozen when the referral was accepted.
type Terms struct {
	Rule Rule
	// Anchor begins the window; its last day is the anchor's day plus WindowDays, and still counts.
	Anchor     Anchor
	WindowDays int
	// PostingGraceDays is how long after the window's last day a bank may still book rows into it.
	PostingGraceDays int
	AcceptedAt       time.Time
	// AnchoredOn pins the window's first day once it was found, so that a later account or a silent bank cannot move
	// it. Zero means: find it in the facts.
	AnchoredOn Date
	// Zone is the FI's: days begin and end there, wherever member and server are.
	Zone     *time.Location
	Currency string
	// PayrollAllow and PayrollDeny are the tenant's descriptor words, looked for as whole words in a row's memo, in any
	// case. A denied word wins. With no allowed word, every electronic credit that is not denied looks like payroll.
	PayrollAllow []string
	PayrollDeny  []string
}

// readable reports whether the terms are complete enough to judge by; half of them would judge by a wrong window.
func (t Terms) readable() bool {
	return t.Zone != nil && !t.AcceptedAt.IsZero() &&
		(t.Anchor == AnchorAccountOpened || t.Anchor == AnchorAccepted) &&
		t.WindowDays >= 0 && t.WindowDays <= MaxWindowDays &&
		t.PostingGraceDays >= 0 && t.PostingGraceDays <= MaxPostingGraceDays
}
