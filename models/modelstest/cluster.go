package modelstest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// The roles of a cluster. Neither is a superuser and neither passes row-level security.
const (
	ownerRole = "raf_owner" // owns the databases and what migrations make in them
	appRole   = "raf_app"   // what the server signs in as; owns nothing
	// BackupRole reads everything past row-level security, as README.md makes it. Its password is the owner's.
	BackupRole = "raf_backup"
	adminRole  = "raf_admin" // the cluster's superuser, for this file only
)

const (
	loopback     = "127.0.0.1"
	startTimeout = 60 * time.Second
)

// PG is a PostgreSQL cluster of the tests' own: on a free port of the loopback address, with random passwords, in a
// directory that goes away with it. It is safe for concurrent use.
type PG struct {
	port              int
	admin, owner, app string // passwords
	process           *postgres
}

// Conn says how to reach one database, in the terms of the DB_… settings.
type Conn struct {
	Host, Port, Name         string
	OwnerUser, OwnerPassword string // for migrations
	AppUser, AppPassword     string // for the server
}

// OwnerURL is a connection URL for the role that owns the schema.
func (c Conn) OwnerURL() string { return c.url(c.OwnerUser, c.OwnerPassword) }

// AppURL is a connection URL for the role of the server.
func (c Conn) AppURL() string { return c.url(c.AppUser, c.AppPassword) }

func (c Conn) url(user, password string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(user, password), Host: net.JoinHostPort(c.Host, c.Port),
		Path: "/" + c.Name, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// SharedCluster is a cluster that the tests of one binary share and that starts when the first of them asks. The
// zero value is ready; it is held by the test package, which calls Stop at the end of TestMain.
type SharedCluster struct {
	once sync.Once
	pg   *PG
	stop func()
	err  error
}

// Cluster is the shared cluster. It fails the test when PostgreSQL does not start; ask Available first where a
// machine without PostgreSQL is no fault.
func (s *SharedCluster) Cluster(tb testing.TB) *PG {
	tb.Helper()
	s.once.Do(func() { s.pg, s.stop, s.err = StartCluster(context.Background()) })
	if s.err != nil {
		tb.Fatalf("start PostgreSQL: %v", s.err)
	}
	return s.pg
}

// Stop ends the cluster, if it was started, and removes all it wrote. Nobody can start it again.
func (s *SharedCluster) Stop() {
	s.once.Do(func() { s.err = errors.New("the shared cluster was stopped") })
	if s.stop != nil {
		s.stop()
	}
}

// Available reports whether this machine can run a cluster, and if not, why.
func Available() (reason string, ok bool) {
	if err := processesHere(); err != nil {
		return err.Error(), false
	}
	if _, err := findBinaries(); err != nil {
		return err.Error(), false
	}
	if _, err := runAs(); err != nil {
		return err.Error(), false
	}
	return "", true
}

// StartCluster starts a cluster of PostgreSQL 15 or newer. Call stop at the end: it waits until the server is gone
// and its files are removed. Should the process die before that, the server notices and does the same by itself.
func StartCluster(ctx context.Context) (pg *PG, stop func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	bin, err := findBinaries()
	if err != nil {
		return nil, nil, err
	}
	who, err := runAs()
	if err != nil {
		return nil, nil, err
	}
	// Between choosing a free port and binding it somebody else may take it; then another one is tried.
	const attempts = 3
	for range attempts {
		pg, err = startOnce(ctx, bin, who)
		if !errors.Is(err, errPortTaken) {
			break
		}
	}
	if err != nil {
		return nil, nil, err
	}
	if err := pg.createRoles(ctx); err != nil {
		pg.process.stop()
		return nil, nil, err
	}
	return pg, sync.OnceFunc(pg.process.stop), nil
}

func startOnce(ctx context.Context, bin string, who *identity) (*PG, error) {
	pg := &PG{admin: random(), owner: random(), app: random()}
	base, err := privateDir(who)
	if err != nil {
		return nil, err
	}
	if err := initCluster(ctx, bin, base, who, pg.admin); err != nil {
		return nil, errors.Join(err, os.RemoveAll(base))
	}
	if pg.port, err = freePort(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(base))
	}
	if pg.process, err = startPostgres(ctx, bin, base, who, pg.port); err != nil {
		return nil, errors.Join(err, os.RemoveAll(base))
	}
	return pg, nil
}

