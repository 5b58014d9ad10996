package eligibility

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asks makes the tree one rule.
func (b *bundle) asks(t *testing.T, document string) {
	t.Helper()
	rule, err := ParseRules([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	b.terms.Rule = rule
}

func paid(measure string) string {
	return `{"id":"it","kind":"direct_deposit","direct_deposit":{"measure":` + measure + `}}`
}

func bought(params string) string {
	return `{"id":"it","kind":"debit_purchases","debit_purchases":{` + params + `}}`
}

// The window runs from 12 January to 13 March.
func TestDepositsAreMeasuredAsTheRuleSays(t *testing.T) {
	t.Parallel()
	back := payrollOf("back", "2026-02-20", -60000)
	waiting := payrollOf("w", "2026-02-27", 60000)
	waiting.Pending, waiting.PostedOn = true, Date{}
	untold := payrollOf("u", "2026-02-26", 0)
	untold.Amount = nil
	three := []Posting{payrollOf("1", "2026-01-30", 40000), payrollOf("2", "2026-02-13", 30000), payrollOf("3", "2026-02-27", 30000)}
	sum, month := `"sum","min_total":60000`, `"month","min_total":60000`
	single, count := `"single","min_each":60000`, `"count","min_count":2,"min_each":40000`
	for _, row := range []struct {
		name, measure string
		rows          []Posting
		want          Leaf
	}{
		{"all of them together", sum, three, Leaf{Result: Met, Target: 60000, Progress: 100000, Unit: UnitMinor, On: day("2026-02-13")}},
		{"the best month", month, three, Leaf{Result: Met, Target: 60000, Progress: 60000, Unit: UnitMinor, Measure: MeasureMonth, On: day("2026-02-27")}},
		{"months are not added together", month, three[:2], Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 60000, Progress: 40000, Unit: UnitMinor, Measure: MeasureMonth}},
		{"January of this year is not January of the next", month, []Posting{payrollOf("1", "2026-01-30", 40000), payrollOf("2", "2027-01-04", 40000)},
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 60000, Progress: 40000, Unit: UnitMinor, Measure: MeasureMonth}},
		{"of the first month the days inside the window", month, []Posting{payrollOf("0", "2026-01-11", 60000), payrollOf("1", "2026-01-12", 20000)},
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 60000, Progress: 20000, Unit: UnitMinor, Measure: MeasureMonth}},
		{"of the last month the days inside the window", month, []Posting{payrollOf("1", "2026-03-13", 20000), payrollOf("0", "2026-03-14", 60000)},
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 60000, Progress: 20000, Unit: UnitMinor, Measure: MeasureMonth}},
		{"a month without what was taken back", month, append(three[1:3:3], payrollOf("4", "2026-02-18", 60000), back),
			Leaf{Result: Met, Target: 60000, Progress: 60000, Unit: UnitMinor, Measure: MeasureMonth, On: day("2026-02-27")}},
		{"what is pending in a month", month, append(three[1:3:3], waiting)[1:],
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 60000, Progress: 30000, Pending: 60000, Unit: UnitMinor, Measure: MeasureMonth}},
		{"a single one is not the sum of several", single, three, Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 1, Unit: UnitCount, Measure: MeasureSingle, Each: 60000}},
		{"a single one of exactly the amount", single, []Posting{payrollOf("1", "2026-02-03", 60000)},
			Leaf{Result: Met, Target: 1, Progress: 1, Unit: UnitCount, Measure: MeasureSingle, Each: 60000, On: day("2026-02-03")}},
		{"a single one that was taken back", single, []Posting{payrollOf("1", "2026-02-13", 60000), back},
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 1, Unit: UnitCount, Measure: MeasureSingle, Each: 60000}},
		{"a single one of an amount that nobody told", single, []Posting{untold},
			Leaf{Result: Unknown, Reason: ReasonAmountUnknown, Target: 1, Unit: UnitCount, Measure: MeasureSingle, Each: 60000}},
		{"two of three are large enough", count, append(three[:2:2], payrollOf("3", "2026-02-27", 40000)),
			Leaf{Result: Met, Target: 2, Progress: 2, Unit: UnitCount, Measure: MeasureCount, Each: 40000, On: day("2026-02-27")}},
		{"a large one is not two", count, []Posting{payrollOf("1", "2026-02-13", 90000)},
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 2, Progress: 1, Unit: UnitCount, Measure: MeasureCount, Each: 40000}},
		{"one of two is pending", count, []Posting{three[0], waiting},
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 2, Progress: 1, Pending: 1, Unit: UnitCount, Measure: MeasureCount, Each: 40000}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.asks(t, paid(row.measure))
			if row.rows[len(row.rows)-1].PostedOn.Year == 2027 {
				b.terms.WindowDays = 400
			}
			b.rows("chk", row.rows...)
			b.at(map[bool]string{true: "2026-03-13", false: "2027-01-10"}[b.terms.WindowDays == 60])
			got := b.leaf(t, "it")
			row.want.RuleID, row.want.Kind, row.want.Currency, got.Evidence = "it", KindDirectDeposit, "USD", nil
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsSpentIsAddedUpWithoutRefunds(t *testing.T) {
	t.Parallel()
	spend := func(id string, amount int64) Posting { return purchaseOf(id, "2026-01-20", amount) }
	refund := func(id, on string, amount int64) Posting { return purchaseOf(id, on, amount) }
	early := refund("r", "2026-01-11", 900)
	waiting := refund("r", "2026-01-25", 900)
	waiting.Pending = true
	for _, row := range []struct {
		name, params string
		rows         []Posting
		want         Leaf
	}{
		{"to the last cent", `"min_sum":5000`, purchases(5), Leaf{Result: Met, Target: 5000, Progress: 5000, On: day("2026-01-19")}},
		{"a refund takes its amount off, whichever purchase it was", `"min_sum":5000`, append(purchases(5), refund("r", "2026-01-25", 1)),
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 5000, Progress: 4999}},
		{"also one that is larger than any purchase", `"min_sum":5000`, append(purchases(5), refund("r", "2026-01-25", 1500)),
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 5000, Progress: 3500}},
		{"never below nothing", `"min_sum":5000`, append(purchases(2), refund("r", "2026-01-25", 9000)),
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 5000}},
		{"and the day is the last on which it came to the sum", `"min_sum":5000`,
			append(purchases(5), refund("r", "2026-01-25", 1), purchaseOf("p9", "2026-01-28", -100)),
			Leaf{Result: Met, Target: 5000, Progress: 5099, On: day("2026-01-28")}},
		{"but none from before the window", `"min_sum":5000`, append(purchases(5), early), Leaf{Result: Met, Target: 5000, Progress: 5000, On: day("2026-01-19")}},
		{"but none that is pending", `"min_sum":5000`, append(purchases(5), waiting), Leaf{Result: Met, Target: 5000, Progress: 5000, On: day("2026-01-19")}},
		{"small purchases do not count, nor do their refunds", `"min_sum":5000,"min_each":500`,
			append(purchases(5), spend("s", -400), spend("t", -300), refund("r", "2026-01-25", 400)),
			Leaf{Result: Met, Target: 5000, Progress: 5000, On: day("2026-01-19")}},
		{"a purchase of an amount that nobody told", `"min_sum":6000`, append(purchases(5), Posting{ID: "u", PostedOn: day("2026-01-20"), Kind: PostingPurchase}),
			Leaf{Result: Unknown, Reason: ReasonAmountUnknown, Target: 6000, Progress: 5000}},
		{"cash is not spent", `"min_sum":6000`, append(purchases(5), Posting{ID: "c", Amount: minor(-9000), PostedOn: day("2026-01-20"), Kind: PostingATM}),
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 6000, Progress: 5000}},
		{"as many and as much", `"min_count":3,"min_sum":4000`, purchases(5),
			Leaf{Result: Met, Target: 3, Progress: 5, On: day("2026-01-18"), Also: &Gauge{Target: 4000, Progress: 5000, Unit: UnitMinor, Currency: "USD"}}},
		{"as many, not as much", `"min_count":3,"min_sum":6000`, purchases(5),
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 3, Progress: 5, Also: &Gauge{Target: 6000, Progress: 5000, Unit: UnitMinor, Currency: "USD"}}},
		{"as much, not as many", `"min_count":6,"min_sum":4000`, append(purchases(5), refund("r", "2026-01-25", 400)),
			Leaf{Result: NotYet, Reason: ReasonNotEnough, Target: 6, Progress: 4, Also: &Gauge{Target: 4000, Progress: 4600, Unit: UnitMinor, Currency: "USD"}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.asks(t, bought(row.params))
			b.rows("chk", row.rows...)
			got := b.leaf(t, "it")
			row.want.RuleID, row.want.Kind, row.want.Unit, got.Evidence = "it", KindDebitPurchases, UnitCount, nil
			if row.want.Also == nil {
				row.want.Unit, row.want.Currency = UnitMinor, "USD"
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestARefundOnOneAccountLowersNoSumOfAnother(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.asks(t, bought(`"min_sum":5000`))
	b.rows("chk", purchases(5)...)
	b.also(AccountChecking, StandingGood, minor(0))
	b.rows("also", purchaseOf("r", "2026-01-25", 1000))
	if leaf := b.leaf(t, "it"); leaf.Result != Met {
		t.Errorf("got %s with %d", leaf.Result, leaf.Progress)
	}
}

func TestOldTreesAreStoredAsBefore(t *testing.T) {
	t.Parallel()
	rule, err := ParseRules([]byte(ruleText))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"root","kind":"all","rules":[` +
		`{"id":"account","kind":"qualifying_account","qualifying_account":{"include":["checking"]}},` +
		`{"id":"payroll","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}},` +
		`{"id":"cards","kind":"debit_purchases","debit_purchases":{"min_count":5,"min_each":300}},` +
		`{"id":"standing","kind":"good_standing"}]}`
	raw, err := json.Marshal(rule)
	if got := string(raw); err != nil || got != want {
		t.Errorf("stored as %s", got)
	}
}

func TestAMeasureTakesItsOwnParametersOnly(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ document, path string }{
		{paid(`"sum","min_total":1,"min_each":1`), "direct_deposit.min_each"},
		{paid(`"month","min_total":1,"min_count":1`), "direct_deposit.min_count"},
		{paid(`"month"`), "direct_deposit.min_total"},
		{paid(`"single","min_each":1,"min_count":1`), "direct_deposit.min_count"},
		{paid(`"single","min_each":1,"min_total":1`), "direct_deposit.min_total"},
		{paid(`"single"`), "direct_deposit.min_each"},
		{paid(`"count","min_each":1`), "direct_deposit.min_count"},
		{paid(`"count","min_count":2`), "direct_deposit.min_each"},
		{paid(`"count","min_count":10001,"min_each":1`), "direct_deposit.min_count"},
		{bought(`"min_each":1`), "debit_purchases.min_count"},
		{bought(`"min_sum":-1`), "debit_purchases.min_sum"},
		{bought(`"min_sum":1,"min_count":-1`), "debit_purchases.min_count"},
	} {
		_, err := ParseRules([]byte(row.document))
		if wrong, ok := err.(*RuleError); !ok || wrong.Path != row.path {
			t.Errorf("%s: error = %v, want one at %s", row.document, err, row.path)
		}
		draft, err := ParseDraft([]byte(row.document))
		if err == nil && len(draft.Faults()) == 0 {
			t.Errorf("%s: a draft finds nothing wrong", row.document)
		}
	}
}

func TestAnotherMeasureForgetsWhatTheFormerAskedFor(t *testing.T) {
	t.Parallel()
	draft := must2(t)(NewDraft().Add("rules", KindDirectDeposit))
	draft, faults := draft.Fill(map[string]map[string][]string{"r1": {"measure": {"count"}, "min_total": {"5oo"}, "min_count": {"2"}}})
	if len(faults) > 0 {
		t.Errorf("faults %v", faults)
	}
	rule, _ := draft.Find("r1")
	if diff := cmp.Diff(map[string][]string{"measure": {"count"}, "min_count": {"2"}}, rule.Params); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Fault{{Rule: "r1", Param: "min_each", Problem: ProblemMissing}}, draft.Faults()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	draft = must2(t)(NewDraft().Add("rules", KindDebitPurchases))
	draft, _ = draft.Fill(map[string]map[string][]string{"r1": {"min_count": {""}, "min_each": {"100"}}})
	if diff := cmp.Diff([]Fault{{Rule: "r1", Param: "min_count", Problem: ProblemMissing}}, draft.Faults()); diff != "" {
		t.Errorf("neither number nor sum (-want +got):\n%s", diff)
	}
}
