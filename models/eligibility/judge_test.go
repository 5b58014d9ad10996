package eligibility

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAMemberWhoDidEverythingIsMet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.rows("chk", append(purchases(5), payrollOf("d1", "2026-01-30", 50000))...)
	got := b.judge()
	if got.Outcome != Met || got.Reason != "" {
		t.Fatalf("outcome %s (%s): %+v", got.Outcome, got.Reason, got.Leaves)
	}
	for id, want := range map[string]string{"account": "2026-01-12", "cards": "2026-01-19", "payroll": "2026-01-30",
		"standing": "2026-02-01"} {
		leaf, _ := got.Leaf(id)
		if leaf.On.String() != want {
			t.Errorf("%s met on %s, want %s", id, leaf.On, want)
		}
	}
}

func TestALeafCarriesAllThatTheTileShows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	waiting := purchaseOf("w", "2026-01-31", -900)
	waiting.Pending, waiting.PostedOn = true, Date{}
	b.rows("chk", append(purchases(3), waiting, payrollOf("d1", "2026-01-30", 32000))...)
	cards := b.leaf(t, "cards")
	cards.Evidence = nil
	want := Leaf{RuleID: "cards", Kind: KindDebitPurchases, Result: NotYet, Reason: ReasonNotEnough, Target: 5, Progress: 3,
		Pending: 1, Unit: UnitCount}
	if diff := cmp.Diff(want, cards); diff != "" {
		t.Errorf("cards (-want +got):\n%s", diff)
	}
	payroll := b.leaf(t, "payroll")
	want = Leaf{RuleID: "payroll", Kind: KindDirectDeposit, Result: NotYet, Reason: ReasonNotEnough, Target: 50000,
		Progress: 32000, Unit: UnitMinor, Currency: "USD", Evidence: []Evidence{
			{AccountID: "chk", PostingID: "d1", Day: day("2026-01-30"), Amount: minor(32000), Counted: true}}}
	if diff := cmp.Diff(want, payroll); diff != "" {
		t.Errorf("payroll (-want +got):\n%s", diff)
	}
}

func TestAVerdictSurvivesBeingStored(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.rows("chk", append(purchases(3), payrollOf("d1", "2026-01-30", 50000))...)
	want := b.judge()
	stored, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Verdict
	if err := json.Unmarshal(stored, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheTreeShowsEveryGroupAndLeafInOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	want := Node{RuleID: "root", Kind: KindAll, Result: NotYet, Reason: ReasonNotEnough, Nodes: []Node{
		{RuleID: "account", Kind: KindQualifyingAccount, Result: Met},
		{RuleID: "payroll", Kind: KindDirectDeposit, Result: NotYet, Reason: ReasonNotEnough},
		{RuleID: "cards", Kind: KindDebitPurchases, Result: NotYet, Reason: ReasonNotEnough},
		{RuleID: "standing", Kind: KindGoodStanding, Result: Met}}}
	verdict := b.judge()
	if diff := cmp.Diff(want, verdict.Tree); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, leaf := range verdict.Leaves {
		if leaf.RuleID != want.Nodes[i].RuleID {
			t.Errorf("leaf %d is %s", i, leaf.RuleID)
		}
	}
}

func TestTermsThatCannotBeReadJudgeNobody(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		spoil func(*Terms)
		want  Reason
	}{
		{"no rule", func(t *Terms) { t.Rule = Rule{} }, ReasonRuleUnreadable},
		{"a leaf without parameters", func(t *Terms) { t.Rule = Rule{ID: "a", Kind: KindDirectDeposit} }, ReasonRuleUnreadable},
		{"no zone", func(t *Terms) { t.Zone = nil }, ReasonTermsUnreadable},
		{"no anchor", func(t *Terms) { t.Anchor = "" }, ReasonTermsUnreadable},
		{"no day of acceptance", func(t *Terms) { t.AcceptedAt = time.Time{} }, ReasonTermsUnreadable},
		{"a window that ends before it begins", func(t *Terms) { t.WindowDays = -1 }, ReasonTermsUnreadable},
		{"a window of centuries", func(t *Terms) { t.WindowDays = MaxWindowDays + 1 }, ReasonTermsUnreadable},
		{"a negative grace", func(t *Terms) { t.PostingGraceDays = -1 }, ReasonTermsUnreadable},
		{"an endless grace", func(t *Terms) { t.PostingGraceDays = MaxPostingGraceDays + 1 }, ReasonTermsUnreadable},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			row.spoil(&b.terms)
			got := b.judge()
			if got.Outcome != Unknown || got.Reason != row.want || got.Tree.Reason != row.want {
				t.Errorf("got %s (%s), want unknown (%s)", got.Outcome, got.Reason, row.want)
			}
			if reading := PlanReading(b.terms, b.facts); reading.Window.Known {
				t.Errorf("plans to read %+v", reading)
			}
		})
	}
}

func TestThePlanReadsTheAccountsThatMayCount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.facts.Accounts = append(b.facts.Accounts,
		Account{ID: "sub-type not told", Kind: AccountDeposit, OpenedOn: day("2025-01-01")},
		Account{ID: "frozen", Kind: AccountChecking, Standing: StandingBad, OpenedOn: day("2026-01-20")},
		Account{ID: "closed", Kind: AccountChecking, Standing: StandingClosed, OpenedOn: day("2026-01-02")},
		Account{ID: "loan", Kind: AccountLoan})
	got := PlanReading(b.terms, b.facts)
	want := Reading{AccountIDs: []string{"chk", "frozen", "sub-type not told"},
		Window: Window{From: day("2026-01-12"), To: day("2026-03-13"), Known: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.terms.Rule = Rule{ID: "good", Kind: KindGoodStanding}
	if got := PlanReading(b.terms, b.facts).AccountIDs; got != nil {
		t.Errorf("reads %v for a rule that counts no rows", got)
	}
	b = setup(t)
	b.facts.AccountsKnown = KnownDown
	if got := PlanReading(b.terms, b.facts); got.AccountIDs != nil || got.Window.Known {
		t.Errorf("plans %+v without a window", got)
	}
}
