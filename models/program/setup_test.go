package program_test

import (
	"crypto/rand"
	"database/sql"
	"log/slog"
	"os"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

var kit modelstest.Kit

func TestMain(m *testing.M) { os.Exit(kit.Run(m)) }

// world is one house with its database, its clock and the bank of each institution.
type world struct {
	modelstest.DB
	house *program.House
	keys  *secret.Keyring
	bank  *fakeBank
}

// site is one institution of a world.
type site struct {
	world
	*program.Program
	rows models.TenantStore
	raw  *sql.DB // a plain connection that sees this institution's rows
}

func newWorld(t testing.TB, db modelstest.DB) world {
	t.Helper()
	keys, err := secret.NewKeyring("k8Zr3QwLx1Vt7YpB5nMd0HgS2fJc9EuA", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := world{DB: db, keys: keys, bank: newFakeBank(db.Clock.Now)}
	w.house = w.another(db.Store)
	return w
}

// another is one more process: a house of its own on a store of its own, at the same bank.
func (w world) another(store *models.Store) *program.House {
	return program.New(program.Deps{Store: store, Keys: w.keys, Banks: providers.Registry{"fake": w.bank.connect}, Now: w.Clock.Now,
		Random: rand.Reader, Log: slog.New(slog.DiscardHandler)})
}

func (w world) site(t *testing.T, slug string) site {
	t.Helper()
	profile := modelstest.Profile(slug)
	profile.Platform, profile.SamePerson, profile.PayrollAllow = "fake", true, []string{"payroll"}
	sealer := secret.NewSealer(w.keys, rand.Reader)
	tenant, err := w.Store.AddTenant(t.Context(), profile, func(id models.TenantID) ([]models.TenantSecret, error) {
		person, err := secret.NewPersonKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		client, err := sealer.Seal(secret.PurposeVault, []byte("canary-client-"+slug), program.ClientSecretBinding(id))
		if err != nil {
			return nil, err
		}
		key, err := sealer.Seal(secret.PurposeVault, person, program.PersonKeyBinding(id))
		return []models.TenantSecret{{Kind: models.SecretClient, Sealed: client}, {Kind: models.SecretPerson, Sealed: key}}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	s := site{world: w, Program: w.house.For(tenant), rows: w.Store.For(tenant), raw: modelstest.Raw(t, w.Config)}
	if w.Config.OnPostgres() {
		s.exec(t, "SELECT set_config('app.tenant', $1, false)", string(tenant.ID())) // a connection of the test's own
	}
	return s
}

// each runs f at Garden, on both databases.
func each(t *testing.T, f func(t *testing.T, s site)) {
	t.Helper()
	kit.Each(t, func(t *testing.T, db modelstest.DB) { f(t, newWorld(t, db).site(t, "garden")) })
}

func (s site) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	if _, err := s.raw.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func (s site) count(t *testing.T, query string, args ...any) (n int64) {
	t.Helper()
	if err := s.raw.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// counts is how many rows each table has that a code entry may write.
func (s site) counts(t *testing.T) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for _, table := range []string{"referrals", "reward_legs", "referral_events", "consents", "holds", "audit_log", "code_attempts"} {
		all[table] = s.count(t, "SELECT count(*) FROM "+table)
	}
	all["committed"] = s.count(t, "SELECT COALESCE(SUM(committed_minor), 0) FROM campaigns")
	all["accepted"] = s.count(t, "SELECT COALESCE(SUM(accepted_count), 0) FROM campaigns")
	return all
}

func (s site) member(t *testing.T, subject string) models.Member {
	t.Helper()
	return modelstest.Member(t, s.rows, subject)
}

func (s site) offer(t *testing.T, budget int64, change ...func(*models.Terms)) models.Campaign {
	t.Helper()
	terms := modelstest.Terms()
	for _, f := range change {
		f(&terms)
	}
	c := modelstest.Campaign(t, s.rows, terms, budget)
	s.Clock.Advance(2 * time.Second) // past the cached offer
	return c
}

// submit enters inviter's code as friend, with the terms of c.
func (s site) submit(t *testing.T, friend, inviter models.Member, c models.Campaign) (program.Accepted, error) {
	return s.Accept(t.Context(), program.Acceptance{Member: friend, Typed: inviter.Code.Code, TermsSHA256: c.CurrentVersion.SHA256,
		Locale: "en", ShareStatus: true, AddressHash: "address-" + friend.Subject, RequestID: "req", Source: "member"})
}

// accepted is submit that must succeed.
func (s site) accepted(t *testing.T, friend, inviter models.Member, c models.Campaign) models.Referral {
	t.Helper()
	out, err := s.submit(t, friend, inviter, c)
	if err != nil || out.Refused != "" {
		t.Fatalf("%s enters %s's code: refused %q, error %v", friend.Subject, inviter.Subject, out.Refused, err)
	}
	return out.Referral
}

func (s site) referral(t *testing.T, m models.Member) (r models.Referral) {
	t.Helper()
	if err := s.rows.View(t.Context(), func(v *models.View) (err error) { r, err = v.AcceptorReferral(m.ID); return err }); err != nil {
		t.Fatal(err)
	}
	return r
}

// breakTable changes the schema as its owner.
func (s site) breakTable(t *testing.T, statement string) {
	t.Helper()
	if _, err := modelstest.Raw(t, s.Owner).ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// dump is every row of a table that the institution's connection sees, all columns as they are stored.
func (s site) dump(t *testing.T, table string) (lines []string) {
	t.Helper()
	rows, err := s.raw.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(sql.RawBytes)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		var line []byte
		for _, v := range values {
			line = append(append(line, *v.(*sql.RawBytes)...), '|')
		}
		lines = append(lines, string(line))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}
