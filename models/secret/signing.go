package secret

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
)

// NewSigningKey makes an ES256 key: the private half as PKCS#8, to be sealed, and the public one as PKIX.
func NewSigningKey(random io.Reader) (private, public []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return nil, nil, fmt.Errorf("signing key: %w", err)
	}
	if private, err = x509.MarshalPKCS8PrivateKey(key); err == nil {
		public, err = x509.MarshalPKIXPublicKey(key.Public())
	}
	if err != nil {
		return nil, nil, fmt.Errorf("signing key: %w", err)
	}
	return private, public, nil
}

// WebKey is a public key as RFC 7517 writes it. It has no member for a private half.
type WebKey struct {
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	X   string `json:"x"`
	Y   string `json:"y"`
	Kid string `json:"kid"`
	Use string `json:"use"`
	Alg string `json:"alg"`
}

// WebKeyOf writes the public half of a signing key for others to read.
func WebKeyOf(id string, public []byte) (WebKey, error) {
	parsed, err := x509.ParsePKIXPublicKey(public)
	key, ok := parsed.(*ecdsa.PublicKey)
	if err != nil || !ok || key.Curve != elliptic.P256() {
		return WebKey{}, errors.New("a public key is not one of P-256")
	}
	point, err := key.Bytes() // 4, X, Y
	if err != nil {
		return WebKey{}, errors.New("a public key is not one of P-256")
	}
	encode := base64.RawURLEncoding.EncodeToString
	return WebKey{Kty: "EC", Crv: "P-256", X: encode(point[1:33]), Y: encode(point[33:]), Kid: id, Use: "sig", Alg: "ES256"}, nil
}
