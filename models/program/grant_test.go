package program_test

import (
	"context"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// pendingFriend is a signed-in friend under way, with a bank that knows an account of his; the clock stands at 10 December.
func (s site) pendingFriend(t *testing.T) (program.SignedIn, models.Campaign) {
	t.Helper()
	c, inviter := s.offer(t, 1000000), s.member(t, "inviter")
	friend := s.signedIn(t, "friend")
	s.accepted(t, friend.Member, inviter, c)
	s.Clock.Advance(8 * 24 * time.Hour)
	s.bank.set(func(b *fakeBank) { b.accounts = []providers.Account{checking("chk", "2026-12-01")} })
	return friend, c
}

// again signs the friend in anew, because the grant of eight days ago is over.
func (s site) again(t *testing.T) program.SignedIn {
	t.Helper()
	return s.signedIn(t, "friend")
}

func (s site) check(t *testing.T, m models.Member) program.Checked {
	t.Helper()
	got, err := s.Check(t.Context(), m, "tile", "req")
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	return got
}

func TestAnExpiredGrantIsRenewedExactlyOnceByTwoProcesses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		friend, _ := s.pendingFriend(t)
		friend = s.again(t)
		s.Clock.Advance(grantLife - 10*time.Second) // within the margin
		second, err := models.Open(s.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		processes := []*program.Program{s.Program, s.another(second).For(s.Tenant())}
		race(100, func(i int) {
			if _, err := processes[i%2].Check(t.Context(), friend.Member, "tile", "req"); err != nil {
				t.Error(err)
			}
		})
		if _, renewals := s.bank.calls(); renewals != 1 {
			t.Errorf("the bank renewed %d times, want 1", renewals)
		}
		if _, err := s.Session(t.Context(), by(friend)); err != nil {
			t.Errorf("the session: %v", err)
		}
		if got := s.check(t, friend.Member); got.Failure != "" {
			t.Errorf("the next check: %s", got.Failure)
		}
	})
}

func TestALeaseLeftBehindByAKilledProcessIsTakenOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.Clock.Advance(grantLife)
		lease := models.At(s.Clock.Now().Add(15 * time.Second))
		s.exec(t, "UPDATE bank_grants SET lease_owner = 'killed', lease_until = '"+lease.Format("2006-01-02T15:04:05.000000Z")+"'")
		if got := s.check(t, friend.Member); got.Failure != providers.KindDown {
			t.Errorf("before the deadline: failure %q, want down", got.Failure)
		}
		if _, renewals := s.bank.calls(); renewals != 0 {
			t.Errorf("%d renewals against a living lease, want none", renewals)
		}
		s.Clock.Advance(16 * time.Second)
		if got := s.check(t, friend.Member); got.Failure != "" {
			t.Errorf("after the deadline: failure %q", got.Failure)
		}
		if _, renewals := s.bank.calls(); renewals != 1 {
			t.Errorf("%d renewals, want 1", renewals)
		}
	})
}

func TestARenewalThatWasLostLeavesTheGrantForLater(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.Clock.Advance(grantLife)
		s.bank.set(func(b *fakeBank) { b.refreshErr = &providers.Error{Kind: providers.KindDown, Op: "token"} })
		if got := s.check(t, friend.Member); got.Failure != providers.KindDown {
			t.Errorf("failure %q, want down", got.Failure)
		}
		if _, err := s.Session(t.Context(), by(friend)); err != nil {
			t.Errorf("the session: %v", err)
		}
		s.bank.set(func(b *fakeBank) { b.refreshErr = nil })
		if got := s.check(t, friend.Member); got.Failure != "" {
			t.Errorf("once the bank is back: failure %q", got.Failure)
		}
	})
}

func TestAGrantThatTheBankEndedIsDroppedWithItsSessions(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]providers.Kind{"revoked": providers.KindExpired, "came back as somebody else's": providers.KindMalformed} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				s.pendingFriend(t)
				friend, bystander := s.again(t), s.signedIn(t, "bystander")
				s.Clock.Advance(grantLife)
				s.bank.set(func(b *fakeBank) { b.refreshErr = &providers.Error{Kind: kind, Op: "token"} })
				if got := s.check(t, friend.Member); got.Failure != kind {
					t.Errorf("failure %q, want %s", got.Failure, kind)
				}
				if _, err := s.Session(t.Context(), by(friend)); models.KindOf(err) != models.Denied {
					t.Errorf("the session: error = %v, want denied", err)
				}
				if _, err := s.Session(t.Context(), by(bystander)); err != nil {
					t.Errorf("another member's session: %v", err)
				}
				if n := s.count(t, "SELECT count(*) FROM bank_grants WHERE member_id = '"+friend.Member.ID+"'"); n != 0 {
					t.Error("the grant is still there")
				}
				if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'grant.ended'"); n != 1 {
					t.Errorf("%d audit rows of the end, want 1", n)
				}
				reads, renewals := s.bank.calls()
				if got := s.check(t, friend.Member); got.Failure != providers.KindExpired {
					t.Errorf("the next check: failure %q, want expired", got.Failure)
				}
				if r, n := s.bank.calls(); r != reads || n != renewals {
					t.Error("the bank was asked again")
				}
			})
		})
	}
}

// TestATokenThatTheBankRefusesIsRenewedOnce covers a grant that was revoked before its time.
func TestATokenThatTheBankRefusesIsRenewedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.bank.set(func(b *fakeBank) {
			b.accountsErr = &providers.Error{Kind: providers.KindExpired, Op: "accounts", Status: 401}
		})
		if got := s.check(t, friend.Member); got.Failure != providers.KindExpired {
			t.Errorf("failure %q, want expired", got.Failure)
		}
		if reads, renewals := s.bank.calls(); reads != 2 || renewals != 1 {
			t.Errorf("%d reads and %d renewals, want 2 and 1", reads, renewals)
		}
	})
}

// TestASignInDuringARenewalWins has the bank answer a renewal after the member has signed in anew.
func TestASignInDuringARenewalWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.Clock.Advance(grantLife)
		s.bank.set(func(b *fakeBank) { b.onRefresh = func(context.Context) { s.again(t) } })
		before := s.referral(t, friend.Member)
		if _, err := s.Check(t.Context(), friend.Member, "tile", "req"); err != nil {
			t.Errorf("the check during which it happened: %v", err)
		}
		s.bank.set(func(b *fakeBank) { b.onRefresh = nil })
		if got := s.check(t, friend.Member); got.Failure != "" {
			t.Errorf("the next check: failure %q", got.Failure)
		}
		if _, renewals := s.bank.calls(); renewals != 1 {
			t.Errorf("%d renewals, want 1: the new grant needs none", renewals)
		}
		if after := s.referral(t, friend.Member); after.CheckedAt == before.CheckedAt {
			t.Error("nothing was judged")
		}
	})
}

func TestSealedGrantsCannotBeSwapped(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend, other := s.again(t), s.signedIn(t, "other")
		s.exec(t, "UPDATE bank_grants SET sealed = (SELECT g.sealed FROM bank_grants g WHERE g.member_id = '"+other.Member.ID+"') WHERE member_id = '"+friend.Member.ID+"'")
		if _, err := s.Check(t.Context(), friend.Member, "tile", "req"); models.KindOf(err) != models.Internal || err == nil {
			t.Errorf("error = %v, want an internal one: the grant belongs to somebody else", err)
		}
		if reads, _ := s.bank.calls(); reads != 0 {
			t.Error("the bank was asked with another member's grant")
		}
	})
}
