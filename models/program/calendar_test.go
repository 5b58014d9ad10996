package program_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"raf/models"
	"raf/providers"
)

// closing makes n referrals that have been closing until a moment, for a cause and with a verdict.
func (s site) closing(t *testing.T, c models.Campaign, n int, until time.Time, cause, verdict string) {
	t.Helper()
	for i := range n {
		name := fmt.Sprint(cause, verdict, i)
		r := s.accepted(t, s.member(t, "friend-"+name), s.member(t, "inviter-"+name), c)
		s.exec(t, fmt.Sprintf("UPDATE referrals SET state = 'closing', close_cause = '%s', verdict_outcome = '%s', closing_until = '%s' WHERE id = '%s'",
			cause, verdict, until.UTC().Format("2006-01-02T15:04:05.000000Z"), r.ID))
	}
}

func (s site) inState(t *testing.T, state models.State) int64 {
	t.Helper()
	return s.count(t, "SELECT count(*) FROM referrals WHERE state = '"+string(state)+"' AND tenant_id = '"+string(s.Tenant().ID())+"'")
}

func TestWhatTheDaysDecidedIsWrittenDownByAJob(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		other := s.world.site(t, "orchard")
		for _, of := range []site{s, other} {
			c := of.offer(t, 0, unlimited)
			of.closing(t, c, 1, s.Clock.Now(), "refused", "met")
			of.exec(t, "UPDATE campaigns SET status = 'scheduled' WHERE id = '"+c.ID+"'")
		}
		ended, stop := works(t, s.house)
		until(t, ended, "calendar")
		if err := stop(); err != nil {
			t.Error(err)
		}
		for _, of := range []site{s, other} {
			live := of.count(t, "SELECT count(*) FROM campaigns WHERE status = 'live' AND tenant_id = '"+string(of.Tenant().ID())+"'")
			if n := of.inState(t, models.StateRejected); n != 1 || live != 1 {
				t.Errorf("%s: %d rejected, %d campaigns live, want 1 and 1", of.Tenant().Slug, n, live)
			}
		}
	})
}

// outOfReach is a friend whose window ended with nothing met, a second after the grace for proof.
func (s site) outOfReach(t *testing.T) models.Member {
	t.Helper()
	s.pendingFriend(t)
	friend := s.again(t)
	s.check(t, friend.Member)
	s.Clock.Advance(80 * 24 * time.Hour)
	friend = s.again(t)
	s.check(t, friend.Member)
	r := s.referral(t, friend.Member)
	if r.State != models.StateClosing {
		t.Fatalf("it is %s, want closing", r.State)
	}
	s.Clock.Advance(r.ClosingUntil.Sub(s.Clock.Now()) + time.Second)
	return friend.Member
}

func TestAReferralThatIsOutOfReachEndsByTheBanksWordAlone(t *testing.T) {
	t.Parallel()
	down := func(b *fakeBank) { b.accountsErr = &providers.Error{Kind: providers.KindDown, Op: "accounts"} }
	late := func(b *fakeBank) {
		b.rows["chk"] = append(purchases("chk", "2026-12-20", 5), payroll("chk", "2026-12-21", 50000))
	}
	for _, row := range []struct {
		name string
		bank func(b *fakeBank)
		want models.State
	}{
		{"still nothing", func(*fakeBank) {}, models.StateExpired},
		{"it came late, nobody opened the tile", late, models.StateEligible},
		{"the bank can't be asked", down, models.StateClosing},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				friend := s.outOfReach(t)
				s.bank.set(row.bank)
				for range 2 {
					if err := s.house.KeepDays(t.Context()); err != nil {
						t.Error(err)
					}
				}
				if got := s.referral(t, friend).State; got != row.want {
					t.Fatalf("it is %s, want %s", got, row.want)
				}
				if row.want != models.StateClosing {
					return
				}
				reads, _ := s.bank.calls()
				s.Clock.Advance(time.Hour)
				_ = s.house.KeepDays(t.Context())
				if again, _ := s.bank.calls(); again != reads {
					t.Errorf("the bank was asked %d times more within the day", again-reads)
				}
				s.bank.set(func(b *fakeBank) { b.accountsErr = nil; late(b) })
				s.Clock.Advance(24 * time.Hour)
				_ = s.house.KeepDays(t.Context())
				if got := s.referral(t, friend).State; got != models.StateEligible {
					t.Errorf("a day later it is %s, want eligible", got)
				}
			})
		})
	}
}

func TestNoGraceIsCutShortByTheSystem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c := s.offer(t, 0)
		friend := s.member(t, "friend-impossible0")
		s.closing(t, c, 1, s.Clock.Now().Add(time.Second), "", "impossible")
		r := s.referral(t, friend)
		err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
			_, err := tx.Move(r, models.EventLapse, models.Actor{Kind: models.ActorSystem}, models.ReferralChanges{})
			return err
		})
		wantKind(t, "a lapse before the end", err, models.Conflict)
	})
}

// TestTwoInstancesWriteTheDaysDownOnce runs the job of many processes at once: each end is one event and one audit row,
// and each promise is given back once.
func TestTwoInstancesWriteTheDaysDownOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		const n = 12
		c := s.offer(t, 0, unlimited)
		s.closing(t, c, n, s.Clock.Now(), "refused", "")
		s.exec(t, "UPDATE campaigns SET status = 'scheduled'")
		second, err := models.Open(s.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		another := s.another(second)
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if err := s.house.KeepDays(t.Context()); err != nil {
					t.Error(err)
				}
			})
			group.Go(func() {
				if err := another.KeepDays(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for what, want := range map[string]int64{
			"SELECT count(*) FROM audit_log WHERE action = 'referral.reject'":           n,
			"SELECT count(*) FROM referral_events WHERE cause IN ('reject', 'lapse')":   n,
			"SELECT count(*) FROM audit_log WHERE action = 'campaign.live'":             1,
			"SELECT COALESCE(SUM(committed_minor), 0) FROM campaigns":                   0,
			"SELECT count(*) FROM reward_legs WHERE status <> 'void'":                   0,
			"SELECT count(*) FROM campaigns WHERE status = 'live'":                      1,
			"SELECT count(*) FROM referrals WHERE state IN ('rejected', 'expired')":     n,
			"SELECT count(*) FROM referrals WHERE state NOT IN ('rejected', 'expired')": 0,
		} {
			if got := s.count(t, what); got != want {
				t.Errorf("%s: %d, want %d", what, got, want)
			}
		}
	})
}

// TestPagesTellTheSameBeforeAndAfterTheJob: nobody may have to wait for it to be told what is so.
func TestPagesTellTheSameBeforeAndAfterTheJob(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		first, _, _ := s.live(t, "autumn")
		told := func() []models.CampaignStatus { return []models.CampaignStatus{s.page(t, first.ID).Status} }
		for _, set := range []string{"'scheduled'", "'live'", "'ended'"} {
			for _, days := range []int{0, 200} {
				s.exec(t, "UPDATE campaigns SET status = "+set)
				s.Clock.Advance(time.Duration(days) * 24 * time.Hour)
				before := told()
				if err := s.house.KeepDays(t.Context()); err != nil {
					t.Fatal(err)
				}
				if after := told(); fmt.Sprint(before) != fmt.Sprint(after) {
					t.Errorf("%s after %d days: told %v, and %v once the job has run", set, days, before, after)
				}
			}
		}
	})
}
