package eligibility

import "slices"

// Source is where the facts of a rule come from. A campaign is offered only where each of its rules has one.
type Source string

// The sources.
const (
	SourceAccounts Source = "bank_accounts"
	SourcePostings Source = "bank_postings"
)

// ParamType is how a parameter is asked for.
type ParamType string

// The types of parameters. Each is written as texts, see [Draft].
const (
	ParamMoney   ParamType = "money" // minor units, in digits
	ParamCount   ParamType = "count"
	ParamDays    ParamType = "days"
	ParamChoice  ParamType = "choice"  // one of Choices
	ParamChoices ParamType = "choices" // any of Choices
	ParamWords   ParamType = "words"   // a list of short texts
	ParamSwitch  ParamType = "switch"  // "true", or nothing
)

// Number reports whether the parameter is a whole number between Min and Max.
func (t ParamType) Number() bool { return t == ParamMoney || t == ParamCount || t == ParamDays }

// List reports whether the parameter holds any number of texts.
func (t ParamType) List() bool { return t == ParamChoices || t == ParamWords }

// Param describes one parameter of a rule kind: everything a form needs, and everything that can be refused before the
// tree as a whole is looked at.
type Param struct {
	Key      string // as in the stored rule
	Type     ParamType
	Required bool
	Min, Max int64    // of a number; of a list, how many entries it may have
	Choices  []string // what may be chosen, in the order to offer it
	Default  []string // what a new rule begins with
	// OnlyWith says with what of another parameter, a choice, this one is asked for. Zero: always.
	OnlyWith Choice
}

// Choice names one or more values of a parameter.
type Choice struct {
	Key    string
	Values []string
}

// Asked reports whether a rule with these parameters is asked for this one.
func (p Param) Asked(params map[string][]string) bool {
	return p.OnlyWith.Key == "" || slices.ContainsFunc(params[p.OnlyWith.Key],
		func(text string) bool { return slices.Contains(p.OnlyWith.Values, text) })
}

// Description is what a kind says of itself. A kind that is described needs no screen of its own.
type Description struct {
	Kind    Kind
	Group   bool
	Sources []Source
	Params  []Param
	OneOf   []string // parameters of which one must be given, by key
}

// Param finds a parameter by its key.
func (d Description) Param(key string) (Param, bool) {
	at := slices.IndexFunc(d.Params, func(p Param) bool { return p.Key == key })
	if at < 0 {
		return Param{}, false
	}
	return d.Params[at], true
}

// choices is a parameter that names kinds of accounts, each at most once.
func choices(key string, kinds []AccountKind, preset ...string) Param {
	p := Param{Key: key, Type: ParamChoices, Max: int64(len(kinds)), Default: preset}
	for _, k := range kinds {
		p.Choices = append(p.Choices, string(k))
	}
	return p
}

func measured(all ...Measure) (keys []string) {
	for _, m := range all {
		keys = append(keys, string(m))
	}
	return keys
}

func withMeasure(all ...Measure) Choice { return Choice{Key: "measure", Values: measured(all...)} }

// Descriptions are all kinds, groups first, in the order in which they are offered.
func Descriptions() []Description {
	accounts := []AccountKind{AccountChecking, AccountSavings, AccountDeposit, AccountLoan, AccountCredit, AccountInvestment}
	both := []Source{SourceAccounts, SourcePostings}
	return []Description{
		{Kind: KindAll, Group: true},
		{Kind: KindAny, Group: true},
		{Kind: KindAtLeast, Group: true, Params: []Param{
			{Key: "k", Type: ParamCount, Required: true, Min: 1, Max: MaxRules, Default: []string{"1"}},
		}},
		{Kind: KindQualifyingAccount, Sources: []Source{SourceAccounts}, Params: []Param{
			choices("include", accounts, string(AccountChecking)),
			choices("exclude", accounts),
			{Key: "exclude_names", Type: ParamWords, Max: maxList},
			{Key: "opened_within_days_before", Type: ParamDays, Max: maxDays, Default: []string{"30"}},
			{Key: "opened_within_days_after", Type: ParamDays, Max: maxDays},
			{Key: "require_known_standing", Type: ParamSwitch},
		}},
		{Kind: KindDirectDeposit, Sources: both, Params: []Param{
			{Key: "measure", Type: ParamChoice, Required: true, Choices: measured(measures()...), Default: measured(MeasureSum)},
			{Key: "min_total", Type: ParamMoney, Required: true, Min: 1, Max: maxMinorUnits, OnlyWith: withMeasure(MeasureSum, MeasureMonth)},
			{Key: "min_count", Type: ParamCount, Required: true, Min: 1, Max: maxCount, OnlyWith: withMeasure(MeasureCount)},
			{Key: "min_each", Type: ParamMoney, Required: true, Min: 1, Max: maxMinorUnits, OnlyWith: withMeasure(MeasureSingle, MeasureCount)},
		}},
		{Kind: KindDebitPurchases, Sources: both, OneOf: []string{"min_count", "min_sum"}, Params: []Param{
			{Key: "min_count", Type: ParamCount, Min: 1, Max: maxCount, Default: []string{"5"}},
			{Key: "min_each", Type: ParamMoney, Max: maxMinorUnits},
			{Key: "min_sum", Type: ParamMoney, Max: maxMinorUnits},
		}},
		{Kind: KindGoodStanding, Sources: []Source{SourceAccounts}},
	}
}

// Describe finds the description of a kind.
func Describe(kind Kind) (Description, bool) {
	for _, d := range Descriptions() {
		if d.Kind == kind {
			return d, true
		}
	}
	return Description{}, false
}

// Sources are where a tree's facts come from, each once.
func (r Rule) Sources() []Source {
	var all []Source
	r.leaves(func(leaf Rule) {
		d, _ := Describe(leaf.Kind)
		for _, s := range d.Sources {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	})
	return all
}
