package desk

import (
	"strings"

	"raf/models"
	"raf/models/eligibility"
)

// inWords is a tree of requirements as one sentence, made of the tree itself.
func (d Seat) inWords(tree eligibility.Draft, t models.Terms) string {
	if len(tree.Rules) == 0 {
		return "nothing is asked for yet."
	}
	text := d.ruleInWords(tree, t)
	if t.WindowDays > 0 {
		from := "opening the account"
		if eligibility.Anchor(t.WindowAnchor) == eligibility.AnchorAccepted {
			from = "entering the code"
		}
		text = "within " + count(int64(t.WindowDays)) + " days of " + from + ": " + text
	}
	return text + "."
}

func (d Seat) ruleInWords(rule eligibility.Draft, t models.Terms) string {
	if !rule.Kind.Group() {
		return d.leafInWords(rule, t)
	}
	var parts []string
	for _, child := range rule.Rules {
		text := d.ruleInWords(child, t)
		if child.Kind.Group() && len(child.Rules) > 1 {
			text = "(" + text + ")"
		}
		parts = append(parts, text)
	}
	switch {
	case len(parts) == 0:
		return "an empty group"
	case len(parts) == 1:
		return parts[0]
	case rule.Kind == eligibility.KindAny:
		return "either " + strings.Join(parts, ", or ")
	case rule.Kind == eligibility.KindAll:
		return strings.Join(parts, ", and ")
	}
	return "at least " + oneOf(rule.Params["k"]) + " of: " + strings.Join(parts, "; ")
}

// leafInWords says one requirement as members are told it, as far as it has come.
func (d Seat) leafInWords(rule eligibility.Draft, t models.Terms) string {
	say := d.Say
	number := func(key string) int64 {
		n, _ := digits(oneOf(rule.Params[key]))
		return n
	}
	switch rule.Kind {
	case eligibility.KindQualifyingAccount:
		var kinds []string
		for _, kind := range rule.Params["include"] {
			kinds = append(kinds, say.Conditions.Account(kind))
		}
		if len(kinds) == 0 {
			return "open an account"
		}
		return Lower(say.Conditions.DoAccount(kinds))
	case eligibility.KindDirectDeposit:
		return Lower(d.DoPayroll(eligibility.DirectDeposit{Measure: eligibility.Measure(oneOf(rule.Params["measure"])),
			MinTotal: number("min_total"), MinCount: number("min_count"), MinEach: number("min_each")}, d.Tenant.Currency))
	case eligibility.KindDebitPurchases:
		text := d.DoPurchases(eligibility.DebitPurchases{MinCount: number("min_count"), MinSum: number("min_sum")}, d.Tenant.Currency)
		if oneOf(rule.Params["min_each"]) != "" {
			text += " of " + d.Money(number("min_each"), d.Tenant.Currency) + " or more"
		}
		return text
	case eligibility.KindGoodStanding:
		return Lower(say.Rules.DoStanding)
	}
	text := Lower(ruleName(rule.Kind))
	said, _ := eligibility.Describe(rule.Kind)
	for _, p := range said.Params {
		if values := rule.Params[p.Key]; len(values) > 0 {
			text += ", " + Lower(paramLabel(p.Key)) + " " + strings.Join(values, " or ")
		}
	}
	return text
}

func oneOf(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}
