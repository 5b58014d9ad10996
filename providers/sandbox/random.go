package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"
)

// newSecret is a random handle of at least 128 bits; crypto/rand.Text cannot fail.
func newSecret() string { return rand.Text() + rand.Text() }

// newID is a random version 4 UUID.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: documented since Go 1.24
	return uuid(b)
}

// stableID is a UUID derived from parts, so that two starts of the same script give the same ids.
func stableID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return uuid([16]byte(sum[:16]))
}

func uuid(b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
