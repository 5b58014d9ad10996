package eligibility

import (
	"fmt"
	"testing"
)

var results = []Result{Met, NotYet, Impossible, Unknown}

func TestEveryPairOfResultsCombines(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ a, b, all, anyOf Result }{
		{Met, Met, Met, Met},
		{Met, NotYet, NotYet, Met},
		{Met, Impossible, Impossible, Met},
		{Met, Unknown, Unknown, Met},
		{NotYet, NotYet, NotYet, NotYet},
		{NotYet, Impossible, Impossible, NotYet},
		{NotYet, Unknown, Unknown, Unknown},
		{Impossible, Impossible, Impossible, Impossible},
		{Impossible, Unknown, Impossible, Unknown},
		{Unknown, Unknown, Unknown, Unknown},
	} {
		t.Run(fmt.Sprintf("%s with %s", row.a, row.b), func(t *testing.T) {
			t.Parallel()
			for _, pair := range [][]Node{{{Result: row.a}, {Result: row.b}}, {{Result: row.b}, {Result: row.a}}} {
				if got, _ := combine(2, pair); got != row.all {
					t.Errorf("all: got %s, want %s", got, row.all)
				}
				if got, _ := combine(1, pair); got != row.anyOf {
					t.Errorf("any: got %s, want %s", got, row.anyOf)
				}
			}
		})
	}
}

// Four children in every mixture and every k: the group's answer is the one that all readings of the unknown children
// agree on, and unknown where they disagree.
func TestAGroupSaysOnlyWhatEveryReadingOfItsUnknownsSays(t *testing.T) {
	t.Parallel()
	for n := range 4 * 4 * 4 * 4 {
		children := []Node{{Result: results[n%4]}, {Result: results[n/4%4]}, {Result: results[n/16%4]}, {Result: results[n/64]}}
		for k := 1; k <= 4; k++ {
			want := map[Result]bool{}
			readings(children, func(sure []Node) {
				got, _ := combine(k, sure)
				want[got] = true
			})
			got, _ := combine(k, children)
			if len(want) > 1 && got != Unknown || len(want) == 1 && !want[got] {
				t.Errorf("%d of %v: got %s, readings say %v", k, children, got, want)
			}
		}
	}
}

func readings(children []Node, visit func([]Node)) {
	for i, child := range children {
		if child.Result != Unknown {
			continue
		}
		for _, result := range results[:3] {
			sure := append([]Node{}, children...)
			sure[i].Result = result
			readings(sure, visit)
		}
		return
	}
	visit(children)
}

func TestAGroupTakesTheReasonOfTheFirstChildThatDecides(t *testing.T) {
	t.Parallel()
	children := []Node{{Result: Unknown, Reason: ReasonDown}, {Result: Impossible, Reason: ReasonWindowOver},
		{Result: Impossible, Reason: ReasonAccountClosed}, {Result: NotYet, Reason: ReasonNotEnough}}
	for _, row := range []struct {
		k      int
		result Result
		reason Reason
	}{{4, Impossible, ReasonWindowOver}, {1, Unknown, ReasonDown}, {3, Impossible, ReasonWindowOver}} {
		result, reason := combine(row.k, children)
		if result != row.result || reason != row.reason {
			t.Errorf("%d: got %s (%s), want %s (%s)", row.k, result, reason, row.result, row.reason)
		}
	}
	if _, reason := combine(1, append(children, Node{Result: Met, Reason: ReasonDown})); reason != "" {
		t.Errorf("a met group gives the reason %q", reason)
	}
}
