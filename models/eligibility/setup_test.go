package eligibility

import (
	"fmt"
	"testing"
	"time"
)

// bundle is a member whose referral was accepted on 10 January at Garden FI (New York) and who opened a checking
// account on 12 January; the window of 60 days runs to 13 March. The facts are of 1 February and complete.
type bundle struct {
	terms Terms
	facts Facts
	now   time.Time
}

var ruleText = `{"id":"root","kind":"all","rules":[
	{"id":"account","kind":"qualifying_account","qualifying_account":{"include":["checking"]}},
	{"id":"payroll","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}},
	{"id":"cards","kind":"debit_purchases","debit_purchases":{"min_count":5,"min_each":300}},
	{"id":"standing","kind":"good_standing"}]}`

func setup(t *testing.T) bundle {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	rule, err := ParseRules([]byte(ruleText))
	if err != nil {
		t.Fatal(err)
	}
	b := bundle{now: time.Date(2026, 2, 1, 15, 0, 0, 0, zone)}
	b.terms = Terms{Rule: rule, Anchor: AnchorAccountOpened, WindowDays: 60, PostingGraceDays: 3,
		AcceptedAt: time.Date(2026, 1, 10, 9, 0, 0, 0, zone), Zone: zone, Currency: "USD",
		PayrollAllow: []string{"payroll", "dir dep"}, PayrollDeny: []string{"paypal"}}
	b.facts = Facts{AsOf: b.now, AccountsKnown: KnownComplete, Postings: map[string]Postings{},
		Accounts: []Account{{ID: "chk", Name: "Everyday", Kind: AccountChecking, Standing: StandingGood,
			Currency: "USD", OpenedOn: day("2026-01-12"), Balance: minor(10000)}}}
	b.rows("chk")
	return b
}

// rows answers an account's rows completely for the whole time up to the facts' day.
func (b *bundle) rows(account string, rows ...Posting) {
	b.facts.Postings[account] = Postings{Known: KnownComplete, Rows: rows,
		CoveredFrom: day("2026-01-01"), CoveredTo: DateOf(b.facts.AsOf.In(b.terms.Zone))}
}

// add puts rows behind those that are there.
func (b *bundle) add(account string, rows ...Posting) {
	postings := b.facts.Postings[account]
	postings.Rows = append(postings.Rows[:len(postings.Rows):len(postings.Rows)], rows...)
	b.facts.Postings[account] = postings
}

// at moves calendar and facts to a day, noon, and stretches the rows' cover to it.
func (b *bundle) at(s string) {
	b.now = day(s).In(b.terms.Zone).Add(12 * time.Hour)
	b.facts.AsOf = b.now
	for id, postings := range b.facts.Postings {
		postings.CoveredTo = day(s)
		b.facts.Postings[id] = postings
	}
}

func (b *bundle) judge() Verdict { return Judge(b.terms, b.facts, b.now) }

func (b *bundle) leaf(t *testing.T, id string) Leaf {
	t.Helper()
	leaf, ok := b.judge().Leaf(id)
	if !ok {
		t.Fatalf("no leaf %q", id)
	}
	return leaf
}

func purchaseOf(id, on string, amount int64) Posting {
	return Posting{ID: id, Amount: minor(amount), Currency: "USD", PostedOn: day(on), Kind: PostingPurchase,
		Memo: "CORNER SHOP"}
}

func payrollOf(id, on string, amount int64) Posting {
	return Posting{ID: id, Amount: minor(amount), Currency: "USD", PostedOn: day(on), Kind: PostingACH,
		Memo: "ACME PAYROLL 0131"}
}

// purchases is n purchases of $10, one a day from 15 January.
func purchases(n int) []Posting {
	var rows []Posting
	for i := range n {
		rows = append(rows, purchaseOf(fmt.Sprintf("p%02d", i), day("2026-01-15").AddDays(i).String(), -1000))
	}
	return rows
}

func minor(n int64) *int64 { return &n }

func within(n int) *int { return &n }

func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}
