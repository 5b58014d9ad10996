package session

import (
	"strings"
	"testing"

	"raf/models/secret"
)

func TestAFormTokenIsGoodForItsSessionTenantAndPurposeOnly(t *testing.T) {
	t.Parallel()
	f := NewFormTokens(ringOf(t, keyOne))
	scope := FormScope{Tenant: "ab", Session: "cd", Purpose: "member"}
	token := f.Make(scope)
	if !f.Check(token, scope) {
		t.Error("refused for its own scope")
	}
	for name, other := range map[string]FormScope{
		"another session":                 {"ab", "ce", "member"},
		"another tenant":                  {"xy", "cd", "member"},
		"another purpose":                 {"ab", "cd", "console"},
		"the same letters, cut elsewhere": {"abc", "d", "member"},
		"no session":                      {"ab", "", "member"},
		"nothing":                         {},
	} {
		if f.Check(token, other) {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestAFormTokenNobodyMadeIsRefused(t *testing.T) {
	t.Parallel()
	ring := ringOf(t, keyOne)
	f, scope := NewFormTokens(ring), FormScope{Tenant: "a", Session: "s", Purpose: "member"}
	token := f.Make(scope)
	id, mac, _ := strings.Cut(token, ".")
	for name, forged := range map[string]string{
		"empty":              "",
		"a dot":              ".",
		"no MAC":             id + ".",
		"no key":             "." + mac,
		"an unknown key":     "AAAAAAAA." + mac,
		"an empty key":       "AAAAAAAA." + secret.MAC(secret.Key{}, "a", "s", "member"),
		"cut":                token[:len(token)-1],
		"longer":             token + "A",
		"a key of the vault": ring.Current(secret.PurposeVault).ID() + "." + secret.MAC(ring.Current(secret.PurposeVault), "a", "s", "member"),
		"a key of others":    NewFormTokens(ringOf(t, keyTwo)).Make(scope),
	} {
		if f.Check(forged, scope) {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestAnIncompleteScopeHasNoToken(t *testing.T) {
	t.Parallel()
	ring := ringOf(t, keyOne)
	f, key := NewFormTokens(ring), ring.Current(secret.PurposeFormToken)
	for _, scope := range []FormScope{{}, {"", "s", "p"}, {"t", "", "p"}, {"t", "s", ""}} {
		if got := f.Make(scope); got != "" {
			t.Errorf("%+v: got %q, want none", scope, got)
		}
		// Not even one whose MAC is right.
		if f.Check(key.ID()+"."+secret.MAC(key, scope.Tenant, scope.Session, scope.Purpose), scope) {
			t.Errorf("%+v: accepted", scope)
		}
	}
}

func TestAFormTokenOutlivesARotationOfKeysUntilTheOldOneGoes(t *testing.T) {
	t.Parallel()
	scope := FormScope{Tenant: "a", Session: "s", Purpose: "member"}
	old := NewFormTokens(ringOf(t, keyOne)).Make(scope)
	if !NewFormTokens(ringOf(t, keyTwo, keyOne)).Check(old, scope) {
		t.Error("refused while its key is a fallback")
	}
	if NewFormTokens(ringOf(t, keyTwo)).Check(old, scope) {
		t.Error("accepted after its key was removed")
	}
}
