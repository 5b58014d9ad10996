package secret

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
)

// minToken is 128 bits: below it a handle could be searched for.
const minToken = 16

// NewToken is a URL-safe handle of n random bytes, at least 16. random is crypto/rand.Reader outside of tests.
func NewToken(random io.Reader, n int) (string, error) {
	if n < minToken {
		return "", fmt.Errorf("a token of %d bytes could be guessed, want %d or more", n, minToken)
	}
	raw := make([]byte, n)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("random token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// Hash is what the database keeps of a token: hexadecimal SHA-256. It needs no salt, because tokens are random; it
// is no hash for passwords.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Equal compares two secrets in a time that does not tell where they differ. Nothing equals an empty one, not even
// another empty one: a value that was never set must not match a value that was not sent.
func Equal(a, b string) bool {
	return a != "" && b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
