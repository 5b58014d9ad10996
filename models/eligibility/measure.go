package eligibility

import (
	"slices"
	"time"
)

// LeafOf is a leaf of which nothing is known yet: what it asks for, and how that is measured.
func LeafOf(r Rule, currency string) Leaf {
	leaf := Leaf{RuleID: r.ID, Kind: r.Kind, Target: 1, Unit: UnitCount}
	switch {
	case r.DirectDeposit != nil:
		leaf.Currency = currency
		if leaf.Measure = r.DirectDeposit.Measure; leaf.Measure == MeasureSum {
			leaf.Measure = "" // the usual one, as verdicts of old have it
		}
		leaf.Target, leaf.Each = r.DirectDeposit.Deposits(), r.DirectDeposit.MinEach
		if r.DirectDeposit.Measure.added() {
			leaf.Target, leaf.Unit = r.DirectDeposit.MinTotal, UnitMinor
		}
	case r.DebitPurchases != nil:
		sum := Gauge{Target: r.DebitPurchases.MinSum, Unit: UnitMinor, Currency: currency}
		leaf.Target = r.DebitPurchases.MinCount
		switch {
		case sum.Target > 0 && leaf.Target > 0:
			leaf.Also = &sum
		case sum.Target > 0:
			leaf.Target, leaf.Unit, leaf.Currency = sum.Target, sum.Unit, sum.Currency
		}
	}
	return leaf
}

func (c *judged) judgeDeposits(rule DirectDeposit, leaf *Leaf) {
	measure := added
	if rule.Measure == MeasureMonth {
		measure = bestMonth
	}
	c.judgePostings(leaf, func(account Account) []item { return c.depositItems(account, rule) }, measure)
}

// judgePurchases looks at the number, the sum or both; both read together as two rules would that must be met, on the
// later of their days. The rows are shown as the number sees them.
func (c *judged) judgePurchases(rule DebitPurchases, leaf *Leaf) {
	counting := func(account Account) []item { return c.purchaseItems(account, rule.MinEach, false) }
	adding := func(account Account) []item { return c.purchaseItems(account, rule.MinEach, true) }
	switch {
	case rule.MinSum == 0:
		c.judgePostings(leaf, counting, added)
		return
	case rule.MinCount == 0:
		c.judgePostings(leaf, adding, netted)
		return
	}
	sum := Leaf{Target: rule.MinSum}
	c.judgePostings(leaf, counting, added)
	c.judgePostings(&sum, adding, netted)
	leaf.Also.Progress, leaf.Also.Pending = sum.Progress, sum.Pending
	leaf.Result, leaf.Reason = combine(2, []Node{{Result: leaf.Result, Reason: leaf.Reason}, {Result: sum.Result, Reason: sum.Reason}})
	switch {
	case leaf.Result != Met:
		leaf.On = Date{}
	case leaf.On.Before(sum.On):
		leaf.On = sum.On
	}
}

// scale says how far rows, in the order of their days, come on the way to a target, and on which day they reached it.
type scale func(items []item, target int64) (progress int64, on Date)

// added is the sum of what counts.
func added(items []item, target int64) (progress int64, on Date) {
	for _, it := range items {
		if it.state != counted {
			continue
		}
		progress = plus(progress, it.value)
		if on.IsZero() && progress >= target {
			on = it.posting.PostedOn
		}
	}
	return progress, on
}

// bestMonth is the largest sum of one calendar month. A month that the window cuts has only the days that are inside,
// because rows outside it never count.
func bestMonth(items []item, target int64) (progress int64, on Date) {
	type month struct {
		year  int
		month time.Month
	}
	sums := map[month]int64{}
	for _, it := range items {
		if it.state != counted {
			continue
		}
		m := month{it.posting.PostedOn.Year, it.posting.PostedOn.Month}
		sums[m] = plus(sums[m], it.value)
		progress = max(progress, sums[m])
		if on.IsZero() && progress >= target {
			on = it.posting.PostedOn
		}
	}
	return progress, on
}

// netted is the sum of what counts without what refunds gave back, each account by itself and none below nothing: a
// refund of a purchase from before the window takes nothing from another account. The day is the last on which the sum
// came to the target, since a refund may have taken it down in between.
func netted(items []item, target int64) (progress int64, on Date) {
	spent, back := map[string]int64{}, map[string]int64{}
	for _, it := range items {
		switch {
		case it.state == counted:
			spent[it.account] = plus(spent[it.account], it.value)
		case it.why == ReasonRefund && !it.posting.Pending:
			back[it.account] = plus(back[it.account], it.value)
		default:
			continue
		}
		before := progress
		progress = 0
		for account, sum := range spent {
			progress = plus(progress, max(sum-back[account], 0))
		}
		switch {
		case progress < target:
			on = Date{}
		case before < target:
			on = it.posting.PostedOn
		}
	}
	return progress, on
}

// Gauges are what a leaf measures, the first one first.
func (l Leaf) Gauges() []Gauge {
	own := []Gauge{{Target: l.Target, Progress: l.Progress, Pending: l.Pending, Unit: l.Unit, Currency: l.Currency}}
	if l.Also != nil {
		own = append(own, *l.Also)
	}
	return own
}

// Shown is the progress that is shown: more than was asked for is not boasted with.
func (g Gauge) Shown() int64 { return min(max(g.Progress, 0), g.Target) }

// Nearest is the first gauge that lacks something, or the first of all.
func (l Leaf) Nearest() Gauge {
	all := l.Gauges()
	return all[max(0, slices.IndexFunc(all, func(g Gauge) bool { return g.Progress < g.Target }))]
}
