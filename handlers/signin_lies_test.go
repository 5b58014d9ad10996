package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// unlogged are refused before a callback is looked at closely; the line of the request is all there is.
func unlogged() []string {
	return []string{"doubled_code", "doubled_state", "doubled_iss", "missing_state", "both_code_and_error"}
}

// lieShows is what the member reads, where that is sure.
func lieShows(endpoint, kind string) string {
	const failed, unreachable, offered = "Sign-in did not work", "We can’t reach Garden", "Sign in to get your link"
	switch endpoint {
	case sandbox.OnIDToken:
		return failed
	case sandbox.OnCallback:
		shows, told := map[string]string{
			"doubled_code": "We could not read that", "doubled_state": "We could not read that", "doubled_iss": "We could not read that",
			"access_denied": "You chose not to go on", "temporarily_unavailable": unreachable, "server_error": unreachable, "html_error": unreachable,
			"login_required": offered, "consent_required": offered, "wrong_state": "", "missing_state": "",
		}[kind]
		if !told {
			return failed
		}
		return shows
	}
	return ""
}

// lies are the kinds of an endpoint that must end a sign-in, those that take time or the others.
func lies(endpoint string, slow bool) []string {
	return slices.DeleteFunc(sandbox.FaultKinds(endpoint), func(kind string) bool {
		// A first sign-in has nothing to compare a subject with, and rotation concerns renewals.
		return kind == "other_sub" || kind == "no_rotation" || (kind == "hang" || kind == "slow") != slow
	})
}

// Every lie of the sandbox bank at every step ends at a page of ours, without a session, and the log says why. The tokens
// that came with a lie are given back, once. When the lies are over the same bank signs in.
func TestEveryLieOfTheBankEndsWithoutASession(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{sandbox.OnIDToken, sandbox.OnCallback, sandbox.OnToken, sandbox.OnJWKS} {
		for name, kinds := range map[string][]string{"": lies(endpoint, false), "hang": lies(endpoint, true)} {
			if len(kinds) == 0 {
				continue
			}
			t.Run(endpoint+" "+name, func(t *testing.T) {
				t.Parallel()
				h := setupFor(t, name)
				for _, kind := range kinds {
					t.Run(kind, func(t *testing.T) { h.wantLieRefused(t, endpoint, kind) })
				}
				h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery").wantState(http.StatusOK, "inviter_ready")
			})
		}
	}
}

func (h *house) wantLieRefused(t *testing.T, endpoint, kind string) {
	t.Helper()
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	if endpoint == sandbox.OnJWKS { // what is known of the keys must not do
		if err := h.bank.RotateKeys(sandbox.Garden); err != nil {
			t.Fatal(err)
		}
	}
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: endpoint, Kind: kind, Location: h.origins[sandbox.Orchard] + "/collect"})
	logged, revoked := len(h.log.String()), h.bank.Counters(sandbox.Garden).Revocations
	got := b.load(web.PathTile)
	if got.status >= 500 || got.url.Query().Has(marker) {
		t.Fatalf("it ended at %s with %d", got.url, got.status)
	}
	if got.status != http.StatusBadRequest {
		got.wantState(http.StatusOK, "anonymous")
	}
	got.wants(got.status, lieShows(endpoint, kind)).without("alert(1)", "555-evil")
	h.wantNobody(t, sandbox.Garden, b)
	if n := h.allCalls(sandbox.Orchard); n != 0 {
		t.Errorf("another bank was asked %d times", n)
	}
	if !slices.Contains(unlogged(), kind) && !strings.Contains(h.log.String()[logged:], "sign-in refused") {
		t.Errorf("the log does not say why:\n%s", h.log.String()[logged:])
	}
	h.drained(t)
	given := endpoint == sandbox.OnIDToken || endpoint == sandbox.OnToken && slices.Contains([]string{"bad_token_type", "negative_expiry", "id_token_object"}, kind)
	if n := h.bank.Counters(sandbox.Garden).Revocations - revoked; given && n != 1 {
		t.Errorf("%d revocations at the bank, want one: the tokens that came with the lie live for 90 days", n)
	}
	h.bank.ClearFaults(sandbox.Garden)
	h.clock.Advance(2 * time.Minute) // a failed fetch of metadata or keys is not repeated at once
}

