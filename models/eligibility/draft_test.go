package eligibility

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outline writes a tree in one line: all(a any(b c)).
func outline(d Draft) string {
	if !d.Kind.Group() {
		return d.ID
	}
	var inner []string
	for _, child := range d.Rules {
		inner = append(inner, outline(child))
	}
	return string(d.Kind) + ":" + d.ID + "(" + strings.Join(inner, " ") + ")"
}

// sample is all:rules(r1 any:r2(r3 r4)).
func sample(t *testing.T) Draft {
	t.Helper()
	d := must2(t)(NewDraft().Add("rules", KindGoodStanding))
	d = must2(t)(d.Add("rules", KindAny))
	d = must2(t)(d.Add("r2", KindDirectDeposit))
	return must2(t)(d.Add("r2", KindDebitPurchases))
}

func TestATreeIsBuiltStepByStep(t *testing.T) {
	t.Parallel()
	with := func(d Draft, _ string, err error) (Draft, error) { return d, err }
	for _, row := range []struct {
		name string
		do   func(Draft) (Draft, error)
		want string
		why  Problem
	}{
		{"add to a group", func(d Draft) (Draft, error) { return with(d.Add("r2", KindGoodStanding)) }, "all:rules(r1 any:r2(r3 r4 r5))", ""},
		{"add to a rule", func(d Draft) (Draft, error) { return with(d.Add("r1", KindGoodStanding)) }, "", ProblemNotAGroup},
		{"add to nothing", func(d Draft) (Draft, error) { return with(d.Add("r9", KindGoodStanding)) }, "", ProblemID},
		{"add what does not exist", func(d Draft) (Draft, error) { return with(d.Add("r2", "moon_phase")) }, "", ProblemKind},
		{"remove a rule", func(d Draft) (Draft, error) { return d.Remove("r3") }, "all:rules(r1 any:r2(r4))", ""},
		{"remove a group with what is in it", func(d Draft) (Draft, error) { return d.Remove("r2") }, "all:rules(r1)", ""},
		{"remove the outermost group", func(d Draft) (Draft, error) { return d.Remove("rules") }, "", ProblemRoot},
		{"remove what is not there", func(d Draft) (Draft, error) { return d.Remove("r9") }, "", ProblemID},
		{"move up", func(d Draft) (Draft, error) { return d.Move("r4", true) }, "all:rules(r1 any:r2(r4 r3))", ""},
		{"move down", func(d Draft) (Draft, error) { return d.Move("r1", false) }, "all:rules(any:r2(r3 r4) r1)", ""},
		{"move up at the top", func(d Draft) (Draft, error) { return d.Move("r1", true) }, "all:rules(r1 any:r2(r3 r4))", ""},
		{"move down at the end", func(d Draft) (Draft, error) { return d.Move("r4", false) }, "all:rules(r1 any:r2(r3 r4))", ""},
		{"move the outermost group", func(d Draft) (Draft, error) { return d.Move("rules", true) }, "", ProblemRoot},
		{"nest a rule", func(d Draft) (Draft, error) { return with(d.Nest("r1", KindAtLeast)) }, "all:rules(at_least:r5(r1) any:r2(r3 r4))", ""},
		{"nest to the third level", func(d Draft) (Draft, error) { return with(d.Nest("r3", KindAny)) }, "all:rules(r1 any:r2(any:r5(r3) r4))", ""},
		{"nest in what is no group", func(d Draft) (Draft, error) { return with(d.Nest("r3", KindGoodStanding)) }, "", ProblemNotAGroup},
		{"nest the outermost group", func(d Draft) (Draft, error) { return with(d.Nest("rules", KindAny)) }, "", ProblemRoot},
		{"unnest a rule", func(d Draft) (Draft, error) { return d.Unnest("r3") }, "all:rules(r1 any:r2(r4) r3)", ""},
		{"unnest at the outermost level", func(d Draft) (Draft, error) { return d.Unnest("r1") }, "", ProblemRoot},
		{"turn a group", func(d Draft) (Draft, error) { return d.Turn("r2", KindAtLeast) }, "all:rules(r1 at_least:r2(r3 r4))", ""},
		{"turn the outermost group", func(d Draft) (Draft, error) { return d.Turn("rules", KindAny) }, "any:rules(r1 any:r2(r3 r4))", ""},
		{"turn a rule", func(d Draft) (Draft, error) { return d.Turn("r1", KindAny) }, "", ProblemNotAGroup},
		{"turn what is not there", func(d Draft) (Draft, error) { return d.Turn("r9", KindAny) }, "", ProblemID},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			before, same := sample(t), sample(t)
			after, err := row.do(before)
			var fault Fault
			if errors.As(err, &fault) != (row.why != "") || fault.Problem != row.why {
				t.Fatalf("error = %v, want %q", err, row.why)
			}
			if row.why == "" && outline(after) != row.want {
				t.Errorf("got %s, want %s", outline(after), row.want)
			}
			if row.why != "" {
				before = after // a refused step gives the old tree back
			}
			if diff := cmp.Diff(same, before); diff != "" {
				t.Errorf("the old tree changed:\n%s", diff)
			}
		})
	}
}

