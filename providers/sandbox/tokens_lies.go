package sandbox

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// What a client must refuse beside the lies that only change one value of a claim.
const (
	kindMalformed    = "malformed"
	kindDoubledClaim = "doubled_claim"
	kindHuge         = "huge_token"
	kindHS256Public  = "alg_hs256_pub" // the public key as the secret of a keyed hash
)

// claimLies change the claims of a token whose signature is good.
func (in *institution) claimLies(now time.Time) map[string]func(map[string]any) {
	drop := func(name string) func(map[string]any) { return func(c map[string]any) { delete(c, name) } }
	set := func(name string, value any) func(map[string]any) { return func(c map[string]any) { c[name] = value } }
	at := func(issued, ends time.Duration) func(map[string]any) {
		return func(c map[string]any) { c["iat"], c["exp"] = now.Add(issued).Unix(), now.Add(ends).Unix() }
	}
	return map[string]func(map[string]any){
		"missing_exp": drop("exp"), "missing_aud": drop("aud"), "missing_iss": drop("iss"),
		"missing_institution": drop(claimPrefix + "institution_id"),
		"empty_aud":           set("aud", []string{}), "empty_nonce": set("nonce", ""), "empty_sub": set("sub", ""),
		"long_sub": set("sub", strings.Repeat("s", 256)), "sub_number": set("sub", 7), "bad_azp": set("azp", "another-client"),
		"iss_slash": set("iss", in.issuer()+"/"), "exp_text": set("exp", "tomorrow"), "nbf_future": set("nbf", now.Add(5*time.Minute).Unix()),
		"old_iat": at(-time.Hour, time.Hour), "iat_in_5m": at(5*time.Minute, time.Hour), "exp_5m_ago": at(-6*time.Minute, -5*time.Minute),
	}
}

// claimTwists change the claims of a token that a client must take all the same.
func (in *institution) claimTwists(now time.Time) map[string]func(map[string]any) {
	return map[string]func(map[string]any){
		"no_at_hash": func(c map[string]any) { delete(c, "at_hash") },
		"aud_list":   func(c map[string]any) { c["aud"] = []string{in.fi.ClientID} },
		"azp_us":     func(c map[string]any) { c["azp"] = in.fi.ClientID },
		"clock_119s_ahead": func(c map[string]any) {
			c["iat"], c["nbf"], c["exp"] = now.Add(119*time.Second).Unix(), now.Add(119*time.Second).Unix(), now.Add(time.Hour).Unix()
		},
		"clock_119s_behind": func(c map[string]any) {
			c["iat"], c["exp"] = now.Add(-5*time.Minute).Unix(), now.Add(-119*time.Second).Unix()
		},
	}
}

// headers are what a token's header says beside its algorithm; whoever follows one of them takes a stranger's key.
func (in *institution) headers(kind, location string, stranger signingKey) map[string]any {
	switch kind {
	case "typ_logout":
		return map[string]any{"typ": "logout+jwt"}
	case "typ_at":
		return map[string]any{"typ": "at+jwt"}
	case "crit":
		return map[string]any{"crit": []string{"exp"}}
	case "jku", "x5u":
		return map[string]any{"kid": stranger.ID, kind: location}
	case "jwk_header":
		return map[string]any{"kid": stranger.ID, "jwk": stranger.jwk(false)}
	}
	return nil
}

// idTokenLies are the kinds of this file that a client must refuse.
func idTokenLies() []string {
	return []string{"missing_exp", "missing_aud", "missing_iss", "missing_institution", "empty_aud", "empty_nonce", "empty_sub", "long_sub",
		"sub_number", "bad_azp", "iss_slash", "exp_text", "nbf_future", "old_iat", "iat_in_5m", "exp_5m_ago",
		"typ_logout", "typ_at", "crit", "jku", "x5u", "jwk_header", kindMalformed, kindDoubledClaim, kindHuge, kindHS256Public,
		"rs256_bad_signature", "ps256_bad_signature"}
}

// HarmlessKinds are what is odd and allowed at an endpoint: a client that refuses one keeps members out.
func HarmlessKinds(endpoint string) []string {
	switch endpoint {
	case OnIDToken:
		return []string{"no_at_hash", "aud_list", "azp_us", "clock_119s_ahead", "clock_119s_behind", "kid_absent", "rs256", "ps256"}
	case OnToken:
		return []string{kindNoExpiry, kindZeroExpiry, kindFewerScopes}
	case OnJWKS:
		return []string{kindManyKeys, kindDoubledKid, kindJunk, kindRemovedKey}
	case OnDiscovery:
		return []string{kindNoIssParam}
	}
	return nil
}

// twistedIDToken makes the kinds of this file; ok is false for any other.
func (in *institution) twistedIDToken(kind, location string, claims map[string]any, now time.Time) (token string, ok bool, err error) {
	key := in.signer()
	if change := in.claimLies(now)[kind]; change != nil {
		change(claims)
		token, err = key.sign(claims, "JWT")
		return token, true, err
	}
	if change := in.claimTwists(now)[kind]; change != nil {
		change(claims)
		token, err = key.sign(claims, "JWT")
		return token, true, err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", false, err
	}
	if alg, private := in.rsaFor(kind); private != nil {
		token, err = private.sign(alg, payload)
		return token, true, err
	}
	switch kind {
	case kindMalformed:
		return "this.is.no-token", true, nil
	case kindDoubledClaim:
		payload = append([]byte(`{"sub":"somebody-else",`), payload[1:]...)
		token, err = key.signRaw(map[string]any{}, payload)
		return token, true, err
	case kindHuge:
		claims["padding"] = strings.Repeat("p", 20<<10)
		token, err = key.sign(claims, "JWT")
		return token, true, err
	case kindHS256Public:
		public, err := x509.MarshalPKIXPublicKey(key.Private.Public())
		if err != nil {
			return "", true, fmt.Errorf("sandbox: public key: %w", err)
		}
		token, err = unsigned(claims, "HS256", public)
		return token, true, err
	case "kid_absent":
		token, err = key.signRaw(map[string]any{"kid": nil}, payload)
		return token, true, err
	}
	stranger, err := newSigningKey()
	if err != nil {
		return "", false, err
	}
	header := in.headers(kind, location, stranger)
	if header == nil {
		return "", false, nil
	}
	if header["kid"] != nil {
		key = stranger
	}
	token, err = key.signRaw(header, payload)
	return token, true, err
}

// signRaw signs bytes under a header that a library rightly refuses to write. A nil member is left out.
func (k signingKey) signRaw(change map[string]any, payload []byte) (string, error) {
	header := map[string]any{"alg": "ES256", "typ": "JWT", "kid": k.ID}
	for name, value := range change {
		if header[name] = value; value == nil {
			delete(header, name)
		}
	}
	raw, err := json.Marshal(header)
	if err != nil {
		return "", fmt.Errorf("sandbox: header: %w", err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	signed := b64(raw) + "." + b64(payload)
	sum := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, k.Private, sum[:])
	if err != nil {
		return "", fmt.Errorf("sandbox: sign: %w", err)
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signed + "." + b64(signature), nil
}
