package command

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// says sends a piece and reads the answer, if there is to be one.
func says(t *testing.T, conn net.Conn, piece string, want int) {
	t.Helper()
	if _, err := io.WriteString(conn, piece); err != nil {
		t.Fatal(err)
	}
	if want == 0 {
		return
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%q: %v", piece, err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != want {
		t.Errorf("%q: %d, %v", piece, answer.StatusCode, err)
	}
}

const check = "GET /healthz HTTP/1.1\r\nHost: raf.example\r\n\r\n"

// J11: connections that say nothing, or begin a header and stop, keep no check of a balancer out; those that asked stay.
func TestSilentConnectionsKeepNoCheckOut(t *testing.T) {
	t.Parallel()
	within := far() // nothing but the crowd ends anybody here
	within.silence, within.connections = 50*time.Millisecond, 8
	at := held(t, within)[0]
	idle, busy := call(t, at), call(t, at)
	says(t, idle, check, http.StatusOK)
	says(t, busy, "POST /t/garden/auth/signout HTTP/1.1\r\nHost: raf.example\r\nSec-Fetch-Site: same-origin\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", http.StatusContinue)
	var silent []net.Conn
	for i := range 12 {
		silent = append(silent, call(t, at))
		says(t, silent[i], []string{"", "GET /t/gar"}[i%2], 0)
	}
	for range 3 {
		says(t, call(t, at), check, http.StatusOK)
	}
	if err := idle.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := idle.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the one that asked once was ended: %v", err)
	}
	if _, err := io.Copy(io.Discard, silent[0]); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the one that was silent longest is still there")
	}
	if _, err := io.WriteString(busy, "a=b"); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(busy).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 ") {
		t.Errorf("the one in the middle of its request: %q, %v", line, err)
	}
}

// Who has only just come is not silent yet, so that a crowd of honest people waits and nobody throws anybody out.
func TestWhoHasJustComeKeepsTheirPlace(t *testing.T) {
	t.Parallel()
	within := far()
	within.connections = 1
	at := held(t, within)[0]
	first, late := call(t, at), call(t, at)
	says(t, late, check, 0)
	says(t, first, strings.Replace(check, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1), http.StatusOK)
	says(t, late, "", http.StatusOK)
}

// taking tells whenever it has taken somebody out of the kernel's queue.
type taking struct {
	net.Listener
	out chan struct{}
}

func (l taking) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	l.out <- struct{}{}
	return conn, err
}

// A server that ends does not wait for room.
func TestACrowdThatClosesLetsNobodyWait(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	taken := taking{listener, make(chan struct{}, 2)}
	c := newCrowd(taken, 1, time.Minute)
	call(t, listener.Addr().String())
	in, err := c.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	late := call(t, listener.Addr().String())
	over := make(chan error)
	go func() { _, err := c.Accept(); over <- err }()
	<-taken.out
	<-taken.out // it is out of the kernel's queue, and there is no room
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-over; !errors.Is(err, net.ErrClosed) {
		t.Errorf("the one who waited: %v", err)
	}
	if _, err := late.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("its connection: %v", err)
	}
}
