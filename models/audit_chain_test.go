package models_test

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

var auditor = models.Actor{Kind: models.ActorSystem, ID: "test"}

// trail is an institution with some rows in its log and none sealed but those that made it.
func trail(t *testing.T, db modelstest.DB, slug string, rows int) models.TenantStore {
	t.Helper()
	ts := db.Store.For(modelstest.Tenant(t, db.Store, slug))
	for i := range rows {
		write(t, ts, func(tx *models.Tx) error {
			return tx.Audit(auditor, "test.done", "thing", fmt.Sprint(i), nil, map[string]any{"n": i})
		})
	}
	return ts
}

// seal seals everything that waits.
func seal(t *testing.T, ts models.TenantStore) (all int) {
	t.Helper()
	for {
		var n int
		write(t, ts, func(tx *models.Tx) (err error) { n, err = tx.SealAudit(3); return err })
		if all += n; n < 3 {
			return all
		}
	}
}

func verify(t *testing.T, ts models.TenantStore) (check models.ChainCheck) {
	t.Helper()
	read(t, ts, func(v *models.View) (err error) { check, err = v.VerifyAudit(); return err })
	return check
}

func TestSealedRowsFollowOneAnotherWithoutAGap(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := trail(t, db, "garden", 7) // the eighth row tells that the institution was added
		if check := verify(t, ts); check.Rows != 0 || check.Waiting != 8 || check.Break != nil {
			t.Errorf("before the first seal: %+v", check)
		}
		if n := seal(t, ts); n != 8 {
			t.Errorf("%d rows sealed, want 8", n)
		}
		if n := seal(t, ts); n != 0 {
			t.Errorf("%d rows sealed again", n)
		}
		check := verify(t, ts)
		if check.Rows != 8 || check.Waiting != 0 || check.Break != nil || !check.Until.Equal(db.Clock.Now()) {
			t.Errorf("after it: %+v", check)
		}
		read(t, ts, func(v *models.View) error {
			head, err := v.AuditHead()
			if head.Seq != 8 || head.Hash != check.Head || !head.SealedAt.Equal(db.Clock.Now()) {
				t.Errorf("head = %+v, want it at %s", head, check.Head)
			}
			return err
		})
	})
}

func TestARowThatIsCommittedLateIsSealedLater(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil) // SQLite has one writer at a time
	ts := trail(t, db, "garden", 0)
	write(t, ts, func(slow *models.Tx) error {
		if err := slow.Audit(auditor, "test.slow", "thing", "slow", nil, nil); err != nil {
			return err
		}
		write(t, ts, func(tx *models.Tx) error { return tx.Audit(auditor, "test.fast", "thing", "fast", nil, nil) })
		if n := seal(t, ts); n != 2 {
			t.Errorf("%d rows sealed, want the two that are committed", n)
		}
		return nil
	})
	if n := seal(t, ts); n != 1 {
		t.Errorf("%d rows sealed, want the late one", n)
	}
	if check := verify(t, ts); check.Rows != 3 || check.Break != nil {
		t.Errorf("check = %+v", check)
	}
}

func TestManySealersGiveEachRowOnePlace(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := trail(t, db, "garden", 39)
		second, err := models.Open(db.Config) // another instance
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		var group sync.WaitGroup
		for i := range 8 {
			rows := []models.TenantStore{ts, second.For(ts.Tenant())}[i%2]
			group.Go(func() {
				for range 20 {
					var n int
					err := rows.InTx(t.Context(), func(tx *models.Tx) (err error) { n, err = tx.SealAudit(4); return err })
					if err != nil {
						t.Error(err)
					}
					if n == 0 {
						return
					}
				}
			})
		}
		group.Wait()
		if check := verify(t, ts); check.Rows != 40 || check.Waiting != 0 || check.Break != nil {
			t.Errorf("check = %+v, want 40 rows", check)
		}
	})
}

// TestEveryColumnIsUnderTheSeal changes one field after the other: a column that is added later and forgotten in the hash
// would be one that can be edited unseen.
func TestEveryColumnIsUnderTheSeal(t *testing.T) {
	t.Parallel()
	plain := models.AuditRow{At: models.At(modelstest.Start())}
	seen := map[string]string{models.Seal(plain, 1, ""): "the plain row", models.Seal(plain, 2, ""): "another place", models.Seal(plain, 1, "x"): "another row before it"}
	try := func(name string, row models.AuditRow) {
		hash := models.Seal(row, 1, "")
		if other, taken := seen[hash]; taken {
			t.Errorf("a changed %s has the hash of %s", name, other)
		}
		seen[hash] = name
	}
	chain := map[string]bool{"Seq": true, "PrevHash": true, "Hash": true}
	var walk func(path []int, typ reflect.Type)
	walk = func(path []int, typ reflect.Type) {
		for i := range typ.NumField() {
			f, at := typ.Field(i), append(append([]int(nil), path...), i)
			if f.Anonymous && f.Type == reflect.TypeFor[models.Keys]() {
				walk(at, f.Type)
				continue
			}
			if chain[f.Name] {
				continue
			}
			row := plain
			v := reflect.ValueOf(&row).Elem().FieldByIndex(at)
			switch {
			case v.Kind() == reflect.String:
				v.SetString("x")
			case f.Type == reflect.TypeFor[models.JSON]():
				v.SetBytes([]byte("x"))
			case f.Type == reflect.TypeFor[models.Instant]():
				v.Set(reflect.ValueOf(models.At(modelstest.Start().Add(1000))))
			default:
				t.Fatalf("%s is a %v: teach this test to change it", f.Name, f.Type)
			}
			try(f.Name, row)
		}
	}
	walk(nil, reflect.TypeFor[models.AuditRow]())
	if len(seen) != 3+13 {
		t.Errorf("%d columns tried, want 13", len(seen)-3)
	}
	try("border between two fields", models.AuditRow{At: plain.At, Action: "x1:x,"})
}

func TestAFailedAuditRowFailsTheChange(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
			return errors.Join(tx.SetJoined("friend", "2026-05-05"), tx.Audit(auditor, "x", "member", "friend", nil, func() {}))
		})
		if err == nil {
			t.Fatal("a row that could not be written was not missed")
		}
		read(t, a.ts, func(v *models.View) error {
			m, err := v.Member("friend")
			if m.JoinedOn != "" {
				t.Error("the change stands without its row")
			}
			return err
		})
	})
}
