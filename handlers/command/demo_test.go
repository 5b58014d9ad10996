package command

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func demoSettings(addr, banks string) Settings {
	return Settings{Addr: addr, SandboxAddr: banks, Log: quiet()}
}

// playing is a demo that runs in a folder until it is stopped.
type playing struct {
	said string // what it printed before it was ready
	base *url.URL
	stop func() error
}

func play(t *testing.T, dir string, keep bool, s Settings) playing {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := runDemo(ctx, dir, keep, s, World{Now: time.Now, Stdout: in})
		_ = in.CloseWithError(io.EOF)
		ended <- err
	}()
	p := playing{stop: func() error { cancel(); return <-ended }}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at, ready := strings.CutPrefix(lines.Text(), "ready "); ready {
			p.base, _ = url.Parse(at)
			return p
		}
		p.said += lines.Text() + "\n"
	}
	t.Fatalf("the demo ended before it was ready: %v", <-ended)
	return p
}

func files(t *testing.T, dir string) map[string]bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, e := range entries {
		all[e.Name()] = true
	}
	return all
}

func TestASecondDemoLeavesTheRunningOneAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	first := play(t, dir, false, demoSettings("127.0.0.1:0", "127.0.0.1:0"))
	before, err := os.ReadFile(filepath.Join(dir, "secret"))
	if err != nil {
		t.Fatal(err)
	}
	err = runDemo(t.Context(), dir, false, demoSettings("127.0.0.1:"+first.base.Port(), "127.0.0.1:0"), World{Now: time.Now, Stdout: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "RAF_ADDR") {
		t.Errorf("second demo: %v, want its busy port by name", err)
	}
	err = runDemo(t.Context(), dir, false, demoSettings("127.0.0.1:0", "127.0.0.1:0"), World{Now: time.Now, Stdout: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "at http://localhost:"+first.base.Port()) {
		t.Errorf("second demo on ports of its own: %v, want where the first one is", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, "secret"))
	if err != nil || string(before) != string(after) || !files(t, dir)["raf.db"] {
		t.Errorf("the running demo's files changed: %v, %v", files(t, dir), err)
	}
	if err := first.stop(); err != nil {
		t.Errorf("first demo: %v", err)
	}

	kept := play(t, dir, true, demoSettings("127.0.0.1:0", "127.0.0.1:0"))
	if !strings.Contains(kept.said, "Continued") {
		t.Errorf("a whole story is not gone on with:\n%s", kept.said)
	}
	if err := kept.stop(); err != nil {
		t.Error(err)
	}
	books, err := operate(t, Settings{DB: models.Config{Path: filepath.Join(dir, "raf.db")}, Log: quiet()}, "ledger", "check")
	if err != nil || !strings.Contains(books, "paid 100.00 USD") {
		t.Errorf("the books of the story: %v\n%s", err, books)
	}
}

func TestAStoryThatBrokeOffIsBegunAnew(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	if fresh, err := prepareDemo(dir, true); err != nil || !fresh {
		t.Fatalf("fresh = %t, %v where nothing was", fresh, err)
	}
	st, err := newStage(demoSettings("127.0.0.1:0", "127.0.0.1:0"), World{Now: time.Now, Stdout: io.Discard}, dir, modelstest.SQLite(t, nil).Config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := st.begin(ctx, dir); err == nil {
		t.Error("a story under a context that is over was told")
	}
	if err := st.close(); err != nil {
		t.Error(err)
	}
	if files(t, dir)[toldFile] {
		t.Error("a story that broke off counts as told")
	}
	left := filepath.Join(dir, "left-over")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if fresh, err := prepareDemo(dir, true); err != nil || !fresh {
		t.Errorf("fresh = %t, %v, want a new start", fresh, err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the broken story's files are still there")
	}
}

func TestEveryDoorIsClosedWhenOneCannotOpen(t *testing.T) {
	t.Parallel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = busy.Close() })
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := free.Addr().String()
	_ = free.Close()
	dir := filepath.Join(t.TempDir(), "demo")
	err = runDemo(t.Context(), dir, false, demoSettings(at, busy.Addr().String()), World{Now: time.Now, Stdout: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "RAF_SANDBOX_ADDR") {
		t.Errorf("error = %v, want the busy port by name", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made although the demo can't run")
	}
	again, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatalf("the app's port is still taken: %v", err)
	}
	_ = again.Close()
}

func TestTheDoorsCloseWhenTheFolderCannotBeUsed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := free.Addr().String()
	_ = free.Close()
	if err := runDemo(t.Context(), filepath.Join(file, "demo"), false, demoSettings(at, "127.0.0.1:0"), World{Now: time.Now, Stdout: io.Discard}); err == nil {
		t.Fatal("a demo in a folder below a file")
	}
	again, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatalf("the app's port is still taken: %v", err)
	}
	_ = again.Close()
}
