package providers

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			t.Error("a redirect was followed")
		}))
		t.Cleanup(evil.Close)
		handle := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", evil.URL)
			w.WriteHeader(status)
		}
		c, target, _ := serve(t, handle)
		if _, err := get(t, c, target); err == nil || err.Kind != KindMalformed || !errors.Is(err, errRedirect) {
			t.Errorf("GET %d: %v, want malformed", status, err)
		}
		if _, err := c.Exchange("token", 64).PostForm(target, url.Values{"secret": {canary}}); KindOf(err) != KindMalformed {
			t.Errorf("POST %d: %v, want malformed", status, err)
		}
	}
}

func TestAnExchangeIsTriedOnceAndTellsOAuthErrors(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]Kind{200: "", 400: "", 401: "", 403: KindDenied, 429: KindThrottled, 500: KindDown, 204: KindMalformed} {
		c, target, calls := serve(t, answer(status, "application/json", ""))
		res, err := c.Exchange("token", 64).PostForm(target, nil)
		if err != nil && KindOf(err) != want || err == nil && want != "" || calls.Load() != 1 {
			t.Errorf("%d: %v after %d calls, want %q", status, err, calls.Load(), want)
		}
		if err == nil && res.StatusCode != status {
			t.Errorf("status = %d, want %d", res.StatusCode, status)
		}
	}
}

func TestOnlyALineOfTheRequestIDIsKept(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"req-1": "req-1", "a b": "", "a\x7f": "", strings.Repeat("x", 128): strings.Repeat("x", 128), strings.Repeat("x", 129): "",
	} {
		res := &http.Response{StatusCode: 403, Header: http.Header{"X-Request-Id": {sent}}}
		if got := NewClient(ClientConfig{}).Failure("test", res).RequestID; got != want {
			t.Errorf("%q: kept %q, want %q", sent, got, want)
		}
	}
}

func TestTLSMustBeVerifiedAndCurrent(t *testing.T) {
	t.Parallel()
	start := func(versions uint16) *httptest.Server {
		server := httptest.NewUnstartedServer(answer(200, "application/json", `{}`))
		server.TLS = &tls.Config{MaxVersion: versions, MinVersion: tls.VersionTLS10}
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		return server
	}
	trust := func(s *httptest.Server) *x509.CertPool {
		pool := x509.NewCertPool()
		pool.AddCert(s.Certificate())
		return pool
	}
	current, old := start(tls.VersionTLS13), start(tls.VersionTLS11)
	tests := []struct {
		name   string
		server *httptest.Server
		roots  *x509.CertPool
		want   error
	}{
		{"trusted and current", current, trust(current), nil},
		{"nobody vouches for it", current, x509.NewCertPool(), errTLS},
		{"older than 1.2", old, trust(old), errTLS},
	}
	for _, tt := range tests {
		c := NewClient(ClientConfig{AllowLoopback: true, RootCAs: tt.roots})
		_, err := c.GetJSON(t.Context(), Call{Op: "test", URL: tt.server.URL, Limit: 64})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestOnlyPublicAddressesAreDialled(t *testing.T) {
	t.Parallel()
	refused := []string{
		"127.0.0.1:443", "127.8.9.1:443", "10.0.0.1:443", "172.16.5.5:443", "192.168.1.1:443", "169.254.169.254:443", "0.0.0.0:443",
		"100.64.0.1:443", "192.0.0.8:443", "192.0.2.1:443", "198.18.0.1:443", "198.51.100.7:443", "203.0.113.9:443", "224.0.0.1:443",
		"240.0.0.1:443", "255.255.255.255:443", "[::1]:443", "[::]:443", "[::ffff:127.0.0.1]:443", "[::ffff:10.0.0.1]:443",
		"[fe80::1%eth0]:443", "[fc00::1]:443", "[fd00:ec2::254]:443", "[ff02::1]:443", "[64:ff9b::7f00:1]:443", "[2002:7f00:1::]:443",
		"[2001::1]:443", "[2001:db8::1]:443", "[::127.0.0.1]:443", "[100::1]:443", "localhost:443", "127.0.0.1", "",
	}
	allowed := []string{"93.184.215.14:443", "8.8.8.8:443", "172.32.0.1:443", "[2606:4700::1111]:443", "[::ffff:8.8.8.8]:443"}
	strict, tests := refusePrivate(false), refusePrivate(true)
	for _, address := range refused {
		if strict(t.Context(), "tcp", address, nil) == nil {
			t.Errorf("%s was dialled", address)
		}
	}
	for _, address := range allowed {
		if err := strict(t.Context(), "tcp", address, nil); err != nil {
			t.Errorf("%s was refused: %v", address, err)
		}
	}
	for address, want := range map[string]bool{
		"127.0.0.1:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true, "10.0.0.1:80": false, "169.254.169.254:80": false, "8.8.8.8:443": true,
	} {
		if got := tests(t.Context(), "tcp", address, nil) == nil; got != want {
			t.Errorf("for tests, %s dialled = %t, want %t", address, got, want)
		}
	}
}

func TestAnAddressOfThisMachineIsRefusedBeforeTheConnection(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	c := NewClient(ClientConfig{})
	_, err = c.GetJSON(t.Context(), Call{Op: "test", URL: "http://" + listener.Addr().String(), Limit: 64})
	if err == nil || KindOf(err) != KindDown || !errors.Is(err, errPrivateAddress) {
		t.Errorf("error = %v, want a refused address", err)
	}
}

func TestAProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	// Go reads the variables once per process, so this asks the transport itself. Not parallel: the environment is shared.
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	if NewClient(ClientConfig{}).transport.Proxy != nil {
		t.Error("the client has a proxy")
	}
}

func TestABadURLIsNotQuoted(t *testing.T) {
	t.Parallel()
	_, err := NewClient(ClientConfig{}).GetJSON(t.Context(), Call{Op: "test", URL: "http://\x7f" + canary, Limit: 64})
	if KindOf(err) != KindMalformed || strings.Contains(err.Error(), canary) {
		t.Errorf("error = %v, want malformed without the URL", err)
	}
}

func TestJitterSpreadsAroundItsBase(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for range 200 {
		d := jitter(100 * time.Millisecond)
		if d < 50*time.Millisecond || d >= 150*time.Millisecond {
			t.Fatalf("jitter = %s", d)
		}
		seen[d] = true
	}
	if len(seen) < 100 {
		t.Errorf("%d different pauses of 200", len(seen))
	}
}
