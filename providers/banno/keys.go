package banno

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"time"

	"raf/providers"
)

// Bounds on keys.
const (
	maxUnplanned  = 3 // fetches a minute because of a key we do not know, by all processes together
	maxCandidates = 5 // keys tried for one token
	minRSABits    = 2048
	maxRSABits    = 8192
)

// signingKey is one usable key of the institution's set.
type signingKey struct {
	kid    string
	alg    string // empty: any algorithm of its type
	public crypto.PublicKey
}

// fits reports whether the key may have made a signature with this header.
func (k signingKey) fits(kid, alg string) bool {
	if kid != "" && k.kid != kid || k.alg != "" && k.alg != alg {
		return false
	}
	_, isEC := k.public.(*ecdsa.PublicKey)
	return isEC == (alg == "ES256")
}

// candidates returns the keys that may have signed, from the cache as far as possible. again says that the known
// ones did not verify. An unknown key leads to a fetch, but to no more than three a minute (threat: tokens with
// invented kids make us hammer the bank, which then throttles everybody).
func (b *Bank) candidates(ctx context.Context, url, kid, alg string, again bool) ([]crypto.PublicKey, error) {
	set, from := b.known.aim(url), keysAt(url)
	keys, asked, err := set.get(ctx, b, from)
	if err != nil {
		return nil, err
	}
	if fit := pick(keys, kid, alg); asked || len(fit) > 0 && !again {
		return fit, nil
	}
	if keys, err = set.again(ctx, b, from, func() bool { return b.mayFetch(ctx) }); err != nil {
		return nil, err
	}
	return pick(keys, kid, alg), nil
}

// haveKeys makes sure that a key set is at hand before something is done that can't be taken back.
func (b *Bank) haveKeys(ctx context.Context, url string) error {
	_, _, err := b.known.aim(url).get(ctx, b, keysAt(url))
	return err
}

func keysAt(url string) source[[]signingKey] { return source[[]signingKey]{"keys", url, parseKeys} }

// aim forgets the keys of another address.
func (c *cache) aim(url string) *lastGood[[]signingKey] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil || c.keysURL != url {
		c.keys, c.keysURL = &lastGood[[]signingKey]{}, url
	}
	return c.keys
}

// mayFetch asks this process's own count first, which costs nothing, and then what the processes share. Where that can't be
// asked the own count stands: members whose bank has a new key must not wait for our database.
func (b *Bank) mayFetch(ctx context.Context) bool {
	if !b.known.allowUnplanned(b.now()) {
		return false
	}
	if b.cfg.Memory == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, memoryPatience)
	defer cancel()
	may, err := b.cfg.Memory.MayFetch(ctx, maxUnplanned, time.Minute)
	if err != nil {
		b.log.WarnContext(ctx, "fetches of keys counted by this process alone", "error", err)
	}
	return may || err != nil
}

// allowUnplanned counts the fetches of the last minute and this one.
func (c *cache) allowUnplanned(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unplanned = slices.DeleteFunc(c.unplanned, func(t time.Time) bool { return age(now, t) >= time.Minute })
	if len(c.unplanned) >= maxUnplanned {
		return false
	}
	c.unplanned = append(c.unplanned, now)
	return true
}

func pick(keys []signingKey, kid, alg string) []crypto.PublicKey {
	var fit []crypto.PublicKey
	for _, k := range keys {
		if k.fits(kid, alg) && len(fit) < maxCandidates {
			fit = append(fit, k.public)
		}
	}
	return fit
}

// parseKeys reads a JSON Web Key Set (RFC 7517). Keys that are not for signatures, or not of a kind we use, are
// passed over, as section 5 asks; a set that leaves none is an error, so that it never replaces a good one.
func parseKeys(raw []byte) ([]signingKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := providers.DecodeJSON(raw, &set); err != nil {
		return nil, err
	}
	var keys []signingKey
	for _, rawKey := range set.Keys {
		if k, ok := parseKey(rawKey); ok {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("no usable key")
	}
	return keys, nil
}

func parseKey(raw []byte) (signingKey, bool) {
	var j struct {
		Kty, Use, Alg, Kid, Crv, X, Y, N, E providers.Text
		Ops                                 []providers.Text `json:"key_ops"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return signingKey{}, false
	}
	if j.Use != "" && j.Use != "sig" || len(j.Ops) > 0 && !slices.Contains(j.Ops, "verify") {
		return signingKey{}, false
	}
	if j.Alg != "" && !slices.Contains(allowedAlgorithms(), string(j.Alg)) {
		return signingKey{}, false
	}
	k := signingKey{kid: string(j.Kid), alg: string(j.Alg)}
	switch {
	case j.Kty == "EC" && j.Crv == "P-256":
		k.public = ecKey(j.X, j.Y)
	case j.Kty == "RSA":
		k.public = rsaKey(j.N, j.E)
	}
	return k, k.public != nil
}

// ecKey returns nil unless x and y are a point of P-256 in full length.
func ecKey(x, y providers.Text) crypto.PublicKey {
	bx, by := unbase64(x), unbase64(y)
	if len(bx) != 32 || len(by) != 32 {
		return nil
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, bx, by))
	if err != nil {
		return nil
	}
	return key
}

// rsaKey returns nil for keys that are too short to trust or too long to verify cheaply.
func rsaKey(n, e providers.Text) crypto.PublicKey {
	modulus, exponent := new(big.Int).SetBytes(unbase64(n)), new(big.Int).SetBytes(unbase64(e))
	if bits := modulus.BitLen(); bits < minRSABits || bits > maxRSABits {
		return nil
	}
	if exponent.BitLen() > 31 || exponent.Bit(0) == 0 || exponent.Cmp(big.NewInt(3)) < 0 {
		return nil
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}
}

func unbase64(s providers.Text) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(string(s))
	if err != nil {
		return nil
	}
	return raw
}
