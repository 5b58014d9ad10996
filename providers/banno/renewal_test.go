package banno

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/providers"
)

// answering makes one path of a fake bank answer differently.
func (f *fakeBank) answering(path string, answer http.HandlerFunc) {
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != oidcPath+path {
			return false
		}
		answer(w, r)
		return true
	})
}

func text(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write([]byte(body))
	}
}

func down(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusServiceUnavailable, nil) }

func TestARenewalThatCouldNotBeVerifiedIsNotBegun(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"no metadata": "/.well-known/openid-configuration", "no keys": "/jwks"} {
		for how, answer := range map[string]http.HandlerFunc{"down": down, "garbage": text("application/json", `{"keys":[]}`)} {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				f := newFakeBank(t)
				f.answering(path, answer)
				got, err := f.bank(t).Refresh(t.Context(), f.grant("canary-refresh"), testSubject)
				if kindOf(err) != providers.KindDown || !got.IsZero() {
					t.Errorf("error = %v, want down", err)
				}
				if n := f.count(oidcPath + "/token"); n != 0 {
					t.Errorf("%d token calls, want none: the refresh token must stay good", n)
				}
			})
		}
	}
}

func TestASuccessThatCannotBeReadEndsTheGrant(t *testing.T) {
	t.Parallel()
	broken := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte(`{"access_token":"canary`))
		_ = http.NewResponseController(w).Flush() // the 200 leaves, the rest does not
		panic(http.ErrAbortHandler)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"a page":              text("text/html", "<h1>canary</h1>"),
		"half a document":     text("application/json", `{"access_token":"canary`),
		"a broken connection": broken,
		"nothing":             text("application/json", ""),
		"a list":              text("application/json", `["canary"]`),
		"no access token":     text("application/json", `{"token_type":"Bearer"}`),
		"no token type":       text("application/json", `{"access_token":"canary"}`),
		"a bad lifetime":      text("application/json", `{"access_token":"canary","token_type":"Bearer","expires_in":-1}`),
		"an odd ID token":     text("application/json", `{"access_token":"canary","token_type":"Bearer","id_token":7}`),
		"too much":            text("application/json", `{"access_token":"`+strings.Repeat("canary", smallAnswer/6)+`"}`),
		"created":             func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusCreated, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.answering("/token", answer)
			got, err := f.bank(t).Refresh(t.Context(), f.grant("canary-refresh"), testSubject)
			wantUsedUp(t, got, err)
			if n := f.count(oidcPath + "/token"); n != 1 {
				t.Errorf("%d token calls, want 1", n)
			}
		})
	}
}

func wantUsedUp(t *testing.T, got providers.Grant, err error) {
	t.Helper()
	if kindOf(err) != providers.KindExpired || !got.IsZero() {
		t.Fatalf("error = %v, want expired", err)
	}
	if text := err.Error(); !strings.Contains(text, "used up") || strings.Contains(text, "canary") {
		t.Errorf("error %q does not say that the token is used up, or tells what the bank said", text)
	}
}

func TestARenewedGrantOfWhichNothingIsProvenEndsIt(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fakeBank){
		"another key":       func(f *fakeBank) { f.key = newECKey("k1") },
		"not a token":       func(f *fakeBank) { f.rawID = "canary" },
		"issued long ago":   func(f *fakeBank) { f.claims["iat"] = f.clock.Add(-time.Hour).Unix() },
		"no issuer":         func(f *fakeBank) { f.claims["iss"] = nil },
		"no subject":        func(f *fakeBank) { f.claims["sub"] = nil },
		"another hash":      func(f *fakeBank) { f.claims["at_hash"] = "canary" },
		"a forged stranger": func(f *fakeBank) { f.key = newECKey("k1"); f.claims["sub"] = "somebody-else" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			change(f)
			got, err := f.bank(t).Refresh(t.Context(), f.grant("canary-refresh"), testSubject)
			wantUsedUp(t, got, err)
			if n := f.count(oidcPath + "/token/revocation"); n != 1 {
				t.Errorf("%d revocations, want 1", n)
			}
		})
	}
}

func TestKeysThatGoAwayBehindTheExchangeEndTheGrant(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t)
	if _, err := b.Refresh(t.Context(), f.grant("canary-refresh"), testSubject); err != nil {
		t.Fatal(err)
	}
	f.key = newECKey("k2") // rotated, and the new set can't be had
	f.answering("/jwks", down)
	got, err := b.Refresh(t.Context(), f.grant("canary-refresh"), testSubject)
	wantUsedUp(t, got, err)
}

func TestAnErrorInWordsIsNoUseOfTheToken(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]string{200: "temporarily_unavailable", 400: "server_error"} {
		f := newFakeBank(t)
		f.answering("/token", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, status, map[string]any{"error": code}) })
		if _, err := f.bank(t).Refresh(t.Context(), f.grant("canary-refresh"), testSubject); kindOf(err) != providers.KindDown {
			t.Errorf("%d %s: %v, want down", status, code, err)
		}
	}
}