func TestTheLastRuleOfAGroupTakesTheGroupAway(t *testing.T) {
	t.Parallel()
	d := sample(t)
	for _, id := range []string{"r3", "r4"} {
		var err error
		if d, err = d.Unnest(id); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := outline(d), "all:rules(r1 r4 r3)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestATreeGrowsOnlyInsideItsBounds(t *testing.T) {
	t.Parallel()
	deep := must2(t)(sample(t).Nest("r3", KindAll))
	if _, _, err := deep.Add("r5", KindAny); !errors.Is(err, Fault{Rule: "r6", Problem: ProblemDeep, High: MaxDepth}) {
		t.Errorf("a fourth level: error = %v", err)
	}
	if _, _, err := deep.Nest("r3", KindAny); !errors.Is(err, Fault{Rule: "r6", Problem: ProblemDeep, High: MaxDepth}) {
		t.Errorf("a fourth level by nesting: error = %v", err)
	}
	if _, _, err := deep.Nest("r2", KindAny); err == nil {
		t.Error("a group that holds groups was nested too deep")
	}
	wide := NewDraft()
	for range MaxRules - 1 {
		wide = must2(t)(wide.Add("rules", KindGoodStanding))
	}
	if _, _, err := wide.Add("rules", KindGoodStanding); !errors.Is(err, Fault{Rule: "rules", Problem: ProblemLarge, High: MaxRules}) {
		t.Errorf("one rule too many: error = %v", err)
	}
}

func TestAnUnfinishedTreeIsKeptAndSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	d := must2(t)(sample(t).Add("rules", KindAtLeast))
	d = must2(t)(d.Add("r2", KindQualifyingAccount))
	d, faults := d.Fill(map[string]map[string][]string{
		"r3": {"min_total": {""}}, "r4": {"min_count": {}, "min_each": {" 500 "}}, "r5": {"k": {"2"}},
		"r6": {"include": {"loan"}, "exclude": {"loan"}, "exclude_names": {"HSA", "", "  Club  money "}}})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	want := []Fault{{Rule: "r3", Param: "min_total", Problem: ProblemMissing}, {Rule: "r4", Param: "min_count", Problem: ProblemMissing},
		{Rule: "r6", Param: "exclude", Problem: ProblemBoth}, {Rule: "r5", Problem: ProblemEmpty}}
	if diff := cmp.Diff(want, d.Faults()); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	back, err := ParseDraft(d.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, back); diff != "" {
		t.Errorf("the draft changed on its way through the store:\n%s", diff)
	}
	if _, err := d.Rule(); err == nil {
		t.Error("an unfinished tree was read as a rule")
	}
	// More of a group than it holds.
	two := must2(t)(must2(t)(d.Add("r5", KindGoodStanding)).Add("rules", KindGoodStanding))
	if !strings.Contains(fmt.Sprint(two.Faults()), string(ProblemNeeds)) {
		t.Errorf("faults %v, want one about two of one rule", two.Faults())
	}
}

