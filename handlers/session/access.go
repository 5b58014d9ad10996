package session

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"raf/models/secret"
)

// AccessLifetime is how long an access token is good.
const AccessLifetime = 600 * time.Second

const (
	leeway       = 5 * time.Second // between the clocks of two instances
	maxTokenSize = 2048
	tokenIDSize  = 16 // random bytes
)

var (
	// ErrInvalid is every token that is not one of ours, not for this tenant, or not yet valid. The text behind it
	// is for the log.
	ErrInvalid = errors.New("access token is not valid")
	// ErrExpired says that all is well with a token except that its time is over. Only then may a caller consider
	// a silent re-issue.
	ErrExpired = errors.New("access token has expired")
)

// Claims is what an access token says: whose it is, and nothing about them.
type Claims struct {
	Tenant    string // aud
	Member    string // sub
	Session   string // sid
	ID        string // jti, new with each issue
	IssuedAt  time.Time
	ExpiresAt time.Time
}

// TokensConfig says what tokens are made of. All fields are required.
type TokensConfig struct {
	Keys   *secret.Keyring
	Issuer string           // iss; the same on every instance
	Now    func() time.Time // time.Now outside of tests
	Random io.Reader        // crypto/rand.Reader outside of tests
}

// Tokens issues and verifies the tokens of the member's session cookie. It is safe for concurrent use.
type Tokens struct {
	cfg    TokensConfig
	parser *jwt.Parser
}

// tokenType tells them from whatever else may ever be signed here.
const tokenType = "raf-session+jwt"

// NewAccessTokens makes them.
func NewAccessTokens(cfg TokensConfig) *Tokens {
	return &Tokens{cfg: cfg, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithStrictDecoding(),
		jwt.WithoutClaimsValidation(), // wire.check does it, in our order
	)}
}

// Issue makes a token for a member's session, good for AccessLifetime. The claims say what is in it.
func (t *Tokens) Issue(tenant, member, session string) (string, Claims, error) {
	if tenant == "" || member == "" || session == "" {
		return "", Claims{}, errors.New("an access token names a tenant, a member and a session")
	}
	id, err := secret.NewToken(t.cfg.Random, tokenIDSize)
	if err != nil {
		return "", Claims{}, err
	}
	now := t.cfg.Now()
	w := wire{
		Iss: t.cfg.Issuer, Aud: tenant, Sub: member, Sid: session, Jti: id,
		Iat: now.Unix(), Exp: now.Add(AccessLifetime).Unix(),
	}
	key := t.cfg.Keys.Current(secret.PurposeSessionJWT)
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, w)
	token.Header["typ"] = tokenType
	token.Header["kid"] = key.ID()
	raw, err := token.SignedString(key.Bytes())
	if err != nil {
		return "", Claims{}, fmt.Errorf("sign access token: %w", err)
	}
	if len(raw) > maxTokenSize {
		return "", Claims{}, fmt.Errorf("access token of %d bytes would not fit a cookie", len(raw))
	}
	return raw, w.claims(tenant), nil
}

// Verify reads a token that was presented at a tenant. With ErrExpired it returns the claims, which are then as
// trustworthy as those of a valid token; with ErrInvalid it returns none.
func (t *Tokens) Verify(raw, tenant string) (Claims, error) {
	if tenant == "" {
		return Claims{}, invalid("no tenant to check against")
	}
	if len(raw) > maxTokenSize {
		return Claims{}, invalid("too long")
	}
	// Strict base64 decoding still skips line breaks, so one token would have many spellings.
	if !isCompact(raw) {
		return Claims{}, invalid("malformed")
	}
	var w wire
	token, err := t.parser.ParseWithClaims(raw, &w, t.key)
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return Claims{}, invalid("malformed")
	case errors.Is(err, jwt.ErrTokenUnverifiable):
		return Claims{}, invalid("header or key is not ours")
	case err != nil || !token.Valid:
		return Claims{}, invalid("signature or algorithm is wrong")
	}
	if err := w.check(t.cfg.Issuer, tenant, t.cfg.Now()); err != nil {
		if errors.Is(err, ErrExpired) {
			return w.claims(tenant), err
		}
		return Claims{}, err
	}
	return w.claims(tenant), nil
}

// key picks the key that a header names. A header says exactly alg, typ and kid: that refuses crit, b64, jku, jwk
// and x5u without listing them.
func (t *Tokens) key(token *jwt.Token) (any, error) {
	typ, _ := token.Header["typ"].(string)
	kid, _ := token.Header["kid"].(string)
	if len(token.Header) != 3 || typ != tokenType {
		return nil, errors.New("header is not ours")
	}
	key, ok := t.cfg.Keys.ByID(secret.PurposeSessionJWT, kid)
	if !ok {
		return nil, errors.New("key is not ours")
	}
	return key.Bytes(), nil
}

func isCompact(raw string) bool {
	for i := range len(raw) {
		c := raw[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return raw != ""
}

// invalid keeps to fixed words: a library's text may repeat parts of the token.
func invalid(why string) error { return fmt.Errorf("%w: %s", ErrInvalid, why) }
