package lint

import (
	"slices"
	"strconv"
	"strings"

	"raf/models"
	"raf/models/eligibility"
)

// What is looked at in the requirements.
const (
	RulesEmpty     Reason = "rules_empty"
	RuleIncomplete Reason = "rule_incomplete"
	RuleImpossible Reason = "rule_impossible" // more of a group than it holds
	RuleWrong      Reason = "rule_wrong"
	RuleSource     Reason = "rule_source" // facts that the institution's bank does not give us
	PayrollWords   Reason = "payroll_words"
	PayCycle       Reason = "pay_cycle" // a window that may hold no pay day
	PayDays        Reason = "pay_days"  // a window that may hold too few of them
	PayMonth       Reason = "pay_month" // a window that may hold no whole month
	NewCustomers   Reason = "new_customers"
	Participants   Reason = "participants"
	ProductInviter Reason = "product_inviter"
)

// longestPayCycle is a month: whoever is paid once a month must have one pay day in the window.
const longestPayCycle = 31

func rules() []check {
	return []check{treeComplete, sourcesConnected, payrollKnown, payCycle, existingCustomers, product}
}

// tree is the plan's rules as far as they have come.
func (o Offer) tree() eligibility.Draft {
	d, err := eligibility.ParseDraft(o.terms().Rules)
	if err != nil {
		return eligibility.NewDraft() // a plan that was kept could be read; none at all is empty
	}
	return d
}

// leaves are the single requirements of the tree.
func leaves(d eligibility.Draft) []eligibility.Draft {
	if !d.Kind.Group() {
		return []eligibility.Draft{d}
	}
	var all []eligibility.Draft
	for _, child := range d.Rules {
		all = append(all, leaves(child)...)
	}
	return all
}

func ruleField(id, param string) string {
	return strings.TrimSuffix("rules."+id+"."+param, ".")
}

func treeComplete(o Offer) []Finding {
	tree := o.tree()
	if len(leaves(tree)) == 0 {
		return when(true, Problem, Finding{Reason: RulesEmpty, Field: "rules"})
	}
	reasons := map[eligibility.Problem]Reason{eligibility.ProblemMissing: RuleIncomplete, eligibility.ProblemEmpty: RuleIncomplete,
		eligibility.ProblemNeeds: RuleImpossible}
	var all []Finding
	for _, f := range tree.Faults() {
		reason := reasons[f.Problem]
		if reason == "" {
			reason = RuleWrong
		}
		found := Finding{Reason: reason, Severity: Problem, Field: ruleField(f.Rule, f.Param), Want: f.High, Text: string(f.Problem)}
		all = append(all, found)
	}
	if len(all) == 0 {
		all = when(false, Problem, Finding{Reason: RulesEmpty, Field: "rules", Have: int64(len(leaves(tree)))})
	}
	return all
}

func sourcesConnected(o Offer) []Finding {
	var all []Finding
	for _, leaf := range leaves(o.tree()) {
		said, _ := eligibility.Describe(leaf.Kind)
		for _, source := range said.Sources {
			if !slices.Contains(o.House.Sources, source) {
				all = append(all, Finding{Reason: RuleSource, Severity: Problem, Field: ruleField(leaf.ID, ""), Text: string(source)})
				break
			}
		}
	}
	if len(all) == 0 && len(leaves(o.tree())) > 0 {
		return when(false, Problem, Finding{Reason: RuleSource, Field: "rules"})
	}
	return all
}

// first is the first requirement of a kind.
func (o Offer) first(kind eligibility.Kind) (eligibility.Draft, bool) {
	all := leaves(o.tree())
	at := slices.IndexFunc(all, func(d eligibility.Draft) bool { return d.Kind == kind })
	if at < 0 {
		return eligibility.Draft{}, false
	}
	return all[at], true
}

func payrollKnown(o Offer) []Finding {
	if _, asked := o.first(eligibility.KindDirectDeposit); !asked {
		return nil
	}
	return when(len(o.terms().PayrollAllow) == 0, Problem, Finding{Reason: PayrollWords, Field: "payroll_allow", Have: int64(len(o.terms().PayrollAllow))})
}

func payCycle(o Offer) []Finding {
	if _, asked := o.first(eligibility.KindDirectDeposit); !asked || o.terms().WindowDays == 0 {
		return nil
	}
	days := int64(o.terms().WindowDays)
	all := when(days < longestPayCycle, Problem, Finding{Reason: PayCycle, Field: "window_days", Have: days, Want: longestPayCycle})
	for _, leaf := range leaves(o.tree()) {
		reason, want := payDays(leaf)
		all = append(all, only(days < want, Warning, Finding{Reason: reason, Field: ruleField(leaf.ID, ""), Have: days, Want: want})...)
	}
	return all
}

// wholeMonth is how long a window must be to hold a whole calendar month whenever it begins: from 2 July to 31 August.
const wholeMonth = 60

// payDays is how long a window must be for whoever is paid once a month, by how the deposits are measured.
func payDays(leaf eligibility.Draft) (Reason, int64) {
	if leaf.Kind != eligibility.KindDirectDeposit || len(leaf.Params["measure"]) == 0 {
		return "", 0
	}
	switch eligibility.Measure(leaf.Params["measure"][0]) {
	case eligibility.MeasureMonth:
		return PayMonth, wholeMonth
	case eligibility.MeasureCount:
		if n := leaf.Params["min_count"]; len(n) > 0 {
			count, _ := strconv.ParseInt(n[0], 10, 32) // what is no number is found by treeComplete
			return PayDays, count * longestPayCycle
		}
	}
	return "", 0
}

// existingCustomers looks at whether what is said of who may take part is what decides.
func existingCustomers(o Offer) []Finding {
	everyone := o.terms().Participants == models.ParticipantsEveryone
	account, asked := o.first(eligibility.KindQualifyingAccount)
	opened := asked && len(account.Params["opened_within_days_before"]) > 0
	if everyone {
		return only(opened, Problem, Finding{Reason: Participants, Field: ruleField(account.ID, "opened_within_days_before")})
	}
	return when(!opened && o.terms().CodeEntryDays == 0, Warning, Finding{Reason: NewCustomers, Field: "code_entry_days"})
}

// product looks at whether the institution, which invites here, would pay itself.
func product(o Offer) []Finding {
	if o.relationship() {
		return nil
	}
	return when(o.terms().InviterMinor > 0, Problem, Finding{Reason: ProductInviter, Field: "inviter_minor", Have: o.terms().InviterMinor})
}
