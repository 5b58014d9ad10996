package eligibility

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestARuleTreeSurvivesBeingStored(t *testing.T) {
	t.Parallel()
	want := Rule{ID: "root", Kind: KindAtLeast, K: 1, Rules: []Rule{
		{ID: "acct", Kind: KindQualifyingAccount, QualifyingAccount: &QualifyingAccount{
			Include: []AccountKind{AccountChecking}, Exclude: []AccountKind{AccountSavings}, ExcludeNames: []string{"HSA"},
			OpenedWithinDaysBefore: within(0), OpenedWithinDaysAfter: within(30), RequireKnownStanding: true}},
		{ID: "pay", Kind: KindDirectDeposit, DirectDeposit: &DirectDeposit{Measure: MeasureSum, MinTotal: 50000}},
		{ID: "g", Kind: KindAny, Rules: []Rule{
			{ID: "cards", Kind: KindDebitPurchases, DebitPurchases: &DebitPurchases{MinCount: 5, MinEach: 100}},
			{ID: "good", Kind: KindGoodStanding}}}}}
	stored, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseRules(stored)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAWrongRuleNamesItsField(t *testing.T) {
	t.Parallel()
	leaf := `{"id":"%s","kind":"good_standing"}`
	long := make([]string, MaxRules+1)
	for i := range long {
		long[i] = fmt.Sprintf(leaf, fmt.Sprintf("r%d", i))
	}
	nest := func(levels int) string {
		s := fmt.Sprintf(leaf, "leaf")
		for i := range levels {
			s = fmt.Sprintf(`{"id":"g%d","kind":"all","rules":[%s]}`, i, s)
		}
		return s
	}
	list := func(name, entries string) string {
		return `{"id":"a","kind":"qualifying_account","qualifying_account":{"` + name + `":` + entries + `}}`
	}
	for _, row := range []struct{ name, document, path, problem string }{
		{"nothing at all", ``, "document", "is not JSON"},
		{"not JSON", `{"id":`, "document", "is not JSON"},
		{"a list at the top", `[]`, "document", "want an object"},
		{"a second document behind the first", `{"id":"a","kind":"good_standing"} {}`, "document", "behind its end"},
		{"rubbish behind the end", `{"id":"a","kind":"good_standing"}]`, "document", "behind its end"},
		{"too long", strings.Repeat(" ", MaxDocument+1), "document", "longer than"},
		{"an unknown field", `{"id":"a","kind":"good_standing","colour":1}`, "colour", "is not known here"},
		{"a field in another case", `{"ID":"a","kind":"good_standing"}`, "ID", "is not known here"},
		{"a hostile field name", `{"id":"a","kind":"good_standing","<b>\n":1}`, `"<b>\n"`, "is not known here"},
		{"a field given twice", `{"id":"a","id":"b","kind":"good_standing"}`, "id", "is given twice"},
		{"a null", `{"id":"a","kind":"good_standing","k":null}`, "k", "is null"},
		{"no id", `{"kind":"good_standing"}`, "id", "is missing"},
		{"an id with a space", `{"id":"a b","kind":"good_standing"}`, "id", "want 1 to 40"},
		{"an id that is too long", `{"id":"` + strings.Repeat("a", 41) + `","kind":"good_standing"}`, "id", "want 1 to 40"},
		{"an id that is a number", `{"id":7,"kind":"good_standing"}`, "id", "want a text"},
		{"one id for two rules", `{"id":"g","kind":"all","rules":[` + fmt.Sprintf(leaf, "g") + `]}`, "rules[0].id", "is used twice"},
		{"no kind", `{"id":"a"}`, "kind", "is missing"},
		{"an unknown kind", `{"id":"a","kind":"moon_phase"}`, "kind", "is not a kind of rule"},
		{"an empty group", `{"id":"a","kind":"any","rules":[]}`, "rules", "is empty"},
		{"rules that are no list", `{"id":"a","kind":"any","rules":{}}`, "rules", "want a list"},
		{"a rule that is no object", `{"id":"a","kind":"any","rules":[5]}`, "rules[0]", "want an object"},
		{"rules under a leaf", `{"id":"a","kind":"good_standing","rules":[` + fmt.Sprintf(leaf, "b") + `]}`, "rules", "belongs to all"},
		{"k on all", `{"id":"a","kind":"all","k":1,"rules":[` + fmt.Sprintf(leaf, "b") + `]}`, "k", "belongs to at_least"},
		{"k on a leaf", `{"id":"a","kind":"good_standing","k":1}`, "k", "belongs to at_least"},
		{"at_least without k", `{"id":"a","kind":"at_least","rules":[` + fmt.Sprintf(leaf, "b") + `]}`, "k", "want 1 to 1"},
		{"at_least more than there are", `{"id":"a","kind":"at_least","k":2,"rules":[` + fmt.Sprintf(leaf, "b") + `]}`, "k", "want 1 to 1"},
		{"four groups deep", nest(4), "rules[0].rules[0].rules[0].rules[0]", "at most 3"},
		{"a thousand groups deep", nest(1000), "rules[0].rules[0].rules[0].rules[0]", "at most 3"},
		{"too many rules in a list", `{"id":"g","kind":"all","rules":[` + strings.Join(long, ",") + `]}`, "rules", "more than 32"},
		{"too many rules in all", `{"id":"g","kind":"all","rules":[` + strings.Join(long[:MaxRules], ",") + `]}`, "rules[31].id", "more than 32"},
		{"no parameters", `{"id":"a","kind":"debit_purchases"}`, "debit_purchases", "is missing"},
		{"another kind's parameters", `{"id":"a","kind":"good_standing","debit_purchases":{"min_count":5}}`, "debit_purchases", "belongs to rules of that kind"},
		{"parameters on a group", `{"id":"a","kind":"all","direct_deposit":{"measure":"sum","min_total":1},"rules":[` + fmt.Sprintf(leaf, "b") + `]}`, "direct_deposit", "belongs to rules of that kind"},
		{"parameters that are no object", `{"id":"a","kind":"debit_purchases","debit_purchases":5}`, "debit_purchases", "want an object"},
		{"a misspelt parameter", `{"id":"g","kind":"all","rules":[{"id":"a","kind":"debit_purchases","debit_purchases":{"min_count":5,"min_eahc":1}}]}`, "rules[0].debit_purchases.min_eahc", "is not known here"},
		{"no count", `{"id":"a","kind":"debit_purchases","debit_purchases":{}}`, "debit_purchases.min_count", "want 1 to"},
		{"a huge count", `{"id":"a","kind":"debit_purchases","debit_purchases":{"min_count":10001}}`, "debit_purchases.min_count", "want 1 to"},
		{"a count beyond every number", `{"id":"a","kind":"debit_purchases","debit_purchases":{"min_count":99999999999999999999}}`, "debit_purchases.min_count", "a whole number"},
		{"half a purchase", `{"id":"a","kind":"debit_purchases","debit_purchases":{"min_count":1.5}}`, "debit_purchases.min_count", "a whole number"},
		{"a negative floor", `{"id":"a","kind":"debit_purchases","debit_purchases":{"min_count":1,"min_each":-1}}`, "debit_purchases.min_each", "want 0 to"},
		{"no measure", `{"id":"a","kind":"direct_deposit","direct_deposit":{"min_total":1}}`, "direct_deposit.measure", "want sum, month, single or count"},
		{"no total", `{"id":"a","kind":"direct_deposit","direct_deposit":{"measure":"sum"}}`, "direct_deposit.min_total", "want 1 to"},
		{"an unknown account kind", list("include", `["checking","yacht"]`), "qualifying_account.include[1]", "is not a kind of account"},
		{"the kind that was not told", list("exclude", `["unknown"]`), "qualifying_account.exclude[0]", "is not a kind of account"},
		{"a kind listed twice", list("include", `["loan","loan"]`), "qualifying_account.include[1]", "is listed twice"},
		{"a kind in and out", list("include", `["loan"],"exclude":["loan"]`), "qualifying_account.exclude[0]", "is included too"},
		{"an entry that is no text", list("include", `[null]`), "qualifying_account.include[0]", "want a text"},
		{"an empty word", list("exclude_names", `[" "]`), "qualifying_account.exclude_names[0]", "want 1 to 60"},
		{"too many words", list("exclude_names", `["a"`+strings.Repeat(`,"a"`, 20)+`]`), "qualifying_account.exclude_names", "more than 20"},
		{"negative days", list("opened_within_days_before", `-1`), "qualifying_account.opened_within_days_before", "want 0 to"},
		{"too many days", list("opened_within_days_after", `3661`), "qualifying_account.opened_within_days_after", "want 0 to"},
		{"a word for a switch", list("require_known_standing", `"yes"`), "qualifying_account.require_known_standing", "true or false"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseRules([]byte(row.document))
			var wrong *RuleError
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v, want a RuleError", err)
			}
			if wrong.Path != row.path || !strings.Contains(wrong.Problem, row.problem) {
				t.Errorf("got %q: %q, want %q: %q", wrong.Path, wrong.Problem, row.path, row.problem)
			}
		})
	}
}

