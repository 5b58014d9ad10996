package secret

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Purpose says what a derived key may be used for. Two purposes never share a key.
type Purpose uint8

// The purposes. Their labels, not their order, decide the keys.
const (
	PurposeSessionJWT   Purpose = iota // the member's session cookie
	PurposeFormToken                   // tokens in forms
	PurposeFlowCookie                  // the browser's tie to a sign-in attempt
	PurposeVault                       // values sealed in the database
	PurposeStaffSession                // the console's session cookie
	PurposeAddress                     // addresses, kept only to count guesses by
	purposes
)

func (p Purpose) label() string {
	return [purposes]string{
		PurposeSessionJWT:   "session-jwt",
		PurposeFormToken:    "form-token",
		PurposeFlowCookie:   "flow-cookie",
		PurposeVault:        "vault",
		PurposeStaffSession: "staff-session",
		PurposeAddress:      "address",
	}[p]
}

const (
	keySize   = 32
	keyIDSize = 6 // bytes; 8 characters when written
)

// Key is a key for one purpose. It prints, logs and marshals as a placeholder.
type Key struct {
	id  string
	raw []byte
}

// ID names the key without telling anything about it. It is 8 URL-safe characters.
func (k Key) ID() string { return k.id }

// Bytes hands out the 32 bytes of the key.
func (k Key) Bytes() []byte { return k.raw }

// String is a placeholder.
func (k Key) String() string { return "[key " + k.id + "]" }

// GoString is a placeholder.
func (k Key) GoString() string { return k.String() }

// LogValue is a placeholder.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// Keyring holds the keys derived from SECRET_KEY and its fallbacks. It is safe for concurrent use.
type Keyring struct {
	keys [purposes][]Key // per purpose: the current key first, then the fallbacks in order
}

// NewKeyring derives the keys of every purpose from the current secret and from older ones, which still open and
// verify but never seal or sign. It refuses secrets that could be guessed and names all of them at once; blank
// fallbacks, which a trailing comma makes, are ignored.
func NewKeyring(current string, fallbacks []string) (*Keyring, error) {
	type named struct{ name, value string }
	given := []named{{"SECRET_KEY", current}}
	for i, fallback := range fallbacks {
		if strings.TrimSpace(fallback) != "" {
			given = append(given, named{fmt.Sprintf("SECRET_KEY_FALLBACKS, entry %d,", i+1), fallback})
		}
	}
	var problems []error
	ring := &Keyring{}
	seen := make(map[string]bool, len(given))
	for _, g := range given {
		if weakness := weaknessOf(g.value); weakness != "" {
			problems = append(problems, fmt.Errorf("%s %s", g.name, weakness))
			continue
		}
		if seen[g.value] {
			continue
		}
		seen[g.value] = true
		if err := ring.add(g.value); err != nil {
			problems = append(problems, fmt.Errorf("%s cannot be used: %w", g.name, err))
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return ring, nil
}

func (r *Keyring) add(secret string) error {
	root, err := hkdf.Extract(sha256.New, []byte(secret), []byte("raf keyring v1"))
	if err != nil {
		return err
	}
	for p := range purposes {
		raw, err := hkdf.Expand(sha256.New, root, "key "+p.label(), keySize)
		if err != nil {
			return err
		}
		id, err := hkdf.Expand(sha256.New, root, "id "+p.label(), keyIDSize)
		if err != nil {
			return err
		}
		r.keys[p] = append(r.keys[p], Key{id: base64.RawURLEncoding.EncodeToString(id), raw: raw})
	}
	return nil
}

// Current is the key to sign and seal with.
func (r *Keyring) Current(p Purpose) Key { return r.keys[p][0] }

// ByID finds a key, current or older, by its id. An id of another purpose is not found.
func (r *Keyring) ByID(p Purpose, id string) (Key, bool) {
	for _, k := range r.keys[p] {
		if k.id == id {
			return k, true
		}
	}
	return Key{}, false
}
