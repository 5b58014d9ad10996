package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAMemberWhoIsSignedInIsSentBackWithACodeStateAndIssuer(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	q := h.authQuery()
	q.Set("prompt", "none")
	got := h.authorize(q).location(t)
	params := got.Query()
	if params.Get("code") == "" {
		t.Fatalf("no code in %s", got)
	}
	params.Del("code")
	want := url.Values{"state": {"state-0123456789"}, "iss": {h.origin + oidcPath}}
	if diff := cmp.Diff(want, params); diff != "" {
		t.Errorf("callback (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(got.String(), callback+"?") {
		t.Errorf("sent to %s, want %s", got, callback)
	}
}

func TestARequestThatMayNotBeAnsweredByARedirectIsAPage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	for name, tt := range map[string]struct {
		change url.Values
		code   string
	}{
		"unknown client":            {url.Values{"client_id": {"nobody"}}, "invalid_client"},
		"no client":                 {url.Values{"client_id": nil}, "invalid_client"},
		"doubled client":            {url.Values{"client_id": {h.fi.ClientID, "other"}}, "invalid_client"},
		"no redirect URI":           {url.Values{"redirect_uri": nil}, "invalid_redirect_uri"},
		"without trailing slash":    {url.Values{"redirect_uri": {strings.TrimSuffix(callback, "/")}}, "invalid_redirect_uri"},
		"another case":              {url.Values{"redirect_uri": {strings.ToUpper(callback)}}, "invalid_redirect_uri"},
		"with a query of its own":   {url.Values{"redirect_uri": {callback + "?next=/"}}, "invalid_redirect_uri"},
		"doubled redirect URI":      {url.Values{"redirect_uri": {callback, "https://evil.test/"}}, "invalid_redirect_uri"},
		"somebody else's address":   {url.Values{"redirect_uri": {"https://evil.test/"}}, "invalid_redirect_uri"},
		"a port that is not theirs": {url.Values{"redirect_uri": {strings.Replace(callback, "8080", "8081", 1)}}, "invalid_redirect_uri"},
	} {
		t.Run(name, func(t *testing.T) {
			res := h.authorize(changed(h.authQuery(), tt.change))
			if res.StatusCode != http.StatusBadRequest || res.Header.Get("Location") != "" {
				t.Fatalf("got %d, Location %q; want a 400 page", res.StatusCode, res.Header.Get("Location"))
			}
			if !strings.Contains(res.body, tt.code) {
				t.Errorf("page does not name %s", tt.code)
			}
		})
	}
}

