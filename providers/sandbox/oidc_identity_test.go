package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiscoveryNamesItsOwnEndpointsAndWhatTheyDo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	got := h.get(oidcPath + "/.well-known/openid-configuration").json(t)
	iss := h.origin + oidcPath
	for name, want := range map[string]any{
		"issuer": iss, "authorization_endpoint": iss + "/auth", "token_endpoint": iss + "/token", "jwks_uri": iss + "/jwks",
		"userinfo_endpoint": iss + "/me", "revocation_endpoint": iss + "/token/revocation", "end_session_endpoint": iss + "/logout",
		"authorization_response_iss_parameter_supported": true, "claims_parameter_supported": true,
		"code_challenge_methods_supported": []any{"S256"}, "response_types_supported": []any{"code"},
		"id_token_signing_alg_values_supported": []any{"ES256", "PS256", "RS256"},
	} {
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTheKeySetIsPublicAndKeepsOldKeysAfterARotation(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	before := h.tokens(h.authQuery())
	if err := h.bank.RotateKeys(Garden); err != nil {
		t.Fatal(err)
	}
	after := h.tokens(h.authQuery())
	set := h.keySet()
	if len(set.Keys) != 2 {
		t.Fatalf("%d keys, want 2", len(set.Keys))
	}
	for _, k := range set.Keys {
		if !k.IsPublic() || k.Algorithm != "ES256" || k.Use != "sig" || k.KeyID == "" {
			t.Errorf("key %+v", k)
		}
	}
	if h.claims(before.IDToken)["sub"] != h.claims(after.IDToken)["sub"] {
		t.Error("the two tokens do not verify alike")
	}
	if strings.Split(before.IDToken, ".")[0] == strings.Split(after.IDToken, ".")[0] {
		t.Error("the new token names the old key")
	}
}

func TestClaimsGoToTheTargetTheyWereAskedForAndRestrictedOnesOnlyWhereEnabled(t *testing.T) {
	t.Parallel()
	h := setup(t, func(_ *Config, fi *FI) { fi.RestrictedClaims = []string{"customer_identifier"} })
	h.signIn("casey")
	q := h.authQuery()
	q.Set("scope", "openid")
	q.Set("claims", `{"id_token":{"`+claimPrefix+`institution_id":null,"`+claimPrefix+`tax_id":null,"`+claimPrefix+`no_such":null},
		"userinfo":{"`+claimPrefix+`customer_identifier":null,"email":null}}`)
	tokens := h.tokens(q)
	id := h.claims(tokens.IDToken)
	for _, standard := range []string{"iss", "aud", "sid", "nonce", "at_hash", "iat", "exp"} {
		delete(id, standard)
	}
	sub := h.bank.Subject(Garden, "casey")
	if diff := cmp.Diff(map[string]any{"sub": sub, claimPrefix + "institution_id": h.fi.InstitutionID}, id); diff != "" {
		t.Errorf("id token (-want +got):\n%s", diff)
	}
	info := h.api(oidcPath+"/me", tokens.AccessToken).json(t)
	want := map[string]any{"sub": sub, claimPrefix + "customer_identifier": "100103", "email": "casey@garden.test"}
	if diff := cmp.Diff(want, info); diff != "" {
		t.Errorf("userinfo (-want +got):\n%s", diff)
	}
	if got := h.get(oidcPath + "/me"); got.StatusCode != http.StatusUnauthorized || got.json(t)["error"] != "invalid_token" {
		t.Errorf("userinfo without a token: %d %s", got.StatusCode, got.body)
	}
}

func TestRevocationOfARefreshTokenEndsTheGrantAndOfAnAccessTokenOnlyItself(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	revoke := func(token string) int {
		form := url.Values{"token": {token}, "client_id": {h.fi.ClientID}, "client_secret": {h.secret}}
		return h.post(oidcPath+"/token/revocation", form).StatusCode
	}
	tokens := h.tokens(h.authQuery())
	if got := revoke(tokens.AccessToken); got != http.StatusOK {
		t.Fatalf("revoke access: %d", got)
	}
	if got := h.api(h.accountsPath("casey"), tokens.AccessToken).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("revoked access token: %d", got)
	}
	tokens = h.tokenAnswer(h.post(oidcPath+"/token", h.refreshForm(tokens.RefreshToken)))
	if got := revoke(tokens.RefreshToken); got != http.StatusOK {
		t.Fatalf("revoke refresh: %d", got)
	}
	if got := h.api(h.accountsPath("casey"), tokens.AccessToken).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("access token of a revoked grant: %d", got)
	}
	h.wantInvalidGrant(t, h.post(oidcPath+"/token", h.refreshForm(tokens.RefreshToken)))
	if got := revoke("unheard of"); got != http.StatusOK {
		t.Errorf("unknown token: %d, want 200", got)
	}
	bad := url.Values{"token": {"x"}, "client_id": {h.fi.ClientID}, "client_secret": {"wrong"}}
	if got := h.post(oidcPath+"/token/revocation", bad).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("wrong secret: %d, want 401", got)
	}
}

