package banno_test

import (
	"testing"
	"time"

	"raf/providers"
	"raf/providers/sandbox"
)

// member is riley with a grant.
func (s simulated) member(t *testing.T) providers.Access {
	t.Helper()
	id, grant, err := s.signIn(t)
	if err != nil {
		t.Fatal(err)
	}
	return providers.Access{Subject: id.Subject, Grant: grant}
}

// accountsByID are what the adapter makes of the sandbox's.
func (s simulated) accountsByID(t *testing.T, as providers.Access) map[string]providers.Account {
	t.Helper()
	list, err := s.client.Accounts(t.Context(), as)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]providers.Account{}
	for _, a := range list {
		byID[a.ID] = a
	}
	return byID
}

func TestEveryTypeOfAccountOfTheSandboxBankIsToldInTheContractsWords(t *testing.T) {
	t.Parallel()
	s := simulate(t, "post")
	open := func(a sandbox.Account) {
		t.Helper()
		if _, err := s.bank.OpenAccount(slug, "riley", a); err != nil {
			t.Fatal(err)
		}
	}
	for id, a := range map[string]sandbox.Account{
		"credit-line": {Type: "Line of Credit", BalanceMinor: 20_00}, "card": {Type: "Debt", SubType: "Credit Card", BalanceMinor: 30_00},
		"shares": {Type: "Investment", BalanceMinor: 40_00}, "bills": {Type: "Bill Pay"}, "other": {Type: "Other", BalanceMinor: 50_00},
		"unknown": {Type: "Unknown"}, "untold": {Type: "Deposit", SubType: "Checking", NoAvailable: true, BalanceMinor: 60_00},
	} {
		a.ID, a.Name = id, id
		open(a)
	}
	as := s.member(t)
	got := s.accountsByID(t, as)
	for id, want := range map[string]struct {
		kind    providers.AccountKind
		balance int64
	}{
		"credit-line": {providers.KindCredit, -20_00}, "card": {providers.KindCredit, -30_00}, "shares": {providers.KindInvestment, 40_00},
		"other": {providers.KindUnknownAccount, 50_00}, "unknown": {providers.KindUnknownAccount, 0}, "untold": {providers.KindChecking, 60_00},
	} {
		a := got[id]
		if a.Kind != want.kind || a.Balance == nil || *a.Balance != want.balance || a.Standing != providers.StandingGood {
			t.Errorf("%s: %+v, want %v with %d", id, a, want.kind, want.balance)
		}
	}
	if _, told := got["bills"]; told {
		t.Error("the bill payment is an account")
	}
}

func TestAnAccountOfTheSandboxBankThatWasClosedIsSaidToBe(t *testing.T) {
	t.Parallel()
	s := simulate(t, "post")
	as := s.member(t)
	if got := s.accountsByID(t, as)["a3"].Standing; got != providers.StandingGood {
		t.Fatalf("before it was closed: %s", got)
	}
	if err := s.bank.CloseAccount(slug, "riley", "a3", today()); err != nil {
		t.Fatal(err)
	}
	if got := s.accountsByID(t, as)["a3"].Standing; got != providers.StandingClosed {
		t.Errorf("closed today: %s", got)
	}
	if err := s.bank.CloseAccount(slug, "riley", "a3", today().AddDate(0, 0, -1)); err != nil {
		t.Fatal(err)
	}
	if a, told := s.accountsByID(t, as)["a3"]; told {
		t.Errorf("shown no longer, and told: %+v", a)
	}
}

// A row counts when it is posted, once, whichever of the four words the bank has for where it stands and however it settles.
func TestTheFourStatesOfARowOfTheSandboxBank(t *testing.T) {
	t.Parallel()
	for _, underNewID := range []bool{false, true} {
		s := simulate(t, "post")
		s.bank.SetSwitches(slug, sandbox.Switches{SettleUnderNewID: underNewID})
		as := s.member(t)
		for n, status := range []string{sandbox.InstitutionPending, sandbox.BannoPending, sandbox.Reconciled, sandbox.NoReconciliation} {
			if err := s.bank.Post(slug, "riley", sandbox.Posting{ID: status, AmountMinor: -int64(1000 + n), Status: status, Type: "POS", At: today()}); err != nil {
				t.Fatal(err)
			}
		}
		read := func() (pending, posted map[int64]int) {
			t.Helper()
			rows, err := s.client.Transactions(t.Context(), as, providers.TransactionQuery{AccountID: "a1", Kind: providers.KindChecking,
				Since: date(2026, time.September, 15), Until: date(2026, time.September, 15), Zone: time.UTC})
			if err != nil {
				t.Fatal(err)
			}
			pending, posted = map[int64]int{}, map[int64]int{}
			for _, r := range rows {
				if r.Pending {
					pending[*r.Amount]++
				} else {
					posted[*r.Amount]++
				}
			}
			return pending, posted
		}
		pending, posted := read()
		if pending[-1000] != 1 || pending[-1001] != 1 || posted[-1002] != 1 || posted[-1003] != 1 || len(posted) != 2 {
			t.Errorf("pending %v, posted %v", pending, posted)
		}
		if _, err := s.bank.SettlePending(slug, "riley"); err != nil {
			t.Fatal(err)
		}
		pending, posted = read()
		for n := range int64(4) {
			if len(pending) != 0 || posted[-1000-n] != 1 {
				t.Errorf("settled under a new id %v: pending %v, posted %v", underNewID, pending, posted)
			}
		}
	}
}

// A renewed grant renews again, however the bank changes its refresh tokens.
func TestEveryWayOfRotationOfTheSandboxBankIsFollowed(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"", sandbox.RotateHarmless, sandbox.RotateNever} {
		s := simulate(t, "post")
		s.bank.SetSwitches(slug, sandbox.Switches{Rotation: mode, AccessSeconds: 30})
		as := s.member(t)
		if left := as.Grant.ExpiresAt.Sub(today()); left != 30*time.Second {
			t.Errorf("%q: the access token lives for %s", mode, left)
		}
		for range 3 {
			next, err := s.client.Refresh(t.Context(), as.Grant, as.Subject)
			if err != nil || !next.Refreshable {
				t.Fatalf("%q: %v, renewable %v", mode, err, next.Refreshable)
			}
			as.Grant = next
		}
		if _, err := s.client.Accounts(t.Context(), as); err != nil {
			t.Errorf("%q: %v", mode, err)
		}
		if n := s.bank.Counters(slug).InvalidGrants; n != 0 {
			t.Errorf("%q: %d renewals with a used token", mode, n)
		}
	}
}
