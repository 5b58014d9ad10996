package banno

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"

	"raf/providers"
)

func ecClientKey(t *testing.T, curve elliptic.Curve) (*ecdsa.PrivateKey, providers.ClientKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key, providers.ClientKey{ID: "ours", Private: pkcs8(t, key)}
}

func pkcs8(t *testing.T, key any) providers.Secret {
	t.Helper()
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return providers.NewSecret(string(raw))
}

// TestEachRequestIsSignedAnew looks at a code, a renewal and a revocation of the style "key".
func TestEachRequestIsSignedAnew(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	key, clientKey := ecClientKey(t, elliptic.P256())
	b := f.bank(t, func(c *Config) { c.AuthStyle, c.ClientKey = StyleKey, clientKey })
	_, grant, err := f.signIn(t, b)
	if err != nil {
		t.Fatal(err)
	}
	if grant, err = b.Refresh(t.Context(), grant, testSubject); err != nil {
		t.Fatal(err)
	}
	if err := b.Revoke(t.Context(), grant); err != nil {
		t.Fatal(err)
	}
	if len(f.forms) != 3 {
		t.Fatalf("%d posts, want 3", len(f.forms))
	}
	ids := map[string]bool{}
	for i, form := range f.forms {
		if form.Has("client_secret") || form.Get("client_id") != testClient || form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
			t.Errorf("post %d: %v", i, form)
		}
		token, err := jwt.ParseSigned(form.Get("client_assertion"), []jose.SignatureAlgorithm{jose.ES256})
		if err != nil {
			t.Fatalf("post %d: %v", i, err)
		}
		var claims map[string]any
		if err := token.Claims(key.Public(), &claims); err != nil || token.Headers[0].KeyID != "ours" {
			t.Errorf("post %d: %v, key %q", i, err, token.Headers[0].KeyID)
		}
		id, _ := claims["jti"].(string)
		if ids[id] || len(id) != 32 {
			t.Errorf("post %d: id %q", i, id)
		}
		ids[id] = true
		delete(claims, "jti")
		want := map[string]any{"iss": testClient, "sub": testClient, "aud": f.issuer() + "/token", "exp": float64(f.now().Add(time.Minute).Unix())}
		if diff := cmp.Diff(want, claims); diff != "" {
			t.Errorf("post %d (-want +got):\n%s", i, diff)
		}
	}
	if f.forms[0].Get("code_verifier") == "" || f.forms[1].Get("grant_type") != "refresh_token" || f.forms[2].Get("token") == "" {
		t.Errorf("what was asked for is not in %v", f.forms)
	}
}

func TestAKeyThatCannotSignMakesNoAdapterAndIsNotTold(t *testing.T) {
	t.Parallel()
	f := newFakeBank(t)
	_, good := ecClientKey(t, elliptic.P256())
	_, long := ecClientKey(t, elliptic.P384())
	modulus, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]providers.ClientKey{"none": {}, "no id": {Private: good.Private}, "another curve": long,
		"another kind": {ID: "rsa", Private: pkcs8(t, modulus)}, "no key": {ID: "x", Private: providers.NewSecret("canary-key")}} {
		_, err := New(Config{FIURL: f.URL, ClientID: testClient, InstitutionID: testInstitution, AllowLoopback: true, Now: f.now, AuthStyle: StyleKey, ClientKey: key})
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if said := fmt.Sprintf("%v %+v %#v", good, good, good); !strings.Contains(said, "redacted") || strings.Contains(said, fmt.Sprint(good.Private.Bytes())) {
		t.Errorf("a key prints as %s", said)
	}
}
