package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/lint"
)

func seatOf(t *testing.T) Seat {
	t.Helper()
	return Seat{Presenter: web.Presenter{Say: words.English(), Now: time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC), Zone: time.UTC, Tenant: models.TenantProfile{Currency: "USD", Timezone: "UTC"}}}
}

// What a second person is not shown, they did not agree to.
func TestEveryValueThatCanDifferIsShownToTheSecondPerson(t *testing.T) {
	t.Parallel()
	n := int64(1)
	text := map[string]string{"en": "x", "es": "y"}
	full := models.Plan{Name: "x", Priority: 1, BudgetMinor: 1, BreakerCount: 1, Terms: models.Terms{StartsOn: "2026-01-01", EndsOn: "2026-02-01", WindowDays: 1,
		WindowAnchor: "accepted", PostingGraceDays: 1, CodeEntryDays: 1, ClosingDays: 1, HoldDays: 1, Rules: []byte(`{"id":"rules","kind":"all","rules":[{"id":"a","kind":"good_standing"}]}`),
		InviterMinor: 1, AcceptorMinor: 1, InviterYearCount: 1, TaxFormInviter: "INT", TaxFormAcceptor: "INT", Visibility: "none", Text: text, ShareText: text,
		PayrollAllow: []string{"x"}, PayrollDeny: []string{"x"}, Disclosures: &models.Disclosures{APYHundredths: &n, MinOpenMinor: &n, MinBalanceMinor: &n},
		Participants: "everyone", MortgageReason: "x"}}
	changed := models.ChangedFields(models.Plan{}, full)
	if len(changed) < 30 {
		t.Fatalf("only %v differ: a field of the plan is missing here", changed)
	}
	var told []string
	for _, kind := range []string{models.KindRelationship, models.KindProduct} {
		for _, v := range seatOf(t).planValues(kind, full) {
			told = append(told, v.name)
		}
	}
	for _, field := range changed {
		if !slices.Contains(told, field) {
			t.Errorf("a change of %s is not told", field)
		}
	}
}

func TestEveryParameterOfARuleChangesHowTheTreeIsTold(t *testing.T) {
	t.Parallel()
	d := seatOf(t)
	for _, said := range eligibility.Descriptions() {
		if said.Group {
			continue
		}
		for _, p := range said.Params {
			if len(p.Choices) == 1 {
				continue // there is nothing else to choose
			}
			first, second := "1", "2"
			switch {
			case len(p.Choices) > 1:
				first, second = p.Choices[0], p.Choices[1]
			case p.Type == eligibility.ParamSwitch:
				first, second = "true", ""
			}
			tell := func(value string) string {
				rule := eligibility.Draft{ID: "a", Kind: said.Kind, Params: map[string][]string{p.Key: {value}}}
				if value == "" {
					rule.Params = nil
				} else if p.OnlyWith.Key != "" {
					rule.Params[p.OnlyWith.Key] = p.OnlyWith.Values[:1]
				}
				return strings.Join(d.treeText(eligibility.Draft{ID: "rules", Kind: eligibility.KindAll, Rules: []eligibility.Draft{rule}}, models.Terms{}), "; ")
			}
			if tell(first) == tell(second) {
				t.Errorf("%s of %s is not told: %s", p.Key, said.Kind, tell(first))
			}
		}
	}
}

func TestEveryReasonOfTheLintHasWords(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../models/lint/*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	look := func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Reason" {
			return true
		}
		reason, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		seen++
		if said := seatOf(t).findingOf(lint.Finding{Reason: lint.Reason(reason), Text: "en"}); said.title == human(reason) {
			t.Errorf("%s is told as %q", reason, said.title)
		}
		return true
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, look)
	}
	if seen < 40 {
		t.Errorf("only %d reasons were found", seen)
	}
}

func TestAKindWithoutWordsOfItsOwnIsAskedForByItsKeys(t *testing.T) {
	t.Parallel()
	said := eligibility.Description{Kind: "opening_deposit", Params: []eligibility.Param{{Key: "min_minor", Type: eligibility.ParamMoney, Required: true}, {Key: "within_days", Type: eligibility.ParamDays}}}
	b := builder{entry: CampaignEntry{Typed: map[string]string{}, Wrong: map[string]string{}}}
	words, more, _ := b.speak(eligibility.Draft{ID: "a", Kind: said.Kind, Params: map[string][]string{"min_minor": {"2500"}}}, said)
	if len(words) != 3 || words[0].Text != "Opening deposit" || words[2].Token == nil || words[2].Token.Value != "25.00" || words[2].Token.Name != "rules.a.min_minor" {
		t.Errorf("%+v", words)
	}
	if len(more) != 1 || more[0].Label != "Within days" || more[0].Hint != "Empty for any." {
		t.Errorf("%+v", more)
	}
}

func FuzzAnAmountIsReadExactlyOrRefused(f *testing.F) {
	for _, seed := range []string{"50", "50.00", "-1", "0.001", "1e3", "٥٠", "9223372036854775808", "1,000.00", ",", ".", "1,0", "00.10"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		n, ok := minor(typed)
		if !ok {
			return
		}
		if n < 0 {
			t.Fatalf("%q is %d", typed, n)
		}
		if again, ok := minor(amount(n)); !ok || again != n {
			t.Fatalf("%q is %d, written as %q, read as %d", typed, n, amount(n), again)
		}
	})
}
