package models_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

// TestTenThousandGuessesAreBoundedAcrossInstances: each guess is counted before it is compared, so that neither a crowd
// of them nor a second process gets more than the window allows, and never more than the hard stop.
func TestTenThousandGuessesAreBoundedAcrossInstances(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, b := twins(t, db)
		another, err := models.Open(db.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = another.Close() })
		instances := []models.TenantStore{a.ts, another.For(a.ts.Tenant())}
		guess := func(i int) bool {
			err := instances[i%2].InTx(t.Context(), func(tx *models.Tx) error { return tx.TakeDoorTry("maker", false) })
			if err != nil && models.KindOf(err) != models.Denied {
				t.Error(err)
			}
			return err == nil
		}
		crowd := func(n int) (through int64) {
			var wg sync.WaitGroup
			for worker := range 8 {
				wg.Go(func() {
					for i := range n / 8 {
						if guess(worker + i) {
							atomic.AddInt64(&through, 1)
						}
					}
				})
			}
			wg.Wait()
			return through
		}
		if through := crowd(8000); through != models.DoorTries {
			t.Errorf("%d of a crowd of guesses were let through, want %d", through, models.DoorTries)
		}
		total := int64(models.DoorTries)
		for range 25 {
			db.Clock.Advance(models.DoorWindow)
			total += crowd(80)
		}
		if total != models.DoorStop {
			t.Errorf("%d guesses in 26 windows, want %d", total, models.DoorStop)
		}
		write(t, b.ts, func(tx *models.Tx) error { return tx.TakeDoorTry("maker", false) }) // the neighbour's person of that id
		write(t, a.ts, func(tx *models.Tx) error { return tx.ClearStaffFailures("maker") })
		if !guess(0) {
			t.Error("shut for good, although the second factor was given")
		}
	})
}

func TestOneSecondBeforeItsEndAWindowIsNotOver(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		take := func() error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) error { return tx.TakeDoorTry("maker", false) })
		}
		for range models.DoorTries {
			if err := take(); err != nil {
				t.Fatal(err)
			}
		}
		db.Clock.Advance(models.DoorWindow - time.Second)
		if err := take(); models.KindOf(err) != models.Denied {
			t.Errorf("error = %v", err)
		}
	})
}
