package handlers

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/secret"
)

func (h *house) newCode() (string, error) { return secret.NewCode(rand.Reader) }

// dump is every row of every table as the app role sees it, one line a row.
func (h *house) dump(t *testing.T) []string {
	t.Helper()
	db := modelstest.Raw(t, h.db.Config)
	var all []string
	for _, tenant := range []models.Tenant{h.garden, h.orchard} {
		h.as(t, db, tenant)
		for _, table := range h.tables(t, db) {
			for _, row := range dumpTable(t, db, table) {
				all = append(all, table+" "+row)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// as names the tenant to the walls of PostgreSQL; SQLite has none.
func (h *house) as(t *testing.T, db *sql.DB, tenant models.Tenant) {
	t.Helper()
	if !h.db.Config.OnPostgres() {
		return
	}
	if _, err := db.ExecContext(t.Context(), "SELECT set_config('app.tenant', $1, false)", string(tenant.ID())); err != nil {
		t.Fatal(err)
	}
}

func (h *house) tables(t *testing.T, db *sql.DB) []string {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'"
	if h.db.Config.OnPostgres() {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'"
	}
	tables := modelstest.Strings(t, db, query)
	if len(tables) < 15 {
		t.Fatalf("only %d tables to dump: %v", len(tables), tables)
	}
	return tables
}

func dumpTable(t *testing.T, db *sql.DB, table string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		var line strings.Builder
		for i, name := range columns {
			fmt.Fprintf(&line, "%s=%v ", name, *values[i].(*any))
		}
		all = append(all, line.String())
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// count is how many rows a tenant has in a table.
func (h *house) count(t *testing.T, slug, table, where string) int {
	t.Helper()
	db := modelstest.Raw(t, h.db.Config)
	h.as(t, db, h.tenant(slug))
	query := "SELECT count(*) FROM " + table + " WHERE tenant_id = '" + string(h.tenant(slug).ID()) + "'"
	if where != "" {
		query += " AND " + where
	}
	var n int
	if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// set changes rows in a way that no route offers: a disabled institution, another sign-in mode, an ended offer.
func (h *house) set(t *testing.T, slug, statement string) {
	t.Helper()
	cfg := h.db.Config
	if cfg.OnPostgres() {
		cfg = h.db.Owner
	}
	db := modelstest.Raw(t, cfg)
	h.as(t, db, h.tenant(slug))
	if _, err := db.ExecContext(t.Context(), statement+" AND "+h.ownColumn(statement)+" = '"+string(h.tenant(slug).ID())+"'"); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func (h *house) ownColumn(statement string) string {
	if strings.Contains(statement, "UPDATE tenants ") {
		return "id"
	}
	return "tenant_id"
}

// distinct lists the values of a column.
func (h *house) distinct(t *testing.T, slug, table, column string) []string {
	t.Helper()
	db := modelstest.Raw(t, h.db.Config)
	h.as(t, db, h.tenant(slug))
	return modelstest.Strings(t, db, "SELECT DISTINCT "+column+" FROM "+table+" WHERE tenant_id = '"+string(h.tenant(slug).ID())+"' ORDER BY 1")
}

// copyAcross gives Orchard the rows of Garden, with the same ids. It needs a database without walls.
func (h *house) copyAcross(t *testing.T, table, where string) {
	t.Helper()
	db := modelstest.Raw(t, h.db.Config)
	columns := modelstest.Strings(t, db, "SELECT name FROM pragma_table_info('"+table+"') WHERE name <> 'tenant_id'")
	list := strings.Join(columns, ", ")
	res, err := db.ExecContext(t.Context(), "INSERT INTO "+table+" (tenant_id, "+list+") SELECT '"+string(h.orchard.ID())+"', "+list+
		" FROM "+table+" WHERE tenant_id = '"+string(h.garden.ID())+"' AND "+where)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%d rows of %s were copied: %v", n, table, err)
	}
}
