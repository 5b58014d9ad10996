package banno

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/providers"
)

func TestTheTokenEndpointsTroubleHasAKind(t *testing.T) {
	t.Parallel()
	status := func(status int, body map[string]any) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { writeJSON(w, status, body) }
	}
	raw := func(contentType, body string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", contentType)
			_, _ = w.Write([]byte(body))
		}
	}
	oauth := func(code string) map[string]any {
		return map[string]any{"error": code, "error_description": "canary-description"}
	}
	tests := []struct {
		name   string
		answer func(http.ResponseWriter)
		want   providers.Kind
	}{
		{"code spent", status(400, oauth("invalid_grant")), providers.KindExpired},
		{"invalid_grant with 401", status(401, oauth("invalid_grant")), providers.KindExpired},
		{"wrong client secret", status(401, oauth("invalid_client")), providers.KindDenied},
		{"401 without a word", status(401, nil), providers.KindDenied},
		{"client not allowed", status(400, oauth("unauthorized_client")), providers.KindDenied},
		{"scope not allowed", status(400, oauth("invalid_scope")), providers.KindDenied},
		{"another error", status(400, oauth("unsupported_grant_type")), providers.KindMalformed},
		{"an error with 200", status(200, oauth("server_error")), providers.KindDown},
		{"403", status(403, nil), providers.KindDenied},
		{"429", status(429, nil), providers.KindThrottled},
		{"500", status(500, oauth("server_error")), providers.KindDown},
		{"503 page", func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(503)
		}, providers.KindDown},
		{"200 page", raw("text/html", "<h1>hello</h1>"), providers.KindMalformed},
		{"a query string", raw("application/x-www-form-urlencoded", "access_token=canary-access&token_type=Bearer"), providers.KindMalformed},
		{"half a document", raw("application/json", `{"access_token":"canary-ac`), providers.KindMalformed},
		{"two documents", raw("application/json", `{"access_token":"canary-access","token_type":"Bearer"}{}`), providers.KindMalformed},
		{"a token twice", raw("application/json", `{"access_token":"a","ACCESS_TOKEN":"b","token_type":"Bearer"}`), providers.KindMalformed},
		{"nothing", raw("application/json", ""), providers.KindMalformed},
		{"too much", raw("application/json", `{"a":"`+strings.Repeat("x", smallAnswer)+`"}`), providers.KindMalformed},
		{"redirect", func(w http.ResponseWriter) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(307)
		}, providers.KindMalformed},
		{"connection broken", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, providers.KindDown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.set(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != oidcPath+"/token" {
					return false
				}
				tt.answer(w)
				return true
			})
			_, grant, err := f.signIn(t, f.bank(t))
			if kindOf(err) != tt.want || !grant.IsZero() {
				t.Errorf("error = %v, want %s", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("error %q tells what the bank said", err)
			}
			if got := f.count(oidcPath + "/token"); got != 1 {
				t.Errorf("%d token calls, want 1", got)
			}
			if got := f.count("/elsewhere"); got != 0 {
				t.Error("a redirect was followed")
			}
		})
	}
}

func TestATokenAnswerMustBeUsable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, field string
		value       any
		revoked     int // what could be read of it is given back
	}{
		{"another token type", "token_type", "DPoP", 1},
		{"no token type", "token_type", "", 1},
		{"no access token", "access_token", "", 0},
		{"an access token that breaks the header", "access_token", "a\r\nb", 0},
		{"a refresh token with blanks", "refresh_token", "a b", 0},
		{"a negative lifetime", "expires_in", -1, 1},
		{"a lifetime that is none", "expires_in", "soon", 0},
		{"an id_token that is no text", "id_token", 7, 1},
		{"an empty id_token", "id_token", "", 1},
		{"no id_token", "id_token", nil, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			f.token[tt.field] = tt.value
			if _, grant, err := f.signIn(t, f.bank(t)); kindOf(err) != providers.KindMalformed || !grant.IsZero() {
				t.Errorf("error = %v, want malformed", err)
			}
			if got := f.count(oidcPath + "/token/revocation"); got != tt.revoked {
				t.Errorf("%d revocations after a sign-in, want %d", got, tt.revoked)
			}
			if tt.value == nil {
				return // a renewal needs no ID token
			}
			if g, err := f.bank(t).Refresh(t.Context(), f.grant("canary-refresh"), testSubject); kindOf(err) != providers.KindExpired || !g.IsZero() {
				t.Errorf("a renewal: %v, want expired", err)
			}
			if got := f.count(oidcPath + "/token/revocation"); got != 2*tt.revoked {
				t.Errorf("%d revocations after a renewal, too, want %d", got, 2*tt.revoked)
			}
		})
	}
}

func TestAGrantIsNotBelievedForMoreThanADay(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.token["expires_in"] = 10 * 24 * 3600
	_, grant, err := f.signIn(t, f.bank(t))
	if err != nil || !grant.ExpiresAt.Equal(f.now().Add(24*time.Hour)) {
		t.Errorf("grant until %s, %v, want a day", grant.ExpiresAt, err)
	}
}
