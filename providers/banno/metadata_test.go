package banno

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"raf/providers"
)

const discoveryPath = oidcPath + "/.well-known/openid-configuration"

func begin(ctx context.Context, b *Bank) error {
	_, _, err := b.Begin(ctx, providers.BeginRequest{State: testState, RedirectURI: testRedirect})
	return err
}

func TestMetadataThatMovesTheSignInElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, field string
		value       any
	}{
		{"issuer of another", "issuer", "https://elsewhere.example/oidc"},
		{"no issuer", "issuer", nil},
		{"no S256", "code_challenge_methods_supported", []string{"plain"}},
		{"no word of PKCE", "code_challenge_methods_supported", nil},
		{"token endpoint elsewhere", "token_endpoint", "https://elsewhere.example/token"},
		{"no token endpoint", "token_endpoint", nil},
		{"authorization endpoint elsewhere", "authorization_endpoint", "https://elsewhere.example/auth"},
		{"authorization endpoint is a script", "authorization_endpoint", "javascript:alert(1)"},
		{"keys elsewhere", "jwks_uri", "https://elsewhere.example/jwks"},
		{"revocation elsewhere", "revocation_endpoint", "https://elsewhere.example/revoke"},
		{"userinfo elsewhere", "userinfo_endpoint", "https://elsewhere.example/me"},
		{"end session elsewhere", "end_session_endpoint", "https://elsewhere.example/logout"},
		{"issuer is no text", "issuer", 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.metadata[tt.field] = tt.value
			if err := begin(t.Context(), f.bank(t)); kindOf(err) != providers.KindDown {
				t.Errorf("error = %v, want down", err)
			}
		})
	}
}

func TestAnEndpointIsNoMoreThanAPathOnTheFIHost(t *testing.T) {
	t.Parallel()
	b := offline(t)
	for endpoint, want := range map[string]bool{
		"https://digital.example.com/token":                 true,
		"https://digital.example.com/token?x=1":             true,
		"https://digital.example.com":                       false,
		"https://user@digital.example.com/token":            false,
		"https://digital.example.com@evil.example/token":    false,
		"https://digital.example.com:8443/token":            false,
		"https://digital.example.com/token#x":               false,
		"http://digital.example.com/token":                  false,
		"https://digital.example.com.evil.example/token":    false,
		"//digital.example.com/token":                       false,
		"/token":                                            false,
		"https://evil.example/https://digital.example.com/": false,
	} {
		if got := b.onFIHost(endpoint); got != want {
			t.Errorf("%s: accepted = %t, want %t", endpoint, got, want)
		}
	}
}

func TestAnIssuerOfTheListIsEnough(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	const old = "https://old.example/a/consumer/api/v0/oidc"
	f.metadata["issuer"], f.claims["iss"] = old, old
	b := f.bank(t, func(c *Config) { c.Issuers = []string{f.issuer(), old} })
	_, flow := f.begin(t, b)
	id, _, err := b.Finish(t.Context(), flow, providers.Callback{Code: "canary-code", Issuer: old})
	if err != nil || id.Issuer != old {
		t.Errorf("issuer = %q, %v, want the old one", id.Issuer, err)
	}
}

func TestMetadataIsFetchedOnceAnHour(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := begin(t.Context(), b); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	f.pass(59 * time.Minute)
	f.begin(t, b)
	if got := f.count(discoveryPath); got != 1 {
		t.Errorf("%d fetches in an hour, want 1", got)
	}
	f.pass(2 * time.Minute)
	f.begin(t, b)
	b.settle(t)
	if got := f.count(discoveryPath); got != 2 {
		t.Errorf("%d fetches after an hour, want 2", got)
	}
}

func TestLastGoodMetadataServesForADay(t *testing.T) {
	t.Parallel()
	outages := map[string]func(http.ResponseWriter){
		"down":   func(w http.ResponseWriter) { writeJSON(w, 503, nil) },
		"lying":  func(w http.ResponseWriter) { writeJSON(w, 200, map[string]any{"issuer": "https://elsewhere.example"}) },
		"broken": func(w http.ResponseWriter) { w.Header().Set("Content-Type", "application/json") },
	}
	for name, outage := range outages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			b := f.bank(t)
			f.begin(t, b)
			f.set(func(w http.ResponseWriter, _ *http.Request) bool {
				outage(w)
				return true
			})
			f.pass(23 * time.Hour)
			if err := begin(t.Context(), b); err != nil {
				t.Errorf("after 23 h: %v", err)
			}
			f.pass(time.Hour + time.Second)
			if err := begin(t.Context(), b); kindOf(err) != providers.KindDown {
				t.Errorf("after a day: %v, want down", err)
			}
			f.set(nil)
			f.pass(time.Second)
			if err := begin(t.Context(), b); err != nil {
				t.Errorf("after the outage: %v", err)
			}
		})
	}
}

func TestThrottledMetadataIsDownAndSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.set(func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Retry-After", "7")
		writeJSON(w, 429, nil)
		return true
	})
	var e *providers.Error
	if err := begin(t.Context(), f.bank(t)); !errors.As(err, &e) || e.Kind != providers.KindDown || e.RetryAfter != 7*time.Second {
		t.Errorf("error = %+v, want down for 7 s", err)
	}
}

