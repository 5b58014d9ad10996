package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"
)

// keySet is the published set.
func (h *harness) keySet() jose.JSONWebKeySet {
	h.t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(h.get(oidcPath+"/jwks").body), &set); err != nil {
		h.t.Fatal(err)
	}
	return set
}

// claims verifies an id token against the published keys.
func (h *harness) claims(token string) map[string]any {
	h.t.Helper()
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		h.t.Fatal(err)
	}
	set := h.keySet()
	var claims map[string]any
	for _, key := range set.Key(parsed.Headers[0].KeyID) {
		if err := parsed.Claims(key.Key, &claims); err != nil {
			h.t.Fatal(err)
		}
	}
	return claims
}

// rawClaims reads a token without believing it.
func rawClaims(t *testing.T, token string) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(raw, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestACodeIsExchangedForTokensThatSayWhoAndForHowLong(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	q := h.authQuery()
	q.Set("claims", `{"id_token":{"`+claimPrefix+`institution_id":null,"`+claimPrefix+`tax_id":{"essential":true}}}`)
	tokens := h.tokens(q)
	if tokens.ExpiresIn != 600 || tokens.TokenType != "Bearer" || tokens.Scope != allData || tokens.RefreshToken == "" {
		t.Errorf("token response %+v", tokens)
	}
	got := h.claims(tokens.IDToken)
	if got["sid"] == "" || got["sid"] == nil {
		t.Error("no sid")
	}
	delete(got, "sid")
	want := map[string]any{
		"iss": h.origin + oidcPath, "aud": h.fi.ClientID, "sub": h.bank.Subject(Garden, "casey"),
		"nonce": "nonce-0123456789", "at_hash": atHash(tokens.AccessToken),
		"iat": float64(story().Unix()), "exp": float64(story().Unix() + 3600),
		"name": "Casey Dogwood", "given_name": "Casey", "family_name": "Dogwood", "locale": "en-US", "preferred_username": "casey",
		claimPrefix + "institution_id": h.fi.InstitutionID, claimPrefix + "tax_id": "900550103",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("id token (-want +got):\n%s", diff)
	}
	if c := h.bank.Counters(Garden); c.CodeGrants != 1 || c.VerifiedCodeGrants != 1 {
		t.Errorf("counters %+v", c)
	}
}

func TestTheClientMayProveItselfInTheHeaderOrInTheBodyButNotInBoth(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	basic := func(id, secret string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
	}
	for name, tt := range map[string]struct {
		change url.Values
		header string
		status int
		code   string
	}{
		"post":                      {nil, "", 200, ""},
		"basic":                     {url.Values{"client_id": nil, "client_secret": nil}, basic(h.fi.ClientID, h.secret), 200, ""},
		"basic, id in body as well": {url.Values{"client_secret": nil}, basic(h.fi.ClientID, h.secret), 200, ""},
		"both":                      {nil, basic(h.fi.ClientID, h.secret), 400, "invalid_request"},
		"basic, other id in body":   {url.Values{"client_id": {"other"}, "client_secret": nil}, basic(h.fi.ClientID, h.secret), 400, "invalid_request"},
		"neither":                   {url.Values{"client_id": nil, "client_secret": nil}, "", 400, "invalid_request"},
		"no secret":                 {url.Values{"client_secret": nil}, "", 401, "invalid_client"},
		"wrong secret":              {url.Values{"client_secret": {"wrong"}}, "", 401, "invalid_client"},
		"wrong secret in header":    {url.Values{"client_id": nil, "client_secret": nil}, basic(h.fi.ClientID, "wrong"), 401, "invalid_client"},
		"unknown client":            {url.Values{"client_id": {"nobody"}}, "", 401, "invalid_client"},
		"doubled parameter":         {url.Values{"code_verifier": {verifier, verifier}}, "", 400, "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			form := changed(h.codeForm(h.code(h.authQuery())), tt.change)
			var header []string
			if tt.header != "" {
				header = []string{"Authorization", tt.header}
			}
			res := h.post(oidcPath+"/token", form, header...)
			if res.StatusCode != tt.status {
				t.Fatalf("status %d, want %d: %s", res.StatusCode, tt.status, res.body)
			}
			if tt.code != "" && res.json(t)["error"] != tt.code {
				t.Errorf("got %s, want %s", res.body, tt.code)
			}
			if basicRefused := tt.status == 401 && tt.header != ""; basicRefused != (res.Header.Get("WWW-Authenticate") != "") {
				t.Errorf("WWW-Authenticate %q", res.Header.Get("WWW-Authenticate"))
			}
		})
	}
}

