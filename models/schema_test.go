package models_test

import (
	"cmp"
	"database/sql"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm/schema"

	"raf/models"
	"raf/models/modelstest"
)

// The same questions to both catalogues. Each answers one text a row: table, then what was asked.
var catalogue = map[string]map[string]string{
	"sqlite": {
		"columns": "SELECT m.name || ' ' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'",
		"keys": "SELECT m.name || ' -> ' || f.\"table\" || ' ' || group_concat(f.\"from\" || '=' || f.\"to\", ',') FROM sqlite_master m, pragma_foreign_key_list(m.name) f " +
			"WHERE m.type = 'table' GROUP BY m.name, f.id",
		"unique": "SELECT m.name || ' ' || i.name FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i WHERE m.type = 'table' AND l.\"unique\" = 1 AND i.seqno = 0",
	},
	"postgres": {
		"columns": "SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
		"keys": "SELECT c.conrelid::regclass || ' -> ' || c.confrelid::regclass || ' ' || (SELECT string_agg(f.attname || '=' || r.attname, ',' ORDER BY k.n) " +
			"FROM unnest(c.conkey, c.confkey) WITH ORDINALITY k (f, r, n) JOIN pg_attribute f ON f.attrelid = c.conrelid AND f.attnum = k.f " +
			"JOIN pg_attribute r ON r.attrelid = c.confrelid AND r.attnum = k.r) FROM pg_constraint c WHERE c.contype = 'f'",
		"unique": "SELECT i.indrelid::regclass || ' ' || a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] " +
			"JOIN pg_class t ON t.oid = i.indrelid WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace",
	},
}

// ask puts a question to the catalogue of a database, as the schema's owner where there is one.
func ask(t *testing.T, db modelstest.DB, question string) []string {
	t.Helper()
	cfg, dialect := db.Config, "sqlite"
	if cfg.OnPostgres() {
		cfg, dialect = db.Owner, "postgres"
	}
	var conn *sql.DB = modelstest.Raw(t, cfg)
	all := slices.DeleteFunc(modelstest.Strings(t, conn, catalogue[dialect][question]), func(line string) bool {
		// The job queue's tables are River's; jobs_test.go looks at what they hold.
		return strings.HasPrefix(line, "goose_db_version ") || strings.HasPrefix(line, "sqlite_") || strings.HasPrefix(line, "river_")
	})
	slices.SortFunc(all, cmp.Compare)
	return all
}

func parsed(t *testing.T, model any) *schema.Schema {
	t.Helper()
	s, err := schema.Parse(model, &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryModelHasATenantOrIsFreeByName(t *testing.T) {
	t.Parallel()
	var free []string
	for _, model := range models.All() {
		f := parsed(t, model).LookUpField("TenantID")
		switch {
		case f == nil:
			free = append(free, reflect.TypeOf(model).Elem().Name())
		case f.FieldType != reflect.TypeFor[models.TenantID]():
			t.Errorf("%T has a TenantID of type %v, which scopes nothing", model, f.FieldType)
		case f.Updatable || !f.Creatable || !f.PrimaryKey:
			t.Errorf("%T: tenant_id must be part of the key and create-only", model)
		}
	}
	if want := []string{"tenantRow"}; !slices.Equal(free, want) {
		t.Errorf("models without a tenant: %v, want %v and no other", free, want)
	}
}

func TestModelsAndTablesAgree(t *testing.T) {
	t.Parallel()
	var want []string
	for _, model := range models.All() {
		s := parsed(t, model)
		for _, f := range s.Fields {
			if f.DBName != "" {
				want = append(want, s.Table+" "+f.DBName)
			}
		}
	}
	slices.Sort(want)
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		if diff := gocmp.Diff(want, ask(t, db, "columns")); diff != "" {
			t.Errorf("columns of the models and of the migrated schema (-model +schema):\n%s", diff)
		}
	})
}

func TestEveryForeignKeyCarriesTheTenant(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		keys := ask(t, db, "keys")
		if len(keys) != 60 {
			t.Errorf("%d foreign keys, want 60: count anew when a migration adds one", len(keys))
		}
		for _, key := range keys {
			toTenant := strings.HasSuffix(key, "-> tenants tenant_id=id")
			if !toTenant && !strings.Contains(key, " tenant_id=tenant_id,") {
				t.Errorf("%s: it could point into another institution", key)
			}
		}
	})
}

func TestEveryUniqueKeyBeginsWithTheTenant(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		unique := ask(t, db, "unique")
		if len(unique) < len(scopedModels()) {
			t.Errorf("%d unique keys, want one a table at least", len(unique))
		}
		for _, line := range unique {
			table, column, _ := strings.Cut(line, " ")
			if column != "tenant_id" && table != "tenants" {
				t.Errorf("a unique key of %s begins with %s: one institution could probe another's values", table, column)
			}
		}
	})
}

func TestAnInstantSurvivesBothDatabasesAndSortsAlike(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		at := modelstest.Start().Add(123456789) // nanoseconds are cut to microseconds
		db.Clock.Advance(at.Sub(db.Clock.Now()))
		write(t, a.ts, func(tx *models.Tx) error { return tx.LockMember("friend") })
		read(t, a.ts, func(v *models.View) error {
			m, err := v.Member("friend")
			if want := models.At(at); !m.SeenAt.Equal(want.Time) || m.SeenAt.Location() != want.Location() {
				t.Errorf("instant = %v, want %v", m.SeenAt, want)
			}
			var first models.Member
			if err := v.DB().Order("seen_at DESC").Take(&first).Error; err != nil || first.ID != "friend" {
				t.Errorf("the latest is %q (%v), want friend", first.ID, err)
			}
			return err
		})
	})
}
