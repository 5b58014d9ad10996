package conform

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Server is a bank's server under TLS whose connections can be cut where no handler reaches: in the handshake, and below
// TLS in the middle of an answer.
type Server struct {
	*httptest.Server
	mu    sync.Mutex
	cut   Fault
	at    []string
	conns []net.Conn // below TLS
}

type connKey struct{}

// NewServer serves a bank until the test ends.
func NewServer(t testing.TB, bank http.Handler) *Server {
	s := &Server{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.cutting(r.URL.Path) != CutTLS {
			bank.ServeHTTP(w, r)
			return
		}
		cutAnswer(w, r, bank)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) }
	s.Listener = cuttable{s.Listener, s}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// Roots are whom a client must trust to know the bank.
func (s *Server) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return pool
}

// Cut makes [CutHandshake] happen to every connection, or [CutTLS] to what is asked for at the ends of paths, all if there
// are none, until it is told another fault.
func (s *Server) Cut(fault Fault, at ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut, s.at = fault, at
	if fault == CutHandshake { // a connection that is kept has its handshake behind it
		for _, c := range s.conns {
			_ = c.Close()
		}
		s.conns = nil
	}
}

// cutting is how connections are cut now, of a path or of any.
func (s *Server) cutting(path string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.at) > 0 && !slices.ContainsFunc(s.at, func(end string) bool { return strings.HasSuffix(path, end) }) {
		return Healthy
	}
	return s.cut
}

// cutAnswer sends half of the right answer and breaks the connection without a word of TLS.
func cutAnswer(w http.ResponseWriter, r *http.Request, bank http.Handler) {
	answer := httptest.NewRecorder()
	bank.ServeHTTP(answer, r)
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	body := answer.Body.Bytes()
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush() // or nothing at all would have left
	if c, ok := r.Context().Value(connKey{}).(*tls.Conn); ok {
		_ = c.NetConn().Close()
	}
	panic(http.ErrAbortHandler)
}

// cuttable hands out connections that end in the handshake while that is the fault.
type cuttable struct {
	net.Listener
	server *Server
}

func (l cuttable) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	if l.server.cut == CutHandshake {
		return mute{c}, nil
	}
	l.server.conns = append(l.server.conns, c)
	return c, nil
}

// mute takes the first bytes of a handshake and is gone.
type mute struct{ net.Conn }

func (m mute) Read(p []byte) (int, error) {
	_, _ = m.Conn.Read(p)
	_ = m.Conn.Close()
	return 0, io.EOF
}

// NobodyKnows resolves no name.
func NobodyKnows() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server")
	}}
}
