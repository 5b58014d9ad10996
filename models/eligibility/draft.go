package eligibility

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// Draft is a rule tree that somebody is still building: any of it may be missing. Its parameters are texts by key, as a
// form holds them: a number in digits (money in minor units), a switch as "true", a list as several texts. What was not
// said is not in the map. Every change makes a new tree; the old one stays as it was.
type Draft struct {
	ID     string
	Kind   Kind
	Params map[string][]string
	Rules  []Draft
}

// rootID is the id of the group that a new tree begins with.
const rootID = "rules"

// NewDraft is a tree that asks for nothing yet.
func NewDraft() Draft { return Draft{ID: rootID, Kind: KindAll} }

// ParseDraft reads what [Draft.JSON] wrote, and every tree that [ParseRules] reads. Nothing at all is a new tree; a
// single rule is put into a group, so that there is something to add to.
func ParseDraft(document []byte) (Draft, error) {
	if len(document) > MaxDocument {
		return Draft{}, wrong("document", "longer than %d bytes", MaxDocument)
	}
	if trimmed := bytes.TrimSpace(document); len(trimmed) == 0 || bytes.Equal(trimmed, []byte("null")) {
		return NewDraft(), nil
	}
	d, err := parseDraft(document, "", 0)
	if err != nil {
		return Draft{}, err
	}
	if !d.Kind.Group() {
		d = Draft{ID: d.freeID(), Kind: KindAll, Rules: []Draft{d}}
	}
	if f := d.shape(); len(f) > 0 {
		return Draft{}, wrong("document", "%s at %q", f[0].Problem, f[0].Rule)
	}
	return d, nil
}

func parseDraft(raw json.RawMessage, path string, depth int) (Draft, error) {
	if depth > MaxDepth {
		return Draft{}, wrong(path, "groups nest at most %d deep", MaxDepth)
	}
	r, err := readObject(raw, path)
	if err != nil {
		return Draft{}, err
	}
	var d Draft
	take(r, "id", &d.ID, "a text")
	take(r, "kind", &d.Kind, "a text")
	said, known := Describe(d.Kind)
	if r.err == nil && !known {
		return Draft{}, wrong(field(path, "kind"), "is not a kind of rule")
	}
	if said.Group {
		d.takeParams(r, said)
	} else {
		r.object(string(d.Kind), func(inner *reader) { d.takeParams(inner, said) })
	}
	r.each("rules", func(path string, raw json.RawMessage) error {
		child, err := parseDraft(raw, path, depth+1)
		d.Rules = append(d.Rules, child)
		return err
	})
	return d, r.finish()
}

// takeParams reads the parameters that the kind describes; what is left is unknown, as in ParseRules.
func (d *Draft) takeParams(r *reader, said Description) {
	for _, p := range said.Params {
		if _, given := r.members[p.Key]; !given {
			continue
		}
		var texts []string
		switch {
		case p.Type.Number():
			var n int64
			take(r, p.Key, &n, wholeNumber)
			texts = []string{strconv.FormatInt(n, 10)}
		case p.Type == ParamSwitch:
			var on bool
			if take(r, p.Key, &on, "true or false"); on {
				texts = []string{"true"}
			}
		case p.Type.List():
			takeList(r, p.Key, &texts)
		default:
			texts = []string{""}
			take(r, p.Key, &texts[0], "a text")
		}
		d.put(p.Key, texts)
	}
}

// put sets a parameter; no text takes it away.
func (d *Draft) put(key string, texts []string) {
	d.Params = maps.Clone(d.Params)
	if len(texts) == 0 {
		delete(d.Params, key)
		return
	}
	if d.Params == nil {
		d.Params = map[string][]string{}
	}
	d.Params[key] = slices.Clone(texts)
}

// JSON writes the tree in the shape that [ParseRules] reads; it reads it once nothing is missing.
func (d Draft) JSON() json.RawMessage {
	raw, err := json.Marshal(d.object())
	if err != nil { // texts, numbers and switches: there is nothing that could fail
		return nil
	}
	return raw
}

// object is a rule as JSON holds it: a group's parameters beside its id, a leaf's under the name of its kind.
func (d Draft) object() map[string]any {
	out := map[string]any{"id": d.ID, "kind": d.Kind}
	said, _ := Describe(d.Kind)
	params := map[string]any{}
	for _, p := range said.Params {
		if texts := d.Params[p.Key]; len(texts) > 0 {
			params[p.Key] = stored(p, texts)
		}
	}
	switch {
	case said.Group:
		maps.Copy(out, params)
		rules := []any{}
		for _, child := range d.Rules {
			rules = append(rules, child.object())
		}
		out["rules"] = rules
	case len(said.Params) > 0:
		out[string(d.Kind)] = params
	}
	return out
}

// stored is a parameter as JSON holds it.
func stored(p Param, texts []string) any {
	switch {
	case p.Type.Number():
		n, err := strconv.ParseInt(texts[0], 10, 64)
		if err != nil {
			return nil // unreachable behind Fill; null is refused by ParseRules
		}
		return n
	case p.Type == ParamSwitch:
		return texts[0] == "true"
	case p.Type.List():
		return texts
	default:
		return texts[0]
	}
}

// Rule is the finished tree; the error is a *[RuleError] that names the first thing that is missing or wrong.
func (d Draft) Rule() (Rule, error) { return ParseRules(d.JSON()) }

// Find is a rule of the tree by its id.
func (d Draft) Find(id string) (Draft, bool) {
	if d.ID == id {
		return d, true
	}
	for _, child := range d.Rules {
		if found, ok := child.Find(id); ok {
			return found, true
		}
	}
	return Draft{}, false
}

// Size is how many rules and groups the tree has.
func (d Draft) Size() int {
	n := 1
	for _, child := range d.Rules {
		n += child.Size()
	}
	return n
}

// clone copies a tree so that nothing of the old one can change with it.
func (d Draft) clone() Draft {
	out := Draft{ID: d.ID, Kind: d.Kind}
	for key, texts := range d.Params {
		out.put(key, texts)
	}
	for _, child := range d.Rules {
		out.Rules = append(out.Rules, child.clone())
	}
	return out
}

// freeID is the first of r1, r2, … that no rule of the tree has.
func (d Draft) freeID() string {
	for n := 1; ; n++ {
		id := "r" + strconv.Itoa(n)
		if _, taken := d.Find(id); !taken {
			return id
		}
	}
}
