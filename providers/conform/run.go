package conform

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"raf/providers"
)

// test is one row of the suite.
type test struct {
	name string
	run  func(testing.TB, Fixture)
}

// Run puts a bank adapter under the whole suite.
func Run(t *testing.T, h Harness) {
	t.Helper()
	if len(h.Shows) == 0 {
		t.Fatal("the bank under test shows no fault; its adapter is not tested without any")
	}
	for _, tt := range slices.Concat(plainTests(h), faultTests(h)) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.run(t, h.Open(t))
		})
	}
}

// plainTests are the rows that are about one thing each.
func plainTests(h Harness) []test {
	tests := []test{
		{"the list of accounts is complete and in the contract's words", testAccounts},
		{"a history is complete, each row once", testHistories},
		{"a narrower window gives exactly its own rows", testWindow},
		{"a bank is safe for concurrent use", testConcurrency},
		{"a cancelled caller gets no answer", testCancelled},
		{"a bank whose name nobody knows is down", testNameless},
	}
	if !h.NoMoney {
		tests = append(tests, test{"money is exact or not told", testMoney}, test{"money is of its own currency", testCurrency})
	}
	if slices.Contains(h.Shows, Failing) {
		tests = append(tests, test{"a bank that stays silent is left alone, and no other with it", func(t testing.TB, f Fixture) { testBreaker(t, f, h.Open(t)) }})
	}
	if !h.NoSignIn {
		tests = append(tests, test{"sign-in tells who the member is", testSignIn},
			test{"every sign-in is fresh", testFreshness},
			test{"a callback that is not this flow's is refused", testForeignCallback},
			test{"no tax id is told that nobody asked for", testReticence},
			test{"a bank's refusal is told as such", testRefusal},
			test{"a grant and a flow have no written form", testSecrecy})
	}
	if !h.NoSignIn && !h.NoLies {
		tests = append(tests, test{"a bank that lies about who is there is not believed", testLies})
	}
	if !h.NoSignIn && !h.NoRenewal {
		tests = append(tests, test{"a grant can be renewed, but not for somebody else", testRenewal},
			test{"a grant that the bank ended is expired", testEndedGrant})
	}
	if !h.NoTheme {
		tests = append(tests, test{"the colours are the institution's, or none", testTheme})
	}
	if len(h.CoreShows) > 0 {
		tests = append(tests, test{"what only the core knows is told once it was asked", testCore},
			test{"a core that comes to no end is given up", testStalledCore})
	}
	return tests
}

// faultTests are the rows of each fault at each place that shows it.
func faultTests(h Harness) (tests []test) {
	if !h.NoSignIn {
		for _, step := range h.Steps {
			for _, fault := range stepFaults(h.Shows) {
				tests = append(tests, test{"a bank that is " + string(fault) + " at the step " + string(step) + " signs nobody in", stepTest(step, fault)})
			}
		}
	}
	if !h.NoTheme {
		for _, fault := range h.ThemeShows {
			tests = append(tests, test{"a bank that is " + string(fault) + " tells no colours", themeFaultTest(fault)})
		}
	}
	for _, fault := range h.CoreShows {
		tests = append(tests, test{"a bank that is " + string(fault) + " asks no core", coreFaultTest(fault)})
	}
	for _, fault := range h.Shows {
		tests = append(tests, test{"a bank that is " + string(fault) + " gives no answer", faultTest(fault)})
	}
	return tests
}

func faultTest(fault Fault) func(testing.TB, Fixture) {
	if want, paged := pageKinds()[fault]; paged {
		return func(t testing.TB, f Fixture) { testPage(t, f, fault, want) }
	}
	return func(t testing.TB, f Fixture) {
		want, known := kinds()[fault]
		if !known {
			t.Fatalf("the suite knows no fault %q", fault)
		}
		testFault(t, f, fault, want)
	}
}

// sorted compares lists by id: the contract names no order.
func sorted[T any](id func(T) string, list []T) []T {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
	return list
}

func accountID(a providers.Account) string { return a.ID }
func rowID(r providers.Transaction) string { return r.ID }

func testAccounts(t testing.TB, f Fixture) {
	got, err := f.Bank.Accounts(t.Context(), f.Access)
	if err != nil {
		t.Fatal(err)
	}
	want := sorted(accountID, f.Accounts)
	if diff := gocmp.Diff(want, sorted(accountID, got), cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(0)); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	kinds := []providers.AccountKind{
		providers.KindChecking, providers.KindSavings, providers.KindOtherDeposit, providers.KindLoan,
		providers.KindCredit, providers.KindInvestment, providers.KindUnknownAccount,
	}
	standings := []providers.Standing{
		providers.StandingGood, providers.StandingClosed, providers.StandingBad, providers.StandingUnknown,
	}
	for _, a := range got {
		if a.ID == "" || len(a.Currency) != 3 || !slices.Contains(kinds, a.Kind) || !slices.Contains(standings, a.Standing) {
			t.Errorf("account %+v is not in the contract's words", a)
		}
	}
}

