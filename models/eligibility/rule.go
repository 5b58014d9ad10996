package eligibility

// Kind names what a rule asks for.
type Kind string

// The rule kinds: three ways to combine, four things to look at.
const (
	KindAll               Kind = "all"
	KindAny               Kind = "any"
	KindAtLeast           Kind = "at_least"
	KindQualifyingAccount Kind = "qualifying_account"
	KindDirectDeposit     Kind = "direct_deposit"
	KindDebitPurchases    Kind = "debit_purchases"
	KindGoodStanding      Kind = "good_standing"
)

// Group reports whether the kind combines other rules.
func (k Kind) Group() bool { return k == KindAll || k == KindAny || k == KindAtLeast }

// Rule is one node of the tree that a campaign version holds and a referral freezes. A group has Rules (and K for
// at_least); a leaf has the parameters of its own kind, and good_standing has none.
type Rule struct {
	ID    string `json:"id"`
	Kind  Kind   `json:"kind"`
	K     int    `json:"k,omitempty"`
	Rules []Rule `json:"rules,omitempty"`

	QualifyingAccount *QualifyingAccount `json:"qualifying_account,omitempty"`
	DirectDeposit     *DirectDeposit     `json:"direct_deposit,omitempty"`
	DebitPurchases    *DebitPurchases    `json:"debit_purchases,omitempty"`
}

// QualifyingAccount asks for one account of the right kind, opened at the right time.
type QualifyingAccount struct {
	// Include lists the kinds that qualify; empty means checking, savings and other deposit accounts.
	Include []AccountKind `json:"include,omitempty"`
	Exclude []AccountKind `json:"exclude,omitempty"`
	// ExcludeNames holds words that must not stand in the account's name ("HSA" is not a kind at most banks).
	ExcludeNames []string `json:"exclude_names,omitempty"`
	// OpenedWithinDaysBefore is how many days before acceptance the account may be opened; nil means any number.
	OpenedWithinDaysBefore *int `json:"opened_within_days_before,omitempty"`
	// OpenedWithinDaysAfter is how many days after acceptance the account may be opened; nil means any number.
	OpenedWithinDaysAfter *int `json:"opened_within_days_after,omitempty"`
	// RequireKnownStanding makes an account of unknown standing unknown instead of fine. Credit unions never tell.
	RequireKnownStanding bool `json:"require_known_standing,omitempty"`
}

// Measure says how deposits are measured.
type Measure string

// The measures.
const (
	MeasureSum    Measure = "sum"    // all deposits inside the window, added up
	MeasureMonth  Measure = "month"  // those of the best calendar month, as far as its days lie inside the window
	MeasureSingle Measure = "single" // one deposit of at least an amount
	MeasureCount  Measure = "count"  // a number of deposits of at least an amount each
)

// added reports a measure that adds amounts up; the others look at each deposit by itself.
func (m Measure) added() bool { return m == MeasureSum || m == MeasureMonth }

// DirectDeposit asks for payroll credits that reach an amount, together or each.
type DirectDeposit struct {
	Measure  Measure `json:"measure"`
	MinTotal int64   `json:"min_total,omitempty"` // minor units; of sum and month
	MinCount int64   `json:"min_count,omitempty"` // of count
	MinEach  int64   `json:"min_each,omitempty"`  // minor units; of single and count
}

// Deposits is how many deposits are asked for, 0 where their amounts are added up.
func (d DirectDeposit) Deposits() int64 {
	switch d.Measure {
	case MeasureSingle:
		return 1
	case MeasureCount:
		return d.MinCount
	default:
		return 0
	}
}

// DebitPurchases asks for a number of posted card purchases, for an amount of them, or for both.
type DebitPurchases struct {
	MinCount int64 `json:"min_count,omitempty"` // 0 is any number
	MinEach  int64 `json:"min_each,omitempty"`  // minor units; smaller purchases do not count
	MinSum   int64 `json:"min_sum,omitempty"`   // minor units, refunds taken off; 0 is any amount
}

// Uses reports whether a kind stands anywhere in the tree.
func (r Rule) Uses(kind Kind) bool {
	found := r.Kind == kind
	for _, child := range r.Rules {
		found = found || child.Uses(kind)
	}
	return found
}

// leaves calls visit for every leaf in tree order.
func (r Rule) leaves(visit func(Rule)) {
	if !r.Kind.Group() {
		visit(r)
		return
	}
	for _, child := range r.Rules {
		child.leaves(visit)
	}
}
