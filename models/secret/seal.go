package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Kind says what a sealed value is, so that one kind cannot be passed off as another.
type Kind string

// The kinds of sealed values.
const (
	KindGrant        Kind = "grant"         // a member's bank tokens
	KindFlow         Kind = "flow"          // what a sign-in remembers between its halves
	KindClientSecret Kind = "client-secret" // a tenant's credential at its bank
	KindPersonKey    Kind = "person-key"    // a tenant's key for person fingerprints
	KindSigningKey   Kind = "signing-key"   // a private key of ours
	KindTOTP         Kind = "totp"          // the authenticator secret of a person of staff
	KindStaffForm    Kind = "staff-form"    // what a person of staff typed before the session was over
	KindTOTPOffer    Kind = "totp-offer"    // one that a page offers and nobody has proven yet
)

// Installation is the Tenant of a binding for a value that belongs to all tenants. It is a word of its own, so that
// a forgotten tenant is an error and not a value that everybody can open.
const Installation = "*"

// Binding says whose a sealed value is. A value opens only under the binding it was sealed with.
type Binding struct {
	Tenant  string // the tenant's id, or Installation
	Subject string // the member's id; empty for a value of the tenant itself
	Kind    Kind
}

var (
	// ErrUnknownKey says that a value was sealed with a key that is neither SECRET_KEY nor among its fallbacks.
	ErrUnknownKey = errors.New("sealed with a key that is not in SECRET_KEY or SECRET_KEY_FALLBACKS")
	// ErrNotOpened says that a sealed value was altered, cut, or belongs to another tenant, member or kind. Which of
	// them cannot be told.
	ErrNotOpened = errors.New("sealed value does not open: altered, or of another tenant, member or kind")
	// ErrUnbound says that a binding names no tenant or no kind.
	ErrUnbound = errors.New("binding names no tenant or no kind")
)

// The envelope: version, key id, nonce, ciphertext and tag.
const (
	sealVersion = 1
	nonceSize   = 12
	keyIDLen    = 8
	headLen     = 1 + keyIDLen
)

// HeadSize is how many bytes at the beginning of a sealed value name its key.
const HeadSize = headLen

// Sealer seals and opens values that rest in the database, with AES-256-GCM.
type Sealer struct {
	keys   *Keyring
	random io.Reader
}

// NewSealer returns a sealer; random is crypto/rand.Reader outside of tests.
func NewSealer(keys *Keyring, random io.Reader) *Sealer { return &Sealer{keys, random} }

// Seal encrypts plaintext with the current key so that it opens only for the same purpose and binding.
func (s *Sealer) Seal(p Purpose, plaintext []byte, b Binding) ([]byte, error) {
	if b.Tenant == "" || b.Kind == "" {
		return nil, ErrUnbound
	}
	key := s.keys.Current(p)
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	sealed := make([]byte, headLen+nonceSize, headLen+nonceSize+len(plaintext)+aead.Overhead())
	sealed[0] = sealVersion
	copy(sealed[1:], key.ID())
	nonce := sealed[headLen:]
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return nil, fmt.Errorf("random nonce: %w", err)
	}
	return aead.Seal(sealed, nonce, plaintext, additionalData(b)), nil
}

// Open decrypts what Seal made, with the current key or a fallback.
func (s *Sealer) Open(p Purpose, sealed []byte, b Binding) ([]byte, error) {
	if b.Tenant == "" || b.Kind == "" {
		return nil, ErrUnbound
	}
	if len(sealed) < headLen+nonceSize || sealed[0] != sealVersion {
		return nil, ErrNotOpened
	}
	key, ok := s.keys.ByID(p, string(sealed[1:headLen]))
	if !ok {
		return nil, ErrUnknownKey
	}
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	nonce, ciphertext := sealed[headLen:headLen+nonceSize], sealed[headLen+nonceSize:]
	plaintext, err := aead.Open(nil, nonce, ciphertext, additionalData(b))
	if err != nil {
		return nil, ErrNotOpened
	}
	return plaintext, nil
}

// Head is what every value begins with that is sealed now, so that those of older keys can be looked for.
func (s *Sealer) Head(p Purpose) []byte {
	return append([]byte{sealVersion}, s.keys.Current(p).ID()...)
}

// HeadKey is the id of the key that a head names, and whether it is one of ours.
func (s *Sealer) HeadKey(p Purpose, head []byte) (id string, known bool) {
	if len(head) != headLen || head[0] != sealVersion {
		return "", false
	}
	_, known = s.keys.ByID(p, string(head[1:]))
	return string(head[1:]), known
}

func newAEAD(k Key) (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.Bytes())
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// additionalData encodes the binding with the length of each part in front: tenant "a" with member "bc" and tenant
// "ab" with member "c" must not come out alike. The purpose is not in it, because each purpose has a key of its own.
func additionalData(b Binding) []byte {
	return lengthPrefixed(b.Tenant, b.Subject, string(b.Kind))
}

func lengthPrefixed(parts ...string) []byte {
	var out []byte
	for _, part := range parts {
		out = binary.BigEndian.AppendUint32(out, uint32(len(part)))
		out = append(out, part...)
	}
	return out
}