func TestARefusedRequestIsSentBackWithTheReason(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	const (
		pkce   = "Authorization Server policy requires PKCE to be used for this request"
		method = "not supported value of code_challenge_method"
		shape  = "code_challenge must be 43 to 128 characters of A-Z a-z 0-9 - . _ ~"
	)
	for name, tt := range map[string]struct {
		change            url.Values
		code, description string
	}{
		"no PKCE":                {url.Values{"code_challenge": nil, "code_challenge_method": nil}, "invalid_request", pkce},
		"plain PKCE":             {url.Values{"code_challenge_method": {"plain"}}, "invalid_request", method},
		"no method":              {url.Values{"code_challenge_method": nil}, "invalid_request", method},
		"no challenge":           {url.Values{"code_challenge": nil}, "invalid_request", "code_challenge must be provided with code_challenge_method"},
		"challenge too short":    {url.Values{"code_challenge": {strings.Repeat("a", 42)}}, "invalid_request", shape},
		"challenge too long":     {url.Values{"code_challenge": {strings.Repeat("a", 129)}}, "invalid_request", shape},
		"challenge off alphabet": {url.Values{"code_challenge": {strings.Repeat("a", 42) + "="}}, "invalid_request", shape},
		"no response type":       {url.Values{"response_type": nil}, "invalid_request", "missing required parameter 'response_type'"},
		"implicit flow":          {url.Values{"response_type": {"id_token"}}, "unsupported_response_type", "unsupported response_type requested"},
		"fragment mode":          {url.Values{"response_mode": {"fragment"}}, "unsupported_response_mode", "unsupported response_mode requested"},
		"request object":         {url.Values{"request": {"e30"}}, "request_not_supported", "request parameter provided but not supported"},
		"no openid":              {url.Values{"scope": {"profile"}}, "invalid_request", "openid scope must be requested"},
		"unknown prompt":         {url.Values{"prompt": {"shout"}}, "invalid_request", "unsupported prompt value requested"},
		"none and login":         {url.Values{"prompt": {"none login"}}, "invalid_request", "prompt none must only be used alone"},
		"odd max_age":            {url.Values{"max_age": {"soon"}}, "invalid_request", "invalid max_age parameter value"},
		"doubled nonce":          {url.Values{"nonce": {"a", "b"}}, "invalid_request", "'nonce' parameter must not be provided twice"},
		"claims not JSON":        {url.Values{"claims": {"{"}}, "invalid_request", "could not parse the claims parameter JSON"},
		"claims without target":  {url.Values{"claims": {"{}"}}, "invalid_request", "claims parameter should have userinfo or id_token properties"},
		"claims target a list":   {url.Values{"claims": {`{"id_token":[]}`}}, "invalid_request", "claims.id_token should be an object"},
		"claim member a string":  {url.Values{"claims": {`{"id_token":{"name":""}}`}}, "invalid_request", "claims.id_token.name should be null or an object"},
	} {
		t.Run(name, func(t *testing.T) {
			got := h.authorize(changed(h.authQuery(), tt.change)).location(t).Query()
			want := url.Values{"error": {tt.code}, "error_description": {tt.description},
				"state": {"state-0123456789"}, "iss": {h.origin + oidcPath}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("callback (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAScopeTheFIHasNotAllowedIsRefusedByName(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	q := h.authQuery()
	q.Set("scope", "openid "+scopePrefix+"documents.readonly")
	got := h.authorize(q).location(t).Query()
	if got.Get("error") != "invalid_scope" || got.Get("error_description") != "requested scope is not allowed" ||
		got.Get("scope") != scopePrefix+"documents.readonly" {
		t.Errorf("got %v", got)
	}
}

func TestAScopeNobodyKnowsIsDroppedSilently(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	q := h.authQuery()
	q.Set("scope", "openid banno offline_access "+scopePrefix+"moon.readonly "+accountsScope)
	tokens := h.tokens(q)
	if want := "openid " + accountsScope; tokens.Scope != want {
		t.Errorf("scope %q, want %q", tokens.Scope, want)
	}
	if tokens.RefreshToken != "" {
		t.Error("plain offline_access gave a refresh token")
	}
}

func TestASilentRequestWithoutASessionAnswersLoginRequired(t *testing.T) {
	t.Parallel()
	h := setup(t)
	q := h.authQuery()
	q.Set("prompt", "none")
	got := h.authorize(q).location(t).Query()
	if got.Get("error") != "login_required" || got.Get("state") != "state-0123456789" || got.Get("iss") != h.origin+oidcPath {
		t.Errorf("got %v", got)
	}
}

func TestAStrangerSignsInAndComesBackToTheSameRequest(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, prompt := range []string{"", "login"} {
		q := h.authQuery()
		if prompt != "" {
			q.Set("prompt", prompt)
		}
		login := h.authorize(q).location(t)
		if login.Path != "/login" {
			t.Fatalf("prompt %q: sent to %s, want the login page", prompt, login)
		}
		form := url.Values{"username": {"casey"}, "password": {"sandbox"}, "return": {login.Query().Get("return")}}
		back := h.post("/login", form).location(t)
		if got := h.get(back.String()).location(t); got.Query().Get("code") == "" {
			t.Errorf("prompt %q: no code after the sign-in: %s", prompt, got)
		}
	}
}

func TestASessionOlderThanMaxAgeMustSignInAgain(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	h.clock.advance(codeLifetime)
	q := h.authQuery()
	q.Set("max_age", "59")
	q.Set("prompt", "none")
	if got := h.authorize(q).location(t).Query().Get("error"); got != "login_required" {
		t.Errorf("error %q, want login_required", got)
	}
	q.Set("max_age", "60")
	claims := h.claims(h.tokens(q).IDToken)
	if got, want := claims["auth_time"], float64(story().Unix()); got != want {
		t.Errorf("auth_time %v, want %v", got, want)
	}
}

// changed sets the values of change in q; a nil value removes.
func changed(q, change url.Values) url.Values {
	for k, v := range change {
		if v == nil {
			q.Del(k)
		} else {
			q[k] = v
		}
	}
	return q
}