func TestATreeBuiltInCodeIsHeldToTheSameDepth(t *testing.T) {
	t.Parallel()
	rule := Rule{ID: "leaf", Kind: KindGoodStanding}
	for i := range MaxDepth + 1 {
		rule = Rule{ID: fmt.Sprintf("g%d", i), Kind: KindAll, Rules: []Rule{rule}}
	}
	var wrong *RuleError
	if err := rule.Validate(); !errors.As(err, &wrong) || wrong.Path != "rules[0].rules[0].rules[0].kind" {
		t.Errorf("got %v", err)
	}
}

func TestThreeGroupsDeepIsAllowed(t *testing.T) {
	t.Parallel()
	_, err := ParseRules([]byte(`{"id":"a","kind":"all","rules":[{"id":"b","kind":"any","rules":[
		{"id":"c","kind":"all","rules":[{"id":"d","kind":"good_standing"}]}]}]}`))
	if err != nil {
		t.Error(err)
	}
}

func FuzzParseRulesReadsOnlyWhatItCanWriteAgain(f *testing.F) {
	f.Add([]byte(ruleText))
	f.Add([]byte(`{"id":"a","kind":"at_least","k":1,"rules":[{"id":"b","kind":"good_standing"}]}`))
	f.Add([]byte(`{"id":"a","kind":"all","rules":[{"id":"b","kind":"all","rules":[null]}]}`))
	f.Add([]byte("{\"\xff\":1}"))
	f.Fuzz(func(t *testing.T, document []byte) {
		rule, err := ParseRules(document)
		if err != nil {
			return
		}
		stored, err := json.Marshal(rule)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseRules(stored)
		if err != nil {
			t.Fatalf("%s: %v", stored, err)
		}
		if second, _ := json.Marshal(again); string(second) != string(stored) {
			t.Errorf("stored %s, then %s", stored, second)
		}
	})
}
