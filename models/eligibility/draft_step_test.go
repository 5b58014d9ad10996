package eligibility

import (
	"strings"
	"testing"
)

// drawn is a tree as text: "rules(a g(b c) d)".
func drawn(d Draft) string {
	if !d.Kind.Group() {
		return d.ID
	}
	var kids []string
	for _, child := range d.Rules {
		kids = append(kids, drawn(child))
	}
	return d.ID + "(" + strings.Join(kids, " ") + ")"
}

func plain(id string) Draft { return Draft{ID: id, Kind: KindGoodStanding} }

func grouped(id string, rules ...Draft) Draft { return Draft{ID: id, Kind: KindAll, Rules: rules} }

func TestARuleStepsThroughTheTreeLineByLine(t *testing.T) {
	t.Parallel()
	flat := grouped("rules", plain("a"), grouped("g", plain("b"), plain("c")), plain("d"))
	deep := grouped("rules", grouped("g", grouped("h", plain("a"))), grouped("j", grouped("k", plain("b"))), plain("c"))
	for _, c := range []struct {
		name string
		from Draft
		id   string
		up   bool
		want string
	}{
		{"down past a rule", flat, "b", false, "rules(a g(c b) d)"},
		{"up past a rule", flat, "c", true, "rules(a g(c b) d)"},
		{"down into the group that comes next", flat, "a", false, "rules(g(a b c) d)"},
		{"up into the group that comes before", flat, "d", true, "rules(a g(b c d))"},
		{"down out of its group", flat, "c", false, "rules(a g(b) c d)"},
		{"up out of its group", flat, "b", true, "rules(a b g(c) d)"},
		{"a group with all that is in it", flat, "g", true, "rules(g(b c) a d)"},
		{"nowhere from the bottom", flat, "d", false, "rules(a g(b c) d)"},
		{"nowhere from the top", flat, "a", true, "rules(a g(b c) d)"},
		{"a group that would be too deep goes past the other one", deep, "g", false, "rules(j(k(b)) g(h(a)) c)"},
		{"the last one leaves an empty group", deep, "b", false, "rules(g(h(a)) j(k() b) c)"},
	} {
		before := drawn(c.from)
		got, err := c.from.Step(c.id, c.up)
		if err != nil || drawn(got) != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, drawn(got), err, c.want)
		}
		if drawn(c.from) != before {
			t.Errorf("%s: the old tree became %s", c.name, drawn(c.from))
		}
	}
}

func TestTheOutermostGroupAndAStrangeRuleDoNotStep(t *testing.T) {
	t.Parallel()
	tree := grouped("rules", plain("a"))
	for _, c := range []struct {
		id   string
		want Problem
	}{{"rules", ProblemRoot}, {"x", ProblemID}} {
		if _, err := tree.Step(c.id, true); err != (Fault{Rule: c.id, Problem: c.want}) {
			t.Errorf("%s: %v", c.id, err)
		}
	}
}

func TestUpTakesBackWhatDownDid(t *testing.T) {
	t.Parallel()
	tree := grouped("rules", plain("a"), grouped("g", plain("b"), grouped("h", plain("c"))), plain("d"))
	for range 20 {
		next, err := tree.Step("a", false)
		if err != nil {
			t.Fatal(err)
		}
		if drawn(next) == drawn(tree) {
			return
		}
		if back, err := next.Step("a", true); err != nil || drawn(back) != drawn(tree) {
			t.Errorf("down from %s to %s, and up to %s", drawn(tree), drawn(next), drawn(back))
		}
		tree = next
	}
	t.Errorf("it never came to the bottom: %s", drawn(tree))
}
