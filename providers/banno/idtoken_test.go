package banno

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"raf/providers"
)

func atHash(access string) string {
	sum := sha256.Sum256([]byte(access))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

func TestIDTokensThatVerifyAreAccepted(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC).Unix()
	tests := []struct {
		name  string
		setup func(*fakeBank)
	}{
		{"as Banno sends it", func(*fakeBank) {}},
		{"one audience in a list", func(f *fakeBank) { f.claims["aud"] = []string{testClient} }},
		{"azp is us", func(f *fakeBank) { f.claims["azp"] = testClient }},
		{"at_hash is right", func(f *fakeBank) { f.claims["at_hash"] = atHash("canary-access") }},
		{"typ is JWT", func(f *fakeBank) { f.header["typ"] = "JWT" }},
		{"iat is two minutes ahead", func(f *fakeBank) { f.claims["iat"] = at + 120 }},
		{"iat is ten minutes old", func(f *fakeBank) { f.claims["iat"] = at - 600 }},
		{"exp is 119 seconds past", func(f *fakeBank) { f.claims["exp"] = at - 119 }},
		{"nbf is two minutes ahead", func(f *fakeBank) { f.claims["nbf"] = at + 120 }},
		{"subject of 255 characters", func(f *fakeBank) { f.claims["sub"] = strings.Repeat("s", 255) }},
		{"no kid and one key", func(f *fakeBank) { f.header["kid"] = nil }},
		{"no kid and several keys", func(f *fakeBank) {
			f.header["kid"] = nil
			f.keys = []any{newECKey("a").jwk(), newECKey("b").jwk(), f.key.jwk()}
		}},
		{"a key without use and alg", func(f *fakeBank) {
			k := f.key.jwk()
			delete(k, "use")
			delete(k, "alg")
			f.keys = []any{k}
		}},
		{"a set with keys of other kinds", func(f *fakeBank) {
			f.keys = []any{map[string]any{"kty": "OKP", "crv": "Ed448", "x": "AA"}, map[string]any{"kty": "oct", "k": "AA"}, f.key.jwk()}
		}},
		{"PS256", func(f *fakeBank) { f.key = newRSAKey("r", "PS256"); f.keys = []any{f.key.jwk()} }},
		{"RS256", func(f *fakeBank) { f.key = newRSAKey("r", "RS256"); f.keys = []any{f.key.jwk()} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			tt.setup(f)
			if _, _, err := f.signIn(t, f.bank(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestIDTokensThatDoNotVerifyAreRefusedAndTheirTokensRevoked(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC).Unix()
	claim := func(name string, value any) func(*fakeBank) {
		return func(f *fakeBank) { f.claims[name] = value }
	}
	header := func(name string, value any) func(*fakeBank) {
		return func(f *fakeBank) { f.header[name] = value }
	}
	tests := []struct {
		name  string
		setup func(*fakeBank)
		why   string
	}{
		{"nonce of another flow", claim("nonce", strings.Repeat("n", 43)), "nonce"},
		{"no nonce", claim("nonce", nil), "nonce"},
		{"empty nonce", claim("nonce", ""), "nonce"},
		{"issuer of another bank", claim("iss", "https://elsewhere.example/oidc"), "issuer"},
		{"issuer with a slash more", func(f *fakeBank) { f.claims["iss"] = f.issuer() + "/" }, "issuer"},
		{"no issuer", claim("iss", nil), "issuer"},
		{"audience is another client", claim("aud", "another"), "audience"},
		{"two audiences", claim("aud", []string{testClient, "another"}), "audience"},
		{"no audience in the list", claim("aud", []string{}), "audience"},
		{"no audience", claim("aud", nil), "audience"},
		{"azp is another client", claim("azp", "another"), "authorized party"},
		{"azp is a number", claim("azp", 7), "authorized party"},
		{"no subject", claim("sub", nil), "subject"},
		{"empty subject", claim("sub", ""), "subject"},
		{"subject of 256 characters", claim("sub", strings.Repeat("s", 256)), "subject"},
		{"subject beyond ASCII", claim("sub", "sübject"), "subject"},
		{"subject is a number", claim("sub", 7), ""},
		{"subject climbs the path", claim("sub", ".."), "subject"},
		{"no iat", claim("iat", nil), "iat"},
		{"iat is 121 seconds ahead", claim("iat", at+121), "iat"},
		{"iat is over ten minutes old", claim("iat", at-601), "iat"},
		{"iat in a text", claim("iat", "1788264000"), ""},
		{"no exp", claim("exp", nil), "exp"},
		{"exp is 120 seconds past", claim("exp", at-120), "exp"},
		{"exp in a text", claim("exp", "1999999999"), ""},
		{"nbf is 121 seconds ahead", claim("nbf", at+121), "nbf"},
		{"nbf is a text", claim("nbf", "soon"), ""},
		{"at_hash of another token", claim("at_hash", atHash("another")), "at_hash"},
		{"at_hash is empty", claim("at_hash", ""), "at_hash"},
		{"institution is another", claim(claimInstitution, "another"), "institution"},
		{"no institution", claim(claimInstitution, nil), "institution"},
		{"a logout token", header("typ", "logout+jwt"), "type"},
		{"an access token", header("typ", "at+jwt"), "type"},
		{"critical extensions", header("crit", []string{"exp"}), "critical"},
		{"critical b64", func(f *fakeBank) { f.header["crit"], f.header["b64"] = []string{"b64"}, true }, "critical"},
		{"algorithm none", func(f *fakeBank) {
			f.rawID = encodeJSON(map[string]any{"alg": "none"}) + "." + encodeJSON(f.claims) + "."
		}, "algorithm"},
		{"HS256 with the public key", func(f *fakeBank) { f.rawID = hs256(f, encodeJSON(f.key.jwk())) }, "algorithm"},
		{"HS256 with the client secret", func(f *fakeBank) { f.rawID = hs256(f, testSecret) }, "algorithm"},
		{"another key under the same kid", func(f *fakeBank) { f.key = newECKey("k1") }, "signature"},
		{"key in the header", func(f *fakeBank) { f.key = newECKey("k1"); f.header["jwk"] = f.key.jwk() }, "signature"},
		{"unknown kid", func(f *fakeBank) { f.header["kid"] = "junk" }, "signature"},
		{"key published for encryption", func(f *fakeBank) { f.keys = []any{encryption(f.key.jwk()), newECKey("k2").jwk()} }, "signature"},
		{"key for other operations", func(f *fakeBank) {
			k := f.key.jwk()
			k["key_ops"] = []string{"deriveKey"}
			f.keys = []any{k, newECKey("k2").jwk()}
		}, "signature"},
		{"key of another algorithm", func(f *fakeBank) {
			f.key = newRSAKey("r", "RS256")
			k := f.key.jwk()
			k["alg"] = "PS256"
			f.keys = []any{k}
		}, "signature"},
		{"a sixth key without kid", func(f *fakeBank) {
			f.header["kid"] = nil
			f.keys = nil
			for range 5 {
				f.keys = append(f.keys, newECKey("other").jwk())
			}
			f.keys = append(f.keys, f.key.jwk())
		}, "signature"},
		{"last character of the signature changed", func(f *fakeBank) {
			raw := f.idToken()
			f.rawID = raw[:len(raw)-4] + "AAAA"
		}, "signature"},
		{"not a token", func(f *fakeBank) { f.rawID = "x.y.z" }, "header"},
		{"longer than 16 kB", func(f *fakeBank) { f.claims["pad"] = strings.Repeat("p", maxIDToken) }, "too long"},
		{"a claim twice", func(f *fakeBank) { f.claims["ISS"] = "https://elsewhere.example" }, "parse"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFakeBank(t)
			tt.setup(f)
			id, grant, err := f.signIn(t, f.bank(t))
			if kindOf(err) != providers.KindMalformed || !strings.Contains(err.Error(), tt.why) {
				t.Fatalf("error = %v, want malformed because of %q", err, tt.why)
			}
			if id.Subject != "" || !grant.IsZero() {
				t.Error("an identity or a grant came with the refusal")
			}
			if got := f.count(oidcPath + "/token/revocation"); got != 1 {
				t.Errorf("%d revocations, want 1", got)
			}
		})
	}
}

func TestKeysThatAreTooWeakTooCostlyOrNoneAreNotUsed(t *testing.T) {
	t.Parallel()
	number := func(bits int) string {
		raw := make([]byte, bits/8)
		raw[0], raw[len(raw)-1] = 0x80, 1
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	rsaKey := func(n, e string) map[string]any { return map[string]any{"kty": "RSA", "n": n, "e": e} }
	ec := newECKey("k").jwk()
	x, y := ec["x"], ec["y"]
	tests := []struct {
		name string
		key  map[string]any
		ok   bool
	}{
		{"RSA of 2048 bits", rsaKey(number(2048), "AQAB"), true},
		{"RSA of 8192 bits", rsaKey(number(8192), "AQAB"), true},
		{"RSA of 2040 bits", rsaKey(number(2040), "AQAB"), false},
		{"RSA of 8200 bits", rsaKey(number(8200), "AQAB"), false},
		{"RSA without modulus", rsaKey("", "AQAB"), false},
		{"RSA without exponent", rsaKey(number(2048), ""), false},
		{"RSA with exponent 1", rsaKey(number(2048), "AQ"), false},
		{"RSA with an even exponent", rsaKey(number(2048), "Ag"), false},
		{"RSA with a huge exponent", rsaKey(number(2048), "AQAAAAE"), false},
		{"RSA that is not base64", rsaKey("!!", "AQAB"), false},
		{"P-256", map[string]any{"kty": "EC", "crv": "P-256", "x": x, "y": y}, true},
		{"a point that is not on the curve", map[string]any{"kty": "EC", "crv": "P-256", "x": x, "y": x}, false},
		{"a short coordinate", map[string]any{"kty": "EC", "crv": "P-256", "x": "AQ", "y": y}, false},
		{"another curve", map[string]any{"kty": "EC", "crv": "P-384", "x": x, "y": y}, false},
		{"a shared secret", map[string]any{"kty": "oct", "k": "AQAB"}, false},
		{"an algorithm we do not allow", map[string]any{"kty": "RSA", "n": number(2048), "e": "AQAB", "alg": "RS512"}, false},
	}
	for _, tt := range tests {
		raw, err := json.Marshal(tt.key)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := parseKey(raw); ok != tt.ok {
			t.Errorf("%s: used = %t, want %t", tt.name, ok, tt.ok)
		}
	}
}

func hs256(f *fakeBank, key string) string {
	input := encodeJSON(map[string]any{"alg": "HS256", "kid": "k1"}) + "." + encodeJSON(f.claims)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(input))
	return input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func encryption(jwk map[string]any) map[string]any {
	jwk["use"] = "enc"
	return jwk
}
