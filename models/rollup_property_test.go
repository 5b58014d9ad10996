package models_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// TestTheRollUpSaysWhatCountingSays runs random histories over midnights and both changes of the clock, with folds at
// random moments and none at all, and compares every sum with a count over the rows.
func TestTheRollUpSaysWhatCountingSays(t *testing.T) {
	t.Parallel()
	for _, place := range []struct {
		timezone string
		begin    time.Time // a few days before the clocks change
		folds    int       // one in so many steps; 0 is never
	}{
		{"America/Chicago", time.Date(2026, 10, 30, 4, 50, 0, 0, time.UTC), 4},
		{"America/Chicago", time.Date(2027, 3, 12, 5, 50, 0, 0, time.UTC), 9},
		{"Pacific/Auckland", time.Date(2026, 9, 25, 11, 55, 0, 0, time.UTC), 0},
		{"America/St_Johns", time.Date(2026, 12, 30, 3, 20, 0, 0, time.UTC), 3}, // half hours, and a year's end
	} {
		t.Run(fmt.Sprintf("%s from %s", place.timezone, place.begin.Format(time.DateOnly)), func(t *testing.T) {
			t.Parallel()
			kit.Each(t, func(t *testing.T, db modelstest.DB) {
				seed := uint64(place.begin.Unix())
				db.Clock.Advance(place.begin.Sub(db.Clock.Now()))
				h := newHistory(t, db, place.timezone, seed)
				for range 150 {
					db.Clock.Advance(time.Duration(h.random.Int64N(int64(90 * time.Minute))))
					h.step(t)
					if place.folds > 0 && h.random.IntN(place.folds) == 0 {
						h.fold(t, h.ts)
					}
				}
				for _, when := range []string{"as it is", "folded", "folded twice"} {
					if diff := cmp.Diff(counted(t, h), flows(t, h.ts)); diff != "" {
						t.Fatalf("seed %d, %s: counting and roll-up differ (-counted +told):\n%s", seed, when, diff)
					}
					h.fold(t, h.ts)
				}
			})
		})
	}
}

// TestManyWritersAndTwoFoldersNeverShowAWrongNumber reads while two processes fold and others write: at every moment the
// roll-up says what the rows of that same moment say.
func TestManyWritersAndTwoFoldersNeverShowAWrongNumber(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 1)
		second, err := models.Open(db.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		stores := []models.TenantStore{h.ts, second.For(h.ts.Tenant())}
		var group sync.WaitGroup
		done := make(chan struct{})
		for _, ts := range stores {
			group.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
					}
					if err := ts.InTx(t.Context(), func(tx *models.Tx) error { _, err := tx.FoldRollup(); return err }); err != nil {
						t.Errorf("fold: %v", err)
						return
					}
				}
			})
			group.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
					}
					err := ts.View(t.Context(), func(v *models.View) error {
						want, err := standing(v)
						if err != nil {
							return err
						}
						got, err := told(v)
						if diff := cmp.Diff(want, got); diff != "" {
							t.Errorf("rows and roll-up of one moment differ (-rows +told):\n%s", diff)
						}
						return err
					})
					if err != nil {
						t.Errorf("read: %v", err)
						return
					}
				}
			})
		}
		for range 60 {
			h.step(t)
		}
		close(done)
		group.Wait()
		if diff := cmp.Diff(counted(t, h), flows(t, h.ts)); diff != "" {
			t.Errorf("counting and roll-up differ in the end (-counted +told):\n%s", diff)
		}
	})
}