func TestAFormThatNamesNothingOfOursIsRefusedByName(t *testing.T) {
	t.Parallel()
	_, faults := sample(t).Fill(map[string]map[string][]string{"r9": {"k": {"1"}}, "r3": {"tenant_id": {"x"}}, "rules": {"k": {"1"}}})
	want := []Fault{{Rule: "r3", Param: "tenant_id", Problem: ProblemParam}, {Rule: "r9", Problem: ProblemID},
		{Rule: "rules", Param: "k", Problem: ProblemParam}}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestADraftThatCanNotBeOursIsNotRead(t *testing.T) {
	t.Parallel()
	deep := `{"id":"x","kind":"good_standing"}`
	for i := range 100 {
		deep = fmt.Sprintf(`{"id":"g%d","kind":"all","rules":[%s]}`, i, deep)
	}
	for name, document := range map[string]string{
		"depth 100":       deep,
		"unknown kind":    `{"id":"x","kind":"moon_phase"}`,
		"unknown field":   `{"id":"x","kind":"all","colour":1}`,
		"foreign param":   `{"id":"x","kind":"debit_purchases","debit_purchases":{"min_eahc":1}}`,
		"two of one id":   `{"id":"x","kind":"all","rules":[{"id":"x","kind":"good_standing"}]}`,
		"a text as count": `{"id":"x","kind":"debit_purchases","debit_purchases":{"min_count":"5"}}`,
		"a hostile id":    `{"id":"<b>","kind":"good_standing"}`,
		"not JSON":        `{`,
		"too long":        strings.Repeat(" ", MaxDocument) + `{"id":"x","kind":"all"}`,
	} {
		if d, err := ParseDraft([]byte(document)); err == nil {
			t.Errorf("%s was read as %s", name, outline(d))
		}
	}
	for document, want := range map[string]string{"": "all:rules()", "null": "all:rules()",
		`{"id":"x","kind":"good_standing"}`: "all:r1(x)", `{"id":"any","kind":"any","rules":[]}`: "any:any()"} {
		d, err := ParseDraft([]byte(document))
		if err != nil || outline(d) != want {
			t.Errorf("%q = %s, %v, want %s", document, outline(d), err, want)
		}
	}
}

// Whatever is pressed in whatever order, a tree stays inside its bounds, can be stored, and a finished one is a rule.
func TestNoOrderOfStepsBreaksATree(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 11))
	kinds := kindsInTheSource(t)
	d := NewDraft()
	for step := range 1500 {
		ids := []string{}
		d.visit(func(r Draft) { ids = append(ids, r.ID) })
		id, kind := ids[random.IntN(len(ids))], kinds[random.IntN(len(kinds))]
		switch random.IntN(6) {
		case 0, 1:
			d, _, _ = d.Add(id, kind)
		case 2:
			d, _ = d.Move(id, step%2 == 0)
		case 3:
			d, _, _ = d.Nest(id, kind)
		case 4:
			d, _ = d.Unnest(id)
		default:
			if random.IntN(3) == 0 {
				d, _ = d.Remove(id)
			}
		}
		back, err := ParseDraft(d.JSON())
		if err != nil {
			t.Fatalf("step %d: %s: %v", step, outline(d), err)
		}
		if diff := cmp.Diff(string(d.JSON()), string(back.JSON())); diff != "" {
			t.Fatalf("step %d: %s", step, diff)
		}
		if _, err := d.Rule(); (err == nil) != (len(d.Faults()) == 0) {
			t.Fatalf("step %d: %s: rule %v, faults %v", step, outline(d), err, d.Faults())
		}
	}
}
