package session

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models/secret"
)

// Made for these tests with a random generator; they guard nothing.
const (
	keyOne   = "q7Vd0Zr2mW9xT4bK8nLs1HfYc6JgPe3A"
	keyTwo   = "Xu5oRw1kBi8zGt3vQyE0aMh7NjDp4CfS"
	keyThree = "b3f81c0e7a96d254ee07a1d38c5b60f2"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func ringOf(tb testing.TB, current string, fallbacks ...string) *secret.Keyring {
	tb.Helper()
	ring, err := secret.NewKeyring(current, fallbacks)
	if err != nil {
		tb.Fatal(err)
	}
	return ring
}

func configAt(keys *secret.Keyring, now time.Time) TokensConfig {
	return TokensConfig{Keys: keys, Issuer: "raf", Now: func() time.Time { return now }, Random: rand.Reader}
}

func accessAt(tb testing.TB, now time.Time) *Tokens {
	tb.Helper()
	return NewAccessTokens(configAt(ringOf(tb, keyOne), now))
}

func issue(tb testing.TB, tokens *Tokens) string {
	tb.Helper()
	raw, _, err := tokens.Issue("tenant-a", "member-1", "session-1")
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func TestATokenSaysWhoseItIsAndNothingElse(t *testing.T) {
	t.Parallel()
	tokens := accessAt(t, noon().Add(700*time.Millisecond))
	raw, issued, err := tokens.Issue("tenant-a", "member-1", "session-1")
	if err != nil {
		t.Fatal(err)
	}
	got, err := tokens.Verify(raw, "tenant-a")
	if err != nil {
		t.Fatal(err)
	}
	want := Claims{
		Tenant: "tenant-a", Member: "member-1", Session: "session-1", ID: issued.ID,
		IssuedAt: noon(), ExpiresAt: noon().Add(10 * time.Minute),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("verified (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(issued, got); diff != "" {
		t.Errorf("issued and verified differ (-issued +verified):\n%s", diff)
	}
	for i, want := range [][]string{{"alg", "kid", "typ"}, {"aud", "exp", "iat", "iss", "jti", "sid", "sub"}} {
		part, err := base64.RawURLEncoding.DecodeString(strings.Split(raw, ".")[i])
		if err != nil {
			t.Fatal(err)
		}
		var members object
		if err := json.Unmarshal(part, &members); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(members))); diff != "" {
			t.Errorf("part %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestEveryTokenHasAnIDOfItsOwn(t *testing.T) {
	t.Parallel()
	tokens := accessAt(t, noon())
	if first, second := issue(t, tokens), issue(t, tokens); first == second {
		t.Error("two tokens of one second are alike")
	}
}

func TestATokenIsGoodAtItsTenantOnly(t *testing.T) {
	t.Parallel()
	tokens := accessAt(t, noon())
	raw := issue(t, tokens)
	for _, tenant := range []string{"tenant-b", "", "tenant-", "TENANT-A"} {
		if _, err := tokens.Verify(raw, tenant); !errors.Is(err, ErrInvalid) {
			t.Errorf("at %q: got %v, want ErrInvalid", tenant, err)
		}
	}
	// Nor does a forgotten tenant match a token without one.
	blank := forge(t, goodHeader(t), with(goodClaims(), "aud", ""), sha256.New, sessionKey(t))
	if _, err := tokens.Verify(blank, ""); !errors.Is(err, ErrInvalid) {
		t.Errorf("no tenant on either side: got %v, want ErrInvalid", err)
	}
}

func TestOnlyExpiryIsToldApart(t *testing.T) {
	t.Parallel()
	raw := issue(t, accessAt(t, noon()))
	for _, tc := range []struct {
		name  string
		after time.Duration
		want  error
	}{
		{"at once", 0, nil},
		{"on a clock 5 s behind", -5 * time.Second, nil},
		{"on a clock 6 s behind", -6 * time.Second, ErrInvalid},
		{"at the end", 600 * time.Second, nil},
		{"within the leeway", 604 * time.Second, nil},
		{"past the leeway", 605 * time.Second, ErrExpired},
		{"14 minutes later", 24 * time.Minute, ErrExpired},
		{"a year later", 365 * 24 * time.Hour, ErrExpired},
	} {
		got, err := accessAt(t, noon().Add(tc.after)).Verify(raw, "tenant-a")
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.want)
		}
		if hasClaims := got.Session == "session-1" && got.Member == "member-1"; hasClaims != (tc.want != ErrInvalid) {
			t.Errorf("%s: got claims %+v", tc.name, got)
		}
	}
}

func TestAnExpiredTokenWithAnotherFaultIsInvalidAndNotExpired(t *testing.T) {
	t.Parallel()
	later := accessAt(t, noon().Add(time.Hour))
	h, c := goodHeader(t), goodClaims()
	for name, raw := range map[string]string{
		"another tenant":    forge(t, h, with(c, "aud", "tenant-b"), sha256.New, sessionKey(t)),
		"another issuer":    forge(t, h, with(c, "iss", "other"), sha256.New, sessionKey(t)),
		"no session":        forge(t, h, without(c, "sid"), sha256.New, sessionKey(t)),
		"no id":             forge(t, h, without(c, "jti"), sha256.New, sessionKey(t)),
		"a lifetime of day": forge(t, h, with(c, "iat", noon().Unix()-86400), sha256.New, sessionKey(t)),
		"another key":       forge(t, h, c, sha256.New, []byte(keyTwo)),
		"crit":              forge(t, with(h, "crit", []string{"x"}), c, sha256.New, sessionKey(t)),
	} {
		if _, err := later.Verify(raw, "tenant-a"); !errors.Is(err, ErrInvalid) || errors.Is(err, ErrExpired) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

func TestARotationOfKeysSignsNobodyOut(t *testing.T) {
	t.Parallel()
	old := issue(t, accessAt(t, noon()))
	rotated := NewAccessTokens(configAt(ringOf(t, keyTwo, keyThree, keyOne), noon()))
	if _, err := rotated.Verify(old, "tenant-a"); err != nil {
		t.Errorf("old token after the rotation: %v", err)
	}
	anew := issue(t, rotated)
	if _, err := NewAccessTokens(configAt(ringOf(t, keyTwo), noon())).Verify(anew, "tenant-a"); err != nil {
		t.Errorf("a token made after the rotation is not signed with the current key: %v", err)
	}
	removed := NewAccessTokens(configAt(ringOf(t, keyTwo), noon()))
	if _, err := removed.Verify(old, "tenant-a"); !errors.Is(err, ErrInvalid) {
		t.Errorf("old token after its key was removed: got %v, want ErrInvalid", err)
	}
}

// TestATokenOfAnotherUseIsNoCookie takes each of what keeps a token of ours apart away without the others.
func TestATokenOfAnotherUseIsNoCookie(t *testing.T) {
	t.Parallel()
	cfg := configAt(ringOf(t, keyOne), noon())
	access, other := NewAccessTokens(cfg), cfg.Keys.Current(secret.PurposeFormToken)
	for name, raw := range map[string]string{
		"audience": forge(t, goodHeader(t), with(goodClaims(), "aud", "api:tenant-a"), sha256.New, sessionKey(t)),
		"type":     forge(t, with(goodHeader(t), "typ", "raf-api+jwt"), goodClaims(), sha256.New, sessionKey(t)),
		"key":      forge(t, with(goodHeader(t), "kid", other.ID()), goodClaims(), sha256.New, other.Bytes()),
	} {
		if _, err := access.Verify(raw, "tenant-a"); !errors.Is(err, ErrInvalid) {
			t.Errorf("another %s alone: got %v, want ErrInvalid", name, err)
		}
	}
}

func TestATokenForNobodyIsNotIssued(t *testing.T) {
	t.Parallel()
	for _, who := range [][3]string{{"", "m", "s"}, {"t", "", "s"}, {"t", "m", ""}, {"t", strings.Repeat("m", 2000), "s"}} {
		if raw, _, err := accessAt(t, noon()).Issue(who[0], who[1], who[2]); err == nil || raw != "" {
			t.Errorf("%.20q: got %q, %v; want an error", who, raw, err)
		}
	}
	dry := errors.New("dry")
	cfg := configAt(ringOf(t, keyOne), noon())
	cfg.Random = iotest.ErrReader(dry)
	if raw, _, err := NewAccessTokens(cfg).Issue("t", "m", "s"); !errors.Is(err, dry) || raw != "" {
		t.Errorf("without randomness: got %q, %v; want the reader's error", raw, err)
	}
}

func TestARefusalRepeatsNothingOfTheToken(t *testing.T) {
	t.Parallel()
	raw := forge(t, with(goodHeader(t), "alg", "canary-alg"), with(goodClaims(), "sub", "canary-sub"), sha256.New, sessionKey(t))
	_, err := accessAt(t, noon()).Verify(raw, "tenant-a")
	if err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v, want an error in our own words", err)
	}
}

func FuzzVerifyTakesOnlyWhatWasIssued(f *testing.F) {
	// The fuzzer runs in several processes, which must agree on the one good token.
	cfg := configAt(ringOf(f, keyOne), noon())
	cfg.Random = bytes.NewReader(make([]byte, tokenIDSize))
	tokens := NewAccessTokens(cfg)
	good := issue(f, tokens)
	f.Add(good)
	f.Add(forge(f, goodHeader(f), goodClaims(), sha256.New, nil))
	f.Add(unsigned(good))
	f.Add("..")
	f.Add(strings.Repeat(".", 2048))
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := tokens.Verify(raw, "tenant-a")
		if err == nil && raw != good {
			t.Errorf("%q verified as %+v", raw, got)
		}
		if err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %v, want ErrInvalid", raw, err)
		}
	})
}
