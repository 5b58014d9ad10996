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
// of them nor a second process gets more than the window allows, and no number of them shuts the door for good.
func TestTenThousandGuessesAreBoundedAcrossInstances(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, b := twins(t, db)
		crowd := crowdOf(t, db, a.ts, func(tx *models.Tx) error { return tx.TakeDoorTry("maker", false) })
		if through := crowd(8000); through != models.DoorTries {
			t.Errorf("%d of a crowd of guesses were let through, want %d", through, models.DoorTries)
		}
		for range 12 {
			db.Clock.Advance(models.DoorWindow)
			if through := crowd(80); through != models.DoorTries {
				t.Errorf("%d guesses in a new window, want %d", through, models.DoorTries)
			}
		}
		write(t, a.ts, func(tx *models.Tx) error { return tx.TakeDoorTry("maker", true) }) // both factors at once
		write(t, a.ts, func(tx *models.Tx) error { return tx.TakeCodeTry("maker") })
		write(t, b.ts, func(tx *models.Tx) error { return tx.TakeDoorTry("maker", false) }) // the neighbour's person of that id
	})
}

// TestNoCrowdGetsMoreCodesThanTheHardStop: whoever has stolen a password gets a hundred codes, in however many windows.
func TestNoCrowdGetsMoreCodesThanTheHardStop(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, b := twins(t, db)
		crowd := crowdOf(t, db, a.ts, func(tx *models.Tx) error { return tx.TakeCodeTry("maker") })
		total := crowd(800)
		for range 3 {
			db.Clock.Advance(models.DoorWindow)
			total += crowd(80)
		}
		if total != models.DoorStop {
			t.Errorf("%d codes were let through, want %d", total, models.DoorStop)
		}
		write(t, b.ts, func(tx *models.Tx) error { return tx.TakeCodeTry("maker") })
		write(t, a.ts, func(tx *models.Tx) error { return tx.ClearStaffFailures("maker") })
		if crowd(8) != 8 {
			t.Error("shut for good, although the second factor was given")
		}
	})
}

// crowdOf lets eight workers take tries at two instances at once, and counts how many were let through.
func crowdOf(t *testing.T, db modelstest.DB, here models.TenantStore, take func(*models.Tx) error) func(n int) int64 {
	t.Helper()
	another, err := models.Open(db.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = another.Close() })
	instances := []models.TenantStore{here, another.For(here.Tenant())}
	return func(n int) (through int64) {
		var wg sync.WaitGroup
		for worker := range 8 {
			wg.Go(func() {
				for i := range n / 8 {
					err := instances[(worker+i)%2].InTx(t.Context(), take)
					if err == nil {
						atomic.AddInt64(&through, 1)
					} else if models.KindOf(err) != models.Denied {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		return through
	}
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
