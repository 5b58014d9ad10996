package eligibility

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// everyMeasure is a tree in which each way to measure stands once.
var everyMeasure = `{"id":"root","kind":"all","rules":[
	{"id":"account","kind":"qualifying_account","qualifying_account":{"include":["checking"]}},
	{"id":"pay","kind":"at_least","k":2,"rules":[
		{"id":"sum","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}},
		{"id":"month","kind":"direct_deposit","direct_deposit":{"measure":"month","min_total":25000}},
		{"id":"single","kind":"direct_deposit","direct_deposit":{"measure":"single","min_each":20000}},
		{"id":"count","kind":"direct_deposit","direct_deposit":{"measure":"count","min_count":2,"min_each":4000}}]},
	{"id":"cards","kind":"any","rules":[
		{"id":"number","kind":"debit_purchases","debit_purchases":{"min_count":5,"min_each":300}},
		{"id":"spent","kind":"debit_purchases","debit_purchases":{"min_sum":4000,"min_each":300}},
		{"id":"both","kind":"debit_purchases","debit_purchases":{"min_count":3,"min_sum":3000}}]},
	{"id":"standing","kind":"good_standing"}]}`

// random is a member with rows of all sorts on up to three accounts, some of them not told, some not read.
func random(t *testing.T, r *rand.Rand) bundle {
	t.Helper()
	b := setup(t)
	rule, err := ParseRules([]byte(everyMeasure))
	if err != nil {
		t.Fatal(err)
	}
	b.terms.Rule = rule
	kinds := []AccountKind{AccountChecking, AccountChecking, AccountSavings, AccountDeposit, AccountUnknown}
	known := []Known{KnownComplete, KnownComplete, KnownComplete, KnownDown, ""}
	standings := []Standing{StandingGood, StandingGood, StandingUnknown, StandingBad, StandingClosed}
	b.facts.Accounts = b.facts.Accounts[:0]
	for i := range 1 + r.IntN(3) {
		id := fmt.Sprintf("a%d", i)
		b.facts.Accounts = append(b.facts.Accounts, Account{ID: id, Kind: kinds[r.IntN(5)], Standing: standings[r.IntN(5)],
			OpenedOn: day("2026-01-12").AddDays(r.IntN(5)), Balance: minor(int64(r.IntN(100)) - 2)})
		b.rows(id)
		for j := range r.IntN(14) {
			b.add(id, randomRow(r, fmt.Sprintf("%s-%d", id, j)))
		}
		postings := b.facts.Postings[id]
		postings.Known = known[r.IntN(5)]
		b.facts.Postings[id] = postings
	}
	if r.IntN(2) == 0 {
		b.terms.Anchor = AnchorAccepted
	}
	if r.IntN(3) == 0 {
		b.facts.AccountsKnown = KnownThrottled
	}
	b.now = b.now.AddDate(0, r.IntN(4), 0)
	return b
}

func randomRow(r *rand.Rand, id string) Posting {
	kinds := []PostingKind{PostingPurchase, PostingPurchase, PostingPurchase, PostingACH, PostingATM, PostingOther}
	row := Posting{ID: id, Kind: kinds[r.IntN(6)], PostedOn: day("2026-01-08").AddDays(r.IntN(30)), Memo: "PAYROLL",
		Amount: minor(int64(r.IntN(2600)) - 1800), Pending: r.IntN(6) == 0}
	if row.Kind == PostingACH {
		row.Amount = minor(*row.Amount * 30)
	}
	if r.IntN(20) == 0 {
		row.Amount = nil
	}
	return row
}

func TestOneMoreQualifyingRowNeverLowersAMet(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	met := 0
	for n := range 1000 {
		b := random(t, r)
		before := b.judge()
		account := b.facts.Accounts[r.IntN(len(b.facts.Accounts))].ID
		on := day("2026-01-17").AddDays(r.IntN(10)).String()
		b.add(account, purchaseOf("more", on, -300-int64(r.IntN(2000))), payrollOf("pay", on, 1+int64(r.IntN(9000))))
		after := b.judge()
		for i, leaf := range before.Leaves {
			if leaf.Result == Met {
				met++
			}
			lower := leaf.Result == Met && after.Leaves[i].Result != Met
			for j, gauge := range leaf.Gauges() {
				lower = lower || gauge.Progress > after.Leaves[i].Gauges()[j].Progress
			}
			if lower {
				t.Fatalf("case %d: %s went from %s %v to %s %v", n, leaf.RuleID, leaf.Result, leaf.Gauges(),
					after.Leaves[i].Result, after.Leaves[i].Gauges())
			}
		}
		if before.Outcome == Met && after.Outcome != Met {
			t.Fatalf("case %d: outcome went to %s", n, after.Outcome)
		}
	}
	if met < 500 {
		t.Errorf("only %d met leaves were tried", met)
	}
}

func TestTheOrderOfWhatTheBankSaysNeverMatters(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		b := random(t, r)
		// A second version of a row, under the same id.
		account := b.facts.Accounts[0].ID
		again := randomRow(r, account+"-0")
		b.add(account, again)
		want, digest := b.judge(), Digest(b.facts)
		r.Shuffle(len(b.facts.Accounts), func(i, j int) {
			b.facts.Accounts[i], b.facts.Accounts[j] = b.facts.Accounts[j], b.facts.Accounts[i]
		})
		for _, postings := range b.facts.Postings {
			r.Shuffle(len(postings.Rows), func(i, j int) {
				postings.Rows[i], postings.Rows[j] = postings.Rows[j], postings.Rows[i]
			})
		}
		if diff := cmp.Diff(want, b.judge()); diff != "" {
			t.Fatalf("(-before +after):\n%s", diff)
		}
		if got := Digest(b.facts); got != digest {
			t.Fatalf("digest went from %s to %s", digest, got)
		}
	}
}

