package lint

import (
	"math/bits"
	"slices"
)

// What is looked at in money and limits.
const (
	RewardMissing  Reason = "reward_missing"
	Currency       Reason = "currency"
	BudgetNone     Reason = "budget_none"
	BudgetForOne   Reason = "budget_for_one"   // not enough for a single friend
	BudgetForCap   Reason = "budget_for_cap"   // not enough for what one inviter may earn in a year
	BudgetPromised Reason = "budget_committed" // below what is promised already
	BreakerSilent  Reason = "breaker_silent"   // the budget is used up before the breaker trips
	BreakerPassed  Reason = "breaker_accepted" // below the friends who are in already
	InviterCap     Reason = "inviter_cap"
	SamePerson     Reason = "same_person"
)

func money() []check {
	return []check{rewards, currency, budget, spent, limits}
}

func rewards(o Offer) []Finding {
	return only(o.terms().AcceptorMinor == 0, Problem, Finding{Reason: RewardMissing, Field: "acceptor_minor"})
}

func currency(o Offer) []Finding {
	return only(o.terms().Currency != o.House.Currency, Problem, Finding{Reason: Currency, Field: "currency", Text: o.terms().Currency})
}

// times multiplies what is not negative, and stays at the top where it would not fit.
func times(a, b int64) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	if high != 0 || low > 1<<63-1 {
		return 1<<63 - 1
	}
	return int64(low)
}

func budget(o Offer) []Finding {
	t, have := o.terms(), o.Plan.BudgetMinor
	each := t.AcceptorMinor + t.InviterMinor // both are bounded far below what would overflow
	switch {
	case have == 0:
		return when(true, Warning, Finding{Reason: BudgetNone, Field: "budget_minor"})
	case have < each:
		return when(true, Problem, Finding{Reason: BudgetForOne, Field: "budget_minor", Have: have, Want: each})
	}
	var all []Finding
	if o.relationship() {
		most := times(int64(max(t.InviterYearCount, 1)), each)
		all = when(have < most, Problem, Finding{Reason: BudgetForCap, Field: "budget_minor", Have: have, Want: most})
	}
	silent := o.Plan.BreakerCount > 0 && have < times(o.Plan.BreakerCount, each)
	return append(all, only(silent, Warning, Finding{Reason: BreakerSilent, Field: "breaker_count", Have: o.Plan.BreakerCount, Want: have / max(each, 1)})...)
}

// spent looks at what a running campaign has promised already.
func spent(o Offer) []Finding {
	if o.Running == nil {
		return nil
	}
	budget, breaker := o.Plan.BudgetMinor, o.Plan.BreakerCount
	return slices.Concat(
		only(budget > 0 && budget < o.Running.CommittedMinor, Problem,
			Finding{Reason: BudgetPromised, Field: "budget_minor", Have: budget, Want: o.Running.CommittedMinor}),
		only(breaker > 0 && breaker < o.Running.AcceptedCount, Problem,
			Finding{Reason: BreakerPassed, Field: "breaker_count", Have: breaker, Want: o.Running.AcceptedCount}))
}

func limits(o Offer) []Finding {
	t := o.terms()
	var all []Finding
	if t.InviterMinor > 0 {
		all = when(t.InviterYearCount == 0, Warning, Finding{Reason: InviterCap, Field: "inviter_year_count", Have: int64(t.InviterYearCount)})
	}
	return append(all, when(!o.House.SamePerson, Warning, Finding{Reason: SamePerson, Field: "same_person"})...)
}
