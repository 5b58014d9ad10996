package secret

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"
	"testing/iotest"
)

func TestASealedValueOpensUnderItsBindingOnly(t *testing.T) {
	t.Parallel()
	s := NewSealer(ringOf(t, keyOne), rand.Reader)
	own := Binding{Tenant: "ab", Subject: "c", Kind: KindGrant}
	plain := []byte("bank tokens")
	sealed, err := s.Seal(PurposeVault, plain, own)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, plain) {
		t.Error("the sealed value shows what it holds")
	}
	if got, err := s.Open(PurposeVault, sealed, own); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("under its own binding: got %q, %v", got, err)
	}
	for name, b := range map[string]Binding{
		"another tenant":                   {"xy", "c", KindGrant},
		"another member":                   {"ab", "d", KindGrant},
		"no member":                        {"ab", "", KindGrant},
		"another kind":                     {"ab", "c", KindFlow},
		"the same letters, cut elsewhere":  {"a", "bc", KindGrant},
		"the kind's letters in the member": {"ab", "cgrant", "x"},
		"the whole installation":           {Installation, "c", KindGrant},
	} {
		if got, err := s.Open(PurposeVault, sealed, b); !errors.Is(err, ErrNotOpened) || got != nil {
			t.Errorf("%s: got %q, %v; want ErrNotOpened", name, got, err)
		}
	}
	if _, err := s.Open(PurposeFlowCookie, sealed, own); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("another purpose: got %v, want ErrUnknownKey", err)
	}
}

func TestTwoSealedValuesCannotBeSwapped(t *testing.T) {
	t.Parallel()
	s := NewSealer(ringOf(t, keyOne), rand.Reader)
	a := Binding{Tenant: "garden", Subject: "avery", Kind: KindGrant}
	b := Binding{Tenant: "orchard", Subject: "avery", Kind: KindGrant}
	sealedA, errA := s.Seal(PurposeVault, []byte("a"), a)
	sealedB, errB := s.Seal(PurposeVault, []byte("b"), b)
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	_, errA = s.Open(PurposeVault, sealedB, a)
	_, errB = s.Open(PurposeVault, sealedA, b)
	if !errors.Is(errA, ErrNotOpened) || !errors.Is(errB, ErrNotOpened) {
		t.Errorf("got %v and %v, want ErrNotOpened twice", errA, errB)
	}
}

func TestEveryAlteredByteAndEveryCutIsNoticed(t *testing.T) {
	t.Parallel()
	s := NewSealer(ringOf(t, keyOne, keyTwo), rand.Reader)
	b := Binding{Tenant: "garden", Kind: KindClientSecret}
	sealed, err := s.Seal(PurposeVault, []byte("x"), b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		altered := bytes.Clone(sealed)
		altered[i] ^= 1
		if _, err := s.Open(PurposeVault, altered, b); err == nil {
			t.Errorf("byte %d altered: opens", i)
		}
		if _, err := s.Open(PurposeVault, sealed[:i], b); err == nil {
			t.Errorf("cut to %d bytes: opens", i)
		}
	}
	swapped := bytes.Clone(sealed)
	copy(swapped[1:], ringOf(t, keyTwo).Current(PurposeVault).ID())
	if _, err := s.Open(PurposeVault, swapped, b); !errors.Is(err, ErrNotOpened) {
		t.Errorf("another key's id: got %v, want ErrNotOpened", err)
	}
}

