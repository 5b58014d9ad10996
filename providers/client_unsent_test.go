package providers

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Whether a call has left the house decides if a refresh token may be shown again.
func TestAFailureSaysWhetherTheBankWasAsked(t *testing.T) {
	t.Parallel()
	shut := httptest.NewServer(http.NotFoundHandler())
	shut.Close()
	c, target, _ := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	ask := func(op, url string) *Error {
		t.Helper()
		_, err := get(t, c, url)
		if err == nil || err.Kind != KindDown {
			t.Fatalf("%s: error = %v, want down", op, err)
		}
		return err
	}
	if e := ask("nobody listens", shut.URL); !e.Unsent {
		t.Error("where nobody listens it counts as sent")
	}
	if e := ask("the answer is lost", target); e.Unsent {
		t.Error("a call whose answer was lost counts as not sent")
	}
	if e := ask("the handshake is cut", silent(t)); !e.Unsent {
		t.Error("a call without a connection counts as sent")
	}
	for range breakAfter {
		_, _ = get(t, c, target)
	}
	if e := ask("the breaker is open", target); !e.Unsent {
		t.Error("a call that the breaker kept back counts as sent")
	}
}

// silent takes connections, reads the beginning of a handshake and is gone.
func silent(t *testing.T) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 1))
			_ = c.Close()
		}
	}()
	return "https://" + l.Addr().String()
}
