package models_test

import (
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

func TestTheCoreIsAskedByOneAtATimeAndNotTooOften(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		for _, step := range []struct {
			name string
			wait time.Duration
			free bool
		}{
			{"the first", 0, true},
			{"another process at the same moment", 0, false},
			{"a second too early", 15*time.Minute - time.Second, false},
			{"a quarter of an hour later", time.Second, true},
			{"after the clock was set back", -time.Hour, true},
		} {
			db.Clock.Advance(step.wait)
			write(t, a.ts, func(tx *models.Tx) error {
				free, err := tx.AskCore("friend", 15*time.Minute)
				if free != step.free {
					t.Errorf("%s: free %v, want %v", step.name, free, step.free)
				}
				return err
			})
		}
		write(t, a.ts, func(tx *models.Tx) error { return tx.EndCore("friend") })
		read(t, a.ts, func(v *models.View) error {
			m, err := v.Member("friend")
			if m.CoreEndedAt != m.CoreAskedAt || m.CoreEndedAt.IsZero() {
				t.Errorf("asked %s, ended %s", m.CoreAskedAt, m.CoreEndedAt)
			}
			return err
		})
	})
}
