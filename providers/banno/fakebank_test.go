package banno

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"raf/providers"
)

const (
	testClient      = "raf-client"
	testSecret      = "canary-client-secret"
	testInstitution = "5b0b6d52-5c0e-4b7e-9a55-7f7b2c1d9e01"
	testSubject     = "0d1c5f6e-8c1f-4f0e-9a8b-3c0f5d1b7a11"
	testState       = "state-state-state-state-state-state"
	testRedirect    = "https://garden.raf.example/oidc/callback/"
)

// fakeBank is an institution whose every document a test may rewrite. It keeps no session: its code, tokens and
// identity are whatever the test says.
type fakeBank struct {
	*httptest.Server
	mu       sync.Mutex
	clock    time.Time
	key      signer
	counts   map[string]int
	metadata map[string]any
	keys     []any
	claims   map[string]any
	header   map[string]any
	token    map[string]any
	forms    []url.Values // as the token and revocation endpoints got them
	nonce    string
	// handle, when set, answers instead of the usual handler unless it returns false.
	handle func(w http.ResponseWriter, r *http.Request) bool
	rawID  string // sent as id_token instead of a signed one
}

func newFakeBank(t testing.TB) *fakeBank {
	t.Helper()
	f := &fakeBank{
		clock: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC), key: newECKey("k1"),
		counts: map[string]int{}, header: map[string]any{},
	}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	f.metadata = map[string]any{
		"issuer": f.issuer(), "authorization_endpoint": f.issuer() + "/auth", "token_endpoint": f.issuer() + "/token",
		"jwks_uri": f.issuer() + "/jwks", "revocation_endpoint": f.issuer() + "/token/revocation",
		"code_challenge_methods_supported":               []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
	}
	f.keys = []any{f.key.jwk()}
	f.claims = map[string]any{
		"iss": f.issuer(), "aud": testClient, "sub": testSubject,
		"iat": f.clock.Unix(), "exp": f.clock.Unix() + 3600, claimInstitution: testInstitution,
	}
	f.token = map[string]any{
		"access_token": "canary-access", "refresh_token": "canary-refresh", "token_type": "Bearer", "expires_in": 600,
		"scope": "openid " + scopeBase + "accounts.readonly",
	}
	return f
}

func (f *fakeBank) issuer() string { return f.URL + oidcPath }

func (f *fakeBank) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clock
}

func (f *fakeBank) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock = f.clock.Add(d)
}

func (f *fakeBank) count(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counts[what]
}

// total counts the requests of any path.
func (f *fakeBank) total() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, count := range f.counts {
		n += count
	}
	return n
}

func (f *fakeBank) set(handle func(w http.ResponseWriter, r *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.handle = handle
}

func (f *fakeBank) serve(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	f.mu.Lock()
	f.counts[r.URL.Path]++
	if r.Method == http.MethodPost {
		f.forms = append(f.forms, r.PostForm)
	}
	handle := f.handle
	f.mu.Unlock()
	w.Header().Set("X-Request-Id", "req-1")
	if handle != nil && handle(w, r) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch r.URL.Path {
	case oidcPath + "/.well-known/openid-configuration":
		writeJSON(w, http.StatusOK, f.metadata)
	case oidcPath + "/jwks":
		writeJSON(w, http.StatusOK, map[string]any{"keys": f.keys})
	case oidcPath + "/token":
		answer := maps.Clone(f.token)
		if _, ok := answer["id_token"]; !ok {
			answer["id_token"] = f.idToken()
		}
		writeJSON(w, http.StatusOK, answer)
	case oidcPath + "/token/revocation":
		w.WriteHeader(http.StatusOK)
	default:
		writeJSON(w, http.StatusNotFound, map[string]any{})
	}
}

// idToken signs the claims; the nonce is that of the flow unless the test says otherwise. A nil claim is left out.
func (f *fakeBank) idToken() string {
	if f.rawID != "" {
		return f.rawID
	}
	c := map[string]any{"nonce": f.nonce}
	maps.Copy(c, f.claims)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return f.key.sign(f.header, c)
}

func (f *fakeBank) bank(t testing.TB, changes ...func(*Config)) *Bank {
	t.Helper()
	cfg := Config{
		FIURL: f.URL, ClientID: testClient, ClientSecret: providers.NewSecret(testSecret), InstitutionID: testInstitution,
		AllowLoopback: true, Now: f.now, HTTP: providers.ClientConfig{Backoff: time.Millisecond},
	}
	for _, change := range changes {
		change(&cfg)
	}
	b, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ordinary is what most institutions ask for: everything but the tax id.
func ordinary() []providers.Item {
	return slices.DeleteFunc(providers.Items(), func(item providers.Item) bool { return item == providers.ItemTaxID })
}

// begin starts a flow and tells the fake bank its nonce.
func (f *fakeBank) begin(t *testing.T, b *Bank, changes ...func(*providers.BeginRequest)) (url.Values, providers.Flow) {
	t.Helper()
	req := providers.BeginRequest{State: testState, RedirectURI: testRedirect, Need: ordinary()}
	for _, change := range changes {
		change(&req)
	}
	to, flow, err := b.Begin(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nonce = u.Query().Get("nonce")
	return u.Query(), flow
}

func (f *fakeBank) callback() providers.Callback {
	return providers.Callback{Code: "canary-code", Issuer: f.issuer()}
}

// signIn runs a whole flow.
func (f *fakeBank) signIn(t *testing.T, b *Bank) (providers.Identity, providers.Grant, error) {
	t.Helper()
	_, flow := f.begin(t, b)
	return b.Finish(t.Context(), flow, f.callback())
}

// access is a member with a grant that needs no sign-in.
func (f *fakeBank) access() providers.Access {
	return providers.Access{Subject: testSubject, Grant: f.grant("canary-refresh")}
}

func (f *fakeBank) grant(refresh string) providers.Grant {
	raw := fmt.Sprintf(`{"access_token":"canary-access","refresh_token":%q,"token_type":"Bearer","issuer":%q}`, refresh, f.issuer())
	return providers.NewGrant([]byte(raw), f.now().Add(time.Minute), refresh != "", []string{"openid"})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
