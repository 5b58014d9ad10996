package command

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models/modelstest"
)

// far is what nobody in these tests comes near on a busy machine: a test shortens what it is about.
func far() holds {
	return holds{header: 30 * time.Second, request: 30 * time.Second, answer: 30 * time.Second, idle: 30 * time.Second, silence: 30 * time.Second, connections: 64}
}

// held is the production server with one institution, over a real listener for each of what it lets a client hold on to.
func held(t *testing.T, each ...holds) (at []string) {
	t.Helper()
	s := operator(modelstest.SQLite(t, nil).Config)
	if said, err := add(t, s, gardenFlags()...); err != nil {
		t.Fatal(said, err)
	}
	var all problems
	a, err := open(s, s.keyring(&all), modelstest.Start)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.store.Close() })
	front, err := a.server(s, s.BaseURL, modelstest.Start, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, within := range each {
		servers, err := a.listen(s, front, within)
		if err != nil {
			t.Fatal(err)
		}
		go func() { _ = servers[0].server.Serve(servers[0].listener) }()
		t.Cleanup(func() { _ = servers[0].server.Close() })
		at = append(at, servers[0].listener.Addr().String())
	}
	return at
}

// call opens a connection that is given up after half a minute, far beyond what the server may take.
func call(t *testing.T, at string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// stall is a client that begins and then sends the same piece again and again, or nothing.
type stall struct{ begins, piece string }

// Each limit has a server of its own on which the others are far, so that who is not slow keeps them on a busy machine, too.
func TestASlowClientIsDroppedAndNobodyElseNotices(t *testing.T) {
	t.Parallel()
	const form = "POST /t/garden/auth/signout HTTP/1.1\r\nHost: raf.example\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	const shortly = 700 * time.Millisecond
	header, request, idle := far(), far(), far()
	header.header, request.request, idle.idle = shortly, shortly, shortly
	at := held(t, header, request, idle)
	for i, stalls := range []map[string]stall{{
		"says nothing":                   {"", ""},
		"stops within its first line":    {"GET /t/gar", ""},
		"sends its header bit by bit":    {"GET /t/garden/theme.css HTTP/1.1\r\nX-A: ", "a"},
		"sends header lines without end": {"GET /t/garden/theme.css HTTP/1.1\r\n", "A: 1\r\n"},
	}, {
		"promises a body":           {form + "Content-Length: 1000\r\n\r\n", ""},
		"sends its body bit by bit": {form + "Content-Length: 1000\r\n\r\na=", "x"},
	}, {
		"asks once and stays": {"GET /t/garden/theme.css HTTP/1.1\r\nHost: raf.example\r\n\r\n", ""},
	}} {
		t.Run([]string{"header", "request", "idle"}[i], func(t *testing.T) {
			t.Parallel()
			ask := asking(t, at[i])
			var slow sync.WaitGroup
			for name, how := range stalls {
				for range 3 {
					slow.Go(dropped(t, at[i], name, how))
				}
			}
			over := make(chan struct{})
			go func() { slow.Wait(); close(over) }()
			for asked := 1; ; asked++ {
				if status, err := ask(); err != nil || status != http.StatusOK {
					t.Fatalf("request %d beside slow ones: %d, %v", asked, status, err)
				}
				select {
				case <-over:
					return
				default:
				}
			}
		})
	}
}

// dropped opens a connection that stalls, and returns what waits for the server to end it.
func dropped(t *testing.T, at, name string, how stall) func() {
	t.Helper()
	conn, gone := call(t, at), make(chan struct{})
	if _, err := io.WriteString(conn, how.begins); err != nil {
		t.Fatal(err)
	}
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for how.piece != "" {
			select {
			case <-gone:
				return
			case <-tick.C:
				_, _ = io.WriteString(conn, how.piece) // the reader sees when it is over
			}
		}
	}()
	return func() {
		defer close(gone)
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a client that %s is not dropped", name)
		}
	}
}

// asking makes requests, each in one piece, on a connection that stays: no limit on headers and bodies meets them there. Its
// transport is its own, for whatever closes a test server ends the idle connections of the default one. The connection is
// open when it returns; while it is opened a busy machine may be slow itself.
func asking(t *testing.T, at string) func() (status int, err error) {
	t.Helper()
	own := &http.Transport{}
	t.Cleanup(own.CloseIdleConnections)
	what := (&http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: at, Path: web.PathAlive}, Host: "raf.example", Header: http.Header{}}).WithContext(t.Context())
	ask := func() (int, error) {
		answer, err := own.RoundTrip(what)
		if err != nil {
			return 0, err
		}
		defer answer.Body.Close()
		_, err = io.Copy(io.Discard, answer.Body)
		return answer.StatusCode, err
	}
	var err error
	for range 20 {
		if _, err = ask(); err == nil {
			return ask
		}
	}
	t.Fatal(err)
	return nil
}

// Beyond the cap nobody is refused and nothing is taken in: who waits is let in when a silent one is dropped.
func TestConnectionsHaveACap(t *testing.T) {
	t.Parallel()
	within := far()
	within.header, within.connections = 600*time.Millisecond, 2
	at := held(t, within)[0]
	silent := []net.Conn{call(t, at), call(t, at)}
	late := call(t, at)
	if _, err := io.WriteString(late, "GET /healthz HTTP/1.1\r\nHost: raf.example\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(late), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK || !strings.Contains(string(body), "alive") {
		t.Errorf("the third was answered %d %q", answer.StatusCode, body)
	}
	ended := 0
	for _, conn := range silent {
		if err := conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			ended++
		}
	}
	if ended == 0 {
		t.Error("the third was let in while two were there")
	}
}

// Who asked once and stays holds no more than three quarters of the cap, so that a check of a balancer need not wait for it.
func TestNearTheCapNobodyStaysForAnotherRequest(t *testing.T) {
	t.Parallel()
	within := far()
	within.connections = 4
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := within.serving(http.NotFoundHandler(), listener)
	go func() { _ = r.server.Serve(r.listener) }()
	t.Cleanup(func() { _ = r.server.Close() })
	for nth := 1; nth <= 6; nth++ {
		conn := call(t, listener.Addr().String())
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: raf.example\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(conn)
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("connection %d: %v", nth, err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.Close != (nth > 3) {
			t.Errorf("connection %d: told to leave is %v, %v", nth, answer.Close, err)
		}
		if !answer.Close {
			continue
		}
		if _, err := in.ReadByte(); !errors.Is(err, io.EOF) { // the next has the room
			t.Errorf("connection %d: %v", nth, err)
		}
	}
}

func TestTheUsualHoldsAreBounded(t *testing.T) {
	t.Parallel()
	r := usual().serving(http.NotFoundHandler(), nil)
	for name, bound := range map[string]time.Duration{"header": r.server.ReadHeaderTimeout, "request": r.server.ReadTimeout, "answer": r.server.WriteTimeout, "idle": r.server.IdleTimeout} {
		if bound <= 0 || bound > 90*time.Second {
			t.Errorf("%s: %s", name, bound)
		}
	}
	if header := r.server.ReadHeaderTimeout; header > 10*time.Second { // security.md, X11
		t.Errorf("a header may take %s", header)
	}
	if n := r.server.MaxHeaderBytes; n != 16<<10 { // J3
		t.Errorf("a header may have %d bytes", n)
	}
	if n := usual().connections; n < 256 || n > 16384 {
		t.Errorf("%d connections at once", n)
	}
}
