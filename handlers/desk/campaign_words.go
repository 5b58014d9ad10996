package desk

import (
	"strings"

	"raf/components/console"
	"raf/models/eligibility"
)

// What a kind of rule is called, and the sentence that asks for it: {key} is a parameter, *…* its name. Parameters that
// the sentence leaves out are folded away under it. A kind without an entry here is asked for by what it says of itself.
type ruleSpeech struct {
	name     string
	sentence string
	by       map[string]string // another sentence, by what is chosen in it
}

func ruleSpeeches() map[eligibility.Kind]ruleSpeech {
	return map[eligibility.Kind]ruleSpeech{
		eligibility.KindAll:               {"Group", "{kind} of these", nil},
		eligibility.KindAny:               {"Group", "{kind} of these", nil},
		eligibility.KindAtLeast:           {"Group", "{kind} {k} of these", nil},
		eligibility.KindQualifyingAccount: {"Open an account", "*Open an account* of type {include}", nil},
		eligibility.KindDirectDeposit: {"Payroll deposits", "*Payroll deposits* {measure} of at least {min_total}", map[string]string{
			string(eligibility.MeasureSingle): "*Payroll deposits* {measure} of at least {min_each}",
			string(eligibility.MeasureCount):  "*Payroll deposits* {measure} {min_count} of at least {min_each} each"}},
		eligibility.KindDebitPurchases: {"Debit card purchases", "{min_count} *debit card purchases* of at least {min_each} each, {min_sum} in all", nil},
		eligibility.KindGoodStanding:   {"Good standing", "*Good standing* of the account", nil},
	}
}

// ruleName is what staff call a kind.
func ruleName(kind eligibility.Kind) string {
	if s, ok := ruleSpeeches()[kind]; ok {
		return s.name
	}
	return human(string(kind))
}

// sentenceOf is the sentence of a rule; for a kind without one, its name and what it requires.
func sentenceOf(rule eligibility.Draft, said eligibility.Description) string {
	if s, ok := ruleSpeeches()[said.Kind]; ok {
		for _, p := range said.Params {
			if other := s.by[oneOf(rule.Params[p.Key])]; other != "" {
				return other
			}
		}
		return s.sentence
	}
	out := "*" + human(string(said.Kind)) + "*"
	for _, p := range said.Params {
		if p.Required && p.Asked(rule.Params) {
			out += " " + strings.ToLower(paramLabel(p.Key)) + " {" + p.Key + "}"
		}
	}
	return out
}

// human makes words of a key: "min_total" is "Min total".
func human(key string) string {
	text := strings.ReplaceAll(key, "_", " ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// paramLabel is what staff call a parameter.
func paramLabel(key string) string {
	label, ok := map[string]string{
		"k": "How many of these", "include": "Accounts that count", "exclude": "Accounts that never count",
		"exclude_names": "Words its name must not have", "opened_within_days_before": "Opened at most, days before the code",
		"opened_within_days_after": "Opened at most, days after the code", "require_known_standing": "Look by hand where the bank does not tell the standing",
		"measure": "How deposits are measured", "min_total": "Deposits of at least", "min_count": "How many", "min_each": "Each of at least", "min_sum": "In all at least",
	}[key]
	if !ok {
		return human(key)
	}
	return label
}

// paramHint is what nothing means, or how to write it.
func paramHint(p eligibility.Param) string {
	switch {
	case p.Type == eligibility.ParamWords:
		return "With commas between them."
	case p.Type.Number() && !p.Required:
		return "Empty for any."
	}
	return ""
}

// choiceText is what staff call a choice.
func choiceText(choice string) string {
	text, ok := map[string]string{
		"checking": "Checking", "savings": "Savings", "deposit": "Other deposits", "loan": "Loan", "credit": "Credit card or line", "investment": "Investment",
		"sum": "in total", "month": "in one calendar month", "single": "in one deposit", "count": "by their number:",
	}[choice]
	if !ok {
		return human(choice)
	}
	return text
}

// groupKinds are the ways to combine, as they are chosen.
func groupKinds() []console.Option {
	var out []console.Option
	for _, d := range eligibility.Descriptions() {
		if d.Group {
			out = append(out, console.Option{Value: string(d.Kind), Text: groupText(d.Kind)})
		}
	}
	return out
}

func groupText(kind eligibility.Kind) string {
	text, ok := map[eligibility.Kind]string{eligibility.KindAll: "All", eligibility.KindAny: "Any one", eligibility.KindAtLeast: "At least"}[kind]
	if !ok {
		return human(string(kind))
	}
	return text
}

// sourceText says where the facts of a kind come from.
func sourceText(sources []eligibility.Source) string {
	var out []string
	for _, s := range sources {
		text, ok := map[eligibility.Source]string{eligibility.SourceAccounts: "bank accounts", eligibility.SourcePostings: "bank postings, posted only"}[s]
		if !ok {
			text = strings.ToLower(human(string(s)))
		}
		out = append(out, text)
	}
	return human(strings.Join(out, ", "))
}
