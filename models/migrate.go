package models

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the schema to this binary's version. On PostgreSQL cfg names the schema's owner, and appRole the role
// the server connects as: it gets what it needs to work on rows, and every table with a tenant gets its wall. The walls
// are raised anew after each run, so no later migration can forget them.
func Migrate(ctx context.Context, cfg Config, appRole string) (applied int, err error) {
	return migrateTo(ctx, cfg, appRole, math.MaxInt64)
}

// migrateTo is Migrate up to a step, so that tests can write rows as an older binary left them.
func migrateTo(ctx context.Context, cfg Config, appRole string, last int64) (applied int, err error) {
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
	done, err := provider.UpTo(ctx, last)
	if err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	if last < math.MaxInt64 {
		return len(done), nil // the walls are those of the newest schema
	}
	if err := raiseJobTables(ctx, db, cfg.OnPostgres()); err != nil {
		return len(done), err
	}
	if err := fillList(ctx, db, cfg.OnPostgres()); err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	if cfg.OnPostgres() {
		return len(done), raiseWalls(ctx, db, appRole)
	}
	return len(done), raiseTriggers(ctx, db)
}

func migrations(db *sql.DB, onPostgres bool) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	dialect, others := goose.DialectSQLite3, "*.postgres.sql"
	if onPostgres {
		dialect, others = goose.DialectPostgres, "*.sqlite.sql"
	}
	// Where the two databases can't share a text, a step has two files; the other database's is left out.
	twins, err := fs.Glob(files, others)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	// Steps that were written side by side may land in another order than their numbers: none needs a later one, and a
	// database that has the later already takes the earlier, too.
	provider, err := goose.NewProvider(dialect, db, files, goose.WithVerbose(false), goose.WithExcludeNames(twins), goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return provider, nil
}

// migrated compares how many steps the schema has had with those of this binary. It reads the version table and nothing
// else, because the app role may not create it.
func (s *Store) migrated(ctx context.Context, handle *sql.DB) error {
	steps, err := migrationSteps()
	if err != nil {
		return err
	}
	var version int64
	row := handle.QueryRowContext(ctx, "SELECT COUNT(DISTINCT version_id) FROM goose_db_version WHERE is_applied AND version_id > 0")
	if err := row.Scan(&version); err != nil {
		return &Error{Kind: Unavailable, Public: "the schema has not been migrated", Err: err}
	}
	if version < steps {
		return Errorf(Unavailable, "the schema has %d steps, this binary needs %d: run raf migrate", version, steps)
	}
	row = handle.QueryRowContext(ctx, "SELECT COALESCE(MAX(version), 0) FROM river_migration WHERE line = 'main'")
	if err := row.Scan(&version); err != nil || version < jobSchema {
		return &Error{Kind: Unavailable, Public: "the tables of the job queue have not been migrated: run raf migrate", Err: err}
	}
	return nil
}

// migrationSteps is how many migrations there are; twins are one.
func migrationSteps() (int64, error) {
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return 0, Errorf(Internal, "migrations: %v", err)
	}
	steps := map[int64]bool{}
	for _, file := range files {
		n, err := goose.NumericComponent(file)
		if err != nil {
			return 0, Errorf(Internal, "migrations: %v", err)
		}
		steps[n] = true
	}
	return int64(len(steps)), nil
}