func TestConnectedAppsShowsAndEndsAccess(t *testing.T) {
	t.Parallel()
	for _, survive := range []bool{false, true} {
		h := setup(t)
		h.bank.SetSwitches(Garden, Switches{LiveTokensSurvive: survive})
		h.signIn("casey")
		if page := h.get("/connected-apps"); !strings.Contains(page.body, "No app has access") {
			t.Error("an app is connected before it was")
		}
		tokens := h.tokens(h.authQuery())
		if page := h.get("/connected-apps"); !strings.Contains(page.body, "See your transactions") {
			t.Error("the granted scopes are not listed")
		}
		if got := h.post("/connected-apps/revoke", nil).location(t).Path; got != "/connected-apps" {
			t.Errorf("after revoking: %s", got)
		}
		if page := h.get("/connected-apps"); !strings.Contains(page.body, "no longer has access") || !strings.Contains(page.body, "No app has access") {
			t.Error("the page does not say that access has ended")
		}
		h.wantInvalidGrant(t, h.post(oidcPath+"/token", h.refreshForm(tokens.RefreshToken)))
		want := http.StatusUnauthorized
		if survive {
			want = http.StatusOK
		}
		if got := h.api(h.accountsPath("casey"), tokens.AccessToken).StatusCode; got != want {
			t.Errorf("live token, survive %v: %d, want %d", survive, got, want)
		}
		h.clock.advance(accessLifetime)
		if got := h.api(h.accountsPath("casey"), tokens.AccessToken).StatusCode; got != http.StatusUnauthorized {
			t.Errorf("expired token, survive %v: %d, want 401", survive, got)
		}
	}
}

func TestEndSessionSignsOutAndReturnsOnlyToRegisteredAddresses(t *testing.T) {
	t.Parallel()
	h := setup(t)
	end := func(q url.Values) reply { return h.get(oidcPath + "/logout?" + q.Encode()) }
	h.signIn("casey")
	hint := h.tokens(h.authQuery()).IDToken
	for name, q := range map[string]url.Values{
		"unregistered address": {"client_id": {h.fi.ClientID}, "post_logout_redirect_uri": {"https://evil.test/"}},
		"no client":            {"post_logout_redirect_uri": {callback}},
		"another client":       {"client_id": {"nobody"}},
		"a forged hint":        {"id_token_hint": {hint[:len(hint)-4] + "AAAA"}, "post_logout_redirect_uri": {callback}},
	} {
		if got := end(q); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d, want a 400 page", name, got.StatusCode)
		}
	}
	if got := h.get("/dashboard").StatusCode; got != http.StatusOK {
		t.Fatalf("a refused logout ended the session: %d", got)
	}
	got := end(url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": {callback}, "state": {"s1"}})
	if want := callback + "?state=s1"; got.Header.Get("Location") != want {
		t.Errorf("sent to %q, want %q", got.Header.Get("Location"), want)
	}
	if got := h.get("/dashboard").location(t).Path; got != "/login" {
		t.Errorf("still signed in: %s", got)
	}
	if got := end(nil).location(t).Path; got != "/login" {
		t.Errorf("a bare logout leads to %s", got)
	}
}

func TestBothInstitutionsUseTheSameSubjectsButNothingElseOfEachOther(t *testing.T) {
	t.Parallel()
	clock := &clock{t: story()}
	bank, err := New(Config{Now: clock.now}, DemoFIs("http://localhost:1", "http://localhost:2", story())...)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"avery", "blake", "casey", "devon", "ellis", "frankie", "gale"} {
		if bank.Subject(Garden, name) == "" || bank.Subject(Garden, name) != bank.Subject(Orchard, name) {
			t.Errorf("%s: subjects %q and %q", name, bank.Subject(Garden, name), bank.Subject(Orchard, name))
		}
		for _, id := range bank.AccountIDs(Garden, name) {
			if slices.Contains(bank.AccountIDs(Orchard, name), id) {
				t.Errorf("%s has account %s at both", name, id)
			}
		}
	}
	gardenID, gardenSecret := bank.Client(Garden)
	orchardID, orchardSecret := bank.Client(Orchard)
	if gardenID == orchardID || gardenSecret == orchardSecret || gardenSecret == "" {
		t.Error("the institutions share client credentials")
	}
}
