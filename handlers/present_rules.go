package handlers

import (
	"slices"

	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models/eligibility"
)

// rules are the rows of the requirements, in the order of the terms.
func (p presenter) rules(v eligibility.Verdict, closing bool) []tile.Rule {
	var rows []tile.Rule
	for _, leaf := range v.Leaves {
		rows = append(rows, p.rule(leaf, closing))
	}
	return rows
}

func (p presenter) rule(leaf eligibility.Leaf, closing bool) tile.Rule {
	row := tile.Rule{State: ruleState(leaf, closing), Name: p.Say.Rules.Name(string(leaf.Kind))}
	row.Said = p.said(row.State)
	counted := web.Measured(leaf.Kind) && leaf.Target > 0
	if counted {
		row.Value, row.Bar = p.progress(leaf)
	}
	switch row.State {
	case tile.RuleMet:
		row.Bar = nil
		if !counted {
			row.Value = ui.Plain(p.Say.Rules.Done)
			if day, ok := p.Day(leaf.On.String()); ok {
				row.Value = ui.Plain(p.DayText(day))
			}
		}
	case tile.RuleUnknown:
		if leaf.Progress == 0 {
			// "0 of 5" would be an answer, and there is none.
			row.Value, row.Bar, row.Said = ui.Plain(p.Say.Rules.SaidUnknown), nil, ""
		}
		row.Note = p.Say.Rules.Why(string(leaf.Reason))
	default:
		row.Note = p.whyNot(leaf)
	}
	if near := leaf.Nearest(); row.State != tile.RuleMet && counted && near.Pending > 0 {
		row.Note = p.stillPending(near)
	} else if row.State == tile.RuleUnderWay && row.Note == "" {
		row.Note = p.alongside(leaf)
	}
	return row
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
	case web.Measured(leaf.Kind) && leaf.Progress > 0:
		return tile.RuleUnderWay
	}
	return tile.RuleNotBegun
}

func (p presenter) said(s tile.RuleState) string {
	switch s {
	case tile.RuleMet:
		return p.Say.Rules.SaidMet
	case tile.RuleUnderWay:
		return p.Say.Rules.SaidUnderWay
	case tile.RuleNotBegun:
		return p.Say.Rules.SaidNotBegun
	case tile.RuleImpossible:
		return p.Say.Rules.SaidImpossible
	default:
		return p.Say.Rules.SaidUnknown
	}
}

// progress is "3 of 5" with its bar. More than was asked for is not boasted with.
func (p presenter) progress(leaf eligibility.Leaf) (ui.Phrase, *ui.Bar) {
	near := leaf.Nearest()
	shown := near.Shown()
	text := p.Say.Common.Of(p.Counted(near, shown), p.Counted(near, near.Target))
	return ui.Phrase{Text: text, Strong: p.Counted(near, shown)}, &ui.Bar{Label: p.Say.Rules.Name(string(leaf.Kind)), Text: text,
		Value: shown, Max: near.Target, Count: near.Unit == eligibility.UnitCount}
}

func (p presenter) stillPending(near eligibility.Gauge) string {
	if near.Unit == eligibility.UnitMinor {
		return p.Say.Rules.PendingMoney(p.Money(near.Pending, near.Currency))
	}
	return p.Say.Rules.PendingCount(near.Pending)
}

// alongside is what the bar of a requirement that is not met does not show: the sum beside a number of purchases, and that
// it is the bar of one month.
func (p presenter) alongside(leaf eligibility.Leaf) string {
	switch {
	case leaf.Also != nil && leaf.Nearest() != *leaf.Also && leaf.Also.Progress < leaf.Also.Target:
		return p.Say.Rules.AndMoney(p.Counted(*leaf.Also, leaf.Also.Shown()), p.Counted(*leaf.Also, leaf.Also.Target))
	case leaf.Measure == eligibility.MeasureMonth && leaf.Progress > 0:
		return p.Say.Rules.BestMonth
	}
	return ""
}

// whyNot explains what the row does not show by itself. "Not enough" is what the bar says, and a purchase that waits
// for an account is explained by the account's own row.
func (p presenter) whyNot(leaf eligibility.Leaf) string {
	silent := []eligibility.Reason{"", eligibility.ReasonNotEnough}
	if web.Measured(leaf.Kind) {
		silent = append(silent, eligibility.ReasonNoAccount)
	}
	if slices.Contains(silent, leaf.Reason) {
		return ""
	}
	return p.Say.Rules.Why(string(leaf.Reason))
}
