package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// AddressTag stands for a client's address in a tenant's audit trail: the same address has the same tag for as long as the
// trail is kept, and without the tenant's key a tag is not searched through. It is made under the person key, which never
// changes; the label keeps it apart from fingerprints of people.
func AddressTag(personKey []byte, address string) (string, error) {
	if len(personKey) != personKeySize {
		return "", ErrPersonKey
	}
	mac := hmac.New(sha256.New, personKey)
	mac.Write(lengthPrefixed("audit-address", address))
	return hex.EncodeToString(mac.Sum(nil)), nil
}
