package desk

import (
	"slices"
	"strings"

	"raf/components/console"
	"raf/models/eligibility"
)

// builder makes the rule builder of a form: sentences for whatever kinds there are.
type builder struct {
	entry  CampaignEntry
	url    string
	denied string
}

// treeBuilder is the panel with the tree.
func (b builder) treeBuilder(words string) console.RuleBuilder {
	out := console.RuleBuilder{URL: b.url, Region: console.RegionEditor, Action: fieldDo, Words: words, Denied: b.denied, Focus: b.entry.made,
		Shape: console.Hidden{Name: fieldTree, Value: string(b.entry.Tree.JSON())}, Error: b.entry.Wrong[fieldTree]}
	out.Root = b.node(b.entry.Tree, 0)
	out.Root.Name, out.Root.Up, out.Root.Down, out.Root.Remove = "All requirements", "", "", ""
	out.Root.Words = append(out.Root.Words, b.window()...)
	if b.entry.undo != "" {
		out.Undo = &console.Undone{Text: b.entry.undo + " was removed.", Value: doUndo,
			Carry: console.Hidden{Name: fieldRemoved, Value: string(b.entry.removed.JSON())}}
	}
	return out
}

// window is the end of the first sentence: within 60 days of opening the account.
func (b builder) window() []console.RuleWord {
	var tokens []console.RuleWord
	for _, f := range windowFields() {
		field := b.entry.field(f)
		field.Note = "rule-" + b.entry.Tree.ID + "-note"
		tokens = append(tokens, console.RuleWord{Token: &field})
	}
	return []console.RuleWord{{Text: "within"}, tokens[0], {Text: "days of"}, tokens[1]}
}

func (b builder) node(rule eligibility.Draft, depth int) console.RuleNode {
	said, _ := eligibility.Describe(rule.Kind)
	n := console.RuleNode{ID: rule.ID, Name: ruleName(rule.Kind), Group: said.Group, Depth: depth, Up: "up:" + rule.ID, Down: "down:" + rule.ID,
		Remove: "remove:" + rule.ID, Error: b.wrong(rule, said, depth)}
	n.Words, n.More, n.Open = b.speak(rule, said)
	if !said.Group {
		n.Source = sourceText(said.Sources)
		return n
	}
	for _, child := range rule.Rules {
		n.Kids = append(n.Kids, b.node(child, depth+1))
	}
	b.adds(&n)
	return n
}

// adds are the kinds that can be put into a group, and a group in it where the tree is not too deep for one.
func (b builder) adds(n *console.RuleNode) {
	for _, d := range eligibility.Descriptions() {
		value := "add:" + n.ID + ":" + string(d.Kind)
		if _, _, err := b.entry.Tree.Add(n.ID, d.Kind); err != nil {
			continue
		}
		switch {
		case !d.Group:
			n.Adds = append(n.Adds, console.RuleAdd{Text: ruleName(d.Kind), About: sourceText(d.Sources), Value: value})
		case d.Kind == eligibility.KindAny:
			n.Nest = console.RuleAdd{Text: "Group", Label: "Add a group", Value: value}
		}
	}
}

// speak is a rule's sentence, and what of it is folded away. The fold stands open while something in it is wrong.
func (b builder) speak(rule eligibility.Draft, said eligibility.Description) (words []console.RuleWord, more []console.Field, open bool) {
	spoken := map[string]bool{}
	for rest := sentenceOf(rule, said); rest != ""; {
		at := strings.IndexAny(rest, "{*")
		if at < 0 {
			words = append(words, console.RuleWord{Text: strings.TrimSpace(rest)})
			break
		}
		if text := strings.TrimSpace(rest[:at]); text != "" {
			words = append(words, console.RuleWord{Text: text})
		}
		end := map[byte]string{'{': "}", '*': "*"}[rest[at]]
		piece, after, _ := strings.Cut(rest[at+1:], end)
		if end == "*" {
			words = append(words, console.RuleWord{Text: piece, Strong: true})
		} else {
			spoken[piece] = true
			words = append(words, b.token(rule, said, piece))
		}
		rest = after
	}
	for _, p := range said.Params {
		if spoken[p.Key] || !p.Asked(rule.Params) {
			continue
		}
		for _, f := range b.fields(rule, p) {
			open = open || f.Error != ""
			more = append(more, f)
		}
	}
	return words, more, open
}

