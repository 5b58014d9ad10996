package modelstest

import (
	"database/sql"
	"net"
	"net/url"
	"testing"

	"raf/models"
)

// Raw opens a plain connection beside the store, for tests of what holds without our own code: walls, keys, grants. It
// is one connection, so that a setting made on it stays where it was made.
func Raw(tb testing.TB, cfg models.Config) *sql.DB {
	tb.Helper()
	driver, dsn := "sqlite", "file:"+cfg.Path+"?_pragma=busy_timeout(120000)&_pragma=foreign_keys(1)"
	if cfg.OnPostgres() {
		u := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: net.JoinHostPort(cfg.Host, cfg.Port),
			Path: "/" + cfg.Name, RawQuery: "sslmode=" + cfg.SSLMode}
		driver, dsn = "pgx", u.String()
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		tb.Fatalf("open a plain connection: %v", err)
	}
	db.SetMaxOpenConns(1)
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close the plain connection: %v", err)
		}
	})
	return db
}

// Strings reads the first column of a query's rows.
func Strings(tb testing.TB, db *sql.DB, query string, args ...any) []string {
	tb.Helper()
	rows, err := db.QueryContext(tb.Context(), query, args...)
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			tb.Fatalf("%s: %v", query, err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return all
}