func TestACodeIsBoundToItsVerifierRedirectAndMinute(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	for name, change := range map[string]url.Values{
		"another verifier":     {"code_verifier": {strings.Repeat("x", 43)}},
		"no verifier":          {"code_verifier": nil},
		"verifier too short":   {"code_verifier": {verifier[:42]}},
		"another redirect URI": {"redirect_uri": {h.fi.RedirectURIs[1]}},
		"no redirect URI":      {"redirect_uri": nil},
		"unknown code":         {"code": {"nothing"}},
	} {
		t.Run(name, func(t *testing.T) {
			h.wantInvalidGrant(t, h.post(oidcPath+"/token", changed(h.codeForm(h.code(h.authQuery())), change)))
		})
	}
	t.Run("a short verifier, even of its own challenge", func(t *testing.T) {
		short := verifier[:42]
		code := h.code(changed(h.authQuery(), url.Values{"code_challenge": {s256(short)}}))
		h.wantInvalidGrant(t, h.post(oidcPath+"/token", changed(h.codeForm(code), url.Values{"code_verifier": {short}})))
	})
	t.Run("after the member has revoked the app", func(t *testing.T) {
		form := h.codeForm(h.code(h.authQuery()))
		if err := h.bank.RevokeApp(Garden, "casey"); err != nil {
			t.Fatal(err)
		}
		h.wantInvalidGrant(t, h.post(oidcPath+"/token", form))
	})
	t.Run("after 60 seconds it still works", func(t *testing.T) {
		form := h.codeForm(h.code(h.authQuery()))
		h.clock.advance(codeLifetime)
		h.tokenAnswer(h.post(oidcPath+"/token", form))
	})
	t.Run("after 61 it does not", func(t *testing.T) {
		form := h.codeForm(h.code(h.authQuery()))
		h.clock.advance(codeLifetime + 1e9)
		h.wantInvalidGrant(t, h.post(oidcPath+"/token", form))
	})
	for grantType, code := range map[string]string{"": "invalid_request", "password": "unsupported_grant_type"} {
		form := changed(h.codeForm("x"), url.Values{"grant_type": {grantType}})
		if got := h.post(oidcPath+"/token", form).json(t)["error"]; got != code {
			t.Errorf("grant_type %q: %v, want %s", grantType, got, code)
		}
	}
}

func (h *harness) wantInvalidGrant(t *testing.T, res reply) {
	t.Helper()
	if res.StatusCode != http.StatusBadRequest || res.json(t)["error"] != "invalid_grant" ||
		res.json(t)["error_description"] != "grant request is invalid" {
		t.Errorf("got %d %s, want invalid_grant", res.StatusCode, res.body)
	}
}

func TestASecondUseOfACodeEndsWhatCameOfTheFirst(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	form := h.codeForm(h.code(h.authQuery()))
	tokens := h.tokenAnswer(h.post(oidcPath+"/token", form))
	h.wantInvalidGrant(t, h.post(oidcPath+"/token", form))
	if got := h.api(h.accountsPath("casey"), tokens.AccessToken).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("the access token still works: %d", got)
	}
	h.wantInvalidGrant(t, h.post(oidcPath+"/token", h.refreshForm(tokens.RefreshToken)))
}

func TestARefreshTokenRotatesAndItsReplayEndsTheGrant(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	first := h.tokens(h.authQuery())
	second := h.tokenAnswer(h.post(oidcPath+"/token", h.refreshForm(first.RefreshToken)))
	if second.RefreshToken == "" || second.RefreshToken == first.RefreshToken {
		t.Fatalf("refresh token did not rotate")
	}
	if got := h.claims(second.IDToken)["sub"]; got != h.bank.Subject(Garden, "casey") {
		t.Errorf("refreshed id token is of %v", got)
	}
	if got := h.api(h.accountsPath("casey"), second.AccessToken).StatusCode; got != http.StatusOK {
		t.Errorf("new access token: %d", got)
	}
	h.wantInvalidGrant(t, h.post(oidcPath+"/token", h.refreshForm(first.RefreshToken)))
	h.wantInvalidGrant(t, h.post(oidcPath+"/token", h.refreshForm(second.RefreshToken)))
	if got := h.api(h.accountsPath("casey"), second.AccessToken).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("access token after the replay: %d", got)
	}
	if c := h.bank.Counters(Garden); c.Refreshes != 1 || c.InvalidGrants != 2 || c.Revocations != 1 {
		t.Errorf("counters %+v", c)
	}
}

func TestARefreshMayNarrowItsScopeButNotWidenIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	tokens := h.tokens(h.authQuery())
	form := h.refreshForm(tokens.RefreshToken)
	form.Set("scope", "openid "+scopePrefix+"documents.readonly")
	if got := h.post(oidcPath+"/token", form).json(t)["error"]; got != "invalid_scope" {
		t.Errorf("wider scope: %v", got)
	}
	form.Set("scope", "openid "+transactionsScope)
	narrow := h.tokenAnswer(h.post(oidcPath+"/token", form))
	if got := h.api(h.accountsPath("casey"), narrow.AccessToken).StatusCode; got != http.StatusForbidden {
		t.Errorf("accounts with a narrowed token: %d, want 403", got)
	}
}

func TestARefreshTokenEndsAfterNinetyDaysUnused(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	tokens := h.tokens(h.authQuery())
	h.clock.advance(refreshLifetime)
	tokens = h.tokenAnswer(h.post(oidcPath+"/token", h.refreshForm(tokens.RefreshToken)))
	h.clock.advance(refreshLifetime + 1)
	h.wantInvalidGrant(t, h.post(oidcPath+"/token", h.refreshForm(tokens.RefreshToken)))
}

func TestOnlyTheOfflineScopeGivesARefreshToken(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	q := h.authQuery()
	q.Set("scope", "openid "+accountsScope)
	if got := h.tokens(q).RefreshToken; got != "" {
		t.Error("there is a refresh token without the offline scope")
	}
}
