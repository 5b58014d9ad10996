package modelstest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"raf/models"
)

// Kit gives a test package's tests fresh stores on both databases. The package holds one and calls Run from TestMain:
//
//	var kit modelstest.Kit
//	func TestMain(m *testing.M) { os.Exit(kit.Run(m)) }
type Kit struct {
	cluster  SharedCluster
	template sync.Once
	seed     Conn
	seedErr  error
}

// Run runs the package's tests and removes the cluster that they may have started.
func (k *Kit) Run(m *testing.M) int {
	defer k.cluster.Stop()
	return m.Run()
}

// Clock is a clock that stands until it is moved.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock stands at t.
func NewClock(t time.Time) *Clock { return &Clock{at: t} }

// Now reads the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// DB is one fresh database with everything that reaches it.
type DB struct {
	Store  *models.Store
	Config models.Config
	Owner  models.Config // PostgreSQL only: the schema's owner
	Clock  *Clock
}

// Start is when the kit's clocks begin: the day that the pictures of the look show.
func Start() time.Time { return time.Date(2026, time.December, 2, 15, 42, 0, 0, time.UTC) }

// Each runs f on a fresh SQLite store and on a fresh PostgreSQL store. Where PostgreSQL is missing its half is skipped
// by name, unless RAF_REQUIRE says that it must run.
func (k *Kit) Each(t *testing.T, f func(t *testing.T, db DB)) {
	t.Helper()
	k.EachOpen(t, nil, f)
}

// EachOpen is Each with a way to open handles, for tests that look at statements.
func (k *Kit) EachOpen(t *testing.T, open func(driver, dsn string) (*sql.DB, error), f func(t *testing.T, db DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, SQLite(t, open))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, k.Postgres(t, open))
	})
}

// SQLite is a fresh store on a file of the test's own.
func SQLite(tb testing.TB, open func(driver, dsn string) (*sql.DB, error)) DB {
	tb.Helper()
	clock := NewClock(Start())
	cfg := models.Config{Path: filepath.Join(quickDir(tb), "raf.db"), Now: clock.Now, OpenDB: Patient(open)}
	file, err := migrated()
	if err == nil {
		err = os.WriteFile(cfg.Path, file, 0o600)
	}
	if err != nil {
		tb.Fatalf("migrate: %v", err)
	}
	return DB{Store: opened(tb, cfg), Config: cfg, Clock: clock}
}

// migrated is a SQLite file that has had every migration and no rows yet, as PostgreSQL's databases come from a template:
// thirty steps for each test were a seventh of what the handlers' tests cost.
var migrated = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "raf-template-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "raf.db")
	if _, err := models.Migrate(context.Background(), models.Config{Path: path, Now: Start}, ""); err != nil {
		return nil, err
	}
	// The last connection that closes writes the log into the file: with one left over, the file would not be all.
	if _, err := os.Stat(path + "-wal"); err == nil {
		return nil, errors.New("the template's log was not written into its file")
	}
	return os.ReadFile(path)
})

// Postgres is a fresh store on a database of the test's own, connected as the app role.
func (k *Kit) Postgres(tb testing.TB, open func(driver, dsn string) (*sql.DB, error)) DB {
	tb.Helper()
	NeedPostgres(tb)
	pg := k.cluster.Cluster(tb)
	k.template.Do(func() {
		if k.seed, k.seedErr = pg.NewDatabase(context.Background()); k.seedErr == nil {
			_, k.seedErr = models.Migrate(context.Background(), ownerConfig(k.seed), k.seed.AppUser)
		}
	})
	if k.seedErr != nil {
		tb.Fatalf("template database: %v", k.seedErr)
	}
	conn, err := pg.NewDatabaseFrom(tb.Context(), k.seed.Name)
	if err != nil {
		tb.Fatalf("new database: %v", err)
	}
	tb.Cleanup(func() { _ = pg.DropDatabase(context.Background(), conn.Name) })
	clock := NewClock(Start())
	cfg := models.Config{Host: conn.Host, Port: conn.Port, Name: conn.Name, User: conn.AppUser, Password: conn.AppPassword,
		SSLMode: "disable", Now: clock.Now, OpenDB: Patient(open)}
	return DB{Store: opened(tb, cfg), Config: cfg, Owner: ownerConfig(conn), Clock: clock}
}

// EachEmpty runs f on an empty SQLite file and on an empty PostgreSQL database, for tests of the migrations themselves.
// owner is who migrates; there is no store yet.
func (k *Kit) EachEmpty(t *testing.T, f func(t *testing.T, owner models.Config, appRole string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, models.Config{Path: filepath.Join(quickDir(t), "raf.db"), Now: Start}, "")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		NeedPostgres(t)
		pg := k.cluster.Cluster(t)
		conn, err := pg.NewDatabase(t.Context())
		if err != nil {
			t.Fatalf("new database: %v", err)
		}
		t.Cleanup(func() { _ = pg.DropDatabase(context.Background(), conn.Name) })
		f(t, ownerConfig(conn), conn.AppUser)
	})
}

// quickDir is a directory for a test's database, in memory where there is room: each commit of SQLite waits for a disk.
func quickDir(tb testing.TB) string {
	tb.Helper()
	for _, parent := range inMemory() {
		if dir, err := os.MkdirTemp(parent, "raf-test-"); err == nil {
			tb.Cleanup(func() {
				if err := os.RemoveAll(dir); err != nil {
					tb.Error(err)
				}
			})
			return dir
		}
	}
	return tb.TempDir()
}

// NeedPostgres skips by name, or fails where RAF_REQUIRE lists postgres.
func NeedPostgres(tb testing.TB) {
	tb.Helper()
	if reason, ok := Available(); !ok {
		if Required("postgres") {
			tb.Fatalf("PostgreSQL is required here and missing: %s; run make tools", reason)
		}
		tb.Skipf("left out: PostgreSQL (%s); make tools brings it", reason)
	}
}

// Required reports whether RAF_REQUIRE, a comma-separated list, names a part that must not be left out.
func Required(part string) bool {
	return slices.Contains(strings.Split(os.Getenv("RAF_REQUIRE"), ","), part)
}

func ownerConfig(c Conn) models.Config {
	return models.Config{Host: c.Host, Port: c.Port, Name: c.Name, User: c.OwnerUser, Password: c.OwnerPassword,
		SSLMode: "disable", Now: time.Now, OpenDB: Patient(nil)}
}

// Patient opens handles that wait for a connection, or for a lock, as long as a machine at full load may take. The bounds
// that a server has are for a database that is gone, and the tests' own is there.
func Patient(open func(driver, dsn string) (*sql.DB, error)) func(driver, dsn string) (*sql.DB, error) {
	if open == nil {
		open = sql.Open
	}
	return func(driver, dsn string) (*sql.DB, error) {
		return open(driver, strings.NewReplacer("connect_timeout=3", "connect_timeout=120", "busy_timeout(5000)", "busy_timeout(120000)").Replace(dsn))
	}
}

func opened(tb testing.TB, cfg models.Config) *models.Store {
	tb.Helper()
	store, err := models.Open(cfg)
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return store
}
