package session

import (
	"strings"

	"raf/models/secret"
)

// FormScope is whose form a token belongs to. All fields are required.
type FormScope struct {
	Tenant  string
	Session string // sid of the member's or staff member's session
	Purpose string // "member", "console", …
}

func (s FormScope) complete() bool { return s.Tenant != "" && s.Session != "" && s.Purpose != "" }

// FormTokens makes and checks the tokens in forms. A page of another site can send our cookies, but it can't read
// our pages, so it does not know the token.
type FormTokens struct{ keys *secret.Keyring }

// NewFormTokens returns the tokens in forms.
func NewFormTokens(keys *secret.Keyring) *FormTokens { return &FormTokens{keys} }

// Make is the token for the forms of a session. It stays the same while the session and the key do, so that a page
// that was left open still works. It is empty for an incomplete scope, and Check takes no empty token.
func (f *FormTokens) Make(scope FormScope) string {
	if !scope.complete() {
		return ""
	}
	key := f.keys.Current(secret.PurposeFormToken)
	return key.ID() + "." + secret.MAC(key, scope.Tenant, scope.Session, scope.Purpose)
}

// Check reports whether a token was made for exactly this scope, with the current key or a fallback.
func (f *FormTokens) Check(token string, scope FormScope) bool {
	id, mac, ok := strings.Cut(token, ".")
	if !ok || !scope.complete() {
		return false
	}
	key, ok := f.keys.ByID(secret.PurposeFormToken, id)
	return ok && secret.Equal(mac, secret.MAC(key, scope.Tenant, scope.Session, scope.Purpose))
}
