package command

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/providers"
	"raf/providers/sandbox"
)

// patient is an institution with a bank, as doctor finds it.
type patient struct {
	s    Settings
	db   modelstest.DB
	now  func() time.Time
	bank *httptest.Server
	ts   models.TenantStore
}

// well is a patient to whom nothing is wrong.
func well(t *testing.T, db modelstest.DB) *patient {
	t.Helper()
	var front http.Handler
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { front.ServeHTTP(w, r) }))
	t.Cleanup(bank.Close)
	origin := strings.Replace(bank.URL, "127.0.0.1", "localhost", 1)
	house, err := sandbox.New(sandbox.Config{Now: time.Now, Logger: quiet()}, sandbox.DemoFIs(origin, origin, time.Now())...)
	if err != nil {
		t.Fatal(err)
	}
	front = house.Handler(sandbox.Garden)
	p := &patient{s: operator(db.Config), db: db, now: time.Now, bank: bank}
	p.s.AllowLoopbackBanks = true
	if _, err := add(t, p.s, gardenFlags("--fi-url", origin)...); err != nil {
		t.Fatal(err)
	}
	tenant, err := db.Store.TenantBySlug(t.Context(), "garden")
	if err != nil {
		t.Fatal(err)
	}
	p.ts = db.Store.For(tenant)
	modelstest.Campaign(t, p.ts, modelstest.Terms(), 0)
	p.walked(t, models.AuditWalk{EndedAt: models.At(time.Now())})
	return p
}

func (p *patient) walked(t *testing.T, w models.AuditWalk) {
	t.Helper()
	err := p.ts.InTx(t.Context(), func(tx *models.Tx) error {
		old, err := tx.AuditWalk()
		if err != nil {
			return err
		}
		w.Version, w.BeganAt = old.Version, w.EndedAt
		_, err = tx.SaveAuditWalk(w)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// dated makes the bank's answers carry another time.
func (p *patient) dated(off time.Duration) {
	all := p.bank.Config.Handler
	p.bank.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		all.ServeHTTP(w, r)
	})
}

func (p *patient) owner(t *testing.T, statement string) {
	t.Helper()
	cfg := p.db.Config
	if cfg.OnPostgres() {
		cfg = p.db.Owner
	}
	if _, err := modelstest.Raw(t, cfg).ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func (p *patient) examined(t *testing.T, args ...string) ([]string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Run(t.Context(), append([]string{"doctor"}, args...), p.s, World{Now: p.now, Stdout: &out})
	for _, canary := range []string{clientSecret, operatorKey, nextKey} {
		if strings.Contains(out.String(), canary) {
			t.Errorf("a secret was printed:\n%s", &out)
		}
	}
	return strings.Split(strings.TrimSpace(out.String()), "\n"), err
}

func TestDoctorFindsNothingWhereAllIsWell(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		p := well(t, db)
		lines, err := p.examined(t)
		if err != nil {
			t.Errorf("it failed: %v", err)
		}
		for _, line := range lines {
			if !strings.HasPrefix(line, "ok    ") && (db.Config.OnPostgres() || !strings.HasPrefix(line, "warn  database: SQLite")) {
				t.Errorf("%s", line)
			}
		}
		for _, what := range []string{"configuration", "migrations", "keys", "garden: secrets", "garden: bank", "garden: clock: the bank's is ours", "garden: redirect URIs: https://raf.example/t/garden/plugin/",
			"garden: campaigns", "garden: audit trail"} {
			if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "ok    "+what) }) {
				t.Errorf("no line of %s:\n%s", what, strings.Join(lines, "\n"))
			}
		}
		if _, err := p.examined(t, "--tenant", "nowhere"); err == nil || !strings.Contains(err.Error(), "no institution") {
			t.Errorf("an institution that is none: %v", err)
		}
	})
}

func TestDoctorNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	long := time.Now().Add(-72 * time.Hour)
	for _, row := range []struct {
		name     string
		postgres bool // it can't be on SQLite
		harm     func(t *testing.T, p *patient)
		want     string
	}{
		{"an address without a port", false, func(_ *testing.T, p *patient) { p.s.Addr = "here" }, "FAIL  configuration: RAF_ADDR"},
		{"a variable that can't be read", false, func(_ *testing.T, p *patient) { p.s.Problems = []string{"LOG_LEVEL is odd"} }, "FAIL  configuration: LOG_LEVEL"},
		{"figures for everybody", false, func(_ *testing.T, p *patient) { p.s.MetricsAddr = ":9100" }, "FAIL  configuration: RAF_METRICS_ADDR"},
		{"a bank that no page can be of", false, func(t *testing.T, p *patient) { p.owner(t, "UPDATE tenants SET fi_url = 'garden'") }, "FAIL  garden: frame policy"},
		{"a weak key", false, func(_ *testing.T, p *patient) { p.s.SecretKey = "secret" }, "FAIL  keys: SECRET_KEY"},
		{"a key that is gone", false, func(_ *testing.T, p *patient) { p.s.SecretKey = nextKey }, "FAIL  keys: not in SECRET_KEY"},
		{"secrets that don't open", false, func(_ *testing.T, p *patient) { p.s.SecretKey = nextKey }, "FAIL  garden: secrets"},
		{"a fallback in use", false, func(_ *testing.T, p *patient) {
			p.s.SecretKey, p.s.SecretKeyFallbacks = nextKey, []string{operatorKey}
		}, "warn  keys: the fallback"},
		{"a schema that is behind", false, func(t *testing.T, p *patient) {
			p.owner(t, "DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)")
		}, "FAIL  migrations"},
		{"tables of jobs that are behind", false, func(t *testing.T, p *patient) {
			p.owner(t, "DELETE FROM river_migration WHERE version > 2")
		}, "FAIL  migrations: unavailable: the tables of the job queue"},
		{"a bank that is down", false, func(_ *testing.T, p *patient) { p.bank.Close() }, "FAIL  garden: bank"},
		{"a bank that is down since somebody signed in", false, func(t *testing.T, p *patient) {
			if _, err := p.examined(t); err != nil { // what the bank published is kept since
				t.Error(err)
			}
			p.bank.Close()
		}, "FAIL  garden: bank"},
		{"a bank whose clock is far ahead", false, func(_ *testing.T, p *patient) { p.dated(90 * time.Second) }, "FAIL  garden: clock: the bank's is 1m"},
		{"a bank that publishes nothing, with a clock that is off", false, func(_ *testing.T, p *patient) {
			p.bank.Config.Handler = http.NotFoundHandler()
			p.dated(-time.Hour)
		}, "FAIL  garden: clock: the bank's is "},
		{"a bank without a date", false, func(_ *testing.T, p *patient) {
			all := p.bank.Config.Handler
			p.bank.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Date"] = nil
				all.ServeHTTP(w, r)
			})
		}, "warn  garden: clock: the bank's answers carry no date"},
		{"a bank without keys", false, func(_ *testing.T, p *patient) {
			all := p.bank.Config.Handler
			p.bank.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, "jwks") {
					http.NotFound(w, r)
					return
				}
				all.ServeHTTP(w, r)
			})
		}, "FAIL  garden: bank"},
		{"an institution that is off", false, func(t *testing.T, p *patient) {
			p.owner(t, "UPDATE tenants SET disabled = true")
		}, "warn  garden: state"},
		{"no campaign", false, func(t *testing.T, p *patient) {
			err := p.ts.InTx(t.Context(), func(tx *models.Tx) error {
				c, err := tx.LiveCampaign("2026-12-02")
				if err != nil {
					return err
				}
				_, err = tx.MoveCampaign(c, models.CampaignPause, models.Actor{Kind: models.ActorStaff, ID: "maker"})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}, "warn  garden: campaigns"},
		{"a trail that nobody walked", false, func(t *testing.T, p *patient) {
			p.walked(t, models.AuditWalk{EndedAt: models.At(long)})
		}, "warn  garden: audit trail"},
		{"a trail that is broken", false, func(t *testing.T, p *patient) {
			p.walked(t, models.AuditWalk{EndedAt: models.At(time.Now()), Fault: "edited", FaultSeq: 3})
		}, "FAIL  garden: audit trail: does not hold at entry 3"},
		{"a database that is gone", true, func(_ *testing.T, p *patient) { p.s.DB.Port = "1" }, "FAIL  database"},
		{"the owner as the server's role", true, func(_ *testing.T, p *patient) { p.s.DB = p.db.Owner }, "FAIL  role"},
		{"a wall that is down", true, func(t *testing.T, p *patient) {
			p.owner(t, "ALTER TABLE members NO FORCE ROW LEVEL SECURITY")
		}, "FAIL  walls: row-level security is not forced on members"},
		{"a clock that is off", true, func(_ *testing.T, p *patient) {
			p.now = func() time.Time { return time.Now().Add(time.Minute) }
		}, "FAIL  clock"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var db modelstest.DB
			if row.postgres {
				db = kit.Postgres(t, nil)
			} else {
				db = modelstest.SQLite(t, nil)
			}
			p := well(t, db)
			row.harm(t, p)
			lines, err := p.examined(t)
			if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, row.want) }) {
				t.Errorf("no line %q:\n%s", row.want, strings.Join(lines, "\n"))
			}
			if failed := strings.HasPrefix(row.want, "FAIL"); failed != (err != nil) {
				t.Errorf("error = %v", err)
			}
		})
	}
}

func TestDoctorComparesTheBanksClockWithOurs(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		gap  providers.Gap
		want string
	}{
		{providers.Gap{}, "warn  garden: clock: the bank's answers carry no date\n"},
		{providers.Gap{Told: true}, "ok    garden: clock: the bank's is ours\n"},
		{providers.Gap{Told: true, Ahead: 5 * time.Second}, "ok    garden: clock: the bank's is ours\n"},
		{providers.Gap{Told: true, Ahead: 6 * time.Second}, "warn  garden: clock: the bank's is 6s ahead of ours: keep ours by NTP\n"},
		{providers.Gap{Told: true, Ahead: -6 * time.Second}, "warn  garden: clock: the bank's is 6s behind ours: keep ours by NTP\n"},
		{providers.Gap{Told: true, Ahead: time.Minute}, "warn  garden: clock: the bank's is 1m0s ahead of ours: keep ours by NTP\n"},
		{providers.Gap{Told: true, Ahead: 61 * time.Second}, "FAIL  garden: clock: the bank's is 1m1s ahead of ours, and sign-ins may fail: keep ours by NTP\n"},
		{providers.Gap{Told: true, Ahead: -time.Hour}, "FAIL  garden: clock: the bank's is 1h0m0s behind ours, and sign-ins may fail: keep ours by NTP\n"},
	} {
		var out bytes.Buffer
		f := &findings{out: &out}
		examineBankClock(f, models.Tenant{TenantProfile: models.TenantProfile{Slug: "garden"}}, row.gap)
		if out.String() != row.want || (f.failed > 0) != strings.HasPrefix(row.want, "FAIL") {
			t.Errorf("%+v: %q, want %q; failed: %d", row.gap, &out, row.want, f.failed)
		}
	}
}
