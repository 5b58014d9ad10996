package lint

import (
	"slices"

	"raf/models"
	"raf/models/eligibility"
)

// Severity is how much a finding weighs.
type Severity string

// The severities. A problem keeps a campaign from being published.
const (
	Problem Severity = "problem"
	Warning Severity = "warning"
	Passed  Severity = "passed"
)

// Reason names what was looked at.
type Reason string

// Finding is the outcome of one check. Have and Want are the numbers it compared (amounts in minor units, days,
// counts), Text is a word it found: a mark, a language, another campaign's name.
type Finding struct {
	Reason     Reason
	Severity   Severity
	Field      string // as in models.FieldError; of a rule "rules.<id>" or "rules.<id>.<parameter>"
	Have, Want int64
	Text       string
}

// Report is all findings: problems first, then warnings, then what passed.
type Report []Finding

// Of are the findings of one severity.
func (r Report) Of(s Severity) Report {
	return slices.DeleteFunc(slices.Clone(r), func(f Finding) bool { return f.Severity != s })
}

// OK reports whether nothing keeps the offer from being published.
func (r Report) OK() bool { return len(r.Of(Problem)) == 0 }

// Offer is a plan with what it is held against.
type Offer struct {
	Kind string
	Plan models.Plan
	// House is what the institution has set and connected.
	House House
	// Running is the campaign as it was published, nil for a new one.
	Running *models.Campaign
	// Others are the other campaigns of the institution that take friends, now or later.
	Others []models.Campaign
	Today  string // YYYY-MM-DD in the institution's zone
}

// House is what of an institution matters to its offers.
type House struct {
	Currency, Timezone string
	PostalAddress      string
	SamePerson         bool
	Sources            []eligibility.Source
}

func (o Offer) terms() models.Terms { return o.Plan.Terms }

func (o Offer) relationship() bool { return o.Kind == models.KindRelationship }

// check is one thing to look at.
type check func(o Offer) []Finding

// Check looks at everything.
func Check(o Offer) Report {
	var all Report
	for _, look := range slices.Concat(rules(), dates(), money(), law(), speech()) {
		all = append(all, look(o)...)
	}
	weight := []Severity{Problem, Warning, Passed}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return slices.Index(weight, a.Severity) - slices.Index(weight, b.Severity)
	})
	return all
}

// when is a finding of one of two severities.
func when(bad bool, severity Severity, f Finding) []Finding {
	f.Severity = Passed
	if bad {
		f.Severity = severity
	}
	return []Finding{f}
}

// only is a finding where something is wrong, and silence where it is not.
func only(bad bool, severity Severity, f Finding) []Finding {
	if !bad {
		return nil
	}
	return when(true, severity, f)
}
