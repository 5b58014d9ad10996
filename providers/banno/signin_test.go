package banno

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/providers"
)

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func TestBeginAsksForACodeWithPKCEAndOurClaims(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	q, flow := f.begin(t, f.bank(t), func(r *providers.BeginRequest) {
		r.Prompt, r.UILocale, r.Need = providers.PromptNone, "es-US", providers.Items()
	})
	var kept struct{ Nonce, Verifier string }
	if err := json.Unmarshal(flow.Bytes(), &kept); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"client_id": testClient, "redirect_uri": testRedirect, "response_type": "code", "state": testState,
		"code_challenge_method": "S256", "code_challenge": challengeOf(kept.Verifier),
		"nonce": kept.Nonce, "prompt": "none", "ui_locales": "es-US",
		"scope": "openid profile " + scopeBase + "offline_access " + scopeBase + "accounts.readonly " + scopeBase + "transactions.detail.readonly",
		"claims": `{"id_token":{"` + claimInstitution + `":null,` +
			`"given_name":null,"family_name":null,"locale":null,"` + claimCustomer + `":null,"` + claimTaxID + `":null}}`,
	}
	got := map[string]string{}
	for name := range q {
		got[name] = q.Get(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
}

func TestBeginAsksForTheTaxIDOnlyWhereWanted(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	q, _ := f.begin(t, f.bank(t))
	if strings.Contains(q.Get("claims"), "tax_id") || q.Has("prompt") || q.Has("ui_locales") {
		t.Errorf("parameters = %v, want no tax id, prompt or locale", q)
	}
}

func TestEveryFlowHasItsOwnVerifierAndNonce(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t)
	seen := map[string]bool{}
	for range 200 {
		_, flow := f.begin(t, b)
		var kept struct{ Nonce, Verifier string }
		if err := json.Unmarshal(flow.Bytes(), &kept); err != nil {
			t.Fatal(err)
		}
		if len(kept.Verifier) < 43 || len(kept.Nonce) < 43 || seen[kept.Verifier] || seen[kept.Nonce] {
			t.Fatal("a verifier or nonce is short or was used before")
		}
		seen[kept.Verifier], seen[kept.Nonce] = true, true
	}
	for range 100_000 { // and where they come from
		if v := random(); len(v) < 43 || seen[v] {
			t.Fatal("a random text is short or was used before")
		} else {
			seen[v] = true
		}
	}
}

func TestBeginRefusesWhatItCannotSendSafely(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*providers.BeginRequest){
		"state too short":             func(r *providers.BeginRequest) { r.State = strings.Repeat("s", 31) },
		"state too long":              func(r *providers.BeginRequest) { r.State = strings.Repeat("s", 129) },
		"state with another alphabet": func(r *providers.BeginRequest) { r.State = testState + "&x=1" },
		"no redirect URI":             func(r *providers.BeginRequest) { r.RedirectURI = "" },
		"relative redirect URI":       func(r *providers.BeginRequest) { r.RedirectURI = "/oidc/callback/" },
		"script as redirect URI":      func(r *providers.BeginRequest) { r.RedirectURI = "javascript:alert(1)" },
		"unknown prompt":              func(r *providers.BeginRequest) { r.Prompt = "consent" },
		"locale that is none":         func(r *providers.BeginRequest) { r.UILocale = "en us" },
	}
	f := newFakeBank(t)
	b := f.bank(t)
	for name, change := range tests {
		req := providers.BeginRequest{State: testState, RedirectURI: testRedirect}
		change(&req)
		if to, _, err := b.Begin(t.Context(), req); err == nil || to != "" {
			t.Errorf("%s: Begin gave %q, want a refusal", name, to)
		}
	}
}

func TestFinishTellsWhoSignedIn(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.claims[claimCustomer] = " 000482 "
	f.claims[claimTaxID] = "900550101"
	f.claims["given_name"], f.claims["family_name"] = "Riley\u202e\x00", "van  Doe "
	f.claims["locale"] = "en-US"
	b := f.bank(t)
	_, flow := f.begin(t, b, func(r *providers.BeginRequest) { r.Need = providers.Items() })
	id, grant, err := b.Finish(t.Context(), flow, f.callback())
	if err != nil {
		t.Fatal(err)
	}
	if got := id.TaxID.Reveal(); got != "900550101" {
		t.Errorf("tax id = %q", got)
	}
	got := []string{id.Issuer, id.Subject, id.InstitutionID, id.CustomerIdentifier, id.GivenName, id.FamilyName, id.Locale}
	want := []string{f.issuer(), testSubject, testInstitution, "000482", "Riley", "van Doe", "en-US"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("identity (-want +got):\n%s", diff)
	}
	if !grant.Refreshable || !grant.ExpiresAt.Equal(f.now().Add(600e9)) {
		t.Errorf("grant is renewable %t until %s", grant.Refreshable, grant.ExpiresAt)
	}
	if diff := cmp.Diff([]string{"openid", scopeBase + "accounts.readonly"}, grant.Scopes); diff != "" {
		t.Errorf("scopes (-want +got):\n%s", diff)
	}
}

