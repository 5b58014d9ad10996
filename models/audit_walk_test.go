package models_test

import (
	"fmt"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

// goOn goes on along a chain.
func goOn(t *testing.T, ts models.TenantStore, from models.ChainPlace, limit int) (check models.ChainCheck) {
	t.Helper()
	read(t, ts, func(v *models.View) (err error) { check, err = v.WalkAudit(from, limit); return err })
	return check
}

func placeOf(c models.ChainCheck) models.ChainPlace {
	return models.ChainPlace{Seq: c.Rows, Hash: c.Head, Until: c.Until}
}

func TestAWalkInStepsComesToTheEndOfALongChain(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := db.Store.For(modelstest.Tenant(t, db.Store, "garden"))
		write(t, ts, func(tx *models.Tx) error {
			for i := range 2500 {
				if err := tx.Audit(auditor, "test.done", "thing", fmt.Sprint(i), nil, nil); err != nil {
					return err
				}
			}
			return nil
		})
		write(t, ts, func(tx *models.Tx) error { _, err := tx.SealAudit(10_000); return err })
		whole := verify(t, ts)
		if !whole.Done || whole.Rows != 2501 {
			t.Fatalf("the whole walk: %+v", whole)
		}
		at, steps := models.ChainPlace{}, 0
		for check := (models.ChainCheck{}); !check.Done; steps++ {
			if check = goOn(t, ts, at, 1000); check.Break != nil || steps > 5 {
				t.Fatalf("step %d: %+v", steps, check)
			}
			at = placeOf(check)
		}
		if steps != 3 || at != placeOf(whole) {
			t.Errorf("%d steps to %+v, want 3 to %+v", steps, at, placeOf(whole))
		}
		if again := goOn(t, ts, at, 1); !again.Done || again.Break != nil || placeOf(again) != at {
			t.Errorf("with nothing new: %+v", again)
		}
		tamper(t, db, ts.Tenant().ID(), within("UPDATE audit_log SET action = 'test.forged' WHERE seq = 2200", ts.Tenant().ID()))
		if first := goOn(t, ts, models.ChainPlace{}, 2000); first.Done || first.Break != nil {
			t.Errorf("before the broken row: %+v", first)
		}
		if b := goOn(t, ts, models.ChainPlace{}, 3000).Break; b == nil || b.Seq != 2200 {
			t.Errorf("the broken row: %+v", b)
		}
	})
}

func TestAWalkLooksAgainAtWhereItStood(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		for i, c := range []struct {
			name       string
			statements []string
			fault      models.ChainFault
			seq        int64
		}{
			{"nothing", nil, "", 0},
			{"edited", []string{"UPDATE audit_log SET diff = '{}' WHERE seq = 4"}, models.ChainAltered, 4},
			{"sealed anew", []string{"UPDATE audit_log SET hash = 'x' WHERE seq = 4"}, models.ChainAltered, 4},
			{"deleted", []string{"DELETE FROM audit_log WHERE seq = 4"}, models.ChainMissing, 4},
			{"the end taken away", []string{"DELETE FROM audit_log WHERE seq > 2", "UPDATE audit_heads SET seq = 2"}, models.ChainCut, 3},
			{"one after it", []string{"UPDATE audit_log SET diff = '{}' WHERE seq = 6"}, models.ChainAltered, 6},
		} {
			ts := trail(t, db, fmt.Sprintf("garden-%d", i), 3)
			seal(t, ts)
			at := placeOf(verify(t, ts))
			write(t, ts, func(tx *models.Tx) error {
				return tx.Audit(auditor, "test.later", "thing", "x", nil, nil)
			})
			write(t, ts, func(tx *models.Tx) error { return tx.Audit(auditor, "test.later", "thing", "y", nil, nil) })
			seal(t, ts)
			var statements []string
			for _, s := range c.statements {
				statements = append(statements, within(s, ts.Tenant().ID()))
			}
			if len(statements) > 0 {
				tamper(t, db, ts.Tenant().ID(), statements...)
			}
			check := goOn(t, ts, at, 10)
			if (check.Break == nil) != (c.fault == "") || check.Break != nil && (check.Break.Fault != c.fault || check.Break.Seq != c.seq) {
				t.Errorf("%s: %+v, want %q at %d", c.name, check.Break, c.fault, c.seq)
			}
		}
	})
}

// TestAChainThatIsSealedWhollyAnewIsFoundByTheWalkThatRemembers: the chain fits together, and with it the head.
func TestAChainThatIsSealedWhollyAnewIsFoundByTheWalkThatRemembers(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := trail(t, db, "garden", 4)
		seal(t, ts)
		at := placeOf(verify(t, ts))
		var rows []models.AuditRow
		read(t, ts, func(v *models.View) error { return v.DB().Order("seq").Find(&rows).Error })
		prev, statements := "", []string{}
		for _, r := range rows {
			r.Action = "test.forged"
			hash := models.Seal(r, *r.Seq, prev)
			statements = append(statements, within(fmt.Sprintf("UPDATE audit_log SET action = 'test.forged', prev_hash = '%s', hash = '%s' WHERE seq = %d", prev, hash, *r.Seq), ts.Tenant().ID()))
			prev = hash
		}
		tamper(t, db, ts.Tenant().ID(), append(statements, within("UPDATE audit_heads SET hash = '"+prev+"'", ts.Tenant().ID()))...)
		if check := verify(t, ts); check.Break != nil {
			t.Fatalf("the forger did not do it well: %+v", check)
		}
		if b := goOn(t, ts, at, 10).Break; b == nil || b.Seq != 5 || b.Fault != models.ChainAltered {
			t.Errorf("found %+v, want the row where the walk stood", b)
		}
	})
}

func TestOfTwoWalksOneIsStored(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := trail(t, db, "garden", 0)
		save := func(w models.AuditWalk) (saved models.AuditWalk, err error) {
			err = ts.InTx(t.Context(), func(tx *models.Tx) (err error) { saved, err = tx.SaveAuditWalk(w); return err })
			return saved, err
		}
		first := models.AuditWalk{BeganAt: models.At(db.Clock.Now())}
		w, err := save(first)
		if err != nil || w.Version != 1 {
			t.Fatalf("%+v, %v", w, err)
		}
		if _, err := save(first); models.KindOf(err) != models.Conflict {
			t.Errorf("a second first walk: %v, want a conflict", err)
		}
		db.Clock.Advance(time.Hour)
		w.Seq, w.Hash, w.EndedAt = 3, "x", models.At(db.Clock.Now())
		w.Fault, w.FaultSeq, w.FaultAt = models.ChainCut, 4, w.EndedAt
		if _, err = save(w); err != nil {
			t.Fatal(err)
		}
		if _, err = save(w); models.KindOf(err) != models.Conflict {
			t.Errorf("the same step again: %v, want a conflict", err)
		}
		read(t, ts, func(v *models.View) error {
			got, err := v.AuditWalk()
			if b := got.Break(); got.Version != 2 || got.Place() != w.Place() || b == nil || b.Seq != 4 || !got.LookedAt.Equal(db.Clock.Now()) {
				t.Errorf("stored %+v", got)
			}
			return err
		})
	})
}