func TestAnOutageIsNotHammered(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.set(func(w http.ResponseWriter, _ *http.Request) bool {
		writeJSON(w, 503, nil)
		return true
	})
	b := f.bank(t, func(c *Config) { c.HTTP.Retries = -1 })
	for range 10 {
		if err := begin(t.Context(), b); kindOf(err) != providers.KindDown {
			t.Fatalf("error = %v, want down", err)
		}
	}
	if got := f.count(discoveryPath); got != 1 {
		t.Errorf("%d fetches within a second, want 1", got)
	}
}

func TestAClockSetBackDoesNotKeepMetadataYoung(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t)
	f.begin(t, b)
	f.pass(-48 * time.Hour)
	f.begin(t, b)
	if got := f.count(discoveryPath); got != 2 {
		t.Errorf("%d fetches, want a second one", got)
	}
}

func TestTheFirstCallersClosedTabDoesNotSpoilTheFetch(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.set(func(http.ResponseWriter, *http.Request) bool {
		cancel()
		return false
	})
	b := f.bank(t)
	if err := begin(ctx, b); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("the one who left: %v", err)
	}
	f.set(nil)
	if err := begin(t.Context(), b); err != nil || f.count(discoveryPath) != 1 {
		t.Errorf("the next one: %v after %d fetches, want the first one's result", err, f.count(discoveryPath))
	}
}

func TestACancelledCallerLeavesTheQueue(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	release, arrived := make(chan struct{}), make(chan struct{}, 1)
	f.set(func(http.ResponseWriter, *http.Request) bool {
		arrived <- struct{}{}
		<-release
		return false
	})
	b := f.bank(t)
	first := make(chan error, 1)
	go func() { first <- begin(t.Context(), b) }()
	<-arrived
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := begin(ctx, b); kindOf(err) != providers.KindDown {
		t.Errorf("cancelled caller: %v, want down", err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Errorf("first caller: %v", err)
	}
}

func TestNewRefusesABadConfiguration(t *testing.T) {
	t.Parallel()
	good := func() Config {
		return Config{
			FIURL: "https://digital.example.com", ClientID: "c", ClientSecret: providers.NewSecret("s"),
			InstitutionID: "i", Now: func() time.Time { return time.Time{} },
		}
	}
	if _, err := New(good()); err != nil {
		t.Fatal(err)
	}
	fiURLs := []string{
		"", "digital.example.com", "http://digital.example.com", "https://digital.example.com/",
		"https://digital.example.com/a", "https://digital.example.com?x", "https://digital.example.com#x",
		"https://user@digital.example.com", "https://user:pw@digital.example.com", "https://digital.example.com\r\nX: y",
		"https://digital.example.com\n", " https://digital.example.com", "https://Digital.example.com", "HTTPS://digital.example.com",
		"https://digital.example.com:8443", "https://digital.example.com:", "https://digital.example.com:443",
		"https://127.0.0.1", "https://0x7f.1", "https://2130706433", "https://169.254.169.254", "https://[::1]",
		"https://[::ffff:127.0.0.1]", "https://localhost", "https://digital.exämple.com", "https://digital_.example.com",
		"https://digital.example.com.", "https://digital..example.com", "https://digital%2eexample.com", "ftp://digital.example.com",
		"file:///etc/passwd", "https://", "https:digital.example.com", "https://digital.example.com\\@evil.example",
	}
	for _, raw := range fiURLs {
		cfg := good()
		cfg.FIURL = raw
		if _, err := New(cfg); err == nil {
			t.Errorf("FI URL %q was accepted", raw)
		} else if strings.ContainsAny(err.Error(), "\r") {
			t.Errorf("error %q carries the input", err)
		}
	}
	changes := map[string]func(*Config){
		"client id": func(c *Config) { c.ClientID = "" }, "institution": func(c *Config) { c.InstitutionID = "" },
		"clock": func(c *Config) { c.Now = nil }, "auth style": func(c *Config) { c.AuthStyle = "auto" },
		"currency": func(c *Config) { c.Currency = "JPY" }, "currency case": func(c *Config) { c.Currency = "usd" },
		"issuer": func(c *Config) { c.Issuers = []string{""} },
	}
	for name, change := range changes {
		cfg := good()
		change(&cfg)
		if _, err := New(cfg); err == nil {
			t.Errorf("a bad %s was accepted", name)
		}
	}
}

func TestLoopbackIsAllowedOnlyWhenAskedForAndOnlyForLoopback(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"http://localhost:9090": true, "http://127.0.0.1:9090": true, "http://[::1]:9090": true, "https://localhost:9090": true,
		"http://digital.example.com": false, "http://10.0.0.1": false, "https://192.168.1.1": false, "http://127.0.0.1.example.com": false,
	} {
		if _, err := checkFIURL(raw, true); (err == nil) != want {
			t.Errorf("%s: %v, want accepted %t", raw, err, want)
		}
		if _, err := checkFIURL(raw, false); err == nil {
			t.Errorf("%s was accepted without the switch", raw)
		}
	}
	if loopback, err := checkFIURL("https://digital.example.com", true); err != nil || loopback {
		t.Errorf("a public host with the switch: loopback %t, %v", loopback, err)
	}
	b, err := New(Config{FIURL: "https://digital.example.com", ClientID: "c", InstitutionID: "i", AllowLoopback: true, Now: func() time.Time { return time.Time{} }})
	if err != nil || b.cfg.HTTP.AllowLoopback {
		t.Errorf("a public name may resolve to this machine: %v", err)
	}
}
