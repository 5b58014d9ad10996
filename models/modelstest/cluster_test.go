//go:build unix

package modelstest

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// startForTest starts a cluster of its own; the other tests of the package share one.
func startForTest(t *testing.T) (*PG, func()) {
	t.Helper()
	if reason, ok := Available(); !ok {
		t.Skip(reason)
	}
	pg, stop, err := StartCluster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return pg, stop
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func newDatabase(t *testing.T, pg *PG) Conn {
	t.Helper()
	db, err := pg.NewDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// wantDenied checks for PostgreSQL's insufficient_privilege.
func wantDenied(t *testing.T, what string, err error) {
	t.Helper()
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != "42501" {
		t.Errorf("%s: got %v, want insufficient_privilege (42501)", what, err)
	}
}

func TestAClusterServesDatabasesOfTheirOwnAndLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	pg, stop := startForTest(t)
	first, second := newDatabase(t, pg), newDatabase(t, pg)
	if first.Name == second.Name {
		t.Fatalf("both databases are called %s", first.Name)
	}
	owner, app := connect(t, first.OwnerURL()), connect(t, first.AppURL())

	if _, err := owner.Exec(t.Context(), "CREATE TABLE kept (id text); INSERT INTO kept VALUES ('a')"); err != nil {
		t.Fatalf("owner makes a table: %v", err)
	}
	for what, statement := range map[string]string{
		"app makes a table":           "CREATE TABLE mine (id text)",
		"app makes a temporary table": "CREATE TEMPORARY TABLE mine (id text)",
		"app makes a schema":          "CREATE SCHEMA mine",
		"app reads without a grant":   "SELECT * FROM kept",
		"app becomes the owner":       "SET ROLE raf_owner",
		"app makes a role":            "CREATE ROLE other",
	} {
		_, err := app.Exec(t.Context(), statement)
		wantDenied(t, what, err)
	}
	for _, conn := range []*pgx.Conn{owner, app} {
		var super, bypass, createdb bool
		err := conn.QueryRow(t.Context(),
			"SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user",
		).Scan(&super, &bypass, &createdb)
		if err != nil || super || bypass || createdb {
			t.Errorf("%s: superuser %v, bypasses RLS %v, makes databases %v, error %v; want none of it",
				conn.Config().User, super, bypass, createdb, err)
		}
	}

	for _, conn := range []*pgx.Conn{owner, app} {
		if err := conn.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	copied, err := pg.NewDatabaseFrom(t.Context(), first.Name)
	if err != nil {
		t.Fatalf("copy a database: %v", err)
	}
	var id string
	if err := connect(t, copied.OwnerURL()).QueryRow(t.Context(), "SELECT id FROM kept").Scan(&id); err != nil || id != "a" {
		t.Errorf("row of the copied database: got %q, %v, want a", id, err)
	}
	var found bool
	err = connect(t, second.OwnerURL()).QueryRow(t.Context(), "SELECT to_regclass('kept') IS NOT NULL").Scan(&found)
	if err != nil || found {
		t.Errorf("second database has the first one's table: %v, %v", found, err)
	}
	if err := pg.DropDatabase(t.Context(), second.Name); err != nil {
		t.Errorf("drop a database in use: %v", err)
	}

	stop()
	wantGone(t, pg)
}

func TestAServerEndsAndCleansUpWhenTheTestProcessDies(t *testing.T) {
	t.Parallel()
	pg, _ := startForTest(t)
	conn := connect(t, newDatabase(t, pg).AppURL())
	// A process that dies closes its pipes and does nothing more.
	if err := pg.process.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	<-pg.process.gone
	_ = pg.process.cmd.Wait() // the keeper ends after its clean-up
	wantGone(t, pg)
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("a connection outlived the server")
	}
}

func TestASharedClusterStartsOnceAndStopsForGood(t *testing.T) {
	t.Parallel()
	if reason, ok := Available(); !ok {
		t.Skip(reason)
	}
	shared := &SharedCluster{}
	t.Cleanup(shared.Stop)
	first := shared.Cluster(t)
	if second := shared.Cluster(t); second != first {
		t.Error("the second test got another cluster")
	}
	shared.Stop()
	wantGone(t, first)
	shared.Stop() // twice is harmless
}

func TestASharedClusterThatNobodyAskedForStopsWithoutStarting(t *testing.T) {
	t.Parallel()
	shared := &SharedCluster{}
	shared.Stop()
	if shared.pg != nil || shared.err == nil {
		t.Errorf("got cluster %v, error %v; want none started and none to start", shared.pg, shared.err)
	}
}

func TestAPortThatIsTakenIsToldApartFromOtherFailures(t *testing.T) {
	t.Parallel()
	if reason, ok := Available(); !ok {
		t.Skip(reason)
	}
	taken, err := net.Listen("tcp", net.JoinHostPort(loopback, "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	bin, err := findBinaries()
	if err != nil {
		t.Fatal(err)
	}
	who, err := runAs()
	if err != nil {
		t.Fatal(err)
	}
	base, err := privateDir(who)
	if err != nil {
		t.Fatal(err)
	}
	if err := initCluster(t.Context(), bin, base, who, "unused"); err != nil {
		t.Fatal(err)
	}
	_, err = startPostgres(t.Context(), bin, base, who, taken.Addr().(*net.TCPAddr).Port)
	if !errors.Is(err, errPortTaken) {
		t.Errorf("got %v, want errPortTaken", err)
	}
	if _, err := os.Stat(base); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("directory after a failed start: got %v, want it removed", err)
	}
}

func TestADirectoryBehindAClosedOneIsNoPlaceForACluster(t *testing.T) {
	t.Parallel()
	closed := t.TempDir()
	inner := filepath.Join(closed, "open")
	if err := os.Mkdir(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if traversable(inner) {
		t.Errorf("%s counts as reachable behind a directory of mode 0700", inner)
	}
}

// wantGone checks that neither process, port nor file is left. The keeper leads the group of all processes.
func wantGone(t *testing.T, pg *PG) {
	t.Helper()
	if err := syscall.Kill(-pg.process.cmd.Process.Pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process group after stop: got %v, want none", err)
	}
	if _, err := os.Stat(pg.process.base); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("directory after stop: got %v, want it removed", err)
	}
	if conn, err := net.Dial("tcp", net.JoinHostPort(loopback, strconv.Itoa(pg.port))); err == nil {
		t.Errorf("port %d still answers after stop", pg.port)
		_ = conn.Close()
	}
}
