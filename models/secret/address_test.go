package secret

import (
	"bytes"
	"errors"
	"testing"
)

func TestAnAddressHasOneTagPerKeyAndNoOtherIsLikeIt(t *testing.T) {
	t.Parallel()
	a, b := bytes.Repeat([]byte("a"), personKeySize), bytes.Repeat([]byte("b"), personKeySize)
	seen := map[string]string{}
	for _, key := range [][]byte{a, b} {
		for _, address := range []string{"192.0.2.1", "192.0.2.10", "2001:db8::1"} {
			tag, err := AddressTag(key, address)
			if again, _ := AddressTag(key, address); err != nil || again != tag || len(tag) != 64 {
				t.Errorf("%s: %q, then %q, %v", address, tag, again, err)
			}
			if other, taken := seen[tag]; taken {
				t.Errorf("%s has the tag of %s", address, other)
			}
			seen[tag] = address
		}
	}
	person, _, _ := PersonFingerprint(a, PersonByCustomerID, "192.0.2.1")
	if seen[person] != "" {
		t.Error("a customer whose number is an address has the address's tag")
	}
	if _, err := AddressTag(nil, "192.0.2.1"); !errors.Is(err, ErrPersonKey) {
		t.Errorf("without a key: %v", err)
	}
}