// The other half: what is odd and allowed signs in.
func TestEveryOddButGoodAnswerSignsIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake") // what the bank published is known
	for _, endpoint := range []string{sandbox.OnIDToken, sandbox.OnToken, sandbox.OnJWKS} {
		for _, kind := range sandbox.HarmlessKinds(endpoint) {
			t.Run(endpoint+" "+kind, func(t *testing.T) {
				if endpoint == sandbox.OnJWKS {
					if err := h.bank.RotateKeys(sandbox.Garden); err != nil {
						t.Fatal(err)
					}
				}
				before, keys := h.bank.Counters(sandbox.Garden).Revocations, h.calls(sandbox.Garden, sandbox.OnJWKS)
				h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: endpoint, Kind: kind})
				h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery").wantState(http.StatusOK, "inviter_ready")
				if n := h.bank.Counters(sandbox.Garden).Revocations - before; n != 0 {
					t.Errorf("%d revocations, want none", n)
				}
				if n := h.calls(sandbox.Garden, sandbox.OnJWKS) - keys; endpoint == sandbox.OnJWKS && n != 1 {
					t.Errorf("the keys were fetched %d times for a new one, want once", n)
				}
				h.bank.ClearFaults(sandbox.Garden)
				h.clock.Advance(2 * time.Minute)
			})
		}
	}
	t.Run("of more keys than are tried, without a name", func(t *testing.T) {
		if err := h.bank.RotateKeys(sandbox.Garden); err != nil {
			t.Fatal(err)
		}
		h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnJWKS, Kind: "many_keys"})
		h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnIDToken, Kind: "kid_absent"})
		b := h.browser(t, sandbox.Garden)
		b.atBank(sandbox.Garden, "casey")
		b.load(web.PathTile).wantState(http.StatusBadRequest, "anonymous")
	})
}

// A key that is published only after tokens are signed with it is refused until then, and found soon after.
func TestAKeyThatIsPublishedLateIsTakenWhenItIs(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake")
	before := h.calls(sandbox.Garden, sandbox.OnJWKS)
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnJWKS, Kind: "late_key"})
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	b.load(web.PathTile).wantState(http.StatusBadRequest, "anonymous")
	h.bank.ClearFaults(sandbox.Garden)
	b.signIn(sandbox.Garden, "avery")
	if n := h.calls(sandbox.Garden, sandbox.OnJWKS) - before; n > 3 {
		t.Errorf("the keys were fetched %d times in a minute", n)
	}
}

// Tokens with invented keys make us ask the bank three times a minute, however many of us there are; a minute later a new
// key of its own is found.
func TestInventedKeysHaveTheBankAskedThreeTimesAMinute(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		servers := []*Server{h.server, h.another(t)}
		for i, server := range servers {
			b := h.browser(t, sandbox.Garden)
			b.server = server
			b.signIn(sandbox.Garden, []string{"blake", "casey"}[i])
		}
		before := h.calls(sandbox.Garden, sandbox.OnJWKS)
		h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnIDToken, Kind: "unknown_kid"})
		for i := range 10 {
			b := h.browser(t, sandbox.Garden)
			b.server = servers[i%2]
			b.atBank(sandbox.Garden, "avery")
			b.load(web.PathTile).wantState(http.StatusBadRequest, "anonymous")
			h.clock.Advance(5 * time.Second)
		}
		if n := h.calls(sandbox.Garden, sandbox.OnJWKS) - before; n != 3 {
			t.Errorf("the keys were fetched %d times, want 3", n)
		}
		h.bank.ClearFaults(sandbox.Garden)
		h.clock.Advance(time.Minute)
		if err := h.bank.RotateKeys(sandbox.Garden); err != nil {
			t.Fatal(err)
		}
		h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery")
	})
}

// A bank that does not name itself in its answers, and says so, is believed without; one that names another is not.
func TestABankThatSaysItDoesNotNameItselfNeedNot(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnDiscovery, Kind: "no_iss_param"})
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnCallback, Kind: "wrong_iss", Times: 1})
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "avery")
	b.load(web.PathTile).wantState(http.StatusBadRequest, "anonymous").wants(http.StatusBadRequest, "Sign-in did not work")
	h.wantNobody(t, sandbox.Garden, b)
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnCallback, Kind: "missing_iss"})
	b.signIn(sandbox.Garden, "avery")
}

