package desk

import (
	"testing"

	"raf/models/eligibility"
)

func TestWhatIsCountedIsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	leaf := func(r eligibility.Result) eligibility.Node {
		return eligibility.Node{Kind: eligibility.KindGoodStanding, Result: r}
	}
	group := func(k eligibility.Kind, n int, nodes ...eligibility.Node) eligibility.Node {
		return eligibility.Node{Kind: k, K: n, Nodes: nodes}
	}
	yes, no := leaf(eligibility.Met), leaf(eligibility.NotYet)
	for name, row := range map[string]struct {
		tree     eligibility.Node
		met, all int64
	}{
		"one":                        {yes, 1, 1},
		"one that could not be told": {leaf(eligibility.Unknown), 0, 1},
		"all of three":               {group(eligibility.KindAll, 0, yes, no, yes), 2, 3},
		"any of two":                 {group(eligibility.KindAny, 0, no, yes), 1, 1},
		"any of two, none":           {group(eligibility.KindAny, 0, no, no), 0, 1},
		"one and any of two":         {group(eligibility.KindAll, 0, yes, group(eligibility.KindAny, 0, no, yes)), 2, 2},
		"the shorter way":            {group(eligibility.KindAny, 0, group(eligibility.KindAll, 0, no, no, no), group(eligibility.KindAll, 0, yes, no)), 1, 2},
		"two of three":               {group(eligibility.KindAtLeast, 2, yes, no, no), 1, 2},
		"more than two of three":     {group(eligibility.KindAtLeast, 2, yes, yes, yes), 2, 2},
		"nothing":                    {group(eligibility.KindAll, 0), 0, 0},
	} {
		if met, all := metOf(eligibility.Verdict{Tree: row.tree}); met != row.met || all != row.all {
			t.Errorf("%s: %d of %d, want %d of %d", name, met, all, row.met, row.all)
		}
	}
}

func TestAnUnfinishedRequirementNamesWhatItLacks(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{"rules.r1.min_count": "“How many” is empty.", "rules.g": "The group is empty. Add a requirement to it, or remove it."} {
		if got := incomplete(field); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
}
