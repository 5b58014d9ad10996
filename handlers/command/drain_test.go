package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"raf/models/modelstest"
)

// ending is a server over a real listener, whose end is under way when it is asked.
type ending struct {
	base             string
	begun            chan struct{}
	settle           chan time.Time
	jobsOver, tended chan struct{}
	finishJob        chan struct{}
	rested           chan struct{} // closed when what was left behind has been waited for
	ended            chan error
	log              *bytes.Buffer
}

// endingServer serves front, and /slow, which answers when release closes; jobs run beside it, one of them until finishJob.
func endingServer(t *testing.T, ctx context.Context, within time.Duration, release <-chan struct{}, arrived chan<- struct{}) ending {
	t.Helper()
	db := modelstest.SQLite(t, nil)
	s := operator(db.Config)
	var all problems
	a, err := open(s, s.keyring(&all), modelstest.Start)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.store.Close() })
	front, err := a.server(s, &url.URL{Scheme: "https", Host: "raf.example"}, modelstest.Start, nil)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", front)
	mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-release
		_, _ = io.WriteString(w, "finished")
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	e := ending{base: "http://" + listener.Addr().String(), begun: make(chan struct{}), settle: make(chan time.Time), jobsOver: make(chan struct{}),
		tended: make(chan struct{}), finishJob: make(chan struct{}), rested: make(chan struct{}), ended: make(chan error, 1), log: &bytes.Buffer{}}
	s.Log = slog.New(slog.NewTextHandler(e.log, nil))
	jobs := func(ctx context.Context) error { <-ctx.Done(); <-e.finishJob; close(e.jobsOver); return nil }
	tend := func(ctx context.Context) { <-ctx.Done(); close(e.tended) }
	end := drain{begin: func() { front.Drain(); close(e.begun) }, settle: func() <-chan time.Time { return e.settle }, within: within}
	go func() {
		last := func(context.Context) error { <-e.tended; <-e.jobsOver; close(e.rested); return nil }
		e.ended <- beside(ctx, jobs, tend, last, func() error { return runServers(ctx, s, end, usual().serving(mux, listener)) })
	}()
	return e
}

// get asks on a connection of its own.
func (e ending) get(path string) (int, string, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(e.base + path)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), err
}

func TestTheEndLetsRequestsAndJobsInFlightFinishSideBySide(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	release, arrived, answered := make(chan struct{}), make(chan struct{}, 1), make(chan string, 1)
	e := endingServer(t, ctx, time.Minute, release, arrived)
	if code, body, err := e.get("/readyz"); code != http.StatusOK {
		t.Fatalf("before the end: %d %q %v", code, body, err)
	}
	go func() {
		_, body, err := e.get("/slow")
		if err != nil {
			body = err.Error()
		}
		answered <- body
	}()
	<-arrived
	stop()
	<-e.begun
	for path, want := range map[string]int{"/readyz": http.StatusServiceUnavailable, "/healthz": http.StatusOK} {
		if code, _, err := e.get(path); code != want {
			t.Errorf("while the balancer looks away, %s answers %d, want %d (%v)", path, code, want, err)
		}
	}
	close(e.finishJob)
	<-e.jobsOver // while the request is still in flight, or this waits for ever
	select {
	case <-e.tended:
		t.Error("visits are no longer stored while a request is in flight")
	default:
	}
	e.settle <- time.Time{}
	close(release)
	if got := <-answered; got != "finished" {
		t.Errorf("the request in flight got %q", got)
	}
	if err := <-e.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	select {
	case <-e.rested:
	default:
		t.Error("it ended while something was still going on beside the last request")
	}
	if _, _, err := e.get("/healthz"); err == nil {
		t.Error("the listener is still open")
	}
}

func TestWhatDoesNotFinishIsCutOffAndLogged(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	never, arrived, answered := make(chan struct{}), make(chan struct{}, 1), make(chan error, 1)
	defer close(never)
	e := endingServer(t, ctx, 50*time.Millisecond, never, arrived)
	close(e.finishJob)
	go func() { _, _, err := e.get("/slow"); answered <- err }()
	<-arrived
	stop()
	<-e.begun
	e.settle <- time.Time{}
	if err := <-answered; !errors.Is(err, io.EOF) && !strings.Contains(err.Error(), "reset") {
		t.Errorf("the request that never ends got %v, want a cut connection", err)
	}
	if err := <-e.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if !strings.Contains(e.log.String(), "cut off") {
		t.Errorf("the log: %s", e.log)
	}
}

func TestTheEndTakesFifteenSecondsInAll(t *testing.T) {
	t.Parallel()
	if settleTime >= drainTime || drainTime+restTime > 15*time.Second {
		t.Errorf("the listener stays open for %s of %s, and %s are for the rest", settleTime, drainTime, restTime)
	}
}
