package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestConsentIsAskedForOnceAndAgainWhenMoreIsWanted(t *testing.T) {
	t.Parallel()
	h := setup(t, func(_ *Config, fi *FI) { fi.ConsentRequired = true })
	h.signIn("casey")
	small := h.authQuery()
	small.Set("scope", "openid "+accountsScope)
	silent := changed(h.authQuery(), url.Values{"prompt": {"none"}, "scope": small["scope"]})
	if got := h.authorize(silent).location(t).Query().Get("error"); got != "consent_required" {
		t.Fatalf("silent without consent: %q", got)
	}
	page := h.authorize(small)
	if page.StatusCode != http.StatusOK || !strings.Contains(page.body, "See your accounts and balances") {
		t.Fatalf("no consent page: %d", page.StatusCode)
	}
	if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("the consent page may be framed: %s", csp)
	}
	answer := url.Values{"request": {small.Encode()}, "decision": {"deny"}}
	denied := h.post(oidcPath+"/consent", answer).location(t).Query()
	if denied.Get("error") != "access_denied" || denied.Get("state") != "state-0123456789" || denied.Get("iss") == "" {
		t.Errorf("declined: %v", denied)
	}
	answer.Set("decision", "allow")
	if got := h.post(oidcPath+"/consent", answer).location(t).Query().Get("code"); got == "" {
		t.Error("allowed, but no code")
	}
	if got := h.authorize(silent).location(t).Query().Get("code"); got == "" {
		t.Error("silent after consent: no code")
	}
	if err := h.bank.RevokeApp(Garden, "casey"); err != nil {
		t.Fatal(err)
	}
	if got := h.authorize(silent).location(t).Query().Get("error"); got != "consent_required" {
		t.Errorf("silent after revoking the app: %q", got)
	}
	h.post(oidcPath+"/consent", answer)
	if got := h.authorize(h.authQuery()).StatusCode; got != http.StatusOK {
		t.Errorf("more scopes: %d, want the consent page again", got)
	}
	withClaim := changed(small, url.Values{"claims": {`{"id_token":{"` + claimPrefix + `tax_id":null}}`}})
	if got := h.authorize(withClaim).StatusCode; got != http.StatusOK {
		t.Errorf("another claim: %d, want the consent page again", got)
	}
}

// The page asks scope by scope and claim by claim, but not about what a sign-in is; what is withheld is in no answer, and
// nobody is asked twice about the same.
func TestAMemberAllowsScopeByScopeAndClaimByClaim(t *testing.T) {
	t.Parallel()
	h := setup(t, func(_ *Config, fi *FI) { fi.ConsentRequired = true })
	h.signIn("casey")
	q := h.authQuery()
	q.Set("claims", `{"id_token":{"`+claimPrefix+`institution_id":null,"locale":null,"given_name":null}}`)
	q.Set("scope", "openid "+accountsScope+" "+transactionsScope)
	page := h.authorize(q).body
	for name, asked := range map[string]bool{`name="scope" value="` + accountsScope: true, `name="scope" value="` + transactionsScope: true, `value="openid"`: false,
		`name="claim" value="given_name`: true, `value="` + claimPrefix + "institution_id": false} {
		if strings.Contains(page, name) != asked {
			t.Errorf("the page asks about %s: %v, want %v", name, !asked, asked)
		}
	}
	answer := url.Values{"request": {q.Encode()}, "decision": {"allow"}, "scope": {accountsScope, offlineScope}, "claim": {"given_name", claimPrefix + "tax_id"}}
	code := h.post(oidcPath+"/consent", answer).location(t).Query().Get("code")
	for range 2 {
		tokens := h.tokenAnswer(h.post(oidcPath+"/token", h.codeForm(code)))
		if tokens.Scope != "openid "+accountsScope {
			t.Errorf("scopes %q, want those that were ticked of those that were asked for", tokens.Scope)
		}
		claims := h.claims(tokens.IDToken)
		if claims["given_name"] == nil || claims[claimPrefix+"institution_id"] == nil || claims["locale"] != nil || claims[claimPrefix+"tax_id"] != nil {
			t.Errorf("claims %v", claims)
		}
		code = h.authorize(changed(q, url.Values{"prompt": {"none"}})).location(t).Query().Get("code")
	}
	q.Set("prompt", "consent")
	h.authorize(q)
	answer.Add("scope", transactionsScope)
	code = h.post(oidcPath+"/consent", answer).location(t).Query().Get("code")
	if tokens := h.tokenAnswer(h.post(oidcPath+"/token", h.codeForm(code))); !strings.Contains(tokens.Scope, transactionsScope) {
		t.Errorf("scopes %q after a change of mind", tokens.Scope)
	}
}

func TestAConsentAnswerIsCheckedLikeTheRequestItself(t *testing.T) {
	t.Parallel()
	h := setup(t, func(_ *Config, fi *FI) { fi.ConsentRequired = true })
	q := h.authQuery()
	answer := url.Values{"request": {q.Encode()}, "decision": {"allow"}}
	if got := h.post(oidcPath+"/consent", answer).location(t).Path; got != "/login" {
		t.Errorf("a stranger's consent leads to %s, want the login page", got)
	}
	h.signIn("casey")
	q.Set("redirect_uri", "https://evil.test/")
	answer.Set("request", q.Encode())
	if got := h.post(oidcPath+"/consent", answer); got.StatusCode != http.StatusBadRequest || got.Header.Get("Location") != "" {
		t.Errorf("consent for an unregistered address: %d", got.StatusCode)
	}
}
