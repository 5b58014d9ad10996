package eligibility

import "slices"

// Step moves a rule one place up or down through the tree as it is read, line by line: past a rule, into a group that
// comes next, and out of its own group at the end of it. A group that would stand too deep inside the next one is moved
// past it. At the top and at the bottom of the tree it stays where it is.
func (d Draft) Step(id string, up bool) (Draft, error) {
	out := d.clone()
	parent, at := out.parent(id)
	if parent == nil {
		return d, d.notMovable(id)
	}
	to := at + 1
	if up {
		to = at - 1
	}
	if to < 0 || to >= len(parent.Rules) {
		return out.stepOut(parent.ID, at, up), nil
	}
	if next := parent.Rules[to]; next.Kind.Group() {
		if inside, ok := out.stepInto(id, next.ID, up); ok {
			return inside, nil
		}
	}
	parent.Rules[at], parent.Rules[to] = parent.Rules[to], parent.Rules[at]
	return out, nil
}

// stepOut puts a rule of a group before that group (up) or behind it. The outermost group has no outside.
func (d Draft) stepOut(group string, at int, up bool) Draft {
	outer, where := d.parent(group)
	if outer == nil {
		return d
	}
	inner := d.at(group)
	rule := inner.Rules[at]
	inner.Rules = slices.Delete(inner.Rules, at, at+1)
	if !up {
		where++
	}
	outer.Rules = slices.Insert(outer.Rules, where, rule)
	return d
}

// stepInto puts a rule into a group beside it, at its end (up) or its beginning; false if the tree became too deep.
func (d Draft) stepInto(id, group string, up bool) (Draft, bool) {
	rule, _ := d.Find(id)
	out, err := d.Remove(id)
	if err != nil {
		return d, false
	}
	into, place := out.at(group), 0
	if up {
		place = len(into.Rules)
	}
	into.Rules = slices.Insert(into.Rules, place, rule)
	return out, out.deeper(1) == ""
}
