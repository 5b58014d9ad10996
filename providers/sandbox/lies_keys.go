package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// What the published keys may be that is not what the tokens are signed with, or more than that.
const (
	kindWeakRSA    = "weak_rsa"    // tokens are signed with a key that is too short
	kindLateKey    = "late_key"    // tokens are signed with a key that is published when the fault is cleared
	kindRemovedKey = "removed_key" // a new key takes the place of the old one at once
	kindManyKeys   = "many_keys"
	kindDoubledKid = "doubled_kid"
	kindJunk       = "junk"
)

// keyLies are the key sets that verify no token.
func keyLies() []string {
	return []string{"empty_set", "enc_only", "no_kid", kindWeakRSA, kindLateKey, "keys_object", "keys_missing"}
}

// prepareKeys makes the keys that a fault is about. The caller holds the lock.
func (in *institution) prepareKeys(f Fault) (err error) {
	switch {
	case f.Endpoint == OnJWKS && (f.Kind == kindLateKey || f.Kind == kindRemovedKey):
		err = in.rotateKey()
		if f.Kind == kindRemovedKey {
			in.keys = slices.Clone(in.keys[len(in.keys)-1:])
		}
	case f.Endpoint == OnJWKS && f.Kind == kindWeakRSA && in.weak == nil:
		in.weak, err = newRSAKey(1024)
	case f.Endpoint == OnIDToken && algorithms()[f.Kind] != "" && in.rsa == nil:
		in.rsa, err = newRSAKey(2048)
	}
	return err
}

// spoilKeys is a set that is not the honest one, or is and does not look it.
func (in *institution) spoilKeys(kind string, honest []any) any {
	strangers := func(n int, id string) (list []any) {
		for range n {
			if k, err := newSigningKey(); err == nil {
				k.ID = orElse(id, k.ID)
				list = append(list, k.jwk(false))
			}
		}
		return list
	}
	own := in.signer().jwk(false)
	switch kind {
	case "empty_set":
		return []any{}
	case "enc_only":
		own.Use = "enc"
		return []any{own}
	case "no_kid":
		own.KeyID = ""
		return []any{own}
	case kindWeakRSA:
		return append(honest, in.weak.jwk())
	case kindLateKey:
		return slices.DeleteFunc(honest, func(k any) bool { jwk, ok := k.(jose.JSONWebKey); return ok && jwk.KeyID == own.KeyID })
	case "keys_object":
		return map[string]any{"0": own}
	case "keys_missing":
		return nil
	case kindManyKeys:
		return append(strangers(7, ""), honest...)
	case kindDoubledKid:
		return append(strangers(1, own.KeyID), honest...)
	case kindJunk:
		return append([]any{"a key", 7, nil, []int{1}, map[string]any{"kty": 3}, map[string]any{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": own.KeyID},
			map[string]any{"kty": "oct", "k": "c2VjcmV0", "kid": own.KeyID}}, honest...)
	}
	return honest
}

// rsaKey signs with RS256 and PS256, which banks use beside ES256.
type rsaKey struct {
	ID      string
	Private *rsa.PrivateKey
}

func newRSAKey(bits int) (*rsaKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, fmt.Errorf("sandbox: rsa key: %w", err)
	}
	return &rsaKey{ID: newID(), Private: private}, nil
}

func (k *rsaKey) jwk() jose.JSONWebKey {
	return jose.JSONWebKey{Key: k.Private.Public(), KeyID: k.ID, Use: "sig"}
}

// algorithms are the kinds of an ID token that are signed with RSA, each with its algorithm.
func algorithms() map[string]string {
	return map[string]string{"rs256": "RS256", "ps256": "PS256", "rs256_bad_signature": "RS256", "ps256_bad_signature": "PS256", kindWeakRSA: "RS256"}
}

// rsaFor is the RSA key that signs a kind of ID token, nil for a kind that none does. A bad signature is a good one by
// another key under the right name.
func (in *institution) rsaFor(kind string) (alg string, key *rsaKey) {
	switch alg = algorithms()[kind]; kind {
	case "rs256", "ps256":
		return alg, in.rsa
	case kindWeakRSA:
		return alg, in.weak
	case "rs256_bad_signature", "ps256_bad_signature":
		stranger, err := newRSAKey(2048)
		if err != nil {
			return "", nil
		}
		stranger.ID = in.rsa.ID
		return alg, stranger
	}
	return "", nil
}

func (k *rsaKey) sign(alg string, payload []byte) (string, error) {
	header, err := json.Marshal(map[string]any{"alg": alg, "typ": "JWT", "kid": k.ID})
	if err != nil {
		return "", fmt.Errorf("sandbox: header: %w", err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	signed := b64(header) + "." + b64(payload)
	sum := sha256.Sum256([]byte(signed))
	var options crypto.SignerOpts = crypto.SHA256
	if alg == "PS256" {
		options = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
	}
	signature, err := k.Private.Sign(rand.Reader, sum[:], options)
	if err != nil {
		return "", fmt.Errorf("sandbox: sign: %w", err)
	}
	return signed + "." + b64(signature), nil
}