func TestMissingAndUnaskedClaimsAreNoError(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.claims[claimTaxID] = "900550101"
	f.claims["given_name"], f.claims["locale"] = 7, "<script>"
	id, _, err := f.signIn(t, f.bank(t))
	if err != nil {
		t.Fatal(err)
	}
	if !id.TaxID.IsZero() {
		t.Error("a tax id that was not asked for was kept")
	}
	if id.CustomerIdentifier != "" || id.GivenName != "" || id.Locale != "" || !id.AuthenticatedAt.IsZero() {
		t.Errorf("identity = %+v, want the rest empty", id)
	}
}

func TestACallbackThatIsNotThisFlowsIsRefusedWithoutATokenCall(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*fakeBank, *providers.Callback)
	}{
		{"issuer missing although promised", func(_ *fakeBank, cb *providers.Callback) { cb.Issuer = "" }},
		{"issuer of another bank", func(_ *fakeBank, cb *providers.Callback) { cb.Issuer = "https://orchard.example/oidc" }},
		{"issuer of another bank, none promised", func(f *fakeBank, cb *providers.Callback) {
			f.metadata["authorization_response_iss_parameter_supported"] = false
			cb.Issuer = "https://orchard.example/oidc"
		}},
		{"error and code at once", func(_ *fakeBank, cb *providers.Callback) { cb.Error = "access_denied" }},
		{"neither error nor code", func(_ *fakeBank, cb *providers.Callback) { cb.Code = "" }},
		{"code with a line break", func(_ *fakeBank, cb *providers.Callback) { cb.Code = "a\r\nb" }},
		{"code of 10 kB", func(_ *fakeBank, cb *providers.Callback) { cb.Code = strings.Repeat("c", 10<<10) }},
		{"refusal without the promised issuer", func(_ *fakeBank, cb *providers.Callback) {
			*cb = providers.Callback{Error: "access_denied"}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			cb := f.callback()
			tt.change(f, &cb)
			b := f.bank(t)
			_, flow := f.begin(t, b)
			if _, grant, err := b.Finish(t.Context(), flow, cb); kindOf(err) != providers.KindMalformed || !grant.IsZero() {
				t.Errorf("error = %v, want malformed", err)
			}
			if got := f.count(oidcPath + "/token"); got != 0 {
				t.Errorf("the token endpoint was called %d times", got)
			}
		})
	}
}

func TestAnIssuerThatWasNotPromisedMayBeMissing(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	f.metadata["authorization_response_iss_parameter_supported"] = false
	b := f.bank(t)
	_, flow := f.begin(t, b)
	if _, _, err := b.Finish(t.Context(), flow, providers.Callback{Code: "canary-code"}); err != nil {
		t.Error(err)
	}
}

func TestAFlowOfAnotherInstitutionIsRefused(t *testing.T) {
	t.Parallel()
	garden, orchard := newFakeBank(t), newFakeBank(t)
	_, flow := orchard.begin(t, orchard.bank(t))
	_, _, err := garden.bank(t).Finish(t.Context(), flow, orchard.callback())
	if kindOf(err) != providers.KindMalformed {
		t.Errorf("error = %v, want malformed", err)
	}
	for _, f := range []*fakeBank{garden, orchard} {
		if got := f.count(oidcPath + "/token"); got != 0 {
			t.Errorf("a token endpoint was called %d times", got)
		}
	}
}

func TestAFlowFromBeforeAChangeOfIssuerIsRefused(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	const later = "https://new.example/a/consumer/api/v0/oidc"
	b := f.bank(t, func(c *Config) { c.Issuers = []string{later, f.issuer()} })
	_, flow := f.begin(t, b)
	f.metadata["issuer"] = later
	f.pass(2 * time.Hour)
	f.begin(t, b)
	b.settle(t)
	if _, _, err := b.Finish(t.Context(), flow, f.callback()); kindOf(err) != providers.KindMalformed {
		t.Errorf("error = %v, want malformed", err)
	}
	if got := f.count(oidcPath + "/token"); got != 0 {
		t.Errorf("%d token calls, want none", got)
	}
}

func TestAFlowThatDoesNotParseIsRefused(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	for _, raw := range []string{"", "x", "{}", `{"nonce":"","verifier":"","issuer":"` + f.issuer() + `"}`} {
		_, _, err := f.bank(t).Finish(t.Context(), providers.NewFlow([]byte(raw)), f.callback())
		if kindOf(err) != providers.KindMalformed {
			t.Errorf("flow %q: %v, want malformed", raw, err)
		}
	}
}

func TestTheBanksRefusalArrivesUnderAKnownCode(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	b := f.bank(t)
	for code, want := range map[string]string{
		"login_required": "login_required", "access_denied": "access_denied",
		"temporarily_unavailable": "temporarily_unavailable", "<b>evil</b>": "other",
	} {
		_, flow := f.begin(t, b)
		_, _, err := b.Finish(t.Context(), flow, providers.Callback{Error: code, Issuer: f.issuer(), ErrorDescription: "x"})
		var refused *providers.SignInRefused
		if !errors.As(err, &refused) || refused.Code != want {
			t.Errorf("%q: %v, want the refusal %q", code, err, want)
		}
	}
}
