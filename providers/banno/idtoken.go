package banno

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"raf/providers"
)

// Bounds on ID tokens.
const (
	maxIDToken = 16 << 10
	leeway     = 120 * time.Second // of exp, nbf and an iat in the future
	maxIssued  = 10 * time.Minute  // how long ago a token just handed to us may have been issued
	maxSubject = 255
)

func allowedAlgorithms() []string { return []string{oidc.ES256, oidc.PS256, oidc.RS256} }

// expected is what an ID token must say. Empty fields of a renewal (nonce) are not compared.
type expected struct {
	issuer, nonce, subject string
	accessToken            string
	keysURL                string
}

type joseHeader struct {
	Alg  providers.Text  `json:"alg"`
	Kid  providers.Text  `json:"kid"`
	Typ  providers.Text  `json:"typ"`
	Crit json.RawMessage `json:"crit"`
}

// verifyIDToken checks the signature and then every claim that RAF relies on; nothing is read before.
// Keys named in the header (jku, x5u, jwk) are never looked at.
func (b *Bank) verifyIDToken(ctx context.Context, raw string, want expected) (claims, error) {
	const op = "id token"
	refuse := func(err error) (claims, error) {
		return nil, &providers.Error{Kind: providers.KindMalformed, Op: op, Err: err}
	}
	h, err := readHeader(raw)
	if err != nil {
		return refuse(err)
	}
	payload, err := b.verifySignature(ctx, raw, h, want.keysURL)
	if err != nil {
		return nil, err
	}
	var c claims
	if err := providers.DecodeJSON(payload, &c); err != nil {
		return refuse(err)
	}
	if err := b.checkClaims(c, want); err != nil {
		return refuse(err)
	}
	return c, nil
}

func readHeader(raw string) (joseHeader, error) {
	var h joseHeader
	if len(raw) > maxIDToken {
		return h, errors.New("too long")
	}
	first, _, _ := strings.Cut(raw, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(first)
	if err != nil || providers.DecodeJSON(decoded, &h) != nil {
		return h, errors.New("missing, or its header does not parse")
	}
	switch h.Alg {
	case oidc.ES256, oidc.PS256, oidc.RS256:
	default:
		return h, errors.New("algorithm is not allowed")
	}
	if h.Crit != nil {
		return h, errors.New("header has critical extensions")
	}
	if h.Typ != "" && !strings.EqualFold(string(h.Typ), "JWT") {
		return h, errors.New("type is not that of an ID token")
	}
	return h, nil
}

// verifySignature tries the keys we know, and once more after a look at the bank's key set.
func (b *Bank) verifySignature(ctx context.Context, raw string, h joseHeader, keysURL string) ([]byte, error) {
	for _, again := range []bool{false, true} {
		keys, err := b.candidates(ctx, keysURL, string(h.Kid), string(h.Alg), again)
		if err != nil {
			return nil, err
		}
		// The claims are checked by checkClaims: the library's own checks are looser, and would hide a hole in ours.
		verifier := oidc.NewVerifier("", &oidc.StaticKeySet{PublicKeys: keys}, &oidc.Config{
			SupportedSigningAlgs: []string{string(h.Alg)},
			SkipClientIDCheck:    true, SkipExpiryCheck: true, SkipIssuerCheck: true,
		})
		token, err := verifier.Verify(ctx, raw)
		if err != nil {
			continue
		}
		var payload json.RawMessage
		if err := token.Claims(&payload); err != nil {
			break
		}
		return payload, nil
	}
	return nil, b.fail("id token", providers.KindMalformed, "signature does not verify")
}

// mismatch is what a token with a good signature says of itself that can't be of the grant it came for.
type mismatch string

func (m mismatch) Error() string { return string(m) }

// checkClaims follows OpenID Connect Core 3.1.3.7 where that is strict and is stricter where it is not.
func (b *Bank) checkClaims(c claims, want expected) error {
	issuer, _ := c.text("iss")
	subject, _ := c.text("sub")
	nonce, _ := c.text("nonce")
	institution, hasInstitution := c.text(claimInstitution)
	switch {
	case issuer == "":
		return errors.New("issuer is missing")
	case issuer != want.issuer:
		return mismatch("issuer is another")
	case !c.audienceIs(b.cfg.ClientID):
		return mismatch("audience is not exactly us")
	case !asciiID(subject, maxSubject):
		return errors.New("subject is missing or not 1 to 255 ASCII characters")
	case want.subject != "" && subject != want.subject:
		return mismatch("subject is another")
	case want.nonce != "" && subtle.ConstantTimeCompare([]byte(nonce), []byte(want.nonce)) != 1:
		return errors.New("nonce is another")
	case institution != b.cfg.InstitutionID && (hasInstitution || want.nonce != ""):
		return mismatch("institution is missing or another")
	}
	if azp, ok := c.text("azp"); ok && azp != b.cfg.ClientID || c.has("azp") && !ok {
		return errors.New("authorized party is another")
	}
	if err := c.checkTimes(b.now()); err != nil {
		return err
	}
	if c.has("at_hash") {
		// All allowed algorithms hash with SHA-256.
		sum := sha256.Sum256([]byte(want.accessToken))
		got, _ := c.text("at_hash")
		if got != base64.RawURLEncoding.EncodeToString(sum[:16]) {
			return errors.New("at_hash is of another access token")
		}
	}
	return nil
}

// claims are the members of an ID token by their exact names; a Go struct would match them in any letter case.
type claims map[string]json.RawMessage

func (c claims) has(name string) bool { return len(c[name]) > 0 && string(c[name]) != "null" }

func (c claims) text(name string) (string, bool) {
	var t providers.Text
	if !c.has(name) || t.UnmarshalJSON(c[name]) != nil {
		return "", false
	}
	return string(t), true
}

// when reads a NumericDate; a date in a string is none.
func (c claims) when(name string) (time.Time, bool) {
	var seconds float64
	if !c.has(name) || json.Unmarshal(c[name], &seconds) != nil || math.Abs(seconds) > 1<<40 {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0), true
}

func (c claims) audienceIs(clientID string) bool {
	if one, ok := c.text("aud"); ok {
		return one == clientID
	}
	var several []providers.Text
	return json.Unmarshal(c["aud"], &several) == nil && len(several) == 1 && string(several[0]) == clientID
}

func (c claims) checkTimes(now time.Time) error {
	issued, ok := c.when("iat")
	if !ok || issued.Before(now.Add(-maxIssued)) || issued.After(now.Add(leeway)) {
		return errors.New("iat is missing, too old or in the future")
	}
	expires, ok := c.when("exp")
	if !ok || !now.Before(expires.Add(leeway)) {
		return errors.New("exp is missing or past")
	}
	if begins, ok := c.when("nbf"); c.has("nbf") && (!ok || begins.After(now.Add(leeway))) {
		return errors.New("nbf is in the future")
	}
	return nil
}

// asciiID reports whether s may be the id of something: printable ASCII that is not a path of its own.
func asciiID(s string, longest int) bool {
	if s == "" || len(s) > longest || s == "." || s == ".." {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
