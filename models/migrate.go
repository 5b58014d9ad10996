package models

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// appendOnly are the tables whose rows the app role may add and read, never change or remove.
func appendOnly() []string {
	return []string{"referral_events", "evaluations", "consents", "campaign_versions", "code_attempts"}
}

// Migrate brings the schema to this binary's version. On PostgreSQL cfg names the schema's owner, and appRole the role
// the server connects as: it gets what it needs to work on rows, and every table with a tenant gets its wall. The walls
// are raised anew after each run, so no later migration can forget them.
func Migrate(ctx context.Context, cfg Config, appRole string) (applied int, err error) {
	if cfg.OpenDB == nil {
		cfg.OpenDB = sql.Open
	}
	driver, dsn := "sqlite", sqliteDSN(cfg.Path, false)
	if cfg.OnPostgres() {
		driver, dsn = "pgx", cfg.postgresURL()
	}
	db, err := cfg.OpenDB(driver, dsn)
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	provider, err := migrations(db, cfg.OnPostgres())
	if err != nil {
		return 0, err
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	if cfg.OnPostgres() {
		err = raiseWalls(ctx, db, appRole)
	}
	return len(done), err
}

func migrations(db *sql.DB, onPostgres bool) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	dialect := goose.DialectSQLite3
	if onPostgres {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, db, files, goose.WithVerbose(false))
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return provider, nil
}

// migrated compares the schema's version with the newest migration of this binary. It reads the version table and
// nothing else, because the app role may not create it.
func (s *Store) migrated(ctx context.Context, handle *sql.DB) error {
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return Errorf(Internal, "migrations: %v", err)
	}
	var version int
	row := handle.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied")
	if err := row.Scan(&version); err != nil {
		return &Error{Kind: Unavailable, Public: "the schema has not been migrated", Err: err}
	}
	if version < len(files) {
		return Errorf(Unavailable, "the schema is at version %d, this binary needs %d: run raf migrate", version, len(files))
	}
	return nil
}

var roleName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// raiseWalls enables and forces row-level security on every table that has a tenant_id and grants the app role what it
// needs. A policy compares with a setting that each transaction makes for itself; without one no row is visible.
func raiseWalls(ctx context.Context, db *sql.DB, appRole string) error {
	if !roleName.MatchString(appRole) {
		return Errorf(Invalid, "the app role's name %q is not a plain identifier", appRole)
	}
	walled, err := tablesWith(ctx, db, "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'")
	if err != nil {
		return err
	}
	statements := []string{
		fmt.Sprintf("GRANT USAGE ON SCHEMA public TO %s", appRole),
		fmt.Sprintf("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %s", appRole),
		fmt.Sprintf("GRANT SELECT ON goose_db_version TO %s", appRole),
		fmt.Sprintf("GRANT SELECT, INSERT, UPDATE ON tenants TO %s", appRole),
	}
	if err := inOneTransaction(ctx, db, statements); err != nil {
		return err
	}
	for _, table := range walled {
		if err := inOneTransaction(ctx, db, wall(table, appRole)); err != nil {
			return err
		}
	}
	return nil
}

// wall is what a table gets. It goes up in one transaction a table: between dropping a policy and making it anew a
// serving process would see no row, and between grant and revoke it could change what is append-only.
func wall(table, appRole string) []string {
	statements := []string{
		fmt.Sprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY", table),
		fmt.Sprintf("ALTER TABLE %s FORCE ROW LEVEL SECURITY", table),
		fmt.Sprintf("DROP POLICY IF EXISTS one_tenant ON %s", table),
		fmt.Sprintf("CREATE POLICY one_tenant ON %s USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')) "+
			"WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant', true), ''))", table),
		fmt.Sprintf("GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s", table, appRole),
	}
	switch {
	case slices.Contains(appendOnly(), table):
		statements = append(statements, fmt.Sprintf("REVOKE UPDATE, DELETE ON %s FROM %s", table, appRole))
	case table == "audit_log":
		// The chain columns are filled in by the sealing job and nothing else of a row ever changes.
		statements = append(statements, fmt.Sprintf("REVOKE UPDATE, DELETE ON audit_log FROM %s", appRole),
			fmt.Sprintf("GRANT UPDATE (seq, prev_hash, hash) ON audit_log TO %s", appRole))
	}
	return statements
}

func inOneTransaction(ctx context.Context, db *sql.DB, statements []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return errors.Join(fmt.Errorf("migrate: %s: %w", statement, err), tx.Rollback())
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func tablesWith(ctx context.Context, db *sql.DB, query string) (names []string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("migrate: %w", err)
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
