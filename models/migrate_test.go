package models_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

func TestMigratingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		cfg, role := db.Config, ""
		if cfg.OnPostgres() {
			cfg, role = db.Owner, db.Config.User
		}
		if n, err := models.Migrate(t.Context(), cfg, role); n != 0 || err != nil {
			t.Errorf("migrating a migrated schema applied %d steps, error = %v", n, err)
		}
		if err := db.Store.Ready(t.Context()); err != nil {
			t.Errorf("not ready: %v", err)
		}
		read(t, a.ts, func(v *models.View) error { _, err := v.Member("friend"); return err })
	})
}

// TestRaisingTheWallsAgainNeverHidesARow reads all the while that the walls go down and up.
func TestRaisingTheWallsAgainNeverHidesARow(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	a, _ := twins(t, db)
	ctx, done := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			err := a.ts.View(context.Background(), func(v *models.View) error { _, err := v.Member("friend"); return err })
			if models.KindOf(err) == models.NotFound && err != nil {
				result <- err
				return
			}
		}
		result <- nil
	}()
	for range 20 {
		if _, err := models.Migrate(t.Context(), db.Owner, db.Config.User); err != nil {
			t.Error(err)
			break
		}
	}
	done()
	if err := <-result; err != nil {
		t.Errorf("a member's row was gone for a moment: %v", err)
	}
}

func TestTheAppRolesNameMustBeAPlainIdentifier(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	for _, role := range []string{"", "raf_app; DROP TABLE members", `raf"app`, "RAF"} {
		if _, err := models.Migrate(t.Context(), db.Owner, role); models.KindOf(err) != models.Invalid {
			t.Errorf("role %q: error = %v, want invalid", role, err)
		}
	}
}

func TestAnEmptyDatabaseIsNotReady(t *testing.T) {
	t.Parallel()
	store, err := models.Open(models.Config{Path: t.TempDir() + "/empty.db", Now: modelstest.Start})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if err := store.Ready(t.Context()); models.KindOf(err) != models.Unavailable || err == nil {
		t.Errorf("error = %v, want unavailable", err)
	}
}

// TestAFoldersNameDoesNotEndTheAddressOfTheDatabase: a "?" would begin the settings, a "#" end them, and the rows stand in
// another file than the one that was named, without the settings that keep them safe.
func TestAFoldersNameDoesNotEndTheAddressOfTheDatabase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a?b", "a#b", "a%20b", "a b", "a&b=c", "é"} {
		cfg := models.Config{Path: filepath.Join(t.TempDir(), name), Now: modelstest.Start}
		if _, err := models.Migrate(t.Context(), cfg, ""); err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if _, err := os.Stat(cfg.Path); err != nil {
			t.Errorf("%q: the rows stand elsewhere: %v", name, err)
		}
		store, err := models.Open(cfg)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if err := store.Ready(t.Context()); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		modelstest.Tenant(t, store, "garden")
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}
