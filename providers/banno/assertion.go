package banno

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"raf/providers"
)

// StyleKey proves who we are by a signature instead of a secret (private_key_jwt: OpenID Connect Core 9, RFC 7523).
const StyleKey = "key"

// assertionLife is how long an assertion is good for: whoever finds one must be too late.
const assertionLife = time.Minute

// parseClientKey reads an ES256 key of PKCS#8. The parser's error is not kept: it may tell of the key.
func parseClientKey(k providers.ClientKey) (*ecdsa.PrivateKey, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(k.Private.Bytes())
	key, ok := parsed.(*ecdsa.PrivateKey)
	if err != nil || !ok || key.Curve != elliptic.P256() || k.ID == "" {
		return nil, errors.New("auth style key needs a P-256 key with an id")
	}
	return key, nil
}

// prove puts an assertion into a form that goes to the bank. It can be used once. It says no time of issue: a clock of ours
// that is some seconds ahead would make it one of the future, and its end is what counts.
func (b *Bank) prove(form url.Values, tokenURL string) error {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: b.key, KeyID: b.cfg.ClientKey.ID}},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return err
	}
	var id [16]byte
	_, _ = rand.Read(id[:]) // crypto/rand.Read never fails
	assertion, err := jwt.Signed(signer).Claims(map[string]any{"iss": b.cfg.ClientID, "sub": b.cfg.ClientID, "aud": tokenURL,
		"jti": hex.EncodeToString(id[:]), "exp": b.now().Add(assertionLife).Unix()}).Serialize()
	if err != nil {
		return err
	}
	form.Set("client_id", b.cfg.ClientID)
	form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	form.Set("client_assertion", assertion)
	return nil
}

// proving adds a fresh assertion to each form that x/oauth2 sends, which knows of secrets only.
type proving struct {
	bank     *Bank
	tokenURL string
	next     http.RoundTripper
}

// RoundTrip sends the form as it came, with the assertion in it.
func (p proving) RoundTrip(req *http.Request) (*http.Response, error) {
	defer req.Body.Close()
	raw, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, fmt.Errorf("form: %w", err)
	}
	form, err := url.ParseQuery(string(raw))
	if err == nil {
		err = p.bank.prove(form, p.tokenURL)
	}
	if err != nil {
		return nil, p.bank.fail("token", providers.KindMalformed, "request can't be signed")
	}
	raw = []byte(form.Encode())
	signed := req.Clone(req.Context())
	signed.Body, signed.GetBody, signed.ContentLength = io.NopCloser(bytes.NewReader(raw)), nil, int64(len(raw))
	return p.next.RoundTrip(signed)
}
