package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// signing registers a client that proves itself by a key.
func signing(t *testing.T) (*harness, signingKey) {
	t.Helper()
	key, err := newSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.jwk(false)}})
	if err != nil {
		t.Fatal(err)
	}
	h := setup(t, func(_ *Config, fi *FI) { fi.ClientKeys = string(set) })
	h.signIn("casey")
	return h, key
}

// proof is a right assertion's claims, with some of them changed.
func (h *harness) proof(change map[string]any) map[string]any {
	claims := map[string]any{"iss": h.fi.ClientID, "sub": h.fi.ClientID, "aud": h.origin + oidcPath + "/token", "jti": newID(),
		"exp": h.clock.now().Add(time.Minute).Unix()}
	for name, value := range change {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	return claims
}

func (h *harness) signed(t *testing.T, key signingKey, change map[string]any) url.Values {
	t.Helper()
	assertion, err := key.sign(h.proof(change), "JWT")
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{"client_secret": nil, "client_assertion": {assertion}, "client_assertion_type": {assertionType}}
}

func TestAClientThatHasRegisteredAKeyProvesItselfByItAlone(t *testing.T) {
	t.Parallel()
	h, key := signing(t)
	other, err := newSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	foreign := other
	other.ID = key.ID
	now := h.clock.now()
	mac, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(h.secret)}, (&jose.SignerOptions{}).WithHeader("kid", key.ID))
	if err != nil {
		t.Fatal(err)
	}
	bySecret, err := jwt.Signed(mac).Claims(h.proof(nil)).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	used := h.signed(t, key, nil)
	for _, tt := range []struct {
		name   string
		change url.Values
		status int
	}{
		{"the key", used, 200},
		{"the same assertion again", used, 401},
		{"without the client's id beside it", changed(h.signed(t, key, nil), url.Values{"client_id": nil}), 200},
		{"with a list of one audience", h.signed(t, key, map[string]any{"aud": []string{h.origin + oidcPath + "/token"}}), 200},
		{"the secret", nil, 401},
		{"both", changed(h.signed(t, key, nil), url.Values{"client_secret": {h.secret}}), 400},
		{"another client's id beside it", changed(h.signed(t, key, nil), url.Values{"client_id": {"other"}}), 401},
		{"another type", changed(h.signed(t, key, nil), url.Values{"client_assertion_type": {"saml"}}), 400},
		{"no token", url.Values{"client_secret": nil, "client_assertion": {"x"}, "client_assertion_type": {assertionType}}, 401},
		{"a key that is not registered", h.signed(t, foreign, nil), 401},
		{"another key of that id", h.signed(t, other, nil), 401},
		{"the secret as a key", url.Values{"client_secret": nil, "client_assertion": {bySecret}, "client_assertion_type": {assertionType}}, 401},
		{"another issuer", h.signed(t, key, map[string]any{"iss": "other"}), 401},
		{"another subject", h.signed(t, key, map[string]any{"sub": "other"}), 401},
		{"the issuer as audience", h.signed(t, key, map[string]any{"aud": h.origin + oidcPath}), 401},
		{"two audiences", h.signed(t, key, map[string]any{"aud": []string{h.origin + oidcPath + "/token", "other"}}), 401},
		{"no id", h.signed(t, key, map[string]any{"jti": nil}), 401},
		{"no end", h.signed(t, key, map[string]any{"exp": nil}), 401},
		{"over", h.signed(t, key, map[string]any{"exp": now.Unix()}), 401},
		{"good for too long", h.signed(t, key, map[string]any{"exp": now.Add(6 * time.Minute).Unix()}), 401},
		{"milliseconds", h.signed(t, key, map[string]any{"exp": now.Add(time.Minute).UnixMilli()}), 401},
		{"issued in the future", h.signed(t, key, map[string]any{"iat": now.Add(time.Minute).Unix()}), 401},
	} {
		got := h.post(oidcPath+"/token", changed(h.codeForm(h.code(h.authQuery())), tt.change))
		if got.StatusCode != tt.status {
			t.Errorf("%s: %d %s, want %d", tt.name, got.StatusCode, got.body, tt.status)
		}
	}
	for name, tt := range map[string]struct {
		change url.Values
		status int
	}{"revocation by the key": {h.signed(t, key, nil), 200}, "revocation by the secret": {url.Values{"client_secret": {h.secret}}, 401}} {
		form := changed(url.Values{"token": {"x"}, "client_id": {h.fi.ClientID}}, tt.change)
		if got := h.post(oidcPath+"/token/revocation", form); got.StatusCode != tt.status {
			t.Errorf("%s: %d, want %d", name, got.StatusCode, tt.status)
		}
	}
}

func TestAClientWithoutKeysProvesNothingByASignature(t *testing.T) {
	t.Parallel()
	h, key := signing(t)
	h.bank.SetClientKeys(Garden, "", "")
	if got := h.post(oidcPath+"/token", changed(h.codeForm(h.code(h.authQuery())), h.signed(t, key, nil))); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("by the key: %d", got.StatusCode)
	}
	h.tokens(h.authQuery())
}

func TestTheKeysOfAClientAreReadFromItsAddress(t *testing.T) {
	t.Parallel()
	h, old := signing(t)
	next, err := newSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	var published atomic.Pointer[jose.JSONWebKeySet]
	var read atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		read.Add(1)
		writeJSON(w, http.StatusOK, published.Load())
	}))
	defer server.Close()
	published.Store(&jose.JSONWebKeySet{Keys: []jose.JSONWebKey{old.jwk(false)}})
	h.bank.SetClientKeys(Garden, server.URL, "")
	by := func(key signingKey, status int, reads int64) {
		t.Helper()
		if got := h.post(oidcPath+"/token", changed(h.codeForm(h.code(h.authQuery())), h.signed(t, key, nil))); got.StatusCode != status || read.Load() != reads {
			t.Errorf("%d after %d reads, want %d after %d", got.StatusCode, read.Load(), status, reads)
		}
	}
	by(old, 200, 1)
	by(old, 200, 1)
	by(next, 401, 2)
	published.Store(&jose.JSONWebKeySet{Keys: []jose.JSONWebKey{next.jwk(false)}})
	by(next, 200, 3)
	h.clock.advance(clientKeysOld)
	by(old, 401, 4)
	published.Store(&jose.JSONWebKeySet{Keys: []jose.JSONWebKey{next.jwk(true)}})
	h.clock.advance(clientKeysOld)
	by(next, 401, 5) // what a client publishes of its private half is worth nothing
}
