package program_test

import (
	"sync"
	"testing"

	"raf/models"
	"raf/models/program"
)

// Many small payments do not add up to a large one that nobody else saw, one after the other or at once.
func TestADayOfOnePersonsReleasesIsBounded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 4000)
		by, other, c, inviter := s.seats(t).maker, s.staff(t, "other", models.RoleMaker), s.small(t), s.member(t, "inviter")
		var all []models.Referral
		for _, friend := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			all = append(all, s.earned(t, friend, inviter, c))
		}
		houses := []*program.Program{s.Program, s.another(reopened(t, s.DB)).For(s.Tenant())}
		seals := map[string]string{}
		for _, r := range all {
			seals[r.ID] = s.lone(t, r.ID).Seal
		}
		var mu sync.Mutex
		for range len(all) { // at once two may take one number of the day; whoever did not get it presses again
			race(len(all), func(i int) {
				_, err := houses[i%2].ReleaseAlone(t.Context(), all[i].ID, seals[all[i].ID], by)
				mu.Lock()
				defer mu.Unlock()
				if err != nil && models.KindOf(err) != models.Conflict {
					t.Error(err)
				}
			})
		}
		if n := s.count(t, "SELECT SUM(amount_minor) FROM lone_releases"); n != models.LoneDayFactor*4000 {
			t.Errorf("one person released %d in a day, want %d", n, models.LoneDayFactor*4000)
		}
		var left models.Referral
		for _, r := range all {
			if s.state(t, r.ID).State == models.StateEligible {
				left = r
			}
		}
		if err := s.releaseAlone(t, left.ID, by); program.LoneBarOf(err) != program.LoneDay {
			t.Errorf("one more: %v", err)
		}
		if err := s.releaseAlone(t, left.ID, other); err != nil {
			t.Errorf("another person: %v", err)
		}
	})
}

func TestOfManyPressesAtOnceByTwoProcessesOneReleases(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 5000)
		r, by := s.earned(t, "friend", s.member(t, "inviter"), s.small(t)), s.seats(t)
		houses := []*program.Program{s.Program, s.another(reopened(t, s.DB)).For(s.Tenant())}
		seal := s.lone(t, r.ID).Seal
		var mu sync.Mutex
		done := 0
		race(100, func(i int) {
			_, err := houses[i%2].ReleaseAlone(t.Context(), r.ID, seal, by.maker)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
			} else if models.KindOf(err) != models.Conflict {
				t.Error(err)
			}
		})
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'payment.released_alone'"); done != 1 || n != 1 {
			t.Errorf("%d of 100 presses released, %d audit rows, want one", done, n)
		}
	})
}

// A lower threshold that is being saved is waited for, so nothing is ever released above the one that holds.
func TestAReleaseWaitsForALowerThreshold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.threshold(t, 5000)
		r, by := s.earned(t, "friend", s.member(t, "inviter"), s.small(t)), s.seats(t)
		seal, row, done := s.lone(t, r.ID).Seal, s.settings(t), make(chan error, 1)
		row.ThresholdMinor = 3999
		if err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
			if err := tx.ChangeSettings(row.Settings, row.Version, models.Actor{Kind: models.ActorStaff, ID: "x"}); err != nil {
				return err
			}
			go func() {
				_, err := s.ReleaseAlone(t.Context(), r.ID, seal, by.maker)
				done <- err
			}()
			return s.blocked(t, done)
		}); err != nil {
			t.Fatal(err)
		}
		if err := <-done; program.LoneBarOf(err) != program.LoneAmount {
			t.Errorf("error %v, want %q", err, program.LoneAmount)
		}
		if n := s.count(t, "SELECT count(*) FROM lone_releases"); n != 0 {
			t.Errorf("%d releases above the threshold", n)
		}
	})
}

// blocked returns when somebody waits for a lock of the transaction that is open; SQLite lets nobody else begin at all.
func (s site) blocked(t *testing.T, done chan error) error {
	t.Helper()
	if !s.Config.OnPostgres() {
		return nil
	}
	for t.Context().Err() == nil && len(done) == 0 {
		if s.count(t, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0 {
			return nil
		}
	}
	t.Error("nobody waits for it")
	return nil
}
