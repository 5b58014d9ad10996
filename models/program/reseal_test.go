package program_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

const (
	firstKey  = "k8Zr3QwLx1Vt7YpB5nMd0HgS2fJc9EuA" // newWorld's
	secondKey = "W4mBz7KqT2nXc9VhR5sLd8JfG1yPa3Ue"
)

var byCommand = models.Actor{Kind: models.ActorSystem, ID: "command"}

// under is the same institution in a process of its own, on another store, with other keys.
func (s site) under(t *testing.T, random io.Reader, current string, fallbacks ...string) site {
	t.Helper()
	keys, err := secret.NewKeyring(current, fallbacks)
	if err != nil {
		t.Fatal(err)
	}
	s.keys, s.Store = keys, reopened(t, s.DB)
	s.house = program.New(program.Deps{Store: s.Store, Keys: keys, Banks: providers.Registry{"fake": s.bank.connect}, Now: s.Clock.Now,
		Random: random, Log: slog.New(slog.DiscardHandler)})
	s.Program = s.house.For(s.Tenant())
	return s
}

// granted gives n members a sealed grant each.
func (s site) granted(t *testing.T, n int) {
	t.Helper()
	sealer := secret.NewSealer(s.keys, rand.Reader)
	err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
		for i := range n {
			m, err := tx.SaveSignIn(models.SignedIn{Subject: fmt.Sprintf("many-%04d", i)}, func() (string, error) { return secret.NewCode(rand.Reader) })
			if err != nil {
				return err
			}
			sealed, err := sealer.Seal(secret.PurposeVault, fmt.Appendf(nil, "canary-%d", i), secret.Binding{Tenant: string(s.Tenant().ID()), Subject: m.ID, Kind: secret.KindGrant})
			if err != nil {
				return err
			}
			if err := tx.PutGrant(models.BankGrant{MemberID: m.ID, Sealed: sealed, ExpiresAt: models.At(tx.Now().Add(time.Hour))}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// personKey is the institution's key of person fingerprints, as it is inside its seal.
func (s site) personKey(t *testing.T) (key []byte) {
	t.Helper()
	err := s.rows.View(t.Context(), func(v *models.View) error {
		sealed, err := v.Secret(models.SecretPerson)
		if err != nil {
			return err
		}
		key, err = secret.NewSealer(s.keys, rand.Reader).Open(secret.PurposeVault, sealed, program.PersonKeyBinding(s.Tenant().ID()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// rotated seals everything anew and says what became of it.
func (s site) rotated(ctx context.Context) (all map[models.VaultKind]program.Resealed, err error) {
	all = map[models.VaultKind]program.Resealed{}
	err = s.Reseal(ctx, byCommand, func(r program.Resealed) { all[r.Kind] = r })
	return all, err
}

func nothingLeft(t *testing.T, all map[models.VaultKind]program.Resealed) {
	t.Helper()
	for _, kind := range models.VaultKinds() {
		if r, ok := all[kind]; !ok || r.Any() {
			t.Errorf("%s: left %v", kind, r.Left)
		}
	}
}

// TestKeysRotateUnderLoad seals everything to and fro between two keys while two instances sign members in, renew their
// grants and check them.
func TestKeysRotateUnderLoad(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.granted(t, 450)
		friend, _ := s.pendingFriend(t)
		app, _ := s.enrolled(t, "maya@bank.test", models.RoleMaker)
		friend = s.again(t)
		person := s.personKey(t)
		first, second := s.under(t, rand.Reader, secondKey, firstKey), s.under(t, rand.Reader, secondKey, firstKey)
		back := s.under(t, rand.Reader, firstKey, secondKey)

		over, ended := make(chan struct{}), make(chan error, 1)
		go func() {
			for {
				select {
				case <-over:
					ended <- nil
					return
				default:
				}
				for _, to := range []site{first, back} {
					if _, err := to.rotated(t.Context()); err != nil {
						ended <- err
						return
					}
				}
			}
		}()
		for round := range 2 {
			s.Clock.Advance(grantLife)
			race(40, func(i int) {
				if got, err := []site{first, second}[i%2].Check(t.Context(), friend.Member, "tile", "req"); err != nil || got.Failure != "" {
					t.Errorf("a check meanwhile: %q, %v", got.Failure, err)
				}
			})
			first.signedIn(t, fmt.Sprintf("newcomer-%d", round))
		}
		close(over)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		all, err := second.rotated(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		nothingLeft(t, all)
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'grant.ended'"); n != 0 {
			t.Errorf("%d grants were ended", n)
		}
		if _, renewals := s.bank.calls(); renewals != 2 {
			t.Errorf("%d renewals, want one a round", renewals)
		}

		alone := s.under(t, rand.Reader, secondKey)
		if _, err := alone.Session(t.Context(), by(friend)); err != nil {
			t.Errorf("the session: %v", err)
		}
		if got := alone.check(t, friend.Member); got.Failure != "" {
			t.Errorf("a check without the old key: %s", got.Failure)
		}
		alone.proven(t, "maya@bank.test", alone.codeOf(t, app))
		alone.signedIn(t, "latecomer")
		if diff := cmp.Diff(person, alone.personKey(t)); diff != "" {
			t.Error("the key of person fingerprints is another one: everybody who was paid is a stranger now")
		}
		var grants []models.SealedValue
		if err := s.rows.View(t.Context(), func(v *models.View) (err error) {
			grants, err = v.SealedOtherwise(models.VaultGrant, []byte("none"), "", 1000)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		sealer := secret.NewSealer(alone.keys, rand.Reader)
		for _, g := range grants {
			if _, err := sealer.Open(secret.PurposeVault, g.Sealed, secret.Binding{Tenant: string(s.Tenant().ID()), Subject: g.Subject, Kind: secret.KindGrant}); err != nil {
				t.Errorf("the grant of %s: %v", g.Subject, err)
			}
		}
		if len(grants) < 450 {
			t.Errorf("%d grants", len(grants))
		}
	})
}

// breaking ends a context after some nonces were drawn.
type breaking struct {
	left   atomic.Int64
	cancel context.CancelFunc
}

func (b *breaking) Read(p []byte) (int, error) {
	if b.left.Add(-1) == 0 {
		b.cancel()
	}
	return rand.Read(p)
}

func TestARotationThatWasBrokenOffIsGoneOnWith(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.granted(t, 450)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		half := &breaking{cancel: cancel}
		half.left.Store(300)
		if _, err := s.under(t, half, secondKey, firstKey).rotated(ctx); err == nil {
			t.Fatal("it was not broken off")
		}
		after := s.under(t, rand.Reader, secondKey, firstKey)
		left, err := after.LeftSealed(t.Context(), models.VaultGrant)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]int64{s.house.VaultKey(): 250}, left); diff != "" {
			t.Errorf("left half-way, whole batches (-want +got):\n%s", diff)
		}
		for i, want := range []int64{250, 0} {
			all, err := after.rotated(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			nothingLeft(t, all)
			if got := all[models.VaultGrant].Done; got != want {
				t.Errorf("run %d sealed %d grants anew, want %d", i+1, got, want)
			}
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = '"+program.AuditResealed+"'"); n != 5 {
			t.Errorf("%d audit rows, want one for each batch: person key, client secret, three of grants", n)
		}
	})
}

func TestWhatDoesNotOpenIsLeftAndCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.granted(t, 3)
		gone := s.under(t, rand.Reader, "Q7vNd2XkM5tBw8RzH3cLs6JfY9gPa1Ue")
		s.exec(t, "DELETE FROM bank_grants WHERE member_id = (SELECT id FROM members WHERE subject = 'many-0000')")
		gone.granted(t, 1)
		all, err := s.under(t, rand.Reader, secondKey, firstKey).rotated(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := all[models.VaultGrant]
		if diff := cmp.Diff(program.Resealed{Kind: models.VaultGrant, Done: 2, Left: map[string]int64{gone.house.VaultKey(): 1}}, got); diff != "" {
			t.Errorf("with a grant whose key is gone (-want +got):\n%s", diff)
		}
	})
}
