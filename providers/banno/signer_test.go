package banno

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"sync"

	"raf/providers"
)

// signer is a key that signs as a bank would, or as an attacker would.
type signer struct {
	kid, alg string
	private  crypto.Signer
}

func newECKey(kid string) signer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return signer{kid, "ES256", key}
}

// rsaKey2048 is made once, because making one is slow.
var rsaKey2048 = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func newRSAKey(kid, alg string) signer { return signer{kid, alg, rsaKey2048()} }

func (s signer) jwk() map[string]any {
	enc := base64.RawURLEncoding.EncodeToString
	switch key := s.private.Public().(type) {
	case *ecdsa.PublicKey:
		point, err := key.Bytes()
		if err != nil {
			panic(err)
		}
		return map[string]any{
			"kty": "EC", "crv": "P-256", "kid": s.kid, "use": "sig", "alg": s.alg, "x": enc(point[1:33]), "y": enc(point[33:]),
		}
	case *rsa.PublicKey:
		return map[string]any{
			"kty": "RSA", "kid": s.kid, "use": "sig", "alg": s.alg, "n": enc(key.N.Bytes()), "e": enc([]byte{1, 0, 1}),
		}
	}
	return nil
}

// sign makes a JWT; header members given win over the signer's own, nil ones are left out.
func (s signer) sign(header, claims map[string]any) string {
	h := map[string]any{"alg": s.alg, "kid": s.kid}
	maps.Copy(h, header)
	maps.DeleteFunc(h, func(_ string, v any) bool { return v == nil })
	input := encodeJSON(h) + "." + encodeJSON(claims)
	sum := sha256.Sum256([]byte(input))
	var sig []byte
	switch key := s.private.(type) {
	case *ecdsa.PrivateKey:
		r, v, err := ecdsa.Sign(rand.Reader, key, sum[:])
		if err != nil {
			panic(err)
		}
		sig = append(r.FillBytes(make([]byte, 32)), v.FillBytes(make([]byte, 32))...)
	case *rsa.PrivateKey:
		var opts crypto.SignerOpts = crypto.SHA256
		if s.alg == "PS256" {
			opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
		}
		var err error
		if sig, err = key.Sign(rand.Reader, sum[:], opts); err != nil {
			panic(err)
		}
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(sig)
}

func encodeJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// kindOf is empty for no error; the contract's own function calls that down, and a test must not.
func kindOf(err error) providers.Kind {
	if err == nil {
		return ""
	}
	return providers.KindOf(err)
}
