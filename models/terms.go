package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"raf/models/eligibility"
)

// Terms is everything that decides and everything that was said. Days are YYYY-MM-DD in the institution's zone, both
// ends included; amounts are minor units of Currency. Fields are only ever added, at the end and left out when empty: a
// stored version must keep its hash.
type Terms struct {
	StartsOn         string            `json:"starts_on"`
	EndsOn           string            `json:"ends_on"`
	WindowDays       int               `json:"window_days"`
	WindowAnchor     string            `json:"window_anchor"` // account_opened, accepted
	PostingGraceDays int               `json:"posting_grace_days"`
	CodeEntryDays    int               `json:"code_entry_days"` // after joining the institution; 0 is no limit
	ClosingDays      int               `json:"closing_days"`    // how long a member may send proof before it is over
	HoldDays         int               `json:"hold_days"`       // from eligible to payment due
	Rules            json.RawMessage   `json:"rules"`           // a tree, see models/eligibility
	Currency         string            `json:"currency"`
	InviterMinor     int64             `json:"inviter_minor"`
	AcceptorMinor    int64             `json:"acceptor_minor"`
	InviterYearCount int               `json:"inviter_year_count"` // rewards a calendar year; 0 is no cap
	TaxFormInviter   string            `json:"tax_form_inviter"`
	TaxFormAcceptor  string            `json:"tax_form_acceptor"`
	Visibility       string            `json:"visibility"` // what the inviter sees of the friend: none, counts, stage
	Text             map[string]string `json:"text"`       // the terms in words, by language
	Timezone         string            `json:"timezone"`   // days begin and end there, whatever the institution's zone is later
	PayrollAllow     []string          `json:"payroll_allow,omitempty"`
	PayrollDeny      []string          `json:"payroll_deny,omitempty"`

	Disclosures    *Disclosures      `json:"disclosures,omitempty"`
	ShareText      map[string]string `json:"share_text,omitempty"`      // by language, with the marks of Share
	Participants   string            `json:"participants,omitempty"`    // new_customers, everyone; empty is new_customers
	MortgageReason string            `json:"mortgage_reason,omitempty"` // why a loan may count although a mortgage must not
}

// Disclosures is what Regulation DD (12 CFR 1030.8) wants beside a bonus. Its time requirement and the day of payment
// are WindowDays and HoldDays: told once, they can't contradict what decides.
type Disclosures struct {
	APYHundredths   *int64 `json:"apy_hundredths,omitempty"`    // of a percent: 5 is 0.05 %
	MinOpenMinor    *int64 `json:"min_open_minor,omitempty"`    // to open the account
	MinBalanceMinor *int64 `json:"min_balance_minor,omitempty"` // to obtain the bonus
}

// Who may take part.
const (
	ParticipantsNew      = "new_customers"
	ParticipantsEveryone = "everyone"
)

// Languages are those in which a campaign speaks to members.
func Languages() []string { return []string{"en", "es"} }

// The marks that stand in a share text for what is filled in when it is shared.
const (
	MarkBank   = "{bank}"
	MarkFriend = "{friend_reward}"
	MarkSharer = "{my_reward}"
)

// Share is the campaign's own share text in a language, filled in; false if it has none.
func (t Terms) Share(language, bank, friendReward, sharerReward string) (string, bool) {
	text := t.ShareText[language]
	if text == "" {
		return "", false
	}
	return strings.NewReplacer(MarkBank, bank, MarkFriend, friendReward, MarkSharer, sharerReward).Replace(text), true
}

// Zone is where the terms' days begin and end.
func (t Terms) Zone() (*time.Location, error) {
	zone, err := time.LoadLocation(t.Timezone)
	if err != nil || t.Timezone == "" {
		return nil, Errorf(Internal, "terms name no time zone we know: %q", t.Timezone)
	}
	return zone, nil
}

// check refuses terms that could not be judged later, or that would count any deposit as payroll.
func (t Terms) check() error {
	if _, err := t.Zone(); err != nil {
		return &Error{Kind: Invalid, Public: "the terms name no time zone we know", Err: err}
	}
	rule, err := eligibility.ParseRules(t.Rules)
	if err != nil {
		return &Error{Kind: Invalid, Public: "the rules can't be read", Err: err}
	}
	if rule.Uses(eligibility.KindDirectDeposit) && len(t.PayrollAllow) == 0 {
		return Errorf(Invalid, "a payroll rule needs words that tell payroll from any other deposit")
	}
	return nil
}

// Hash is the SHA-256 of the terms' canonical JSON, in hex. Go writes map keys in order, so equal terms hash alike.
func (t Terms) Hash() (string, error) {
	raw, err := json.Marshal(t)
	if err != nil {
		return "", Errorf(Internal, "terms: %v", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Canonical is the same terms with their rules written in the one order of fields, so that a tree that was only opened
// and saved again hashes as before. The rules must be complete.
func (t Terms) Canonical() (Terms, error) {
	rule, err := eligibility.ParseRules(t.Rules)
	if err != nil {
		return t, &Error{Kind: Invalid, Public: "the rules can't be read", Err: err}
	}
	if t.Rules, err = json.Marshal(rule); err != nil {
		return t, Errorf(Internal, "rules: %v", err)
	}
	return t, nil
}

// Cost is what one acceptance under these terms promises at most.
func (t Terms) Cost() (Money, error) {
	return Money{t.InviterMinor, t.Currency}.Plus(Money{t.AcceptorMinor, t.Currency})
}
