package models_test

import (
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

func TestAValueThatChangedMeanwhileIsNotSealedAnew(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		for _, row := range []struct {
			name  string
			bytes string
			done  bool
		}{{"the bytes that stand there", "garden", true}, {"the bytes of before", "garden", false}} {
			write(t, a.ts, func(tx *models.Tx) error {
				done, err := tx.Reseal(models.VaultGrant, models.SealedValue{Subject: "friend", Sealed: []byte(row.bytes)}, []byte("anew"))
				if done != row.done {
					t.Errorf("%s: done = %v", row.name, done)
				}
				return err
			})
			read(t, a.ts, func(v *models.View) error {
				g, err := v.Grant("friend")
				if string(g.Sealed) != "anew" || g.Version != 7 {
					t.Errorf("%s: %q of version %d", row.name, g.Sealed, g.Version)
				}
				return err
			})
		}
	})
}