func TestABankThatCannotBeFoundLeavesTheOfferOnTheTile(t *testing.T) {
	t.Parallel()
	for name, kinds := range map[string][]string{"": lies(sandbox.OnDiscovery, false), "hang": lies(sandbox.OnDiscovery, true)} {
		t.Run("cold "+name, func(t *testing.T) {
			t.Parallel()
			h := setupFor(t, name)
			for _, kind := range kinds {
				t.Run(kind, func(t *testing.T) { h.wantUnfound(t, kind) })
			}
		})
	}
	t.Run("warm", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake")
		h.clock.Advance(time.Hour)
		for _, kind := range lies(sandbox.OnDiscovery, false) {
			asked := h.calls(sandbox.Garden, sandbox.OnDiscovery)
			h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnDiscovery, Kind: kind, Location: h.origins[sandbox.Orchard] + "/collect"})
			h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery")
			// The lie is fetched behind the member, and by nobody while the one before it is on its way or has just come.
			for n := 0; n < 50 && h.calls(sandbox.Garden, sandbox.OnDiscovery) == asked; n++ {
				h.clock.Advance(2 * time.Second)
				h.browser(t, sandbox.Garden).get(web.PathTile).wants(http.StatusSeeOther)
			}
			if h.calls(sandbox.Garden, sandbox.OnDiscovery) == asked {
				t.Errorf("%s was not told", kind)
			}
			h.clock.Advance(2 * time.Minute)
		}
		if n := h.allCalls(sandbox.Orchard); n != 0 {
			t.Errorf("another bank was asked %d times", n)
		}
	})
}

func (h *house) wantUnfound(t *testing.T, kind string) {
	t.Helper()
	logged := len(h.log.String())
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnDiscovery, Kind: kind, Location: h.origins[sandbox.Orchard] + "/collect"})
	for _, path := range []string{web.PathTile, web.PathSignIn} {
		b := h.browser(t, sandbox.Garden)
		got := b.get(path).wantState(http.StatusOK, "anonymous")
		got.wants(http.StatusOK, "We can’t reach Garden", "$50")
		if len(b.cookies(web.PathTile)) != 0 {
			t.Errorf("%s left cookies: %v", path, b.cookies(web.PathTile))
		}
	}
	if n := h.count(t, sandbox.Garden, "signin_flows", ""); n != 0 {
		t.Errorf("%d attempts were kept", n)
	}
	if !strings.Contains(h.log.String()[logged:], "sign-in could not begin") {
		t.Error("the log does not say so")
	}
	h.bank.ClearFaults(sandbox.Garden)
	h.clock.Advance(2 * time.Minute)
}

// The bank can't sign anybody out here, and nothing at the usual addresses lets it, or a stranger, try.
func TestNothingAnswersToAnOrderToSignOut(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, slug := range []string{sandbox.Garden, sandbox.Orchard} {
		b := h.browser(t, slug)
		for _, path := range []string{"/oidc/logout", "/oidc/logout/", "/oidc/backchannel-logout/", "/oidc/frontchannel-logout/", "/oidc/session/",
			"/auth/logout/", "/auth/backchannel/", "/logout/", "/backchannel_logout", "/frontchannel_logout", "/check_session_iframe", "/end_session"} {
			b.get(path).wants(http.StatusNotFound)
			b.post(path, nil).wants(http.StatusNotFound)
		}
	}
}

// Whoever has signed out stays so, with whatever answer the bank's own sign-out, or a link of a stranger, comes back.
func TestAnAnswerAfterSigningOutSignsNobodyIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browser(t, sandbox.Garden)
	b.signIn(sandbox.Garden, "avery")
	b.submit(b.get(web.PathDashboard), `form[action$="/auth/signout"]`, nil).wants(http.StatusSeeOther)
	for _, query := range []string{"?state=", "?state=" + strings.Repeat("x", 43), "?code=abc", "?code=abc&state=" + strings.Repeat("x", 43), "?error=x&state=other"} {
		got := b.get(web.PathCallback + query)
		got.wantState(http.StatusBadRequest, "anonymous")
		if b.token() != "" {
			t.Fatalf("%s signed somebody in", query)
		}
	}
	if n := h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL"); n != 0 {
		t.Errorf("%d live sessions", n)
	}
}
