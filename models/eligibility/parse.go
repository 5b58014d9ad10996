package eligibility

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// ParseRules reads a rule tree from JSON and checks it. The error is a *[RuleError]. It is stricter than the standard
// decoder, which takes unknown, doubled and differently cased names and null in silence: a misspelt "min_eahc" would
// publish a campaign without its floor.
func ParseRules(document []byte) (Rule, error) {
	if len(document) > MaxDocument {
		return Rule{}, wrong("document", "longer than %d bytes", MaxDocument)
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	var raw json.RawMessage
	if err := decoder.Decode(&raw); err != nil {
		return Rule{}, wrong("document", "is not JSON")
	}
	if rest := document[decoder.InputOffset():]; len(bytes.TrimSpace(rest)) > 0 {
		return Rule{}, wrong("document", "has something behind its end")
	}
	rule, err := parseRule(raw, "", 0)
	if err != nil {
		return Rule{}, err
	}
	return rule, rule.Validate()
}

func parseRule(raw json.RawMessage, path string, depth int) (rule Rule, err error) {
	if depth > MaxDepth {
		return rule, wrong(path, "groups nest at most %d deep", MaxDepth)
	}
	r, err := readObject(raw, path)
	if err != nil {
		return rule, err
	}
	take(r, "id", &rule.ID, "a text")
	take(r, "kind", &rule.Kind, "a text")
	take(r, "k", &rule.K, wholeNumber)
	r.object("qualifying_account", func(p *reader) {
		q := &QualifyingAccount{}
		rule.QualifyingAccount = q
		takeList(p, "include", &q.Include)
		takeList(p, "exclude", &q.Exclude)
		takeList(p, "exclude_names", &q.ExcludeNames)
		take(p, "opened_within_days_before", &q.OpenedWithinDaysBefore, wholeNumber)
		take(p, "opened_within_days_after", &q.OpenedWithinDaysAfter, wholeNumber)
		take(p, "require_known_standing", &q.RequireKnownStanding, "true or false")
	})
	r.object("direct_deposit", func(p *reader) {
		rule.DirectDeposit = &DirectDeposit{}
		take(p, "measure", &rule.DirectDeposit.Measure, "a text")
		take(p, "min_total", &rule.DirectDeposit.MinTotal, wholeNumber)
		take(p, "min_count", &rule.DirectDeposit.MinCount, wholeNumber)
		take(p, "min_each", &rule.DirectDeposit.MinEach, wholeNumber)
	})
	r.object("debit_purchases", func(p *reader) {
		rule.DebitPurchases = &DebitPurchases{}
		take(p, "min_count", &rule.DebitPurchases.MinCount, wholeNumber)
		take(p, "min_each", &rule.DebitPurchases.MinEach, wholeNumber)
		take(p, "min_sum", &rule.DebitPurchases.MinSum, wholeNumber)
	})
	r.each("rules", func(path string, raw json.RawMessage) error {
		child, err := parseRule(raw, path, depth+1)
		rule.Rules = append(rule.Rules, child)
		return err
	})
	return rule, r.finish()
}

const wholeNumber = "a whole number"

// reader takes the members of one JSON object one by one; what is left at the end is unknown. The first error stays.
type reader struct {
	path    string
	members map[string]json.RawMessage
	err     error
}

func readObject(raw json.RawMessage, path string) (*reader, error) {
	at := path
	if at == "" {
		at = "document"
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, wrong(at, "want an object")
	}
	r := &reader{path: path, members: map[string]json.RawMessage{}}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, wrong(at, "is not JSON")
		}
		key := name.(string) // inside an object the decoder yields a name here, or an error above
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, wrong(at, "is not JSON")
		}
		if _, twice := r.members[key]; twice {
			return nil, wrong(field(path, printable(key)), "is given twice")
		}
		if bytes.Equal(bytes.TrimSpace(value), []byte("null")) {
			return nil, wrong(field(path, printable(key)), "is null; leave it out instead")
		}
		r.members[key] = value
	}
	return r, nil
}

// take decodes one member; a member that is not there leaves the zero value, which the validation judges.
func take[T any](r *reader, name string, into *T, want string) {
	raw, given := r.members[name]
	if !given || r.err != nil {
		return
	}
	delete(r.members, name)
	if json.Unmarshal(raw, into) != nil {
		r.err = wrong(field(r.path, name), "want %s", want)
	}
}

func takeList[T ~string](r *reader, name string, into *[]T) {
	r.each(name, func(path string, raw json.RawMessage) error {
		var text *T
		if json.Unmarshal(raw, &text) != nil || text == nil {
			return wrong(path, "want a text")
		}
		*into = append(*into, *text)
		return nil
	})
}

func (r *reader) each(name string, visit func(path string, raw json.RawMessage) error) {
	var list []json.RawMessage
	take(r, name, &list, "a list")
	if r.err == nil && len(list) > MaxRules {
		r.err = wrong(field(r.path, name), "more than %d entries", MaxRules)
	}
	for i, raw := range list {
		if r.err != nil {
			return
		}
		r.err = visit(field(r.path, name+"["+strconv.Itoa(i)+"]"), raw)
	}
}

func (r *reader) object(name string, visit func(*reader)) {
	raw, given := r.members[name]
	if !given || r.err != nil {
		return
	}
	delete(r.members, name)
	inner, err := readObject(raw, field(r.path, name))
	if err != nil {
		r.err = err
		return
	}
	visit(inner)
	r.err = inner.finish()
}

// finish refuses what nobody took.
func (r *reader) finish() error {
	if r.err != nil {
		return r.err
	}
	for _, name := range slices.Sorted(maps.Keys(r.members)) {
		return wrong(field(r.path, printable(name)), "is not known here")
	}
	return nil
}

// printable keeps a stranger's field name from breaking a log line or a page.
func printable(name string) string {
	if !validID(name) {
		return strconv.QuoteToASCII(name[:min(len(name), 40)])
	}
	return name
}
