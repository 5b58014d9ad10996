package models_test

import (
	"errors"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

func TestAJobIsThereExactlyIfItsChangeIs(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := trail(t, db, "garden", 0)
		no := errors.New("no")
		for i := range 20 {
			err := ts.InTx(t.Context(), func(tx *models.Tx) error {
				if err := tx.Enqueue(aJob{TenantID: ts.Tenant().ID()}); err != nil {
					return err
				}
				if err := tx.Audit(auditor, "test.done", "thing", "x", nil, nil); err != nil || i%2 == 0 {
					return err
				}
				return no
			})
			if err != nil && !errors.Is(err, no) {
				t.Fatal(err)
			}
		}
		jobs := modelstest.Strings(t, modelstest.Raw(t, db.Config), "SELECT kind FROM river_job")
		read(t, ts, func(v *models.View) error {
			rows, err := v.AuditWaiting()
			if len(jobs) != 10 || rows != 11 { // one tells of the institution
				t.Errorf("%d jobs beside %d rows, want 10 beside 11", len(jobs), rows)
			}
			return err
		})
	})
}

func TestTheQueueIsWorkedAndNotRebuiltByTheAppRole(t *testing.T) {
	t.Parallel()
	db := kit.Postgres(t, nil)
	app := modelstest.Raw(t, db.Config)
	for _, statement := range []string{"DROP TABLE river_job", "TRUNCATE river_job", "ALTER TABLE river_job ADD x text", "REINDEX TABLE river_job",
		"INSERT INTO river_migration (line, version) VALUES ('main', 9)"} {
		if _, err := app.ExecContext(t.Context(), statement); sqlState(err) != insufficientPrivilege {
			t.Errorf("%s: error = %v, want insufficient privilege", statement, err)
		}
	}
	for _, table := range models.JobTables() {
		if _, err := app.ExecContext(t.Context(), "DELETE FROM "+table); err != nil {
			t.Errorf("%s: %v", table, err)
		}
	}
	for _, column := range modelstest.Strings(t, app, "SELECT column_name FROM information_schema.columns WHERE table_name LIKE 'river%'") {
		if column == "tenant_id" {
			t.Error("a table of the queue has a tenant: it needs a wall and a model")
		}
	}
}

func TestASchemaWithoutTheQueueIsNotReady(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	if err := db.Store.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := modelstest.Raw(t, db.Config).ExecContext(t.Context(), "DELETE FROM river_migration WHERE version = 6"); err != nil {
		t.Fatal(err)
	}
	if err := db.Store.Ready(t.Context()); models.KindOf(err) != models.Unavailable {
		t.Errorf("error = %v, want unavailable", err)
	}
}
