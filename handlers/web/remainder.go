package web

import (
	"strconv"

	"raf/components/words"
	"raf/models/eligibility"
)

// Remainder is what is left of a tree: things to do, and things of which nobody knows yet whether they are done.
type Remainder struct {
	Parts   []words.Part
	Unclear []string
}

// Left walks a verdict's tree, so that a choice is told as a choice. name words one requirement that is not met.
func (p Presenter) Left(v eligibility.Verdict, name func(eligibility.Leaf) words.Part) Remainder {
	return p.leftOf(v, v.Tree, name)
}

func (p Presenter) leftOf(v eligibility.Verdict, n eligibility.Node, name func(eligibility.Leaf) words.Part) Remainder {
	if n.Result == eligibility.Met {
		return Remainder{}
	}
	if !n.Kind.Group() {
		leaf, ok := v.Leaf(n.RuleID)
		switch {
		case !ok:
			return Remainder{}
		case n.Result == eligibility.Unknown:
			return Remainder{Unclear: []string{p.Say.Rules.Short(string(n.Kind))}}
		}
		return Remainder{Parts: []words.Part{name(leaf)}}
	}
	open, need := stillOpen(n)
	var all Remainder
	var items []string
	for _, child := range open {
		l := p.leftOf(v, child, name)
		all.Parts, all.Unclear = append(all.Parts, l.Parts...), append(all.Unclear, l.Unclear...)
		items = append(items, p.Say.Common.AndList(append(Texts(l.Parts), l.Unclear...)))
	}
	if need >= len(open) {
		return all
	}
	text := p.Say.Pending.OfThese(need, items)
	if need == 1 {
		text = p.Say.Pending.Either(items)
	}
	if n.Result == eligibility.Unknown {
		return Remainder{Unclear: []string{text}}
	}
	return Remainder{Parts: []words.Part{{Text: text, Many: len(all.Parts) > 0 && all.Parts[0].Many}}}
}

// stillOpen are the children of a group that may still be met, and how many of them it needs. If they can't be enough
// any more, all that is not met is listed, so that nothing missing is left out.
func stillOpen(n eligibility.Node) (open []eligibility.Node, need int) {
	var unmet []eligibility.Node
	need = NeededOf(n.Kind, n.K, len(n.Nodes))
	for _, child := range n.Nodes {
		switch child.Result {
		case eligibility.Met:
			need--
			continue
		case eligibility.Impossible:
		default:
			open = append(open, child)
		}
		unmet = append(unmet, child)
	}
	if len(open) < need {
		open = unmet
	}
	return open, need
}

// NeededOf is how many of n children a group asks for.
func NeededOf(kind eligibility.Kind, k, n int) int {
	switch kind {
	case eligibility.KindAny:
		return min(1, n)
	case eligibility.KindAtLeast:
		return min(k, n)
	default:
		return n
	}
}

// Texts are the words of what is left.
func Texts(parts []words.Part) []string {
	var out []string
	for _, part := range parts {
		out = append(out, part.Text)
	}
	return out
}

// AmountLeft words what a requirement still lacks: "2 purchases".
func (p Presenter) AmountLeft(leaf eligibility.Leaf) words.Part {
	missing := max(leaf.Target-leaf.Progress, 0)
	switch leaf.Kind {
	case eligibility.KindDebitPurchases:
		return p.purchasesLeft(leaf, missing)
	case eligibility.KindDirectDeposit:
		return p.payrollLeft(leaf, missing)
	case eligibility.KindQualifyingAccount:
		return p.Say.Pending.Account
	case eligibility.KindGoodStanding:
		return p.Say.Pending.Standing
	}
	return words.Part{Text: p.Say.Rules.Short(string(leaf.Kind))}
}

// payrollLeft words what deposits lack. What was paid into one month does not help another, so of a month all of it is told.
func (p Presenter) payrollLeft(leaf eligibility.Leaf, missing int64) words.Part {
	switch {
	case leaf.Unit == eligibility.UnitCount:
		return p.Say.Pending.PayrollEach(missing, p.Money(leaf.Each, leaf.Currency))
	case leaf.Measure == eligibility.MeasureMonth:
		return p.Say.Pending.PayrollIn(p.Money(leaf.Target, leaf.Currency))
	default:
		return p.Say.Pending.Payroll(p.Money(missing, leaf.Currency))
	}
}

func (p Presenter) purchasesLeft(leaf eligibility.Leaf, missing int64) words.Part {
	if leaf.Unit == eligibility.UnitMinor {
		return p.Say.Pending.Spend(p.Money(missing, leaf.Currency))
	}
	if leaf.Also == nil || leaf.Also.Progress >= leaf.Also.Target {
		return p.Say.Pending.Purchases(missing)
	}
	money := p.Money(leaf.Also.Target-leaf.Also.Progress, leaf.Also.Currency)
	if missing == 0 {
		return p.Say.Pending.Spend(money)
	}
	return p.Say.Pending.SpendIn(missing, money)
}

// DoPayroll is a payroll requirement as a thing to do.
func (p Presenter) DoPayroll(rule eligibility.DirectDeposit, currency string) string {
	switch total := p.Money(rule.MinTotal, currency); {
	case rule.Deposits() > 0:
		return p.Say.Rules.DoPayrollEach(rule.Deposits(), p.Money(rule.MinEach, currency))
	case rule.Measure == eligibility.MeasureMonth:
		return p.Say.Rules.DoPayrollMonth(total)
	default:
		return p.Say.Rules.DoPayroll(total)
	}
}

// DoPurchases is a requirement of purchases as a thing to do.
func (p Presenter) DoPurchases(rule eligibility.DebitPurchases, currency string) string {
	switch {
	case rule.MinSum == 0:
		return p.Say.Rules.DoPurchases(rule.MinCount)
	case rule.MinCount == 0:
		return p.Say.Rules.DoSpend(p.Money(rule.MinSum, currency))
	default:
		return p.Say.Rules.DoSpendIn(rule.MinCount, p.Money(rule.MinSum, currency))
	}
}

// Named is a requirement by its short name: "payroll".
func (p Presenter) Named(leaf eligibility.Leaf) words.Part {
	return words.Part{Text: p.Say.Rules.Short(string(leaf.Kind))}
}

// Counted writes what a gauge counts: a number, or an amount.
func (p Presenter) Counted(g eligibility.Gauge, n int64) string {
	if g.Unit == eligibility.UnitMinor {
		return p.Money(n, g.Currency)
	}
	return strconv.FormatInt(n, 10)
}

// Measured reports a kind that has a progress of its own; the others are done or not.
func Measured(kind eligibility.Kind) bool {
	return kind == eligibility.KindDebitPurchases || kind == eligibility.KindDirectDeposit
}
