package program_test

import (
	"context"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// inTime makes a second process whose bank gets so long, and nothing more.
func (s site) inTime(d time.Duration) (*program.House, *program.Program) {
	deps := s.house.Deps
	deps.BankTime = d
	house := program.New(deps)
	return house, house.For(s.Tenant())
}

func drained(t *testing.T, h *program.House) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := h.Drain(ctx); err != nil {
		t.Fatalf("drain: %v", err)
	}
}

// The bank uses up all of its time and answers at the last moment: what it has given is stored all the same, and what it
// has ended is dropped.
func TestWhatTheBankAnswersAtItsDeadlineIsStored(t *testing.T) {
	t.Parallel()
	for name, ended := range map[string]bool{"a renewed grant": false, "the end of the grant": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				s.pendingFriend(t)
				friend := s.again(t)
				s.Clock.Advance(grantLife)
				s.bank.set(func(b *fakeBank) {
					b.onRefresh = func(ctx context.Context) { <-ctx.Done() }
					if ended {
						b.refreshErr = &providers.Error{Kind: providers.KindExpired, Op: "token"}
					}
				})
				house, p := s.inTime(200 * time.Millisecond)
				if _, err := p.Check(t.Context(), friend.Member, "tile", "req"); err != nil {
					t.Errorf("check: %v", err)
				}
				drained(t, house)
				s.bank.set(func(b *fakeBank) { b.onRefresh = nil })
				if ended {
					if n := s.count(t, "SELECT count(*) FROM bank_grants WHERE member_id = '"+friend.Member.ID+"'"); n != 0 {
						t.Error("the ended grant is still there")
					}
					if _, err := s.Session(t.Context(), by(friend)); models.KindOf(err) != models.Denied {
						t.Errorf("the session: error = %v, want denied", err)
					}
					return
				}
				if got := s.check(t, friend.Member); got.Failure != "" {
					t.Errorf("the next check: failure %q", got.Failure)
				}
				if _, renewals := s.bank.calls(); renewals != 1 {
					t.Errorf("%d renewals, want 1: what the bank gave at its deadline was lost", renewals)
				}
			})
		})
	}
}

// A check waits for a renewal to its own end and not beyond; the renewal goes on, and the next check has what it brought.
func TestACheckLeavesARenewalThatTakesTooLongToItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.Clock.Advance(grantLife)
		asked, answer := make(chan struct{}), make(chan struct{})
		s.bank.set(func(b *fakeBank) {
			b.onRefresh = func(ctx context.Context) {
				close(asked)
				select {
				case <-answer:
				case <-ctx.Done():
					t.Error("the bank's answer was not waited for")
				}
			}
		})
		house, p := s.inTime(time.Minute)
		ctx, leave := context.WithCancel(t.Context())
		go func() { <-asked; leave() }() // the check's time is over while the bank thinks
		if got, err := p.Check(ctx, friend.Member, "tile", "req"); err != nil || got.Failure != providers.KindDown {
			t.Errorf("failure %q, error %v; want down", got.Failure, err)
		}
		close(answer)
		drained(t, house)
		s.bank.set(func(b *fakeBank) { b.onRefresh = nil })
		if got := s.check(t, friend.Member); got.Failure != "" {
			t.Errorf("the next check: failure %q", got.Failure)
		}
		if _, renewals := s.bank.calls(); renewals != 1 {
			t.Errorf("%d renewals, want 1", renewals)
		}
	})
}
