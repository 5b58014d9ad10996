package program_test

import (
	"context"
	"testing"

	"raf/models"
	"raf/providers"
)

// Whoever ends our access while a check reads at the bank has nothing kept of what it finds.
func TestNothingIsKeptOfWhatIsReadWhileAccessEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.bank.set(func(b *fakeBank) {
			b.accounts = []providers.Account{checking("4417", "2026-12-01")}
			b.onAccounts = func() {
				if err := s.Withdraw(context.WithoutCancel(t.Context()), by(friend), "r"); err != nil {
					t.Error(err)
				}
			}
		})
		before := s.count(t, "SELECT count(*) FROM evaluations")
		if got := s.check(t, friend.Member); got.Failure != providers.KindExpired {
			t.Errorf("the check came to %+v, want expired", got)
		}
		if n := s.count(t, "SELECT count(*) FROM evaluations"); n != before {
			t.Errorf("%d verdicts were kept", n-before)
		}
		if n := s.count(t, "SELECT count(*) FROM account_facts"); n != 0 {
			t.Errorf("the accounts of %d members were kept", n)
		}
	})
}

// An end of access that is being stored is waited for, so nothing is kept that was read before it.
func TestACheckWaitsForAnEndOfAccess(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.bank.set(func(b *fakeBank) { b.accounts = []providers.Account{checking("4417", "2026-12-01")} })
		before, done := s.count(t, "SELECT count(*) FROM evaluations"), make(chan error, 1)
		err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
			if err := tx.MarkWithdrawn(friend.Member.ID); err != nil {
				return err
			}
			go func() {
				_, err := s.Check(t.Context(), friend.Member, "tile", "r")
				done <- err
			}()
			return s.blocked(t, done)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if n := s.count(t, "SELECT count(*) FROM evaluations") - before; n != 0 {
			t.Errorf("%d verdicts were kept", n)
		}
	})
}