// token is a parameter inside a sentence.
func (b builder) token(rule eligibility.Draft, said eligibility.Description, key string) console.RuleWord {
	if key == kindKey {
		name := ruleField(rule.ID, kindKey)
		return console.RuleWord{Redraw: true, Token: &console.Field{Name: name, Label: "How many of the group", Kind: console.KindSelect,
			Options: groupKinds(), Value: string(rule.Kind)}}
	}
	p, _ := said.Param(key)
	fields := b.fields(rule, p)
	for i := range fields {
		fields[i].Note, fields[i].Hint = "", ""
		if fields[i].Error != "" {
			fields[i].Note = "rule-" + rule.ID + "-note"
		}
	}
	if p.Type == eligibility.ParamChoices {
		return console.RuleWord{Chips: fields}
	}
	return console.RuleWord{Token: &fields[0], Redraw: decides(said, key)}
}

// decides reports a choice on which it depends what else a rule asks for.
func decides(said eligibility.Description, key string) bool {
	return slices.ContainsFunc(said.Params, func(p eligibility.Param) bool { return p.OnlyWith.Key == key })
}

// fields are what a parameter is asked for by: one field, or a box for each choice.
func (b builder) fields(rule eligibility.Draft, p eligibility.Param) []console.Field {
	name := ruleField(rule.ID, p.Key)
	texts := rule.Params[p.Key]
	if p.Type == eligibility.ParamChoices {
		var out []console.Field
		for _, choice := range p.Choices {
			f := console.Field{Name: name + "." + choice, Label: choiceText(choice), Kind: console.KindTick, Checked: slices.Contains(texts, choice)}
			if p.Key == "exclude" {
				f.Label = "Never: " + strings.ToLower(f.Label)
			}
			out = append(out, f)
		}
		out[len(out)-1].Error = b.entry.Wrong[name]
		return out
	}
	f := console.Field{Name: name, Label: paramLabel(p.Key), Hint: paramHint(p), Error: b.entry.Wrong[name], Max: 20}
	if len(texts) > 0 {
		f.Value = texts[0]
	}
	switch p.Type {
	case eligibility.ParamMoney:
		f.Kind = console.KindMoney
		if n, ok := digits(f.Value); ok {
			f.Value = amount(n)
		}
	case eligibility.ParamCount, eligibility.ParamDays:
		f.Kind = console.KindNumber
	case eligibility.ParamChoice:
		f.Kind = console.KindSelect
		for _, choice := range p.Choices {
			f.Options = append(f.Options, console.Option{Value: choice, Text: choiceText(choice)})
		}
	case eligibility.ParamSwitch:
		f.Kind, f.Checked, f.Value = console.KindTick, len(texts) > 0, ""
	case eligibility.ParamWords:
		f.Value, f.Max = strings.Join(texts, ", "), 2000
	}
	if typed, ok := b.entry.Typed[name]; ok {
		f.Value = typed
	}
	return []console.Field{f}
}

// wrong is what stands under a rule: the first thing in its sentence that is wrong, named.
func (b builder) wrong(rule eligibility.Draft, said eligibility.Description, depth int) string {
	if text := b.entry.Wrong[ruleField(rule.ID, "")]; text != "" {
		return text
	}
	for _, p := range said.Params {
		if text := b.entry.Wrong[ruleField(rule.ID, p.Key)]; text != "" {
			return paramLabel(p.Key) + ": " + Lower(text)
		}
	}
	if depth > 0 {
		return ""
	}
	for _, f := range windowFields() {
		if text := b.entry.Wrong[f.Name]; text != "" {
			return f.Label + ": " + Lower(text)
		}
	}
	return ""
}

// field is a field of the editor as it is shown: as it was typed where that could not be taken, else as it is.
func (e CampaignEntry) field(f planField) console.Field {
	out := f.Field
	out.Value, out.Error = f.show(e.Plan), e.Wrong[f.Name]
	if typed, ok := e.Typed[f.Name]; ok {
		out.Value = typed
	}
	return out
}
