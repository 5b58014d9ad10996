package eligibility

import "slices"

// Problem is why a step or a value was refused, or what a tree still lacks.
type Problem string

// The problems.
const (
	ProblemMissing    Problem = "missing"
	ProblemNumber     Problem = "not_a_number"
	ProblemRange      Problem = "out_of_range" // of a number: its value; of a list: how many entries
	ProblemChoice     Problem = "not_a_choice"
	ProblemWord       Problem = "word_length"
	ProblemTwice      Problem = "twice"
	ProblemBoth       Problem = "both" // included and excluded
	ProblemEmpty      Problem = "empty_group"
	ProblemNeeds      Problem = "needs_too_many" // more of a group than it holds
	ProblemKind       Problem = "unknown_kind"
	ProblemID         Problem = "unknown_rule"
	ProblemParam      Problem = "unknown_parameter"
	ProblemDeep       Problem = "too_deep"
	ProblemLarge      Problem = "too_large"
	ProblemNotAGroup  Problem = "not_a_group"
	ProblemRoot       Problem = "root" // the outermost group stays
	ProblemUnreadable Problem = "unreadable"
)

// Fault is one problem: of which rule, of which of its parameters (empty: of the rule itself), and the bounds that a
// number or a list left.
type Fault struct {
	Rule, Param string
	Problem     Problem
	Low, High   int64
}

func (f Fault) Error() string {
	at := f.Rule
	if f.Param != "" {
		at += "." + f.Param
	}
	return "rule " + at + ": " + string(f.Problem)
}

// Add puts a new rule or group of a kind at the end of a group and says its id.
func (d Draft) Add(group string, kind Kind) (Draft, string, error) {
	said, known := Describe(kind)
	if !known {
		return d, "", Fault{Rule: group, Problem: ProblemKind}
	}
	out := d.clone()
	into := out.at(group)
	switch {
	case into == nil:
		return d, "", Fault{Rule: group, Problem: ProblemID}
	case !into.Kind.Group():
		return d, "", Fault{Rule: group, Problem: ProblemNotAGroup}
	}
	rule := Draft{ID: out.freeID(), Kind: kind}
	for _, p := range said.Params {
		rule.put(p.Key, p.Default)
	}
	into.Rules = append(into.Rules, rule)
	return out.shaped(d, rule.ID)
}

// Remove takes a rule, or a group with everything in it, out of the tree.
func (d Draft) Remove(id string) (Draft, error) {
	out := d.clone()
	parent, at := out.parent(id)
	if parent == nil {
		return d, d.notMovable(id)
	}
	parent.Rules = slices.Delete(parent.Rules, at, at+1)
	return out, nil
}

// Move puts a rule before its neighbour (up) or behind it; at the end of the group it stays where it is.
func (d Draft) Move(id string, up bool) (Draft, error) {
	out := d.clone()
	parent, at := out.parent(id)
	if parent == nil {
		return d, d.notMovable(id)
	}
	to := at + 1
	if up {
		to = at - 1
	}
	if to >= 0 && to < len(parent.Rules) {
		parent.Rules[at], parent.Rules[to] = parent.Rules[to], parent.Rules[at]
	}
	return out, nil
}

// Nest puts a rule into a new group of a kind, in its own place, and says the group's id.
func (d Draft) Nest(id string, kind Kind) (Draft, string, error) {
	if !kind.Group() {
		return d, "", Fault{Rule: id, Problem: ProblemNotAGroup}
	}
	out := d.clone()
	parent, at := out.parent(id)
	if parent == nil {
		return d, "", d.notMovable(id)
	}
	said, _ := Describe(kind)
	group := Draft{ID: out.freeID(), Kind: kind, Rules: []Draft{parent.Rules[at]}}
	for _, p := range said.Params {
		group.put(p.Key, p.Default)
	}
	parent.Rules[at] = group
	return out.shaped(d, group.ID)
}

// Unnest takes a rule out of its group and puts it behind that group; of a group's only rule, the group goes.
func (d Draft) Unnest(id string) (Draft, error) {
	out := d.clone()
	parent, at := out.parent(id)
	if parent == nil {
		return d, d.notMovable(id)
	}
	outer, where := out.parent(parent.ID)
	if outer == nil {
		return d, Fault{Rule: id, Problem: ProblemRoot}
	}
	rule := parent.Rules[at]
	parent.Rules = slices.Delete(parent.Rules, at, at+1)
	if len(parent.Rules) == 0 {
		outer.Rules[where] = rule
	} else {
		outer.Rules = slices.Insert(outer.Rules, where+1, rule)
	}
	return out, nil
}

// Turn makes a group one of another kind; what is in it stays.
func (d Draft) Turn(id string, kind Kind) (Draft, error) {
	out := d.clone()
	group := out.at(id)
	switch {
	case group == nil:
		return d, Fault{Rule: id, Problem: ProblemID}
	case !group.Kind.Group() || !kind.Group():
		return d, Fault{Rule: id, Problem: ProblemNotAGroup}
	case group.Kind == kind:
		return out, nil
	}
	said, _ := Describe(kind)
	group.Kind, group.Params = kind, nil
	for _, p := range said.Params {
		group.put(p.Key, p.Default)
	}
	return out, nil
}

// shaped lets a grown tree through only inside the bounds; else it gives back the old one.
func (d Draft) shaped(old Draft, id string) (Draft, string, error) {
	if faults := d.shape(); len(faults) > 0 {
		return old, "", faults[0]
	}
	return d, id, nil
}

// notMovable says why a rule has no place in a group: it is the outermost one, or it is not there.
func (d Draft) notMovable(id string) Fault {
	if d.ID == id {
		return Fault{Rule: id, Problem: ProblemRoot}
	}
	return Fault{Rule: id, Problem: ProblemID}
}

// at is a rule of the tree, to be changed.
func (d *Draft) at(id string) *Draft {
	if d.ID == id {
		return d
	}
	for i := range d.Rules {
		if found := d.Rules[i].at(id); found != nil {
			return found
		}
	}
	return nil
}

// parent is the group that a rule stands in, and where; nil for the outermost group and for an unknown id.
func (d *Draft) parent(id string) (*Draft, int) {
	for i := range d.Rules {
		if d.Rules[i].ID == id {
			return d, i
		}
		if found, at := d.Rules[i].parent(id); found != nil {
			return found, at
		}
	}
	return nil, 0
}
