package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/glebarez/sqlite"
	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver of database/sql
	"github.com/riverqueue/river"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Config says where the rows are. PostgreSQL is used when Host is set, else the SQLite file at Path.
type Config struct {
	Host, Port, Name, User, Password, SSLMode string // PostgreSQL, as the app role (or the owner, for migrations)
	Path                                      string // SQLite
	MaxConns                                  int    // per pool, 20 if zero
	Now                                       func() time.Time
	// OpenDB opens a handle; nil means sql.Open. Tests count statements through it.
	OpenDB func(driverName, dsn string) (*sql.DB, error)
}

// OnPostgres reports which database the configuration means.
func (c Config) OnPostgres() bool { return c.Host != "" }

// Store can resolve and add tenants, and nothing else: rows are reached through For.
type Store struct {
	write, read *gorm.DB // the same handle on PostgreSQL; two pools on SQLite, the second refusing to write
	cfg         Config
	tenants     tenantCache
	jobs        *JobClient // inserts, works nothing
}

// Open connects to PostgreSQL lazily: a server that is down shows at the first use, so that the process can start and
// say so. A SQLite file that can't be opened shows at once.
func Open(cfg Config) (*Store, error) {
	if cfg.OpenDB == nil {
		cfg.OpenDB = sql.Open
	}
	if cfg.MaxConns == 0 {
		cfg.MaxConns = 20
	}
	if cfg.Now == nil {
		return nil, errors.New("models: Config.Now is nil")
	}
	s := &Store{cfg: cfg, tenants: tenantCache{byKey: map[string]cachedTenant{}}}
	var err error
	if cfg.OnPostgres() {
		if s.write, err = s.open("pgx", cfg.postgresURL(), cfg.MaxConns); err != nil {
			return nil, err
		}
		s.read = s.write
		return s, s.openJobs()
	}
	// One writer at a time is SQLite's own rule; a pool of one turns "database is locked" into waiting. Readers have
	// a pool of their own, whose connections refuse to write: a GET that writes fails in tests, not in an audit.
	if s.write, err = s.open("sqlite", sqliteDSN(cfg.Path, false), 1); err != nil {
		return nil, err
	}
	if s.read, err = s.open("sqlite", sqliteDSN(cfg.Path, true), min(cfg.MaxConns, 8)); err != nil {
		return nil, err
	}
	return s, s.openJobs()
}

func (s *Store) openJobs() (err error) {
	s.jobs, err = s.JobClient(river.Config{Logger: slog.New(slog.DiscardHandler)})
	return err
}

func (s *Store) open(driver, dsn string, conns int) (*gorm.DB, error) {
	handle, err := s.cfg.OpenDB(driver, dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	handle.SetMaxOpenConns(conns)
	handle.SetMaxIdleConns(conns)
	handle.SetConnMaxIdleTime(5 * time.Minute)
	var dialector gorm.Dialector = postgres.New(postgres.Config{Conn: handle})
	if driver == "sqlite" {
		dialector = &sqlite.Dialector{Conn: handle}
	}
	// Each Open gets a configuration of its own: a shared one mixes dialects. PrepareStmt stays off: it hides the
	// transaction that jobs must join. Errors carry kinds, so GORM's own logger, which prints bound values, is off.
	db, err := gorm.Open(dialector, &gorm.Config{
		SkipDefaultTransaction:   true,
		DisableNestedTransaction: true,
		DisableAutomaticPing:     true,
		TranslateError:           true,
		Logger:                   logger.Discard,
		NowFunc:                  s.cfg.Now,
	})
	if err != nil {
		return nil, wrap(err, "open database")
	}
	if err := db.Use(refuser{}); err != nil {
		return nil, fmt.Errorf("tenancy plugin: %w", err)
	}
	return db, nil
}

// Ready reports whether the database answers and its schema is the one this binary was built with.
func (s *Store) Ready(ctx context.Context) error {
	handle, err := s.read.DB()
	if err != nil {
		return wrap(err, "database")
	}
	if err := handle.PingContext(ctx); err != nil {
		return &Error{Kind: Unavailable, Public: "database does not answer", Err: err}
	}
	return s.migrated(ctx, handle)
}

// Pool is how the connections that requests and jobs share are doing: on SQLite those that write.
func (s *Store) Pool() sql.DBStats {
	handle, err := s.write.DB()
	if err != nil {
		return sql.DBStats{}
	}
	return handle.Stats()
}

// Close ends all connections.
func (s *Store) Close() error {
	var all []error
	for _, db := range []*gorm.DB{s.write, s.read} {
		if handle, err := db.DB(); err == nil {
			all = append(all, handle.Close())
		}
	}
	return errors.Join(all...)
}

func (c Config) postgresURL() string {
	u := url.URL{Scheme: "postgres", Path: "/" + c.Name, User: url.UserPassword(c.User, c.Password)}
	q := url.Values{"connect_timeout": {"3"}, "application_name": {"raf"}}
	if c.SSLMode != "" {
		q.Set("sslmode", c.SSLMode)
	}
	port := c.Port
	if _, err := strconv.Atoi(port); err != nil {
		port = "5432"
	}
	if strings.HasPrefix(c.Host, "/") {
		q.Set("host", c.Host) // a socket directory
		q.Set("port", port)
	} else {
		u.Host = net.JoinHostPort(c.Host, port)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// sqliteDSN: WAL so that readers do not wait for the writer, foreign keys on, and immediate transactions because a
// deferred one that turns into a writer fails with "database is locked" under load. The path is escaped as the URI
// filenames of SQLite are: a "?" or "#" in a folder's name would end it there, and open another database.
func sqliteDSN(path string, readOnly bool) string {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_txlock=immediate"
	if readOnly {
		dsn += "&_pragma=query_only(1)"
	}
	return dsn
}
