package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

func settingsOf(t *testing.T, ts models.TenantStore) (row models.SettingsRow) {
	t.Helper()
	read(t, ts, func(v *models.View) (err error) { row, err = v.Settings(); return err })
	return row
}

// TestSettingsAreChangedInOnesOwnRowOnly: tenants has no wall, on neither database; only the method's own condition
// stands between two institutions.
func TestSettingsAreChangedInOnesOwnRowOnly(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, b := twins(t, db)
		neighbour, own := settingsOf(t, b.ts), settingsOf(t, a.ts)
		next := own.Settings
		next.Name, next.Timezone, next.ThresholdMinor, next.SamePerson = "Anew", "America/Denver", 100, !own.SamePerson
		by := models.Actor{Kind: models.ActorStaff, ID: "checker"}
		write(t, a.ts, func(tx *models.Tx) error { return tx.ChangeSettings(next, own.Version, by) })
		got := settingsOf(t, a.ts)
		if diff := cmp.Diff(next, got.Settings); diff != "" || got.ChangedBy != "checker" || got.Version != own.Version+1 {
			t.Errorf("changed by %q to version %d (-want +got):\n%s", got.ChangedBy, got.Version, diff)
		}
		if diff := cmp.Diff(neighbour, settingsOf(t, b.ts)); diff != "" {
			t.Errorf("the neighbour's settings (-before +after):\n%s", diff)
		}
		err := a.ts.InTx(t.Context(), func(tx *models.Tx) error { return tx.ChangeSettings(next, own.Version, by) })
		if models.KindOf(err) != models.Conflict {
			t.Errorf("the same version again: %v", err)
		}
	})
}

func TestASettingCountsAtOnceHereAndAfterASecondElsewhere(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		tenant := modelstest.Tenant(t, db.Store, "garden")
		another, err := models.Open(db.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = another.Close() })
		name := func(s *models.Store) string {
			got, err := s.TenantBySlug(t.Context(), "garden")
			if err != nil {
				t.Fatal(err)
			}
			return got.Name
		}
		if name(db.Store) != "garden" || name(another) != "garden" {
			t.Fatal("the name is another one from the start")
		}
		row := settingsOf(t, db.Store.For(tenant))
		row.Name = "Garden Bank"
		write(t, db.Store.For(tenant), func(tx *models.Tx) error {
			return tx.ChangeSettings(row.Settings, row.Version, models.Actor{Kind: models.ActorStaff, ID: "x"})
		})
		db.Store.Forget(tenant)
		if got := name(db.Store); got != "Garden Bank" {
			t.Errorf("here it is %q", got)
		}
		db.Clock.Advance(1e9)
		if got := name(another); got != "Garden Bank" {
			t.Errorf("elsewhere it is %q after a second", got)
		}
	})
}

func TestTheDatabaseHoldsTheThresholdsCeiling(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		row := settingsOf(t, a.ts)
		for _, minor := range []int64{-1, models.MaxThreshold + 1} {
			row.ThresholdMinor = minor
			err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				return tx.ChangeSettings(row.Settings, row.Version, models.Actor{Kind: models.ActorStaff, ID: "x"})
			})
			if err == nil {
				t.Errorf("a threshold of %d was stored", minor)
			}
		}
	})
}

func TestAnOperatorHasAnEndAndNobodyElse(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		raw := modelstest.Raw(t, db.Config)
		if db.Config.OnPostgres() {
			if _, err := raw.ExecContext(t.Context(), "SELECT set_config('app.tenant', $1, false)", string(a.id())); err != nil {
				t.Fatal(err)
			}
		}
		for _, statement := range []string{"UPDATE staff_users SET role = 'operator' WHERE id = 'maker'", "UPDATE staff_users SET until = NULL WHERE id = 'operator'",
			"UPDATE staff_users SET role = 'owner' WHERE id = 'maker'"} {
			if _, err := raw.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s went through", statement)
			}
		}
	})
}