func TestAfterARotationOldValuesOpenAndAskToBeSealedAnew(t *testing.T) {
	t.Parallel()
	b := Binding{Tenant: "garden", Subject: "avery", Kind: KindGrant}
	before, after := NewSealer(ringOf(t, keyOne), rand.Reader), NewSealer(ringOf(t, keyTwo, keyOne), rand.Reader)
	removed := NewSealer(ringOf(t, keyTwo), rand.Reader)
	old, err := before.Seal(PurposeVault, []byte("kept"), b)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := after.Open(PurposeVault, old, b); err != nil || string(got) != "kept" {
		t.Errorf("old value with a fallback: got %q, %v", got, err)
	}
	if !bytes.HasPrefix(old, before.Head(PurposeVault)) || bytes.HasPrefix(old, after.Head(PurposeVault)) {
		t.Error("want a new seal after the rotation, and not before")
	}
	anew, err := after.Seal(PurposeVault, []byte("kept"), b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(anew, after.Head(PurposeVault)) {
		t.Error("a value sealed with the current key asks to be sealed anew")
	}
	if got, err := removed.Open(PurposeVault, anew, b); err != nil || string(got) != "kept" {
		t.Errorf("new value without the old key: got %q, %v", got, err)
	}
	if _, err := removed.Open(PurposeVault, old, b); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("old value without its key: got %v, want ErrUnknownKey", err)
	}
	older := bytes.Clone(anew)
	older[0]--
	if bytes.HasPrefix(older, after.Head(PurposeVault)) {
		t.Error("an older version of the envelope counts as current")
	}
}

func TestAValueIsNeverSealedTwiceAlike(t *testing.T) {
	t.Parallel()
	s := NewSealer(ringOf(t, keyOne), rand.Reader)
	seen := map[string]bool{}
	for range 1000 {
		sealed, err := s.Seal(PurposeVault, []byte("same"), Binding{Tenant: "garden", Kind: KindGrant})
		if err != nil {
			t.Fatal(err)
		}
		if seen[string(sealed[:headLen+nonceSize])] {
			t.Fatal("a nonce came twice")
		}
		seen[string(sealed[:headLen+nonceSize])] = true
	}
}

func TestNothingIsSealedWithoutATenantAKindOrRandomness(t *testing.T) {
	t.Parallel()
	s := NewSealer(ringOf(t, keyOne), rand.Reader)
	for _, b := range []Binding{{Subject: "avery", Kind: KindGrant}, {Tenant: "garden"}} {
		if _, err := s.Seal(PurposeVault, nil, b); !errors.Is(err, ErrUnbound) {
			t.Errorf("seal under %+v: got %v, want ErrUnbound", b, err)
		}
		if _, err := s.Open(PurposeVault, nil, b); !errors.Is(err, ErrUnbound) {
			t.Errorf("open under %+v: got %v, want ErrUnbound", b, err)
		}
	}
	dry := errors.New("dry")
	broken := NewSealer(ringOf(t, keyOne), iotest.ErrReader(dry))
	if got, err := broken.Seal(PurposeVault, nil, Binding{Tenant: "garden", Kind: KindGrant}); !errors.Is(err, dry) || got != nil {
		t.Errorf("without randomness: got %v, %v; want the reader's error", got, err)
	}
}

func FuzzOpenNeverOpensWhatWasNotSealed(f *testing.F) {
	ring, err := NewKeyring(keyOne, []string{keyTwo})
	if err != nil {
		f.Fatal(err)
	}
	s, b := NewSealer(ring, rand.Reader), Binding{Tenant: "garden", Subject: "avery", Kind: KindGrant}
	sealed, err := s.Seal(PurposeVault, []byte("bank tokens"), Binding{Tenant: "orchard", Subject: "avery", Kind: KindGrant})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{})
	f.Add(sealed[:headLen+nonceSize])
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := s.Open(PurposeVault, data, b); err == nil {
			t.Errorf("opened %x as %q", data, got)
		}
	})
}

func TestAHeadNamesItsKey(t *testing.T) {
	t.Parallel()
	before, after := NewSealer(ringOf(t, keyOne), rand.Reader), NewSealer(ringOf(t, keyTwo, keyOne), rand.Reader)
	old := before.Head(PurposeVault)
	if id, known := after.HeadKey(PurposeVault, old); !known || id != before.keys.Current(PurposeVault).ID() {
		t.Errorf("the fallback's head: %q, %v", id, known)
	}
	if id, known := before.HeadKey(PurposeVault, after.Head(PurposeVault)); known || id != after.keys.Current(PurposeVault).ID() {
		t.Errorf("the head of a key that is not ours: %q, %v", id, known)
	}
	for _, none := range [][]byte{nil, old[1:], append([]byte{9}, old[1:]...)} {
		if id, known := after.HeadKey(PurposeVault, none); known || id != "" {
			t.Errorf("%q names key %q", none, id)
		}
	}
}