func TestMissingFactsNeverMakeAnythingImpossible(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		b := random(t, r)
		b.at("2027-01-01")
		b.facts.AccountsKnown = KnownDown
		for _, leaf := range b.judge().Leaves {
			no := leaf.Result == Impossible || leaf.Result == NotYet && leaf.Kind != KindGoodStanding
			if no {
				t.Fatalf("%s is %s (%s)", leaf.RuleID, leaf.Result, leaf.Reason)
			}
		}
	}
}

func TestOneRowNeverCountsTwice(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	for range 500 {
		b := random(t, r)
		want := b.judge()
		for id, postings := range b.facts.Postings {
			b.add(id, postings.Rows...)
		}
		got := b.judge()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("said twice (-once +twice):\n%s", diff)
		}
		for _, leaf := range got.Leaves {
			seen := map[string]bool{}
			for _, row := range leaf.Evidence {
				if at := row.AccountID + " " + row.PostingID; row.PostingID != "" && seen[at] {
					t.Fatalf("%s shows row %s twice", leaf.RuleID, at)
				} else {
					seen[at] = true
				}
			}
		}
	}
}

func TestADaySurvivesBeingStoredEvenUntold(t *testing.T) {
	t.Parallel()
	want := []Date{{}, day("2024-02-29")}
	stored, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got []Date
	if err := json.Unmarshal(stored, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := json.Unmarshal([]byte(`["2024-02-30"]`), &got); err == nil {
		t.Error("30 February was read")
	}
}

func TestJudgingChangesNothingItWasGiven(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	b := random(t, r)
	b.facts.Accounts = append(b.facts.Accounts, Account{ID: "0"})
	digestOf := func() string {
		text, err := json.Marshal(b.facts)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	before := digestOf()
	b.judge()
	Digest(b.facts)
	if after := digestOf(); after != before {
		t.Errorf("facts went from %s to %s", before, after)
	}
}

func TestTheDigestFollowsEveryThingTheBankSaid(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(*Facts)
		same   bool
	}{
		{"not the time of asking", func(f *Facts) { f.AsOf = f.AsOf.Add(time.Hour) }, true},
		{"not a row said twice", func(f *Facts) { editRows(f, func(r []Posting) []Posting { return append(r, r[0]) }) }, true},
		{"the list's completeness", func(f *Facts) { f.AccountsKnown = KnownDown }, false},
		{"an account's balance", func(f *Facts) { f.Accounts[0].Balance = minor(1) }, false},
		{"a balance that is no longer told", func(f *Facts) { f.Accounts[0].Balance = nil }, false},
		{"an account's name", func(f *Facts) { f.Accounts[0].Name = "Other" }, false},
		{"a row's amount", func(f *Facts) { editRows(f, func(r []Posting) []Posting { r[0].Amount = minor(-1); return r }) }, false},
		{"a row's memo", func(f *Facts) { editRows(f, func(r []Posting) []Posting { r[0].Memo = "x"; return r }) }, false},
		{"one row less", func(f *Facts) { editRows(f, func(r []Posting) []Posting { return r[1:] }) }, false},
		{"an account without rows", func(f *Facts) { f.Postings["two"] = Postings{} }, false},
		{"the days that were covered", func(f *Facts) {
			p := f.Postings["chk"]
			p.CoveredTo = p.CoveredTo.AddDays(1)
			f.Postings["chk"] = p
		}, false},
		{"a text that imitates other fields", func(f *Facts) { f.Accounts[0].ID = `chk" "Everyday` }, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.rows("chk", purchases(2)...)
			before := Digest(b.facts)
			row.change(&b.facts)
			if after := Digest(b.facts); (after == before) != row.same || len(after) != 64 {
				t.Errorf("digest %s, then %s", before, after)
			}
		})
	}
}

func editRows(f *Facts, edit func([]Posting) []Posting) {
	p := f.Postings["chk"]
	p.Rows = edit(p.Rows)
	f.Postings["chk"] = p
}

func FuzzJudgeAnswersWhateverItIsGiven(f *testing.F) {
	f.Add([]byte(ruleText), []byte(`{"AccountsKnown":"complete","Accounts":[{"ID":"a","Kind":"checking","OpenedOn":"2026-01-12"}],
		"Postings":{"a":{"Known":"complete","Rows":[{"ID":"1","Amount":-500,"PostedOn":"2026-01-13","Kind":"purchase"}]}}}`), 60, int64(1770000000))
	f.Add([]byte(`{"id":"a","kind":"any","rules":[{"id":"b","kind":"bogus"}]}`), []byte(`{}`), -5, int64(-1))
	f.Fuzz(func(t *testing.T, ruleJSON, factsJSON []byte, windowDays int, at int64) {
		now := time.Unix(at%(1<<36), 0)
		terms := Terms{Anchor: AnchorAccountOpened, WindowDays: windowDays, AcceptedAt: now.AddDate(0, -1, 0), Zone: time.UTC,
			Currency: "USD", PayrollAllow: []string{"payroll"}}
		facts := Facts{AsOf: now}
		if json.Unmarshal(ruleJSON, &terms.Rule) != nil || json.Unmarshal(factsJSON, &facts) != nil {
			return
		}
		verdict := Judge(terms, facts, now)
		PlanReading(terms, facts)
		Digest(facts)
		if verdict.Outcome == "" {
			t.Error("no outcome")
		}
		for _, leaf := range verdict.Leaves {
			if leaf.Progress < 0 || leaf.Pending < 0 || leaf.Result == Met && leaf.Progress < leaf.Target {
				t.Errorf("leaf %+v", leaf)
			}
		}
	})
}
