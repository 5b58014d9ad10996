package eligibility

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Fill sets parameters from a form: values by rule and key. A rule that is not named keeps what it has, and so does a
// parameter that is refused; each refusal is a fault. An empty text is "not said". What a choice does not ask for any
// more is dropped, whatever was said of it: a form without scripts still sends it.
func (d Draft) Fill(values map[string]map[string][]string) (Draft, []Fault) {
	out := d.clone()
	var faults []Fault
	for _, id := range sortedKeys(values) {
		rule := out.at(id)
		if rule == nil {
			faults = append(faults, Fault{Rule: id, Problem: ProblemID})
			continue
		}
		said, _ := Describe(rule.Kind)
		own := len(faults)
		for _, key := range sortedKeys(values[id]) {
			p, known := said.Param(key)
			if !known {
				faults = append(faults, Fault{Rule: id, Param: key, Problem: ProblemParam})
				continue
			}
			texts := cleanTexts(values[id][key])
			if f := p.check(id, texts); f != nil {
				faults = append(faults, *f)
				continue
			}
			rule.put(key, p.canonical(texts))
		}
		faults = append(faults[:own], rule.dropUnasked(said, faults[own:])...)
	}
	return out, faults
}

// dropUnasked forgets the parameters that the rule's choices do not ask for, and what was wrong with them.
func (d *Draft) dropUnasked(said Description, faults []Fault) []Fault {
	for _, p := range said.Params {
		if !p.Asked(d.Params) {
			d.put(p.Key, nil)
			faults = slices.DeleteFunc(faults, func(f Fault) bool { return f.Param == p.Key })
		}
	}
	return faults
}

// sortedKeys makes faults come in one order.
func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// cleanTexts trims texts and drops empty ones.
func cleanTexts(texts []string) []string {
	var out []string
	for _, text := range texts {
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// canonical writes a number without a sign or leading zeros, and an off switch as nothing.
func (p Param) canonical(texts []string) []string {
	switch {
	case len(texts) == 0:
		return nil
	case p.Type.Number():
		n, _ := strconv.ParseInt(texts[0], 10, 64) // check has read it
		return []string{strconv.FormatInt(n, 10)}
	case p.Type == ParamSwitch && texts[0] != "true":
		return nil
	}
	return texts
}

// check looks at one value by itself; nil is fine, and so is no value at all.
func (p Param) check(rule string, texts []string) *Fault {
	fault := func(why Problem) *Fault {
		return &Fault{Rule: rule, Param: p.Key, Problem: why, Low: p.Min, High: p.Max}
	}
	if len(texts) == 0 {
		return nil
	}
	if !p.Type.List() && len(texts) > 1 {
		return fault(ProblemTwice)
	}
	switch {
	case p.Type.Number():
		n, err := strconv.ParseInt(texts[0], 10, 64)
		if err != nil {
			return fault(ProblemNumber)
		}
		if n < p.Min || n > p.Max {
			return fault(ProblemRange)
		}
	case p.Type == ParamSwitch:
		if texts[0] != "true" && texts[0] != "false" {
			return fault(ProblemChoice)
		}
	case int64(len(texts)) > p.Max && p.Type.List():
		return fault(ProblemRange)
	}
	for i, text := range texts {
		switch {
		case len(p.Choices) > 0 && !slices.Contains(p.Choices, text):
			return fault(ProblemChoice)
		case p.Type.List() && slices.Index(texts, text) != i:
			return fault(ProblemTwice)
		case p.Type == ParamWords && len([]rune(text)) > maxWord:
			return &Fault{Rule: rule, Param: p.Key, Problem: ProblemWord, Low: 1, High: maxWord}
		}
	}
	return nil
}

// Faults is everything that keeps the tree from being a rule, in tree order. None means that [Draft.Rule] reads it.
func (d Draft) Faults() []Fault {
	faults := d.shape()
	d.visit(func(rule Draft) {
		said, known := Describe(rule.Kind)
		if !known {
			faults = append(faults, Fault{Rule: rule.ID, Problem: ProblemKind})
			return
		}
		for _, p := range said.Params {
			texts := rule.Params[p.Key]
			if !p.Asked(rule.Params) {
				if len(texts) > 0 {
					faults = append(faults, Fault{Rule: rule.ID, Param: p.Key, Problem: ProblemParam})
				}
			} else if len(texts) == 0 && p.Required {
				faults = append(faults, Fault{Rule: rule.ID, Param: p.Key, Problem: ProblemMissing})
			} else if f := p.check(rule.ID, texts); f != nil {
				faults = append(faults, *f)
			}
		}
		if len(said.OneOf) > 0 && !slices.ContainsFunc(said.OneOf, func(key string) bool { return oneOfGiven(rule.Params[key]) }) {
			faults = append(faults, Fault{Rule: rule.ID, Param: said.OneOf[0], Problem: ProblemMissing})
		}
		faults = append(faults, rule.group()...)
		for _, text := range rule.Params["exclude"] {
			if slices.Contains(rule.Params["include"], text) {
				faults = append(faults, Fault{Rule: rule.ID, Param: "exclude", Problem: ProblemBoth})
				break
			}
		}
	})
	if len(faults) > 0 {
		return faults
	}
	// The last word is the parser's: what it refuses must not look finished.
	var refused *RuleError
	if _, err := d.Rule(); errors.As(err, &refused) {
		return []Fault{{Rule: d.ID, Param: refused.Path, Problem: ProblemUnreadable}}
	}
	return nil
}

// oneOfGiven reports a number that asks for something.
func oneOfGiven(texts []string) bool { return len(texts) > 0 && texts[0] != "0" }

// group looks at how many rules a group holds against how many it asks for.
func (d Draft) group() []Fault {
	if !d.Kind.Group() {
		return nil
	}
	if len(d.Rules) == 0 {
		return []Fault{{Rule: d.ID, Problem: ProblemEmpty}}
	}
	if k := d.Params["k"]; len(k) == 1 {
		if n, err := strconv.Atoi(k[0]); err == nil && n > len(d.Rules) {
			return []Fault{{Rule: d.ID, Param: "k", Problem: ProblemNeeds, Low: 1, High: int64(len(d.Rules))}}
		}
	}
	return nil
}

// shape is what is wrong with the tree as a tree, whatever its parameters are: a draft that breaks these bounds is not
// kept either.
func (d Draft) shape() []Fault {
	var faults []Fault
	if d.Size() > MaxRules {
		faults = append(faults, Fault{Rule: d.ID, Problem: ProblemLarge, High: MaxRules})
	}
	if deep := d.deeper(1); deep != "" {
		faults = append(faults, Fault{Rule: deep, Problem: ProblemDeep, High: MaxDepth})
	}
	seen := map[string]bool{}
	d.visit(func(rule Draft) {
		if seen[rule.ID] || !validID(rule.ID) {
			faults = append(faults, Fault{Rule: rule.ID, Problem: ProblemTwice})
		}
		seen[rule.ID] = true
	})
	return faults
}

// deeper is the first group that stands too deep, if any.
func (d Draft) deeper(depth int) string {
	if !d.Kind.Group() {
		return ""
	}
	if depth > MaxDepth {
		return d.ID
	}
	for _, child := range d.Rules {
		if deep := child.deeper(depth + 1); deep != "" {
			return deep
		}
	}
	return ""
}

// visit calls f for every rule and group in tree order.
func (d Draft) visit(f func(Draft)) {
	f(d)
	for _, child := range d.Rules {
		child.visit(f)
	}
}
