package secret

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Made for these tests with a random generator; they guard nothing.
const (
	keyOne   = "q7Vd0Zr2mW9xT4bK8nLs1HfYc6JgPe3A"
	keyTwo   = "Xu5oRw1kBi8zGt3vQyE0aMh7NjDp4CfS"
	keyThree = "b3f81c0e7a96d254ee07a1d38c5b60f2"
)

func ringOf(t *testing.T, current string, fallbacks ...string) *Keyring {
	t.Helper()
	ring, err := NewKeyring(current, fallbacks)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestASecretThatCouldBeGuessedIsRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, key, want string }{
		{"nothing", "", "is missing"},
		{"31 bytes", keyOne[:31], "is too short: 31 bytes"},
		{"all zero bytes", strings.Repeat("\x00", 32), "is too simple"},
		{"one letter again and again", strings.Repeat("a", 64), "is too simple"},
		{"the word secret again and again", strings.Repeat("secret", 8), "is too simple"},
		{"few different bytes in disorder", "abcabdcabdacbdabcdbacbdabcdabcbdacbd", "is too simple"},
		{"a long word again and again", strings.Repeat("correct-horse", 3), "is too simple"},
		{"a text of many letters, twice", keyOne[:17] + keyOne[:17], "repeats itself"},
		{"a text of many letters, again and again, cut off", strings.Repeat(keyOne[:12], 4)[:40], "repeats itself"},
		{"the alphabet", "abcdefghijklmnopqrstuvwxyz012345", "is a sequence"},
		{"the alphabet backwards", "zyxwvutsrqponmlkjihgfedcba543210", "is a sequence"},
		{"a phrase with the word secret", "my-very-long-Secret-key-for-2026!", "contains a word"},
		{"a phrase with the word password", "the PASSWORD of this app is 12345", "contains a word"},
		{"a sample that says change me", "ChangeMeBeforeYouGoLive-0123456789", "contains a word"},
		{"a line break at the end", keyOne + "\n", "begins or ends with white space"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ring, err := NewKeyring(tc.key, nil)
			if ring != nil || err == nil || !strings.Contains(err.Error(), "SECRET_KEY "+tc.want) {
				t.Errorf("got %v, %v; want an error with %q", ring, err, "SECRET_KEY "+tc.want)
			}
			if err != nil && tc.key != "" && strings.Contains(err.Error(), tc.key) {
				t.Errorf("the error repeats the secret: %v", err)
			}
		})
	}
}

func TestRandomSecretsInUsualFormsAreTaken(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{
		"base64":      keyOne,
		"hexadecimal": keyThree,
		"raw bytes":   "\x8f\x02\xe1\x90\x4c\x77\xd3\x19\xa5\x5e\x3b\xc8\x06\xf4\x9d\x61\x2a\xb7\x48\xee\x13\x84\xcf\x70\x59\xbd\x0c\x96\x35\xfa\x27\xdb",
	} {
		if _, err := NewKeyring(key, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAllBadSecretsAreNamedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := NewKeyring("short", []string{keyTwo, "", strings.Repeat("x", 40)})
	if err == nil {
		t.Fatal("got no error")
	}
	for _, want := range []string{"SECRET_KEY is too short", "SECRET_KEY_FALLBACKS, entry 3, is too simple"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %q, want it to say %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "entry 1") || strings.Contains(err.Error(), "entry 2") {
		t.Errorf("got %q, want only the bad entries named", err)
	}
}

func TestEveryPurposeAndEverySecretHasAKeyAndAnIDOfItsOwn(t *testing.T) {
	t.Parallel()
	ring := ringOf(t, keyOne, keyTwo, keyThree)
	keys, ids := map[string]string{}, map[string]string{}
	for p := range purposes {
		if p.label() == "" {
			t.Errorf("purpose %d has no label", p)
		}
		for i, k := range ring.keys[p] {
			where := fmt.Sprintf("%s/%d", p.label(), i)
			if other, taken := keys[string(k.Bytes())]; taken {
				t.Errorf("%s has the key of %s", where, other)
			}
			if other, taken := ids[k.ID()]; taken {
				t.Errorf("%s has the id of %s", where, other)
			}
			keys[string(k.Bytes())], ids[k.ID()] = where, where
			if len(k.Bytes()) != keySize || len(k.ID()) != keyIDLen {
				t.Errorf("%s: key of %d bytes, id of %d characters", where, len(k.Bytes()), len(k.ID()))
			}
		}
	}
	if want := int(purposes) * 3; len(keys) != want {
		t.Errorf("got %d keys, want %d", len(keys), want)
	}
}

// A change here would sign everybody out and make every sealed value unreadable.
func TestDerivedKeysAndIDsStayWhatTheyAre(t *testing.T) {
	t.Parallel()
	ring := ringOf(t, keyOne)
	got := map[string]string{}
	for p := range purposes {
		got[p.label()] = ring.Current(p).ID() + " " + Hash(string(ring.Current(p).Bytes()))[:16]
	}
	want := map[string]string{
		"session-jwt":   "f1GA1LC_ a0c50c3fa2c1a603",
		"form-token":    "MNO3S037 e9627939dd73b6d7",
		"flow-cookie":   "xmBY_6_W 6d95df59b6c8f223",
		"vault":         "uOUgp8uU bf33cafac372899c",
		"staff-session": "KcGFh91U 932b911efeb599b0",
		"address":       "LT8Qqjoy 6c3223f5cbc66a44",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAKeyIsFoundByItsIDOnlyForItsPurpose(t *testing.T) {
	t.Parallel()
	ring := ringOf(t, keyOne, keyTwo)
	old := ringOf(t, keyTwo).Current(PurposeVault)
	if got, ok := ring.ByID(PurposeVault, old.ID()); !ok || string(got.Bytes()) != string(old.Bytes()) {
		t.Error("the fallback's key is not found by its id")
	}
	if ring.Current(PurposeVault).ID() == old.ID() {
		t.Error("a fallback is the current key")
	}
	if _, ok := ring.ByID(PurposeFormToken, old.ID()); ok {
		t.Error("an id of the vault finds a key for forms")
	}
	if _, ok := ring.ByID(PurposeVault, ""); ok {
		t.Error("an empty id finds a key")
	}
}

func TestAFallbackThatRepeatsTheCurrentSecretIsCountedOnce(t *testing.T) {
	t.Parallel()
	ring := ringOf(t, keyOne, keyOne, " ", keyTwo, keyTwo)
	if got := len(ring.keys[PurposeVault]); got != 2 {
		t.Errorf("got %d keys, want 2", got)
	}
}

func TestAKeyHasNoWrittenForm(t *testing.T) {
	t.Parallel()
	key := ringOf(t, keyOne).Current(PurposeVault)
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		want := "[key " + key.ID() + "]"
		if got := fmt.Sprintf(format, key); got != want {
			t.Errorf("%s: got %q, want %q", format, got, want)
		}
	}
	if got := key.LogValue().String(); got != "[key "+key.ID()+"]" {
		t.Errorf("in a log: got %q", got)
	}
	holder := fmt.Sprintf("%v %+v %#v", struct{ K Key }{key}, struct{ K Key }{key}, struct{ K Key }{key})
	if strings.Contains(holder, string(key.Bytes())) {
		t.Error("a struct prints the key it holds")
	}
}
