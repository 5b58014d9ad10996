package secret

import (
	"crypto/rand"
	"strings"
	"testing"
)

func TestARecoveryCodeHasEightyBitsAndIsForgivenHowItIsTyped(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		code, err := NewRecovery(rand.Reader)
		if err != nil || len(code) != 16 || seen[code] || code[:8] == code[8:] {
			t.Fatalf("code %q, %v", code, err)
		}
		seen[code] = true
		shown := DisplayRecovery(code)
		if len(shown) != 19 || strings.Count(shown, "-") != 3 {
			t.Fatalf("it is shown as %q", shown)
		}
		for _, typed := range []string{shown, code, strings.ToLower(shown), " " + strings.ReplaceAll(shown, "-", " ") + "\u200b"} {
			if got, ok := NormalizeRecovery(typed); !ok || got != code {
				t.Errorf("%q is read as %q, %v", typed, got, ok)
			}
		}
		for _, typed := range []string{code[:8], code + "A", code[:15] + "0", code[:15] + "\x00", ""} {
			if got, ok := NormalizeRecovery(typed); ok {
				t.Errorf("%q is read as %q", typed, got)
			}
		}
	}
}
