package models_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

func TestATenantIsFoundBySlugAndByItsOwnHost(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		want := modelstest.Tenant(t, db.Store, "garden")
		orchard := modelstest.Profile("orchard")
		orchard.Host = "rewards.orchard.test"
		none := func(models.TenantID) ([]models.TenantSecret, error) {
			return []models.TenantSecret{{Kind: models.SecretClient, Sealed: []byte("x")}}, nil
		}
		if _, err := db.Store.AddTenant(t.Context(), orchard, none); err != nil {
			t.Fatal(err)
		}
		got, err := db.Store.TenantBySlug(t.Context(), "garden")
		if err != nil || got.ID() != want.ID() || !got.SamePerson || got.Zone().String() != "America/Chicago" {
			t.Errorf("by slug: %+v, %v", got, err)
		}
		if got, err = db.Store.TenantByHost(t.Context(), "rewards.orchard.test"); err != nil || got.Slug != "orchard" {
			t.Errorf("by host: %q, %v", got.Slug, err)
		}
		// Garden has no host of its own: an empty one must not find it.
		for _, host := range []string{"", "other.test", "rewards.orchard.test.", "REWARDS.ORCHARD.TEST", "' OR 1=1 --"} {
			if got, err = db.Store.TenantByHost(t.Context(), host); models.KindOf(err) != models.NotFound || err == nil {
				t.Errorf("host %q: %q, %v, want not found", host, got.Slug, err)
			}
		}
		if _, err = db.Store.TenantBySlug(t.Context(), "nobody"); models.KindOf(err) != models.NotFound {
			t.Errorf("unknown slug: %v, want not found", err)
		}
		taken := modelstest.Profile("orchard-2")
		taken.Host = orchard.Host
		for name, p := range map[string]models.TenantProfile{"slug": modelstest.Profile("garden"), "host": taken} {
			if _, err := db.Store.AddTenant(t.Context(), p, none); models.KindOf(err) != models.Conflict {
				t.Errorf("a taken %s: error = %v, want a conflict", name, err)
			}
		}
		if all, err := db.Store.Tenants(t.Context()); err != nil || len(all) != 2 || all[0].Slug != "garden" {
			t.Errorf("tenants = %v, %v", all, err)
		}
	})
}

func TestASettingCountsAfterASecond(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		modelstest.Tenant(t, db.Store, "garden")
		disabled := func() bool {
			got, err := db.Store.TenantBySlug(t.Context(), "garden")
			if err != nil {
				t.Fatal(err)
			}
			return got.Disabled
		}
		if disabled() {
			t.Error("disabled from the start")
		}
		if _, err := modelstest.Raw(t, db.Config).ExecContext(t.Context(), "UPDATE tenants SET disabled = true"); err != nil {
			t.Fatal(err)
		}
		db.Clock.Advance(time.Second)
		if !disabled() {
			t.Error("an institution that was switched off is still served after a second")
		}
	})
}

// TestADeadDatabaseStillFramesItsErrors: the frame policy of an error page needs the tenant's settings.
func TestADeadDatabaseStillFramesItsErrors(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		tenant := modelstest.Tenant(t, db.Store, "garden")
		if _, err := db.Store.TenantBySlug(t.Context(), "garden"); err != nil {
			t.Fatal(err)
		}
		db.Clock.Advance(time.Hour)
		late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0)) // no answer in time, as with a dead server
		defer cancel()
		if got, err := db.Store.TenantBySlug(late, "garden"); err != nil || got.FIURL == "" {
			t.Errorf("known tenant: %q, %v, want the last known settings", got.FIURL, err)
		}
		if _, err := db.Store.TenantBySlug(late, "orchard"); models.KindOf(err) != models.Unavailable {
			t.Errorf("unknown tenant: %v, want unavailable and not 'not found'", err)
		}
		if err := db.Store.For(tenant).View(late, func(*models.View) error { return nil }); models.KindOf(err) != models.Unavailable {
			t.Errorf("its rows: %v, want unavailable", err)
		}
	})
}

// TestADatabaseThatIsNotThereIsUnavailable: PostgreSQL shows at the first use, so that a server can start before it;
// a SQLite file that can't be made is a wrong setting and shows at once.
func TestADatabaseThatIsNotThereIsUnavailable(t *testing.T) {
	t.Parallel()
	_, err := models.Open(models.Config{Path: filepath.Join(t.TempDir(), "no", "such", "folder", "raf.db"), Now: modelstest.Start})
	if models.KindOf(err) != models.Unavailable || err == nil {
		t.Errorf("open of an impossible file: %v, want unavailable", err)
	}
	store, err := models.Open(models.Config{Host: "127.0.0.1", Port: "1", Name: "raf", User: "raf_app", Password: "x", SSLMode: "disable", Now: modelstest.Start})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if err := store.Ready(t.Context()); models.KindOf(err) != models.Unavailable || err == nil {
		t.Errorf("ready: %v, want unavailable", err)
	}
	if _, err := store.TenantBySlug(t.Context(), "garden"); models.KindOf(err) != models.Unavailable {
		t.Errorf("a tenant: %v, want unavailable", err)
	}
}