func (pg *PG) createRoles(ctx context.Context) error {
	role := "CREATE ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '%s'"
	return pg.exec(ctx, "postgres",
		fmt.Sprintf(role, ownerRole, pg.owner),
		fmt.Sprintf(role, appRole, pg.app),
		fmt.Sprintf("CREATE ROLE %s LOGIN BYPASSRLS PASSWORD '%s'", BackupRole, pg.owner),
		"GRANT pg_read_all_data TO "+BackupRole,
	)
}

// NewDatabase creates an empty database, owned by the owner role; the app role may connect and nothing else.
func (pg *PG) NewDatabase(ctx context.Context) (Conn, error) {
	return pg.NewDatabaseFrom(ctx, "template0")
}

// NewDatabaseFrom creates a database as a copy of another, which is much quicker than migrating anew. Nobody may be
// connected to the template meanwhile. Copied as files, because nothing here is written to a log that anybody replays.
func (pg *PG) NewDatabaseFrom(ctx context.Context, template string) (Conn, error) {
	name := "raf_" + random()[:12]
	quoted := pgx.Identifier{name}.Sanitize()
	err := pg.exec(ctx, "postgres",
		fmt.Sprintf("CREATE DATABASE %s OWNER %s TEMPLATE %s STRATEGY FILE_COPY", quoted, ownerRole, pgx.Identifier{template}.Sanitize()),
		fmt.Sprintf("REVOKE ALL ON DATABASE %s FROM PUBLIC", quoted), // else the app role may make temporary tables
		fmt.Sprintf("GRANT CONNECT ON DATABASE %s TO %s, %s", quoted, appRole, BackupRole),
	)
	if err != nil {
		return Conn{}, err
	}
	return Conn{
		Host: loopback, Port: strconv.Itoa(pg.port), Name: name,
		OwnerUser: ownerRole, OwnerPassword: pg.owner, AppUser: appRole, AppPassword: pg.app,
	}, nil
}

// DropDatabase removes a database and ends the connections to it. It is only for tests that make very many: all go
// with the cluster.
func (pg *PG) DropDatabase(ctx context.Context, name string) error {
	return pg.exec(ctx, "postgres", "DROP DATABASE IF EXISTS "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)")
}

// exec runs statements as the superuser on a connection of its own, each in its own transaction.
func (pg *PG) exec(ctx context.Context, database string, statements ...string) (err error) {
	target := Conn{Host: loopback, Port: strconv.Itoa(pg.port), Name: database}
	conn, err := pgx.Connect(ctx, target.url(adminRole, pg.admin))
	if err != nil {
		return fmt.Errorf("connect as the cluster's superuser: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// privateDir makes the directory that holds everything of a cluster. The server's user must reach it, so it is made
// where everybody may pass, not below a test's own directory, and its path is short, because sockets' paths are.
func privateDir(who *identity) (string, error) {
	var problems []error
	for _, parent := range append(inMemory(), os.TempDir(), "/tmp", "/var/tmp") {
		if who != nil && !traversable(parent) {
			problems = append(problems, fmt.Errorf("%s: user %s cannot reach it", parent, who.name))
			continue
		}
		dir, err := os.MkdirTemp(parent, "raf-pg-")
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if who != nil {
			err = os.Chown(dir, who.uid, who.gid)
		}
		if err == nil {
			return dir, nil
		}
		problems = append(problems, err, os.RemoveAll(dir))
	}
	return "", fmt.Errorf("no place for a cluster: %w", errors.Join(problems...))
}

// traversable reports whether everybody may pass through a directory and all above it.
func traversable(dir string) bool {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	for {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
		dir = filepath.Dir(dir)
	}
}

// random is 32 hexadecimal digits, which need no quoting in SQL. crypto/rand.Read never fails.
func random() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
