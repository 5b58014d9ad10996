package banno

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/providers"
)

func TestRefreshKeepsOrReplacesTheRefreshToken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer any
		want   string
	}{
		"rotated":     {"canary-second", "canary-second"},
		"not rotated": {nil, "canary-refresh"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.token["access_token"], f.token["refresh_token"], f.token["scope"] = "canary-new", tt.answer, nil
			b := f.bank(t)
			got, err := b.Refresh(t.Context(), f.grant("canary-refresh"), testSubject)
			if err != nil {
				t.Fatal(err)
			}
			opened, err := b.open("test", got)
			if err != nil {
				t.Fatal(err)
			}
			want := tokens{Access: "canary-new", Refresh: tt.want, Type: "Bearer", Issuer: f.issuer()}
			if opened != want {
				t.Errorf("grant = %+v, want %+v", opened, want)
			}
			if !got.Refreshable || !got.ExpiresAt.Equal(f.now().Add(10*time.Minute)) {
				t.Errorf("renewable %t until %s", got.Refreshable, got.ExpiresAt)
			}
			if diff := cmp.Diff([]string{"openid"}, got.Scopes); diff != "" {
				t.Errorf("scopes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARefreshAnswerWithoutIDTokenIsAccepted(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.token["id_token"] = nil
	if _, err := f.bank(t).Refresh(t.Context(), f.grant("canary-refresh"), testSubject); err != nil {
		t.Error(err)
	}
}

func TestARenewedGrantOfAnotherIsRefusedAndRevoked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fakeBank){
		"another subject":     func(f *fakeBank) { f.claims["sub"] = "somebody-else" },
		"another issuer":      func(f *fakeBank) { f.claims["iss"] = "https://elsewhere.example" },
		"another audience":    func(f *fakeBank) { f.claims["aud"] = "another" },
		"another institution": func(f *fakeBank) { f.claims[claimInstitution] = "another" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			change(f)
			got, err := f.bank(t).Refresh(t.Context(), f.grant("canary-refresh"), testSubject)
			if kindOf(err) != providers.KindMalformed || !got.IsZero() {
				t.Errorf("error = %v, want malformed", err)
			}
			if got := f.count(oidcPath + "/token/revocation"); got != 1 {
				t.Errorf("%d revocations, want 1", got)
			}
		})
	}
}

func TestAGrantThatCannotBeRenewedIsNotSent(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t)
	foreign := providers.NewGrant([]byte(`{"access_token":"a","refresh_token":"r","issuer":"https://elsewhere.example"}`), time.Time{}, true, nil)
	tests := []struct {
		name    string
		grant   providers.Grant
		subject string
		want    providers.Kind
	}{
		{"no grant", providers.Grant{}, testSubject, providers.KindExpired},
		{"no refresh token", f.grant(""), testSubject, providers.KindExpired},
		{"no subject", f.grant("canary-refresh"), "", providers.KindMalformed},
		{"not a grant", providers.NewGrant([]byte("x"), time.Time{}, true, nil), testSubject, providers.KindMalformed},
		{"another institution's grant", foreign, testSubject, providers.KindMalformed},
	}
	for _, tt := range tests {
		if _, err := b.Refresh(t.Context(), tt.grant, tt.subject); kindOf(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if got := f.count(oidcPath + "/token"); got != 0 {
		t.Errorf("%d token calls, want none", got)
	}
	if _, err := b.Accounts(t.Context(), providers.Access{Subject: testSubject, Grant: foreign}); kindOf(err) != providers.KindMalformed {
		t.Errorf("accounts with another institution's grant: %v, want malformed", err)
	}
	if got := f.count(apiPath + "/users/" + testSubject + "/accounts"); got != 0 {
		t.Error("another institution's token was sent")
	}
}

func TestARefreshIsNeverSentTwice(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter){
		"lost":   func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"failed": func(w http.ResponseWriter) { writeJSON(w, 502, nil) },
		"ended":  func(w http.ResponseWriter) { writeJSON(w, 400, map[string]any{"error": "invalid_grant"}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.set(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != oidcPath+"/token" {
					return false
				}
				answer(w)
				return true
			})
			want := providers.KindDown
			if name == "ended" {
				want = providers.KindExpired
			}
			if _, err := f.bank(t).Refresh(t.Context(), f.grant("canary-refresh"), testSubject); kindOf(err) != want {
				t.Errorf("error = %v, want %s", err, want)
			}
			if got := f.count(oidcPath + "/token"); got != 1 {
				t.Errorf("%d token calls, want 1", got)
			}
		})
	}
}

func TestTheClientSecretIsSentInOneWayOnly(t *testing.T) {
	t.Parallel()
	for style, inForm := range map[string]bool{"post": true, "basic": false} {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			var headers []string
			f.set(func(_ http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodPost {
					f.mu.Lock()
					headers = append(headers, r.Header.Get("Authorization"))
					f.mu.Unlock()
				}
				return false
			})
			b := f.bank(t, func(c *Config) { c.AuthStyle = style })
			_, grant, err := f.signIn(t, b)
			if err != nil {
				t.Fatal(err)
			}
			if grant, err = b.Refresh(t.Context(), grant, testSubject); err != nil {
				t.Fatal(err)
			}
			if err := b.Revoke(t.Context(), grant); err != nil {
				t.Fatal(err)
			}
			if len(f.forms) != 3 {
				t.Fatalf("%d posts, want 3", len(f.forms))
			}
			for i, form := range f.forms {
				if form.Has("client_secret") != inForm || strings.HasPrefix(headers[i], "Basic ") == inForm {
					t.Errorf("post %d: in the form %t, header %t", i, form.Has("client_secret"), headers[i] != "")
				}
			}
			code := f.forms[0]
			if code.Get("grant_type") != "authorization_code" || code.Get("redirect_uri") != testRedirect || len(code.Get("code_verifier")) < 43 {
				t.Errorf("code grant = %v", code)
			}
			if f.forms[2].Get("token") != "canary-refresh" || f.forms[2].Get("token_type_hint") != "refresh_token" {
				t.Errorf("revocation = %v", f.forms[2])
			}
		})
	}
}

func TestRevocationSaysWhatWentWrong(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]providers.Kind{
		400: providers.KindDenied, 401: providers.KindDenied, 429: providers.KindThrottled, 503: providers.KindDown,
	} {
		f := newFakeBank(t)
		f.set(func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != oidcPath+"/token/revocation" {
				return false
			}
			writeJSON(w, status, nil)
			return true
		})
		if err := f.bank(t).Revoke(t.Context(), f.grant("canary-refresh")); kindOf(err) != want {
			t.Errorf("status %d: %v, want %s", status, err, want)
		}
	}
	f := newFakeBank(t)
	delete(f.metadata, "revocation_endpoint")
	if err := f.bank(t).Revoke(t.Context(), f.grant("")); kindOf(err) != providers.KindDenied {
		t.Errorf("no endpoint: %v, want denied", err)
	}
}
