package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// signingKey is one ES256 key of an institution.
type signingKey struct {
	ID      string
	Private *ecdsa.PrivateKey
}

func newSigningKey() (signingKey, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return signingKey{}, fmt.Errorf("sandbox: signing key: %w", err)
	}
	return signingKey{ID: newID(), Private: private}, nil
}

func (in *institution) rotateKey() error {
	key, err := newSigningKey()
	if err != nil {
		return err
	}
	in.keys = append(in.keys, key)
	return nil
}

func (in *institution) signer() signingKey { return in.keys[len(in.keys)-1] }

// sign is the compact JWS of claims under key.
func (k signingKey) sign(claims map[string]any, typ string) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("sandbox: sign: %w", err)
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: k.Private, KeyID: k.ID}},
		(&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	if err != nil {
		return "", fmt.Errorf("sandbox: sign: %w", err)
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sandbox: sign: %w", err)
	}
	return jws.CompactSerialize()
}

// jwk is the key for the published set, or with its private half for the state file.
func (k signingKey) jwk(private bool) jose.JSONWebKey {
	jwk := jose.JSONWebKey{Key: k.Private, KeyID: k.ID, Algorithm: string(jose.ES256), Use: "sig"}
	if private {
		return jwk
	}
	return jwk.Public()
}
