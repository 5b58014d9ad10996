package desk

import (
	"encoding/json"
	"slices"
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/models"
	"raf/models/eligibility"
)

// planValue is one value of a plan as staff read it.
type planValue struct{ name, label, text string }

// planValues are all values of a plan, in the order of the form. The names are those of models.ChangedFields.
func (d Seat) planValues(kind string, p models.Plan) []planValue {
	var out []planValue
	for _, f := range planFields(kind) {
		v := planValue{f.Name, f.Label, f.show(p)}
		switch {
		case v.text == "":
		case f.Kind == console.KindMoney:
			v.text = "$" + v.text
		case f.Kind == console.KindDate:
			if day, ok := d.Day(v.text); ok {
				v.text = day.Format("Jan 2, 2006") // with its year: what is agreed to must read one way
			}
		case f.Kind == console.KindSelect:
			v.text = optionText(f.Options, v.text)
		}
		out = append(out, v)
	}
	tree, err := eligibility.ParseDraft(p.Terms.Rules)
	if err != nil {
		tree = eligibility.NewDraft()
	}
	return append(out, planValue{fieldTree, "Requirements", strings.Join(d.treeText(tree, p.Terms), "; ")})
}

// treeText tells a tree so that any change of it shows: in words, and with every parameter that the words leave out.
func (d Seat) treeText(tree eligibility.Draft, t models.Terms) []string {
	out := []string{strings.TrimSuffix(d.ruleInWords(tree, t), ".")}
	for _, rule := range flat(tree) {
		said, _ := eligibility.Describe(rule.Kind)
		for _, p := range said.Params {
			values := rule.Params[p.Key]
			if len(values) == 0 || p.Required || slices.Contains([]string{"include", "min_count", "min_each", "min_sum"}, p.Key) {
				continue
			}
			var texts []string
			for _, v := range values {
				texts = append(texts, choiceText(v))
			}
			out = append(out, Lower(paramLabel(p.Key))+" "+strings.Join(texts, ", "))
		}
	}
	return out
}

func optionText(options []console.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// compare is what differs between two plans, field by field. from is nil where nothing was published: everything is new.
func (d Seat) compare(kind string, from *models.Plan, to models.Plan) []console.Compared {
	var out []console.Compared
	was := map[string]string{}
	if from != nil {
		for _, v := range d.planValues(kind, *from) {
			was[v.name] = v.text
		}
	}
	for _, v := range d.planValues(kind, to) {
		if was[v.name] != v.text {
			out = append(out, console.Compared{Name: v.label, Was: was[v.name], Will: v.text})
		}
	}
	return out
}

// remembered is how long a value is that the form carries along, so that whoever loses a race sees what it was.
const remembered = 200

// was is the hidden field with the values as they were read.
func (d Seat) was(kind string, p models.Plan) console.Hidden {
	short := map[string]string{}
	for _, v := range d.planValues(kind, p) {
		short[v.name] = cut(v.text)
	}
	raw, err := json.Marshal(short)
	if err != nil { // texts alone
		raw = nil
	}
	return console.Hidden{Name: fieldWas, Value: string(raw)}
}

func cut(text string) string {
	if runes := []rune(text); len(runes) > remembered {
		return string(runes[:remembered]) + "…"
	}
	return text
}

// conflict says who was faster, and what they changed: what was read, what it is now, and what this person wrote.
func (d Seat) conflict(e CampaignEntry, now models.Plan, text, who string) *console.Conflict {
	out := &console.Conflict{Text: ui.Phrase{Text: text, Strong: who}}
	mine := map[string]string{}
	for _, v := range d.planValues(e.Kind, e.Plan) {
		mine[v.name] = cut(v.text)
	}
	for _, v := range d.planValues(e.Kind, now) {
		if is := cut(v.text); e.Was != nil && e.Was[v.name] != is {
			out.Changes = append(out.Changes, console.Change{Name: v.label, Was: cut(e.Was[v.name]), Now: is, Yours: mine[v.name]})
		}
	}
	return out
}
