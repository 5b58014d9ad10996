package eligibility

import "time"

// Known says whether a question was answered completely, or why not. The zero value is "never asked".
type Known string

// The ways in which a question stands.
const (
	KnownComplete   Known = "complete"
	KnownDenied     Known = "denied"
	KnownExpired    Known = "expired"
	KnownThrottled  Known = "throttled"
	KnownDown       Known = "down"
	KnownMalformed  Known = "malformed"
	KnownNeverAsked Known = "never_asked"
)

// Complete reports whether the answer is whole.
func (k Known) Complete() bool { return k == KnownComplete }

func (k Known) reason() Reason {
	switch k {
	case KnownDenied, KnownExpired, KnownThrottled, KnownDown, KnownMalformed:
		return Reason(k)
	default:
		return ReasonNeverAsked
	}
}

// Facts is what the bank said of one member.
type Facts struct {
	// AsOf is when the oldest of these answers was given.
	AsOf          time.Time
	AccountsKnown Known
	Accounts      []Account
	// Postings are keyed by account id; an account without an entry was never asked for.
	Postings map[string]Postings
}

// Postings is what the bank said of one account's rows.
type Postings struct {
	Known Known
	Rows  []Posting
	// CoveredFrom and CoveredTo are the posting days that were asked for, both included.
	CoveredFrom Date
	CoveredTo   Date
}

// AccountKind is what an account is.
type AccountKind string

// The account kinds, in the providers' words.
const (
	AccountChecking   AccountKind = "checking"
	AccountSavings    AccountKind = "savings"
	AccountDeposit    AccountKind = "deposit" // a deposit account whose sub-type is missing or another
	AccountLoan       AccountKind = "loan"
	AccountCredit     AccountKind = "credit"
	AccountInvestment AccountKind = "investment"
	AccountUnknown    AccountKind = "unknown" // the bank did not say
)

func (k AccountKind) deposit() bool {
	return k == AccountChecking || k == AccountSavings || k == AccountDeposit
}

func (k AccountKind) told() bool {
	return k.deposit() || k == AccountLoan || k == AccountCredit || k == AccountInvestment
}

// Standing is whether an account is in order.
type Standing string

// The standings, in the providers' words; anything else reads as unknown.
const (
	StandingGood    Standing = "good"
	StandingClosed  Standing = "closed"
	StandingBad     Standing = "bad"
	StandingUnknown Standing = "unknown"
)

// Account is one account of the member at the FI.
type Account struct {
	ID       string
	Name     string
	Kind     AccountKind
	Standing Standing
	Currency string
	OpenedOn Date   // zero if the bank does not say
	Balance  *int64 // minor units, nil if not told
}

// PostingKind is what moved the money.
type PostingKind string

// The posting kinds, in the providers' words.
const (
	PostingPurchase PostingKind = "purchase"
	PostingATM      PostingKind = "atm"
	PostingTransfer PostingKind = "transfer"
	PostingCheck    PostingKind = "check"
	PostingACH      PostingKind = "ach"
	PostingFee      PostingKind = "fee"
	PostingInterest PostingKind = "interest"
	PostingOther    PostingKind = "other"
)

// Posting is one row of an account.
type Posting struct {
	ID        string
	AccountID string // may be empty: the key in Facts.Postings says it too
	Amount    *int64 // minor units, positive into the account; nil when the bank left it out
	Currency  string
	PostedOn  Date // zero while pending
	Pending   bool
	Kind      PostingKind
	Memo      string
}
