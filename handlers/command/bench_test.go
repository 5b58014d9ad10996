package command

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

// idle is how long a server stands before its memory is read.
const idle = 10 * time.Second

// BenchmarkStart builds the binary as make build does, starts it on a migrated database with two institutions, and reports
// how long that takes until /readyz is green, and what memory it holds ten seconds later, before anybody has signed in.
func BenchmarkStart(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "raf")
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "raf")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, of := range []struct {
		name string
		open func() modelstest.DB
	}{
		{"sqlite", func() modelstest.DB { return modelstest.SQLite(b, nil) }},
		{"postgres", func() modelstest.DB { return kit.Postgres(b, nil) }},
	} {
		b.Run(of.name, func(b *testing.B) {
			db := of.open()
			for _, slug := range []string{"garden", "orchard"} {
				modelstest.Tenant(b, db.Store, slug)
			}
			var ready time.Duration
			var memory float64
			for range b.N {
				ready, memory = started(b, binary, db.Config)
			}
			b.ReportMetric(float64(ready.Microseconds())/1000, "ready-ms")
			b.ReportMetric(memory, "idle-MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func started(b *testing.B, binary string, db models.Config) (ready time.Duration, memory float64) {
	b.Helper()
	server := exec.CommandContext(b.Context(), binary, "serve")
	server.Env = []string{"RAF_ADDR=127.0.0.1:0", "RAF_METRICS_ADDR=127.0.0.1:0", "SECRET_KEY=" + operatorKey, "DB_PATH=" + db.Path, "DB_HOST=" + db.Host, "DB_PORT=" + db.Port,
		"DB_NAME=" + db.Name, "DB_USER=" + db.User, "DB_PASSWORD=" + db.Password, "DB_SSLMODE=disable"}
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	}()
	line, _ := bufio.NewReader(out).ReadString('\n')
	_, at, found := strings.Cut(strings.TrimSpace(line), " on ")
	if !found {
		b.Fatalf("the server said %q", line)
	}
	for {
		answer, err := http.Get("http://" + at + "/readyz")
		if err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(began) > time.Minute {
			b.Fatal("the server is not ready after a minute")
		}
		time.Sleep(2 * time.Millisecond)
	}
	ready = time.Since(began)
	time.Sleep(idle)
	return ready, resident(b, server.Process.Pid)
}

// resident is a process's memory in MiB, as Linux tells it.
func resident(tb testing.TB, pid int) float64 {
	tb.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		tb.Skipf("left out: memory of a process, which this system does not tell in /proc: %v", err)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				tb.Fatal(err)
			}
			return kib / 1024
		}
	}
	tb.Fatal("no VmRSS")
	return 0
}
