package models

import (
	"crypto/rand"

	"github.com/google/uuid"
)

// NewID is a UUIDv7 in text form (RFC 9562, 5.7), the only kind of row id.
func NewID() string {
	id, err := uuid.NewV7FromReader(rand.Reader)
	if err != nil {
		// crypto/rand never fails on a supported system; going on with a predictable id would be worse than stopping.
		panic(err)
	}
	return id.String()
}

// ValidID reports whether s has the form of a row id, so that a stray string never reaches a query.
func ValidID(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && id.String() == s
}

// NamedID is the id of what an institution's own file calls name: always the same one, and never another institution's
// (RFC 9562, 5.5, in a space of the tenant's own).
func NamedID(tenant TenantID, kind, name string) string {
	return uuid.NewSHA1(uuid.NewSHA1(uuid.NameSpaceURL, []byte("raf:"+string(tenant)+":"+kind)), []byte(name)).String()
}
