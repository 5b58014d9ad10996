package program_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// signsByKey makes the institution one whose bank knows us by a key, and says by which.
func (s *site) signsByKey(t *testing.T) providers.ClientKey {
	t.Helper()
	version, err := s.TenantVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next := s.Tenant().TenantProfile
	next.AuthStyle = models.AuthStyleKey
	if err := s.ChangeTenant(t.Context(), next, version, "", byCommand); err != nil {
		t.Fatal(err)
	}
	s.Store.Forget(s.Tenant())
	tenant, err := s.Store.TenantBySlug(t.Context(), s.Tenant().Slug)
	if err != nil {
		t.Fatal(err)
	}
	s.Program = s.house.For(tenant)
	s.signedIn(t, "signed-by-key")
	return s.bank.last.Load().ClientKey
}

// keyCanaries are the spellings of the secret number of the institution's signing key.
func (s *site) keyCanaries(t *testing.T) []string {
	t.Helper()
	parsed, err := x509.ParsePKCS8PrivateKey(s.signsByKey(t).Private.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	number, err := parsed.(*ecdsa.PrivateKey).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return []string{string(number), hex.EncodeToString(number), base64.RawURLEncoding.EncodeToString(number)}
}

// keySet are the ids of what the institution publishes.
func (s site) keySet(t *testing.T) (ids string) {
	t.Helper()
	set, err := s.KeySet(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(set)
	if err != nil || strings.Contains(string(raw), `"d"`) {
		t.Errorf("published: %s, %v", raw, err)
	}
	for _, k := range set.Keys {
		ids += " " + k.Kid
	}
	return strings.TrimSpace(ids)
}

func TestAKeySignsWithoutARestartWhenItHasBeenPublishedForAnHour(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		if got := s.keySet(t); got != "" {
			t.Errorf("published before anybody wanted a key: %s", got)
		}
		first := s.signsByKey(t)
		if key, err := x509.ParsePKCS8PrivateKey(first.Private.Bytes()); err != nil || s.keySet(t) != first.ID || !s.bank.last.Load().ClientSecret.IsZero() {
			t.Fatalf("%T of id %q, %v; published %s", key, first.ID, err, s.keySet(t))
		}
		next, err := s.NewSigningKey(t.Context(), program.SigningLead, byCommand)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.NewSigningKey(t.Context(), program.SigningLead, byCommand); models.KindOf(err) != models.Conflict {
			t.Errorf("a third key: %v, want a conflict", err)
		}
		both := first.ID + " " + next.ID
		for _, row := range []struct {
			wait              time.Duration
			signer, published string
		}{{0, first.ID, both}, {55 * time.Minute, first.ID, both}, {5 * time.Minute, next.ID, both}, {24*time.Hour - 5*time.Minute, next.ID, both}, {10 * time.Minute, next.ID, next.ID}} {
			s.Clock.Advance(row.wait)
			s.signedIn(t, "again")
			if got := s.bank.last.Load().ClientKey; got.ID != row.signer || s.keySet(t) != row.published {
				t.Errorf("after %s more: %s signs, %q are published; want %s and %q", row.wait, got.ID, s.keySet(t), row.signer, row.published)
			}
		}
		if _, err := s.NewSigningKey(t.Context(), program.SigningLead, byCommand); err != nil {
			t.Errorf("when the last change is over: %v", err)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = '"+program.AuditSigningKey+"'"); n != 3 {
			t.Errorf("%d entries in the trail, want one for each key", n)
		}
	})
}

func TestOfManyWhoChangeTheSigningKeyAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.signsByKey(t)
		var made atomic.Int64
		race(8, func(int) {
			switch _, err := s.NewSigningKey(t.Context(), program.SigningLead, byCommand); {
			case err == nil:
				made.Add(1)
			case models.KindOf(err) != models.Conflict:
				t.Error(err)
			}
		})
		if n := s.count(t, "SELECT count(*) FROM signing_keys"); made.Load() != 1 || n != 2 {
			t.Errorf("%d made one, there are %d", made.Load(), n)
		}
	})
}

func TestASigningKeyIsSealedAnewAndStaysTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		before := s.signsByKey(t)
		all, err := s.under(t, rand.Reader, secondKey, firstKey).rotated(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		nothingLeft(t, all)
		if diff := cmp.Diff(program.Resealed{Kind: models.VaultSigner, Done: 1, Left: map[string]int64{}}, all[models.VaultSigner]); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		alone := s.under(t, rand.Reader, secondKey)
		alone.signedIn(t, "later")
		if after := s.bank.last.Load().ClientKey; after.ID != before.ID || after.Private.Reveal() != before.Private.Reveal() {
			t.Errorf("key %s became %s", before.ID, after.ID)
		}
		s.exec(t, "UPDATE signing_keys SET id = 'another'")
		if _, err := alone.house.For(alone.Tenant()).KeySet(t.Context()); err != nil {
			t.Fatal(err)
		}
		if stands, err := alone.Health(t.Context()); err != nil || stands.Sealed == nil {
			t.Errorf("a key under another's id opens: %v", err)
		}
	})
}

func TestAnInstitutionThatNeverHadASecretCannotSendOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.signsByKey(t)
		s.exec(t, "DELETE FROM tenant_secrets WHERE kind = 'client_secret'")
		s.signedIn(t, "by-key")
		set := func(clientSecret string) error {
			version, err := s.TenantVersion(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			next := s.Tenant().TenantProfile
			next.AuthStyle = "post"
			return s.ChangeTenant(t.Context(), next, version, clientSecret, byCommand)
		}
		if err := set(""); err != program.ErrNoClientSecret {
			t.Errorf("without one: %v", err)
		}
		if err := set("canary-late"); err != nil {
			t.Errorf("with one: %v", err)
		}
	})
}

// A key that has leaked is worth nothing from the moment its institution says so.
func TestALeakedKeyIsPublishedNoMore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		other := s.world.site(t, "orchard")
		kept := other.signsByKey(t).ID
		s.signsByKey(t)
		if _, err := s.NewSigningKey(t.Context(), program.SigningLead, byCommand); err != nil {
			t.Fatal(err)
		}
		k, err := s.ReplaceSigningKeys(t.Context(), byCommand)
		if err != nil {
			t.Fatal(err)
		}
		s.signedIn(t, "again")
		if got := s.bank.last.Load().ClientKey; got.ID != k.ID || s.keySet(t) != k.ID {
			t.Errorf("%s signs, %q are published; want %s alone", got.ID, s.keySet(t), k.ID)
		}
		if got := other.keySet(t); got != kept {
			t.Errorf("the other institution publishes %q, want %q", got, kept)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = '"+program.AuditSigningKey+"' AND tenant_id = '"+string(s.Tenant().ID())+"'"); n != 3 {
			t.Errorf("%d entries in the trail, want one for each key", n)
		}
	})
}
