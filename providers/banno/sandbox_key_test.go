package banno_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"raf/providers"
	"raf/providers/banno"
)

// newClientKey makes a key of ours, and the set that a bank gets of it.
func newClientKey(t testing.TB) (providers.ClientKey, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "ours", Use: "sig", Algorithm: "ES256"}}})
	if err != nil {
		t.Fatal(err)
	}
	return providers.ClientKey{ID: "ours", Private: providers.NewSecret(string(private))}, string(set)
}

func TestABankThatKnowsUsInAnotherWayRefusesUs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		style string
		spoil func(*testing.T, simulated)
	}{
		{"post", func(t *testing.T, s simulated) { _, set := newClientKey(t); s.bank.SetClientKeys(slug, "", set) }},
		{"basic", func(t *testing.T, s simulated) { _, set := newClientKey(t); s.bank.SetClientKeys(slug, "", set) }},
		{banno.StyleKey, func(t *testing.T, s simulated) { _, set := newClientKey(t); s.bank.SetClientKeys(slug, "", set) }},
		{banno.StyleKey, func(_ *testing.T, s simulated) { s.bank.SetClientKeys(slug, "", "") }},
	} {
		s := simulate(t, tt.style)
		_, grant, err := s.signIn(t)
		if err != nil {
			t.Fatal(err)
		}
		tt.spoil(t, s)
		if _, _, err := s.signIn(t); providers.KindOf(err) != providers.KindDenied {
			t.Errorf("%s: a sign-in: %v, want denied", tt.style, err)
		}
		if _, err := s.client.Refresh(t.Context(), grant, "subject-riley"); providers.KindOf(err) != providers.KindDenied {
			t.Errorf("%s: a renewal: %v, want denied", tt.style, err)
		}
		if err := s.client.Revoke(t.Context(), grant); providers.KindOf(err) != providers.KindDenied {
			t.Errorf("%s: a revocation: %v, want denied", tt.style, err)
		}
	}
}

// An assertion ends after a minute (security.md, A7), so the clocks must agree to a minute one way.
func TestAClockOfOursThatIsAMinuteBehindTheBanksCannotSign(t *testing.T) {
	t.Parallel()
	for behind, want := range map[time.Duration]providers.Kind{59 * time.Second: "", time.Minute: providers.KindDenied, 61 * time.Second: providers.KindDenied, -3 * time.Minute: ""} {
		s := simulate(t, banno.StyleKey)
		s.waited = &atomic.Int64{} // ours alone; the bank's stays
		s.wait(-behind)
		s.client = s.cold(t)
		if _, _, err := s.signIn(t); (err != nil) != (want != "") || err != nil && providers.KindOf(err) != want {
			t.Errorf("%s behind: %v, want %q", behind, err, want)
		}
	}
}
