package secret

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
)

func fingerprint(t *testing.T, key []byte, kind PersonKind, value string) string {
	t.Helper()
	got, ok, err := PersonFingerprint(key, kind, value)
	if err != nil || !ok {
		t.Fatalf("%s %q: ok %v, error %v", kind, value, ok, err)
	}
	return got
}

func TestOnePersonIsRecognisedHoweverTheIDIsWritten(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, 32)
	want := fingerprint(t, key, PersonByTaxID, "900123456")
	for _, written := range []string{"900-12-3456", " 900 12 3456 ", "900.12.3456", "90-0123456"} {
		if got := fingerprint(t, key, PersonByTaxID, written); got != want {
			t.Errorf("%q: another fingerprint", written)
		}
	}
	if len(want) != 64 || strings.Contains(want, "900123456") {
		t.Errorf("got %q, want 64 hexadecimal digits", want)
	}
	if fingerprint(t, key, PersonByCustomerID, " C-77 ") != fingerprint(t, key, PersonByCustomerID, "C-77") {
		t.Error("space around a customer identifier makes another person")
	}
}

func TestDifferentPeopleKindsAndTenantsNeverMatch(t *testing.T) {
	t.Parallel()
	garden, orchard := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{8}, 32)
	seen := map[string]string{}
	for name, got := range map[string]string{
		"tax id at garden":               fingerprint(t, garden, PersonByTaxID, "900123456"),
		"another tax id":                 fingerprint(t, garden, PersonByTaxID, "900123457"),
		"the same number as customer id": fingerprint(t, garden, PersonByCustomerID, "900123456"),
		"customer id in small letters":   fingerprint(t, garden, PersonByCustomerID, "c-77"),
		"customer id in capitals":        fingerprint(t, garden, PersonByCustomerID, "C-77"),
		"tax id at orchard":              fingerprint(t, orchard, PersonByTaxID, "900123456"),
	} {
		if other, taken := seen[got]; taken {
			t.Errorf("%s matches %s", name, other)
		}
		seen[got] = name
	}
}

func TestAValueThatIdentifiesNobodyHasNoFingerprint(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, 32)
	for _, tc := range []struct {
		name  string
		kind  PersonKind
		value string
	}{
		{"no tax id", PersonByTaxID, ""},
		{"space", PersonByTaxID, "   "},
		{"masked", PersonByTaxID, "***-**-3456"},
		{"last four digits", PersonByTaxID, "3456"},
		{"ten digits", PersonByTaxID, "9001234567"},
		{"a letter among nine digits", PersonByTaxID, "900a123456"},
		{"filler of zeros", PersonByTaxID, "000-00-0000"},
		{"filler of nines", PersonByTaxID, "999999999"},
		{"no customer identifier", PersonByCustomerID, " "},
		{"a customer identifier of 257 bytes", PersonByCustomerID, strings.Repeat("7", 257)},
		{"a kind we do not know", "shoe size", "44"},
	} {
		if got, ok, err := PersonFingerprint(key, tc.kind, tc.value); ok || err != nil || got != "" {
			t.Errorf("%s: got %q, %v, %v; want none", tc.name, got, ok, err)
		}
	}
}

func TestALostPersonKeyIsAnErrorAndNotAStranger(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 31, 33} {
		if _, _, err := PersonFingerprint(make([]byte, size), PersonByTaxID, "900123456"); !errors.Is(err, ErrPersonKey) {
			t.Errorf("key of %d bytes: got %v, want ErrPersonKey", size, err)
		}
	}
}

func TestPersonKeysAreRandom(t *testing.T) {
	t.Parallel()
	a, errA := NewPersonKey(rand.Reader)
	b, errB := NewPersonKey(rand.Reader)
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	if len(a) != 32 || bytes.Equal(a, b) {
		t.Errorf("got %d bytes, alike %v; want 32 different ones", len(a), bytes.Equal(a, b))
	}
	if got, err := NewPersonKey(bytes.NewReader(make([]byte, 31))); err == nil || got != nil {
		t.Errorf("too little randomness: got %v, %v; want an error", got, err)
	}
}
