package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// PersonKind says by what a person is recognised. Values of different kinds never match.
type PersonKind string

// The kinds, the better one first.
const (
	PersonByTaxID      PersonKind = "tax-id"
	PersonByCustomerID PersonKind = "customer-identifier"
)

const (
	personKeySize = 32
	taxIDDigits   = 9 // SSN, ITIN and EIN alike
	maxCustomerID = 256
)

// ErrPersonKey says that a tenant's key for person fingerprints is not 32 bytes, which means it was lost or cut.
var ErrPersonKey = errors.New("a tenant's person key is 32 bytes")

// NewPersonKey makes a tenant's key for person fingerprints. It is made once, stored sealed and never changed:
// another key would make strangers of all known people.
func NewPersonKey(random io.Reader) ([]byte, error) {
	key := make([]byte, personKeySize)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("random person key: %w", err)
	}
	return key, nil
}

// PersonFingerprint is a hexadecimal HMAC-SHA-256 by which a tenant recognises a person again without keeping the
// value. The key matters: nine digits are searched through in a minute if the hash is not keyed. ok is false when the
// value cannot identify anybody; the caller then asks for another kind, or goes on without.
func PersonFingerprint(key []byte, kind PersonKind, value string) (fingerprint string, ok bool, err error) {
	if len(key) != personKeySize {
		return "", false, ErrPersonKey
	}
	normal, ok := normalPerson(kind, value)
	if !ok {
		return "", false, nil
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(lengthPrefixed(string(kind), normal))
	return hex.EncodeToString(mac.Sum(nil)), true, nil
}

func normalPerson(kind PersonKind, value string) (string, bool) {
	switch kind {
	case PersonByTaxID:
		return normalTaxID(value)
	case PersonByCustomerID:
		v := strings.TrimSpace(value)
		return v, v != "" && len(v) <= maxCustomerID
	default:
		return "", false
	}
}

// normalTaxID keeps the digits. A masked id ("***-**-1234"), a short one and the fillers that cores put where none is
// known (all digits alike) would make one person of many strangers, so they identify nobody.
func normalTaxID(value string) (string, bool) {
	digits := make([]byte, 0, taxIDDigits)
	for _, r := range strings.TrimSpace(value) {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r == '-' || r == ' ' || r == '.':
		default:
			return "", false
		}
	}
	if len(digits) != taxIDDigits || strings.Count(string(digits), string(digits[:1])) == taxIDDigits {
		return "", false
	}
	return string(digits), true
}
