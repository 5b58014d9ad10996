package handlers

import (
	"slices"
	"strings"

	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
)

// todo is one requirement as a thing to do, and what counts for it.
type todo struct {
	do, about string
	count     int64 // how many things, 0 for an amount or a single one
}

func (p presenter) todo(rule eligibility.Rule, terms models.Terms) todo {
	r, currency := p.Say.Rules, terms.Currency
	switch {
	case rule.QualifyingAccount != nil:
		return p.qualifying(*rule.QualifyingAccount)
	case rule.Kind == eligibility.KindGoodStanding:
		return todo{do: r.DoStanding, about: r.AboutStanding}
	case rule.DirectDeposit != nil:
		return todo{do: p.DoPayroll(*rule.DirectDeposit, currency), about: p.payroll(*rule.DirectDeposit, terms), count: rule.DirectDeposit.MinCount}
	case rule.DebitPurchases != nil:
		out := todo{do: p.DoPurchases(*rule.DebitPurchases, currency), about: r.AboutPurchases, count: rule.DebitPurchases.MinCount}
		if rule.DebitPurchases.MinEach > 0 {
			out.about = r.AboutMinimum(p.Money(rule.DebitPurchases.MinEach, currency))
		}
		if rule.DebitPurchases.MinSum > 0 {
			out.about += " " + r.AboutRefunds
		}
		return out
	}
	return todo{do: r.Name(string(rule.Kind))}
}

// requirements writes a tree as paragraphs: one a requirement, a choice inside as one paragraph of its own.
func (p presenter) requirements(rule eligibility.Rule, terms models.Terms) []string {
	if !rule.Kind.Group() {
		t := p.todo(rule, terms)
		return []string{strings.TrimSpace(t.do + ". " + t.about)}
	}
	need := web.NeededOf(rule.Kind, rule.K, len(rule.Rules))
	var lines []string
	for _, child := range rule.Rules {
		inner := p.requirements(child, terms)
		if need < len(rule.Rules) {
			inner = []string{strings.Join(inner, " ")} // one alternative is one paragraph
		}
		lines = append(lines, inner...)
	}
	if need < len(rule.Rules) {
		return append([]string{p.Say.Terms.Choose(need, len(rule.Rules))}, lines...)
	}
	return lines
}

// fewest is the smallest number of requirements that meets a tree: what a choice promises at least to ask for.
func fewest(rule eligibility.Rule) int {
	if !rule.Kind.Group() {
		return 1
	}
	var each []int
	for _, child := range rule.Rules {
		each = append(each, fewest(child))
	}
	slices.Sort(each)
	sum := 0
	for _, n := range each[:web.NeededOf(rule.Kind, rule.K, len(each))] {
		sum += n
	}
	return sum
}

// leavesOf are the requirements of a tree in order.
func leavesOf(rule eligibility.Rule) []eligibility.Rule {
	if !rule.Kind.Group() {
		return []eligibility.Rule{rule}
	}
	var all []eligibility.Rule
	for _, child := range rule.Rules {
		all = append(all, leavesOf(child)...)
	}
	return all
}
