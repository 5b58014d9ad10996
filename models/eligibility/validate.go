package eligibility

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The bounds of a rule tree. They may be widened, never tightened: a referral's frozen rule must stay readable.
const (
	MaxDepth    = 3 // groups inside groups
	MaxRules    = 32
	MaxDocument = 64 << 10 // bytes

	maxList       = 20
	maxWord       = 60
	maxDays       = 3660
	maxCount      = 10_000
	maxMinorUnits = 1_000_000_000_000
)

// RuleError says which field of a rule tree is wrong, and how; "rules[1].debit_purchases.min_count" is a path.
type RuleError struct {
	Path    string
	Problem string
}

func (e *RuleError) Error() string { return "rule " + e.Path + ": " + e.Problem }

func wrong(path, format string, args ...any) error {
	return &RuleError{Path: path, Problem: fmt.Sprintf(format, args...)}
}

// Validate checks the whole tree; the error is a *[RuleError] that names the first wrong field.
func (r Rule) Validate() error {
	v := validation{ids: map[string]bool{}}
	return v.rule(r, "", 0)
}

type validation struct{ ids map[string]bool }

// ids appear in stored verdicts and in form field names, hence the narrow alphabet.
func validID(id string) bool {
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	return id != "" && len(id) <= 40 && strings.Trim(id, alphabet) == ""
}

func (v *validation) rule(r Rule, path string, depth int) error {
	switch {
	case r.ID == "":
		return wrong(field(path, "id"), "is missing")
	case !validID(r.ID):
		return wrong(field(path, "id"), "want 1 to 40 letters, digits, - or _")
	case v.ids[r.ID]:
		return wrong(field(path, "id"), "is used twice")
	case len(v.ids) == MaxRules:
		return wrong(field(path, "id"), "more than %d rules", MaxRules)
	}
	v.ids[r.ID] = true
	if r.Kind.Group() {
		return v.group(r, path, depth+1)
	}
	return leafRule(r, path)
}

func (v *validation) group(r Rule, path string, depth int) error {
	if depth > MaxDepth {
		return wrong(field(path, "kind"), "groups nest at most %d deep", MaxDepth)
	}
	if len(r.Rules) == 0 {
		return wrong(field(path, "rules"), "is empty")
	}
	if err := onlyParams(r, path, ""); err != nil {
		return err
	}
	switch {
	case r.Kind != KindAtLeast && r.K != 0:
		return wrong(field(path, "k"), "belongs to at_least only")
	case r.Kind == KindAtLeast && (r.K < 1 || r.K > len(r.Rules)):
		return wrong(field(path, "k"), "want 1 to %d, the number of rules", len(r.Rules))
	}
	for i, child := range r.Rules {
		if err := v.rule(child, field(path, "rules["+strconv.Itoa(i)+"]"), depth); err != nil {
			return err
		}
	}
	return nil
}

func leafRule(r Rule, path string) error {
	switch {
	case r.K != 0:
		return wrong(field(path, "k"), "belongs to at_least only")
	case len(r.Rules) != 0:
		return wrong(field(path, "rules"), "belongs to all, any and at_least only")
	}
	if err := onlyParams(r, path, r.Kind); err != nil {
		return err
	}
	switch r.Kind {
	case KindQualifyingAccount:
		return r.QualifyingAccount.validate(field(path, string(r.Kind)))
	case KindDirectDeposit:
		return r.DirectDeposit.validate(field(path, string(r.Kind)))
	case KindDebitPurchases:
		return r.DebitPurchases.validate(field(path, string(r.Kind)))
	case KindGoodStanding:
		return nil
	case "":
		return wrong(field(path, "kind"), "is missing")
	default:
		return wrong(field(path, "kind"), "is not a kind of rule")
	}
}

// onlyParams refuses another kind's parameters, which nobody would judge by, and asks for the kind's own.
func onlyParams(r Rule, path string, own Kind) error {
	given := []struct {
		kind Kind
		set  bool
	}{
		{KindQualifyingAccount, r.QualifyingAccount != nil},
		{KindDirectDeposit, r.DirectDeposit != nil},
		{KindDebitPurchases, r.DebitPurchases != nil},
	}
	for _, params := range given {
		if params.set && params.kind != own {
			return wrong(field(path, string(params.kind)), "belongs to rules of that kind only")
		}
		if !params.set && params.kind == own {
			return wrong(field(path, string(own)), "is missing")
		}
	}
	return nil
}

func (q *QualifyingAccount) validate(path string) error {
	for _, list := range []struct {
		name  string
		kinds []AccountKind
	}{{"include", q.Include}, {"exclude", q.Exclude}} {
		for i, kind := range list.kinds {
			at := field(path, list.name+"["+strconv.Itoa(i)+"]")
			if !kind.told() {
				return wrong(at, "is not a kind of account")
			}
			if slices.Index(list.kinds, kind) != i {
				return wrong(at, "is listed twice")
			}
		}
	}
	for i, kind := range q.Exclude {
		if slices.Contains(q.Include, kind) {
			return wrong(field(path, "exclude["+strconv.Itoa(i)+"]"), "is included too")
		}
	}
	if len(q.ExcludeNames) > maxList {
		return wrong(field(path, "exclude_names"), "more than %d words", maxList)
	}
	for i, word := range q.ExcludeNames {
		if n := len(fold(word)); n == 0 || n > maxWord {
			return wrong(field(path, "exclude_names["+strconv.Itoa(i)+"]"), "want 1 to %d characters", maxWord)
		}
	}
	if err := days(field(path, "opened_within_days_before"), q.OpenedWithinDaysBefore); err != nil {
		return err
	}
	return days(field(path, "opened_within_days_after"), q.OpenedWithinDaysAfter)
}

func (d *DirectDeposit) validate(path string) error {
	switch {
	case !slices.Contains(measures(), d.Measure):
		return wrong(field(path, "measure"), "want sum, month, single or count")
	case !d.Measure.added() && d.MinTotal != 0:
		return wrong(field(path, "min_total"), "belongs to sum and month only")
	case d.Measure.added() && d.MinEach != 0:
		return wrong(field(path, "min_each"), "belongs to single and count only")
	case d.Measure != MeasureCount && d.MinCount != 0:
		return wrong(field(path, "min_count"), "belongs to count only")
	}
	if d.Measure.added() {
		return between(field(path, "min_total"), d.MinTotal, 1, maxMinorUnits)
	}
	if err := between(field(path, "min_count"), d.Deposits(), 1, maxCount); err != nil {
		return err
	}
	return between(field(path, "min_each"), d.MinEach, 1, maxMinorUnits)
}

// measures are all measures of deposits, in the order in which they are offered.
func measures() []Measure { return []Measure{MeasureSum, MeasureMonth, MeasureSingle, MeasureCount} }

func (d *DebitPurchases) validate(path string) error {
	fewest := int64(1)
	if d.MinSum != 0 {
		fewest = 0
	}
	if err := between(field(path, "min_count"), d.MinCount, fewest, maxCount); err != nil {
		return err
	}
	if err := between(field(path, "min_each"), d.MinEach, 0, maxMinorUnits); err != nil {
		return err
	}
	return between(field(path, "min_sum"), d.MinSum, 0, maxMinorUnits)
}

func days(path string, n *int) error {
	if n == nil {
		return nil
	}
	return between(path, int64(*n), 0, maxDays)
}

func between(path string, n, low, high int64) error {
	if n < low || n > high {
		return wrong(path, "want %d to %d", low, high)
	}
	return nil
}

func field(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
