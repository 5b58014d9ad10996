package handlers

import (
	"slices"
	"strconv"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models/eligibility"
)

// remainder is what is left of a tree: things to do, and things of which nobody knows yet whether they are done.
type remainder struct {
	parts   []words.Part
	unclear []string
}

// left walks a verdict's tree, so that a choice is told as a choice. name words one requirement that is not met.
func (p presenter) left(v eligibility.Verdict, name func(eligibility.Leaf) words.Part) remainder {
	return p.leftOf(v, v.Tree, name)
}

func (p presenter) leftOf(v eligibility.Verdict, n eligibility.Node, name func(eligibility.Leaf) words.Part) remainder {
	if n.Result == eligibility.Met {
		return remainder{}
	}
	if !n.Kind.Group() {
		leaf, ok := v.Leaf(n.RuleID)
		switch {
		case !ok:
			return remainder{}
		case n.Result == eligibility.Unknown:
			return remainder{unclear: []string{p.say.Rules.Short(string(n.Kind))}}
		}
		return remainder{parts: []words.Part{name(leaf)}}
	}
	open, need := stillOpen(n)
	var all remainder
	var items []string
	for _, child := range open {
		l := p.leftOf(v, child, name)
		all.parts, all.unclear = append(all.parts, l.parts...), append(all.unclear, l.unclear...)
		items = append(items, p.say.Common.AndList(append(texts(l.parts), l.unclear...)))
	}
	if need >= len(open) {
		return all
	}
	text := p.say.Pending.OfThese(need, items)
	if need == 1 {
		text = p.say.Pending.Either(items)
	}
	if n.Result == eligibility.Unknown {
		return remainder{unclear: []string{text}}
	}
	return remainder{parts: []words.Part{{Text: text, Many: len(all.parts) > 0 && all.parts[0].Many}}}
}

