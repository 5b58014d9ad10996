package handlers

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers/sandbox"
)

// bySignature makes Garden's bank know us by the keys that we publish, which it reads at our own address.
func (h *house) bySignature(t *testing.T) *program.Program {
	t.Helper()
	p := h.app.For(h.garden)
	version, err := p.TenantVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next := h.garden.TenantProfile
	next.AuthStyle = models.AuthStyleKey
	if err := p.ChangeTenant(t.Context(), next, version, "", models.Actor{Kind: models.ActorSystem, ID: "test"}); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(time.Second)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = sharedHost
		h.server.ServeHTTP(w, r)
	}))
	t.Cleanup(door.Close)
	h.bank.SetClientKeys(sandbox.Garden, door.URL+"/t/garden"+web.PathKeys, "")
	return p
}

// published is the key set as anybody reads it.
func (h *house) published(t *testing.T, slug string) []secret.WebKey {
	t.Helper()
	got := h.browser(t, slug).get(web.PathKeys).wants(http.StatusOK)
	if kind := got.header.Get("Content-Type"); kind != "application/json; charset=utf-8" || len(got.header.Values("Set-Cookie")) > 0 {
		t.Errorf("a key set of type %q with cookies %v", kind, got.header.Values("Set-Cookie"))
	}
	var raw struct{ Keys []map[string]string }
	var set program.KeySet
	for _, into := range []any{&raw, &set} {
		if err := json.Unmarshal([]byte(got.body), into); err != nil {
			t.Fatalf("%v: %s", err, got.body)
		}
	}
	for _, k := range raw.Keys {
		if diff := cmp.Diff(map[string]string{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": k["kid"], "x": k["x"], "y": k["y"]}, k); diff != "" {
			t.Errorf("more or less than a public key (-want +got):\n%s", diff)
		}
	}
	return set.Keys
}

func TestMembersSignInWhileTheKeyByWhichTheirBankKnowsUsChanges(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		if n := len(h.published(t, sandbox.Garden)); n != 0 {
			t.Errorf("%d keys are published where a secret is sent", n)
		}
		p := h.bySignature(t)
		b := h.friend(t, "casey")
		h.set(t, sandbox.Garden, "UPDATE bank_grants SET expires_at = '2020-01-01T00:00:00.000000Z' WHERE refreshable")
		b.check()
		if n := h.bank.Counters(sandbox.Garden).Refreshes; n != 1 {
			t.Errorf("%d renewals, want 1", n)
		}
		if _, err := p.NewSigningKey(t.Context(), program.SigningLead, models.Actor{Kind: models.ActorSystem, ID: "test"}); err != nil {
			t.Fatal(err)
		}
		first := h.published(t, sandbox.Garden)
		for _, wait := range []time.Duration{0, 61 * time.Minute, 24 * time.Hour} {
			h.clock.Advance(wait)
			h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "blake")
		}
		if last := h.published(t, sandbox.Garden); len(first) != 2 || len(last) != 1 || last[0] != first[1] {
			t.Errorf("published while it changed: %v; in the end: %v", first, last)
		}
		if n := len(h.published(t, sandbox.Orchard)); n != 0 {
			t.Errorf("another institution publishes %d keys", n)
		}
		wantNoKeyInTheLog(t, h)
	})
}

// Who gives permissions back proves who they are, so the keys of an institution outlive it: the bank reads them once more.
func TestADisabledInstitutionThatSignsGivesItsPermissionsBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bySignature(t)
	h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "avery")
	garden, err := h.db.Store.TenantBySlug(t.Context(), sandbox.Garden)
	if err != nil {
		t.Fatal(err)
	}
	p := h.app.For(garden)
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnRevocation, Kind: "500"})
	if ended, err := p.DisableTenant(t.Context(), false, "contract ended", models.Actor{Kind: models.ActorSystem, ID: "test"}); err != nil || ended.Grants != 1 || ended.GivenBack != 0 {
		t.Fatalf("ended %+v, %v; want a grant that the bank did not take back", ended, err)
	}
	h.bank.ClearFaults(sandbox.Garden)
	h.clock.Advance(10 * time.Minute) // the bank's copy of our keys is old by now
	if err := p.ReturnGrants(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := h.count(t, sandbox.Garden, "retired_grants", ""); n != 0 || h.bank.Counters(sandbox.Garden).Revocations != 1 {
		t.Errorf("%d grants are left, %d revocations at the bank; log:\n%s", n, h.bank.Counters(sandbox.Garden).Revocations, h.log)
	}
	below := h.published(t, sandbox.Garden)
	h.set(t, sandbox.Garden, "UPDATE tenants SET host = 'refer.garden.test' WHERE slug = 'garden'")
	h.clock.Advance(time.Second)
	own := h.browserAt(t, "https://refer.garden.test")
	own.get(web.PathTerms).wants(http.StatusNotFound)
	if got := own.get(web.PathKeys).wants(http.StatusOK, below[0].Kid); strings.Contains(got.body, "Garden") {
		t.Errorf("it says more than keys: %s", got.body)
	}
}

