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

	"raf/models/modelstest"
)

// short is what these tests let a client hold on to.
func short() holds {
	return holds{header: 600 * time.Millisecond, request: 900 * time.Millisecond, answer: 30 * time.Second, idle: 600 * time.Millisecond, connections: 64}
}

// held is the production server over a real listener, with one institution, and what it lets a client hold on to.
func held(t *testing.T, within holds) (at string) {
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
	servers, err := a.listen(s, front, within)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = servers[0].server.Serve(servers[0].listener) }()
	t.Cleanup(func() { _ = servers[0].server.Close() })
	return servers[0].listener.Addr().String()
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

func TestASlowClientIsDroppedAndNobodyElseNotices(t *testing.T) {
	t.Parallel()
	at := held(t, short())
	const form = "POST /t/garden/auth/signout HTTP/1.1\r\nHost: raf.example\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	var slow sync.WaitGroup
	for name, row := range map[string]struct {
		begins string
		piece  string // sent again and again
	}{
		"says nothing":                   {"", ""},
		"stops within its first line":    {"GET /t/gar", ""},
		"sends its header bit by bit":    {"GET /t/garden/theme.css HTTP/1.1\r\nX-A: ", "a"},
		"sends header lines without end": {"GET /t/garden/theme.css HTTP/1.1\r\n", "A: 1\r\n"},
		"promises a body":                {form + "Content-Length: 1000\r\n\r\n", ""},
		"sends its body bit by bit":      {form + "Content-Length: 1000\r\n\r\na=", "x"},
		"asks once and stays":            {"GET /t/garden/theme.css HTTP/1.1\r\nHost: raf.example\r\n\r\n", ""},
	} {
		for range 3 {
			conn, gone := call(t, at), make(chan struct{})
			if _, err := io.WriteString(conn, row.begins); err != nil {
				t.Fatal(err)
			}
			slow.Go(func() {
				defer close(gone)
				if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("a client that %s is not dropped", name)
				}
			})
			slow.Go(func() {
				tick := time.NewTicker(20 * time.Millisecond)
				defer tick.Stop()
				for row.piece != "" {
					select {
					case <-gone:
						return
					case <-tick.C:
						_, _ = io.WriteString(conn, row.piece) // the reader sees when it is over
					}
				}
			})
		}
	}
	over := make(chan struct{})
	go func() { slow.Wait(); close(over) }()
	for asked := 1; ; asked++ {
		answer, err := http.DefaultClient.Do(asking(t, at))
		if err != nil {
			t.Fatalf("request %d beside slow ones: %v", asked, err)
		}
		if _ = answer.Body.Close(); answer.StatusCode != http.StatusOK {
			t.Fatalf("request %d beside slow ones: %d", asked, answer.StatusCode)
		}
		select {
		case <-over:
			return
		default:
		}
	}
}

// asking is an ordinary request.
func asking(t *testing.T, at string) *http.Request {
	t.Helper()
	return (&http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: at, Path: "/t/garden/theme.css"}, Host: "raf.example", Header: http.Header{}}).WithContext(t.Context())
}

// Beyond the cap nobody is refused and nothing is taken in: who waits is let in when a silent one is dropped.
func TestConnectionsHaveACap(t *testing.T) {
	t.Parallel()
	within := short()
	within.connections = 2
	at := held(t, within)
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
}