func testHistories(t testing.TB, f Fixture) {
	if len(f.Histories) == 0 {
		t.Fatal("the fixture has no history")
	}
	for _, h := range f.Histories {
		got, err := f.Bank.Transactions(t.Context(), f.Access, h.Query)
		if err != nil {
			t.Fatal(err)
		}
		want := sorted(rowID, h.Rows)
		if diff := gocmp.Diff(want, sorted(rowID, got), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("rows of %s (-want +got):\n%s", h.Query.AccountID, diff)
		}
		for _, r := range got {
			checkRow(t, h.Query, r)
		}
	}
}

func checkRow(t testing.TB, q providers.TransactionQuery, r providers.Transaction) {
	t.Helper()
	if r.AccountID != q.AccountID || r.ID == "" {
		t.Errorf("row %q is of account %q, want %q", r.ID, r.AccountID, q.AccountID)
	}
	switch {
	case r.Pending && !r.PostedOn.IsZero():
		t.Errorf("row %q is pending and has a posting day", r.ID)
	case !r.Pending && (r.Amount == nil || r.PostedOn.Before(q.Since) || q.Until.Before(r.PostedOn)):
		t.Errorf("row %q is posted without an amount or outside the window: %+v", r.ID, r)
	}
}

func testWindow(t testing.TB, f Fixture) {
	for _, h := range f.Histories {
		i := slices.IndexFunc(h.Rows, func(r providers.Transaction) bool { return !r.Pending })
		if i < 0 {
			continue
		}
		q := h.Query
		q.Since, q.Until = h.Rows[i].PostedOn, h.Rows[i].PostedOn
		got, err := f.Bank.Transactions(t.Context(), f.Access, q)
		if err != nil {
			t.Fatal(err)
		}
		posted := func(rows []providers.Transaction) []providers.Transaction {
			return slices.DeleteFunc(slices.Clone(rows), func(r providers.Transaction) bool {
				return r.Pending || r.PostedOn != q.Since
			})
		}
		want := sorted(rowID, posted(h.Rows))
		if diff := gocmp.Diff(want, sorted(rowID, posted(got)), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("rows of %s on %s (-want +got):\n%s", q.AccountID, q.Since, diff)
		}
		for _, r := range got {
			checkRow(t, q, r)
		}
	}
}

func testConcurrency(t testing.TB, f Fixture) {
	const callers = 8
	failed := make(chan error, callers)
	for range callers {
		go func() {
			got, err := f.Bank.Accounts(t.Context(), f.Access)
			if err == nil && len(got) != len(f.Accounts) {
				err = errors.New("another number of accounts")
			}
			failed <- err
		}()
	}
	for range callers {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
}

func testCancelled(t testing.TB, f Fixture) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	accounts, err := f.Bank.Accounts(ctx, f.Access)
	wantFailure(t, f, len(accounts), err, providers.KindDown)
	rows, err := f.Bank.Transactions(ctx, f.Access, f.Histories[0].Query)
	wantFailure(t, f, len(rows), err, providers.KindDown)
}

// testNameless asks a bank that can't be found, which must be told in the time of any call, and has seen nothing of it.
func testNameless(t testing.TB, f Fixture) {
	if f.Nameless == nil {
		return
	}
	f.Bank = f.Nameless(t)
	bounded(t, f.call(), func() {
		accounts, err := f.Bank.Accounts(t.Context(), f.Access)
		wantFailure(t, f, len(accounts), err, providers.KindDown)
		var e *providers.Error
		if errors.As(err, &e) && !e.Unsent {
			t.Error("what nobody could take counts as sent")
		}
	})
	if f.SignIn == nil {
		return
	}
	bounded(t, f.call(), func() {
		to, flow, err := signIn(t, f).Begin(t.Context(), providers.BeginRequest{State: state, RedirectURI: f.SignIn.RedirectURI, Need: need(f)})
		wantFailure(t, f, len(to)+len(flow.Bytes()), err, providers.KindDown)
	})
}

// wantFailure holds every failure to the contract: typed, of the right kind, without a partial answer or a secret.
func wantFailure(t testing.TB, f Fixture, answers int, err error, want providers.Kind) {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Fatalf("error = %v, want a *providers.Error", err)
	}
	if e.Kind != want {
		t.Errorf("kind = %s, want %s (%v)", e.Kind, want, err)
	}
	if answers != 0 {
		t.Errorf("%d answers came with an error", answers)
	}
	for _, secret := range f.Secrets {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("error %q tells a secret", err)
		}
	}
}