// wantNoKeyInTheLog looks for the secret numbers of Garden's keys, and for anything that looks like an assertion.
func wantNoKeyInTheLog(t *testing.T, h *house) {
	t.Helper()
	var keys []models.SigningKey
	if err := h.rows(sandbox.Garden).View(t.Context(), func(v *models.View) (err error) { keys, err = v.SigningKeys(); return err }); err != nil {
		t.Fatal(err)
	}
	sealer := secret.NewSealer(h.keys, nil)
	for _, k := range keys {
		raw, err := sealer.Open(secret.PurposeVault, k.Sealed, secret.Binding{Tenant: string(h.garden.ID()), Subject: k.ID, Kind: secret.KindSigningKey})
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := x509.ParsePKCS8PrivateKey(raw)
		if err != nil {
			t.Fatal(err)
		}
		number, err := parsed.(*ecdsa.PrivateKey).Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for _, spelling := range []string{string(raw), base64.StdEncoding.EncodeToString(number), base64.RawURLEncoding.EncodeToString(number), parsed.(*ecdsa.PrivateKey).D.String()} {
			if strings.Contains(h.log.String(), spelling) {
				t.Error("the log holds a private key")
			}
		}
	}
	if len(keys) == 0 || strings.Contains(h.log.String(), "eyJ") {
		t.Errorf("%d keys were looked for; the log may hold an assertion", len(keys))
	}
}

// shared is what the address below no institution answers: the keys of all, and of none whose it is.
func (h *house) shared(t *testing.T, ctx context.Context) (status int, ids []string) {
	t.Helper()
	got := httptest.NewRecorder()
	h.server.ServeHTTP(got, httptest.NewRequest(http.MethodGet, "http://"+sharedHost+web.PathKeys, nil).WithContext(ctx))
	if got.Code != http.StatusOK {
		return got.Code, nil
	}
	var set program.KeySet
	if err := json.Unmarshal(got.Body.Bytes(), &set); err != nil {
		t.Fatalf("%v: %s", err, got.Body)
	}
	if body := strings.ToLower(got.Body.String()); strings.Contains(body, "garden") || strings.Contains(body, string(h.garden.ID())) {
		t.Errorf("it says whose the keys are: %s", body)
	}
	for _, k := range set.Keys {
		ids = append(ids, k.Kid)
	}
	slices.Sort(ids)
	return got.Code, ids
}

// One institution's trouble is not all banks', nor is the database's while a set is known.
func TestTheSharedAddressPublishesTheKeysOfAll(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		gone, leave := context.WithCancel(t.Context())
		leave()
		wants := func(when string, ctx context.Context, status int, want ...string) {
			t.Helper()
			got, ids := h.shared(t, ctx)
			if diff := cmp.Diff(want, ids); diff != "" || got != status {
				t.Errorf("%s: %d, want %d (-want +got):\n%s", when, got, status, diff)
			}
		}
		wants("before there are any", t.Context(), http.StatusOK)
		h.bySignature(t)
		if _, err := h.app.For(h.orchard).NewSigningKey(t.Context(), program.SigningLead, models.Actor{Kind: models.ActorSystem, ID: "test"}); err != nil {
			t.Fatal(err)
		}
		garden, orchard := h.published(t, sandbox.Garden), h.published(t, sandbox.Orchard)
		if len(garden) != 1 || len(orchard) != 1 {
			t.Fatalf("keys %v and %v", garden, orchard)
		}
		all := []string{garden[0].Kid, orchard[0].Kid}
		slices.Sort(all)
		h.clock.Advance(keysLife)
		wants("whoever asks is gone", gone, http.StatusOK, all...)
		h.set(t, sandbox.Orchard, "UPDATE signing_keys SET public = 'x' WHERE nth > 0")
		h.clock.Advance(keysLife)
		wants("one can't be read", t.Context(), http.StatusOK, garden[0].Kid)
		if said := h.log.String(); !strings.Contains(said, "signing keys could not be read") {
			t.Errorf("nothing of it in the log:\n%s", said)
		}
		h.set(t, sandbox.Garden, "UPDATE signing_keys SET public = 'x' WHERE nth > 0")
		h.clock.Advance(keysLife)
		wants("none can be read", t.Context(), http.StatusOK, garden[0].Kid)
		h.server = h.serve(t, h.db.Store, Config{})
		wants("none could ever be read", t.Context(), http.StatusInternalServerError)
	})
}

// A database that hangs keeps nobody for longer than one reading may take, however many ask and leave again.
func TestManyWhoAskForTheKeysOfAllWaitForOneReading(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone, leave := context.WithCancel(t.Context())
		leave()
		var k keySets
		var readings atomic.Int64
		hang := func(ctx context.Context) (program.KeySet, error) {
			readings.Add(1)
			<-ctx.Done()
			return program.KeySet{}, ctx.Err()
		}
		began := time.Now()
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := k.get(gone, hang, began, slog.New(slog.DiscardHandler)); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%v, want the end of the time of a reading", err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took != keysTime || readings.Load() != 1 {
			t.Errorf("%d readings took %s, want one of %s", readings.Load(), took, keysTime)
		}
	})
}
