package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// What an institution has not allowed us to ask for keeps nobody out, and its people read which it is.
func TestAScopeThatTheInstitutionHasNotAllowedKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		allowed []string
		rounds  int
		told    string
	}{
		"all":             {nil, 1, ""},
		"no transactions": {[]string{"offline_access", "accounts.readonly"}, 2, "transactions.detail.readonly"},
		"no accounts":     {[]string{"offline_access", "transactions.detail.readonly"}, 2, "accounts.readonly"},
		"none at all":     {[]string{}, 3, "offline_access"},
	} {
		for _, place := range []string{web.PathTile, web.PathSignIn} {
			t.Run(name+" at "+place, func(t *testing.T) {
				t.Parallel()
				h := setup(t)
				h.bank.SetAllowedScopes(sandbox.Garden, row.allowed)
				b := h.browser(t, sandbox.Garden)
				b.atBank(sandbox.Garden, "avery")
				before := h.bank.Counters(sandbox.Garden).Requests[sandbox.OnAuth]
				b.load(place).wants(http.StatusOK)
				if n := h.bank.Counters(sandbox.Garden).Requests[sandbox.OnAuth] - before; n != row.rounds {
					t.Errorf("%d rounds, want %d", n, row.rounds)
				}
				if n := h.count(t, sandbox.Garden, "sessions", ""); n != 1 {
					t.Errorf("%d sessions, want one", n)
				}
				refusals := h.count(t, sandbox.Garden, "audit_log", "action = 'signin.refused'")
				if refusals != row.rounds-1 {
					t.Errorf("%d rows in the trail, want one for each refusal", refusals)
				}
				if row.told == "" {
					return
				}
				if h.count(t, sandbox.Garden, "audit_log", "action = 'signin.refused' AND diff LIKE '%"+row.told+"%'") == 0 {
					t.Error("the trail does not name the scope")
				}
				if !strings.Contains(h.log.String(), "the bank has not allowed what is asked for") {
					t.Error("the log does not say so")
				}
			})
		}
	}
}

// A member who answers "invalid_scope" on behalf of the bank gets no further than a sign-in that asks for nothing else,
// and nobody else gets less for it.
func TestAnInventedRefusalOfScopesCountsForItsOwnAttempt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	callback := b.toBank(web.PathTile)
	for range 2 {
		got := b.get(changed(t, callback, "code", "", "error", "invalid_scope", "scope", "openid https://elsewhere.test/everything"))
		if got.status == http.StatusOK {
			got.wants(http.StatusOK, "Sign-in did not work")
			break
		}
		if to := got.location(); scopesOf(t, to) != "openid" {
			t.Fatalf("the next attempt asks for %q at %s, want openid", scopesOf(t, to), to)
		}
		callback = b.get(got.location()).location()
	}
	h.wantNobody(t, sandbox.Garden, b)
	other := h.browser(t, sandbox.Garden)
	if got := other.get(web.PathTile); !strings.Contains(scopesOf(t, got.location()), "accounts.readonly") {
		t.Errorf("somebody else is asked for %q", scopesOf(t, got.location()))
	}
}

func scopesOf(t *testing.T, to string) string {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("scope")
}