// stillOpen are the children of a group that may still be met, and how many of them it needs. If they can't be enough
// any more, all that is not met is listed, so that nothing missing is left out.
func stillOpen(n eligibility.Node) (open []eligibility.Node, need int) {
	var unmet []eligibility.Node
	need = neededOf(n.Kind, n.K, len(n.Nodes))
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

// neededOf is how many of n children a group asks for.
func neededOf(kind eligibility.Kind, k, n int) int {
	switch kind {
	case eligibility.KindAny:
		return min(1, n)
	case eligibility.KindAtLeast:
		return min(k, n)
	default:
		return n
	}
}

func texts(parts []words.Part) []string {
	var out []string
	for _, part := range parts {
		out = append(out, part.Text)
	}
	return out
}

// amountLeft words what a requirement still lacks: "2 purchases".
func (p presenter) amountLeft(leaf eligibility.Leaf) words.Part {
	missing := max(leaf.Target-leaf.Progress, 0)
	switch leaf.Kind {
	case eligibility.KindDebitPurchases:
		return p.say.Pending.Purchases(missing)
	case eligibility.KindDirectDeposit:
		return p.say.Pending.Payroll(p.money(missing, leaf.Currency))
	case eligibility.KindQualifyingAccount:
		return p.say.Pending.Account
	case eligibility.KindGoodStanding:
		return p.say.Pending.Standing
	}
	return words.Part{Text: p.say.Rules.Short(string(leaf.Kind))}
}

// named is a requirement by its short name: "payroll".
func (p presenter) named(leaf eligibility.Leaf) words.Part {
	return words.Part{Text: p.say.Rules.Short(string(leaf.Kind))}
}

// rules are the rows of the requirements, in the order of the terms.
func (p presenter) rules(v eligibility.Verdict, closing bool) []tile.Rule {
	var rows []tile.Rule
	for _, leaf := range v.Leaves {
		rows = append(rows, p.rule(leaf, closing))
	}
	return rows
}

func (p presenter) rule(leaf eligibility.Leaf, closing bool) tile.Rule {
	row := tile.Rule{State: ruleState(leaf, closing), Name: p.say.Rules.Name(string(leaf.Kind))}
	row.Said = p.said(row.State)
	counted := measured(leaf.Kind) && leaf.Target > 0
	if counted {
		row.Value, row.Bar = p.progress(leaf)
	}
	switch row.State {
	case tile.RuleMet:
		row.Bar = nil
		if !counted {
			row.Value = ui.Plain(p.say.Rules.Done)
			if day, ok := p.day(leaf.On.String()); ok {
				row.Value = ui.Plain(p.dayText(day))
			}
		}
	case tile.RuleUnknown:
		if leaf.Progress == 0 {
			// "0 of 5" would be an answer, and there is none.
			row.Value, row.Bar, row.Said = ui.Plain(p.say.Rules.SaidUnknown), nil, ""
		}
		row.Note = p.say.Rules.Why(string(leaf.Reason))
	default:
		row.Note = p.whyNot(leaf)
	}
	if row.State != tile.RuleMet && counted && leaf.Pending > 0 {
		row.Note = p.stillPending(leaf)
	}
	return row
}

// measured reports a kind that has a progress of its own; the others are done or not.
func measured(kind eligibility.Kind) bool {
	return kind == eligibility.KindDebitPurchases || kind == eligibility.KindDirectDeposit
}

// ruleState is how a requirement is drawn. While proof is still taken, one that only ran out of time is shown as far as
// it came and not as lost: the member can still turn it.
func ruleState(leaf eligibility.Leaf, closing bool) tile.RuleState {
	late := leaf.Reason == eligibility.ReasonWindowOver || leaf.Reason == eligibility.ReasonNotEnough
	switch {
	case leaf.Result == eligibility.Met:
		return tile.RuleMet
	case leaf.Result == eligibility.Impossible && !(closing && late):
		return tile.RuleImpossible
	case leaf.Result != eligibility.Impossible && leaf.Result != eligibility.NotYet:
		return tile.RuleUnknown
	case measured(leaf.Kind) && leaf.Progress > 0:
		return tile.RuleUnderWay
	}
	return tile.RuleNotBegun
}

func (p presenter) said(s tile.RuleState) string {
	switch s {
	case tile.RuleMet:
		return p.say.Rules.SaidMet
	case tile.RuleUnderWay:
		return p.say.Rules.SaidUnderWay
	case tile.RuleNotBegun:
		return p.say.Rules.SaidNotBegun
	case tile.RuleImpossible:
		return p.say.Rules.SaidImpossible
	default:
		return p.say.Rules.SaidUnknown
	}
}

// progress is "3 of 5" with its bar. More than was asked for is not boasted with.
func (p presenter) progress(leaf eligibility.Leaf) (ui.Phrase, *ui.Bar) {
	write := func(n int64) string { return strconv.FormatInt(n, 10) }
	if leaf.Unit == eligibility.UnitMinor {
		write = func(n int64) string { return p.money(n, leaf.Currency) }
	}
	shown := min(max(leaf.Progress, 0), leaf.Target)
	text := p.say.Common.Of(write(shown), write(leaf.Target))
	return ui.Phrase{Text: text, Strong: write(shown)}, &ui.Bar{Label: p.say.Rules.Name(string(leaf.Kind)), Text: text,
		Value: shown, Max: leaf.Target, Count: leaf.Unit == eligibility.UnitCount}
}

func (p presenter) stillPending(leaf eligibility.Leaf) string {
	if leaf.Unit == eligibility.UnitMinor {
		return p.say.Rules.PendingMoney(p.money(leaf.Pending, leaf.Currency))
	}
	return p.say.Rules.PendingCount(leaf.Pending)
}

// whyNot explains what the row does not show by itself. "Not enough" is what the bar says, and a purchase that waits
// for an account is explained by the account's own row.
func (p presenter) whyNot(leaf eligibility.Leaf) string {
	silent := []eligibility.Reason{"", eligibility.ReasonNotEnough}
	if measured(leaf.Kind) {
		silent = append(silent, eligibility.ReasonNoAccount)
	}
	if slices.Contains(silent, leaf.Reason) {
		return ""
	}
	return p.say.Rules.Why(string(leaf.Reason))
}
