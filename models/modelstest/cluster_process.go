//go:build unix

package modelstest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const stopTimeout = 30 * time.Second

var errPortTaken = errors.New("the chosen port was taken meanwhile")

// keeper runs the server until its own standard input ends, which it does when we close it and also when the test
// process dies in whatever way. Then it stops the server (SIGINT: fast shutdown), waits, and removes the directory.
// The arguments are the directory and the server's command line. Only the server holds the output, so that its end
// is the server's end.
const keeper = `
trap '' INT TERM HUP
dir=$1; shift
exec 3>&1 >/dev/null
(trap - INT TERM HUP; exec "$@" >&3 2>&1 3>&- </dev/null) &
pid=$!
exec 3>&-
cat
kill -INT "$pid" 2>/dev/null
wait "$pid"
cd / && rm -rf -- "$dir"
`

// processesHere reports why this system cannot run a cluster.
func processesHere() error { return nil }

// postgres is a running server and its keeper.
type postgres struct {
	base  string
	cmd   *exec.Cmd
	stdin io.Closer
	gone  chan struct{} // closed when the server's output has ended
}

// initCluster makes the files of a cluster.
func initCluster(ctx context.Context, bin, base string, who *identity, adminPassword string) error {
	password := filepath.Join(base, "password")
	if err := os.WriteFile(password, []byte(adminPassword+"\n"), 0o600); err != nil {
		return err
	}
	if who != nil {
		if err := os.Chown(password, who.uid, who.gid); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"),
		"--pgdata="+filepath.Join(base, "data"), "--username="+adminRole, "--pwfile="+password,
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync")
	prepare(cmd, base, who)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return os.Remove(password)
}

// startPostgres starts the server and waits until it takes connections.
func startPostgres(ctx context.Context, bin, base string, who *identity, port int) (*postgres, error) {
	args := []string{"-c", keeper, "keeper", base, filepath.Join(bin, "postgres"), "-D", filepath.Join(base, "data")}
	for _, setting := range []string{
		"listen_addresses=" + loopback, fmt.Sprintf("port=%d", port), "unix_socket_directories=" + base,
		"max_connections=200", "timezone=UTC", "lc_messages=C", "logging_collector=off", "log_destination=stderr",
		// Nothing here outlives a power cut, so nothing waits for the disk.
		"fsync=off", "synchronous_commit=off", "full_page_writes=off",
		"max_wal_size=256MB", // it may lie in memory
	} {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command("/bin/sh", args...)
	prepare(cmd, base, who)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	p := &postgres{base: base, cmd: cmd, stdin: stdin, gone: make(chan struct{})}
	ready, said := make(chan struct{}), &strings.Builder{}
	go p.follow(stdout, ready, said)
	select {
	case <-ready:
		return p, nil
	case <-p.gone:
		p.stop()
		if strings.Contains(said.String(), "could not bind") {
			return nil, errPortTaken
		}
		return nil, fmt.Errorf("PostgreSQL ended at once:\n%s", said)
	case <-ctx.Done():
		p.stop()
		return nil, fmt.Errorf("PostgreSQL did not get ready: %w", ctx.Err())
	}
}

// follow reads what the server says until it ends; said keeps what came before it was ready.
func (p *postgres) follow(out io.Reader, ready chan<- struct{}, said *strings.Builder) {
	defer close(p.gone)
	lines := bufio.NewReader(out)
	for waiting := true; ; {
		line, err := lines.ReadString('\n')
		if waiting {
			said.WriteString(line)
		}
		if waiting && strings.Contains(line, "ready to accept connections") {
			waiting = false
			close(ready)
		}
		if err != nil {
			return
		}
	}
}

// stop ends the server and its keeper and waits for both; nothing of them is left.
func (p *postgres) stop() {
	_ = p.stdin.Close() // the keeper does the rest
	late := time.AfterFunc(stopTimeout, func() {
		// The group has only what we started.
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	})
	<-p.gone
	_ = p.cmd.Wait() // its status is the server's, and says nothing once the server is gone
	late.Stop()
	_ = os.RemoveAll(p.base)
}

// prepare gives a command its user, its directory, an environment without our PG… settings, and a process group of
// its own, so that an interrupt at the terminal reaches the tests first and the server through them.
func prepare(cmd *exec.Cmd, base string, who *identity) {
	cmd.Dir = base
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if who != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(who.uid), Gid: uint32(who.gid)}
	}
}
