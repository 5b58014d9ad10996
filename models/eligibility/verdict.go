package eligibility

import "time"

// Result is what we can say of a rule. There is no "no": impossible is said only of what can no longer be met.
type Result string

// The four results.
const (
	Met        Result = "met"
	NotYet     Result = "not_yet"
	Impossible Result = "impossible"
	Unknown    Result = "unknown"
)

// Reason says why a rule is not met, or why a row was not counted. Words for people are made elsewhere.
type Reason string

// Why the bank's answer is missing.
const (
	ReasonDenied     Reason = "denied"
	ReasonExpired    Reason = "expired"
	ReasonThrottled  Reason = "throttled"
	ReasonDown       Reason = "down"
	ReasonMalformed  Reason = "malformed"
	ReasonNeverAsked Reason = "never_asked"
)

// Why a rule is not met.
const (
	ReasonRuleUnreadable    Reason = "rule_unreadable"
	ReasonTermsUnreadable   Reason = "terms_unreadable"
	ReasonAwaitingData      Reason = "awaiting_data" // the facts do not cover the days that matter
	ReasonKindUnknown       Reason = "kind_unknown"
	ReasonOpeningDayUnknown Reason = "opening_day_unknown"
	ReasonStandingUnknown   Reason = "standing_unknown"
	ReasonBalanceUnknown    Reason = "balance_unknown"
	ReasonNoAccount         Reason = "no_account"
	ReasonAccountClosed     Reason = "account_closed"
	ReasonBadStanding       Reason = "bad_standing"
	ReasonNegativeBalance   Reason = "negative_balance"
	ReasonOpenedTooEarly    Reason = "opened_too_early"
	ReasonOpenedTooLate     Reason = "opened_too_late"
	ReasonNotEnough         Reason = "not_enough"
	ReasonWindowOver        Reason = "window_over"
)

// Why an account or a row was not counted.
const (
	ReasonAccountKind     Reason = "account_kind"
	ReasonAccountExcluded Reason = "account_excluded"
	ReasonAccountNotTold  Reason = "account_not_told" // rows of an account that the list does not hold
	ReasonPending         Reason = "pending"
	ReasonOutsideWindow   Reason = "outside_window"
	ReasonOtherCurrency   Reason = "other_currency"
	ReasonOtherAccount    Reason = "other_account" // the row names another account than the one it came with
	ReasonAmountUnknown   Reason = "amount_unknown"
	ReasonPostingKind     Reason = "posting_kind"
	ReasonATM             Reason = "atm"
	ReasonMoneyOut        Reason = "money_out"
	ReasonNoMoneyOut      Reason = "no_money_out"
	ReasonBelowMinimum    Reason = "below_minimum"
	ReasonRefund          Reason = "refund"
	ReasonRefunded        Reason = "refunded"
	ReasonReversed        Reason = "reversed" // a deposit that was taken back
	ReasonNotPayroll      Reason = "not_payroll"
	ReasonPayrollDenied   Reason = "payroll_denied"
)

// Unit says what Target, Progress and Pending count.
type Unit string

// The units.
const (
	UnitCount Unit = "count"
	UnitMinor Unit = "minor" // minor units of the leaf's currency
)

// Verdict is the whole judgement. It is stored on the referral and shown later without the facts.
type Verdict struct {
	Outcome Result `json:"outcome"`
	Reason  Reason `json:"reason,omitempty"`
	Leaves  []Leaf `json:"leaves,omitempty"` // in tree order
	Tree    Node   `json:"tree"`
	Window  Window `json:"window"`
	// EvaluatedThrough is the last posting day that the facts cover completely, zero if there is none.
	EvaluatedThrough Date      `json:"evaluated_through,omitzero"`
	AsOf             time.Time `json:"as_of"`
}

// Node is the result of one rule of the tree; a leaf's particulars are in the [Leaf] of the same RuleID.
type Node struct {
	RuleID string `json:"rule_id"`
	Kind   Kind   `json:"kind"`
	K      int    `json:"k,omitempty"`
	Result Result `json:"result"`
	Reason Reason `json:"reason,omitempty"`
	Nodes  []Node `json:"nodes,omitempty"`
}

// Leaf is the result of one thing looked at.
type Leaf struct {
	RuleID   string     `json:"rule_id"`
	Kind     Kind       `json:"kind"`
	Result   Result     `json:"result"`
	Reason   Reason     `json:"reason,omitempty"`
	Target   int64      `json:"target"`
	Progress int64      `json:"progress"`
	Pending  int64      `json:"pending,omitempty"` // would count if the bank posted it now
	Unit     Unit       `json:"unit"`
	Currency string     `json:"currency,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
	// Measure says how Progress comes about where rows are not simply added up, and Each what one row must reach.
	Measure Measure `json:"measure,omitempty"`
	Each    int64   `json:"each,omitempty"`
	// Also is what else the rule asks of the same rows; both must be reached.
	Also *Gauge `json:"also,omitempty"`
	On   Date   `json:"on,omitzero"` // the day on which the rule became met, zero if not met or not told
}

// Gauge is a second progress of a leaf.
type Gauge struct {
	Target   int64  `json:"target"`
	Progress int64  `json:"progress"`
	Pending  int64  `json:"pending,omitempty"`
	Unit     Unit   `json:"unit"`
	Currency string `json:"currency,omitempty"`
}

// Evidence is one row or account that was looked at; a row that was not counted says why.
type Evidence struct {
	AccountID string `json:"account_id"`
	PostingID string `json:"posting_id,omitempty"` // empty when the account itself is the evidence
	Day       Date   `json:"day,omitzero"`
	Amount    *int64 `json:"amount,omitempty"` // nil if not told or of no concern
	Counted   bool   `json:"counted"`
	Why       Reason `json:"why,omitempty"`
}

// Window is the span of posting days that count, both ends included.
type Window struct {
	From  Date `json:"from,omitzero"`
	To    Date `json:"to,omitzero"`
	Known bool `json:"known"`
}

// Contains reports whether the day counts.
func (w Window) Contains(day Date) bool {
	return w.Known && !day.Before(w.From) && !w.To.Before(day)
}

// Leaf returns the leaf of a rule.
func (v Verdict) Leaf(ruleID string) (Leaf, bool) {
	for _, leaf := range v.Leaves {
		if leaf.RuleID == ruleID {
			return leaf, true
		}
	}
	return Leaf{}, false
}
