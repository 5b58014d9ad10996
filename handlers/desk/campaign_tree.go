package desk

import (
	"net/url"
	"slices"
	"strconv"

	"raf/models/eligibility"
)

// ruleField is the name of a rule's parameter in the form; of the rule itself without a key. The lint names it so too.
func ruleField(id, key string) string {
	if key == "" {
		return fieldTree + "." + id
	}
	return fieldTree + "." + id + "." + key
}

// kindKey stands beside the parameters of a group: all, any one, at least.
const kindKey = "kind"

// readTree reads the tree as the form carried it, with the kinds of groups and the parameters as they are typed now.
func (e *CampaignEntry) readTree(form url.Values) {
	tree, err := eligibility.ParseDraft(e.Plan.Terms.Rules)
	if form.Has(fieldTree) {
		tree, err = eligibility.ParseDraft([]byte(form.Get(fieldTree)))
	}
	if err != nil {
		tree = eligibility.NewDraft()
		e.Wrong[fieldTree] = "The requirements of this page can't be read any more. Begin them again, or open the campaign anew."
	}
	for _, rule := range flat(tree) {
		if turned, err := tree.Turn(rule.ID, eligibility.Kind(form.Get(ruleField(rule.ID, kindKey)))); err == nil {
			tree = turned
		}
	}
	tree, faults := tree.Fill(e.values(form, tree))
	e.Tree = tree
	e.forgetUnasked()
	for _, f := range faults {
		if field := ruleField(f.Rule, f.Param); e.Wrong[field] == "" {
			rule, _ := tree.Find(f.Rule)
			said, _ := eligibility.Describe(rule.Kind)
			p, _ := said.Param(f.Param)
			e.Typed[field], e.Wrong[field] = form.Get(field), sayFault(f, p.Type)
		}
	}
}

// values are the parameters of a tree as they are typed, amounts as minor units. What can't be read is not among them,
// so that the tree keeps what it had; it is shown again as it was typed.
func (e *CampaignEntry) values(form url.Values, tree eligibility.Draft) map[string]map[string][]string {
	out := map[string]map[string][]string{}
	for _, rule := range flat(tree) {
		said, _ := eligibility.Describe(rule.Kind)
		out[rule.ID] = map[string][]string{}
		for _, p := range said.Params {
			name := ruleField(rule.ID, p.Key)
			if p.Type == eligibility.ParamChoices {
				out[rule.ID][p.Key] = ticked(form, name, p.Choices)
				continue
			}
			if p.Type == eligibility.ParamSwitch {
				out[rule.ID][p.Key] = map[bool][]string{true: {"true"}}[form.Has(name)]
				continue
			}
			if !form.Has(name) { // a group that has just become one of another kind
				continue
			}
			if texts, ok := e.param(name, p, form.Get(name)); ok {
				out[rule.ID][p.Key] = texts
			}
		}
	}
	return out
}

// forgetUnasked drops what was typed into a parameter that the rule asks for no more.
func (e *CampaignEntry) forgetUnasked() {
	for _, rule := range flat(e.Tree) {
		said, _ := eligibility.Describe(rule.Kind)
		for _, p := range said.Params {
			if name := ruleField(rule.ID, p.Key); !p.Asked(rule.Params) {
				delete(e.Typed, name)
				delete(e.Wrong, name)
			}
		}
	}
}

// param reads one typed parameter.
func (e *CampaignEntry) param(name string, p eligibility.Param, typed string) ([]string, bool) {
	switch {
	case p.Type == eligibility.ParamWords:
		return commas(typed), true
	case !p.Type.Number() || typed == "":
		return []string{typed}, true
	}
	read, wrong := digits, notANumber
	if p.Type == eligibility.ParamMoney {
		read, wrong = minor, notAnAmount
	}
	n, ok := read(typed)
	if !ok {
		e.Typed[name], e.Wrong[name] = typed, wrong
		return nil, false
	}
	return []string{strconv.FormatInt(n, 10)}, true
}

// ticked are the choices whose boxes are ticked.
func ticked(form url.Values, name string, choices []string) []string {
	var out []string
	for _, choice := range choices {
		if form.Has(name + "." + choice) {
			out = append(out, choice)
		}
	}
	return out
}

// flat is every rule and group of a tree, as it is read.
func flat(d eligibility.Draft) []eligibility.Draft {
	all := []eligibility.Draft{d}
	for _, child := range d.Rules {
		all = slices.Concat(all, flat(child))
	}
	return all
}

// sayFault says what is wrong with a parameter of a rule.
func sayFault(f eligibility.Fault, of eligibility.ParamType) string {
	low, high := count(f.Low), count(f.High)
	if of == eligibility.ParamMoney {
		low, high = Exact(f.Low, ""), Exact(f.High, "")
	}
	switch f.Problem {
	case eligibility.ProblemMissing:
		return "This is missing."
	case eligibility.ProblemRange:
		return "Take " + low + " to " + high + "."
	case eligibility.ProblemNeeds:
		return "The group holds " + high + " alone."
	case eligibility.ProblemNumber:
		return notANumber
	case eligibility.ProblemWord:
		return "Take 1 to " + high + " characters a word."
	case eligibility.ProblemTwice:
		return "This is given twice."
	case eligibility.ProblemBoth:
		return "Something is taken and left out at once."
	case eligibility.ProblemEmpty:
		return "Nothing is in this group yet."
	case eligibility.ProblemLarge:
		return "A campaign has at most " + high + " requirements and groups."
	}
	return "This can't be kept."
}
