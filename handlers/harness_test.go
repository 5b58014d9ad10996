package handlers

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"raf/handlers/metrics"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
	"raf/providers/banno"
	"raf/providers/sandbox"
)

var kit modelstest.Kit

func TestMain(m *testing.M) { os.Exit(kit.Run(m)) }

const (
	sharedHost = "localhost:8080"
	testKey    = "a-key-of-the-handler-tests-0123456789-abcdefghij"
	// bankPatience is the bank client's deadline: long, because a slow machine must not look like a bank that is down.
	bankPatience = 20 * time.Second
	// hangPatience is the deadline where a bank hangs: a test waits no longer than this.
	hangPatience = time.Second
	// manyAccounts is a member of Garden with four checking accounts.
	manyAccounts = "devon"
)

// trustedProxy is the only peer whose X-Forwarded-* the servers of these tests believe.
func trustedProxy() netip.Addr { return netip.MustParseAddr("192.0.2.10") }

// house is a whole deployment: two institutions on one server, their sandbox banks on loopback, one clock.
type house struct {
	db              modelstest.DB
	clock           *modelstest.Clock
	bank            *sandbox.Bank
	origins         map[string]string // of the banks, by slug
	inFlight        *gauge
	network         *http.Transport     // to the banks: a test server that closes ends what the default one is about to use
	pace            func(*http.Request) // what a bank takes before it answers; nil: nothing
	garden, orchard models.Tenant
	app             *program.House
	keys            *secret.Keyring
	server          *Server
	log             *logBuffer
	figures         *metrics.Metrics
	patience        time.Duration // of the banks' clients
}

// setup is a house on SQLite.
func setup(t testing.TB) *house {
	t.Helper()
	return build(t, modelstest.SQLite(t, nil))
}

// setupFor is setup for a bank that will fail in a certain way.
func setupFor(t testing.TB, fault string) *house {
	t.Helper()
	h := setup(t)
	if fault == "hang" || fault == "slow" {
		h.patience = hangPatience // read when the first request makes the bank's client
	}
	return h
}

// onBoth runs a scenario on both databases.
func onBoth(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	kit.Each(t, func(t *testing.T, db modelstest.DB) { f(t, build(t, db)) })
}

func build(t testing.TB, db modelstest.DB) *house {
	t.Helper()
	keys, err := secret.NewKeyring(testKey, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: db, clock: db.Clock, keys: keys, origins: map[string]string{}, inFlight: &gauge{}, network: &http.Transport{}, log: &logBuffer{}, figures: metrics.New(),
		patience: bankPatience}
	t.Cleanup(h.network.CloseIdleConnections)
	h.startBanks(t)
	h.app = program.New(program.Deps{Store: db.Store, Keys: keys, Banks: h.platforms(), Now: h.clock.Now, Random: rand.Reader, Log: h.log.logger(), WalkStep: 20,
		Called: h.figures.Called, Worked: h.figures.Worked})
	h.garden = h.addTenant(t, sandbox.Garden, func(p *models.TenantProfile) { p.SamePerson = true })
	h.orchard = h.addTenant(t, sandbox.Orchard, nil)
	h.server = h.serve(t, db.Store, Config{})
	return h
}

// serve is one more instance on the same rows.
func (h *house) serve(t testing.TB, store *models.Store, cfg Config) *Server {
	t.Helper()
	return h.serveBy(t, h.clock.Now, store, cfg)
}

// serveBy is serve by a clock of its own.
func (h *house) serveBy(t testing.TB, now func() time.Time, store *models.Store, cfg Config) *Server {
	t.Helper()
	app := h.app
	if store != h.db.Store {
		app = program.New(program.Deps{Store: store, Keys: h.keys, Banks: h.platforms(), Now: now, Random: rand.Reader, Log: h.log.logger(), WalkStep: 20,
			Called: h.figures.Called, Worked: h.figures.Worked})
	}
	cfg.BaseURL = &url.URL{Scheme: "http", Host: sharedHost}
	cfg.TrustedProxies = []netip.Prefix{netip.PrefixFrom(trustedProxy(), 32)}
	s, err := New(cfg, Deps{Store: store, House: app, Keys: h.keys, Now: now, Random: rand.Reader, Log: h.log.logger(), Answered: h.figures.Answered})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *house) platforms() providers.Registry {
	return providers.Registry{"banno": func(p providers.Settings) (providers.Bank, error) {
		return banno.New(banno.Config{FIURL: p.FIURL, ClientID: p.ClientID, ClientSecret: p.ClientSecret, InstitutionID: p.InstitutionID,
			Issuers: p.Issuers, AuthStyle: p.AuthStyle, ClientKey: p.ClientKey, ClaimsInUserInfo: p.ClaimsInUserInfo, Currency: p.Currency, Zone: p.Zone, Former: p.Former, Memory: p.Memory, AllowLoopback: true, Now: p.Now, Logger: p.Logger, Beside: p.Beside,
			HTTP: providers.ClientConfig{AllowLoopback: true, Observe: p.Observe, Timeout: h.patience, Backoff: time.Millisecond}})
	}}
}

// startBanks serves both institutions. Their names are localhost, because cookies of 127.0.0.1 are another site's.
func (h *house) startBanks(t testing.TB) {
	t.Helper()
	servers := map[string]*httptest.Server{}
	for _, slug := range []string{sandbox.Garden, sandbox.Orchard} {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer h.inFlight.enter(r)()
			if h.pace != nil {
				h.pace(r)
			}
			h.bank.Handler(slug).ServeHTTP(w, r)
		}))
		s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		_, port, _ := strings.Cut(s.Listener.Addr().String(), ":")
		h.origins[slug], servers[slug] = "http://localhost:"+port, s
	}
	fis := sandbox.DemoFIs(h.origins[sandbox.Garden], h.origins[sandbox.Orchard], h.clock.Now())
	for i, m := range fis[0].Members {
		if m.Username == manyAccounts {
			for _, name := range []string{"Bills", "Travel", "Household"} {
				fis[0].Members[i].Accounts = append(fis[0].Members[i].Accounts, sandbox.Account{Name: name, Masked: "x" + name, Type: "Deposit",
					SubType: "Checking", OriginationDate: h.clock.Now().AddDate(0, 0, -20).Format(time.DateOnly)})
			}
		}
	}
	fis[0].Members = append(fis[0].Members, hostile(fis[0].Members[1]))
	bank, err := sandbox.New(sandbox.Config{Now: h.clock.Now, Advance: h.clock.Advance}, fis...)
	if err != nil {
		t.Fatal(err)
	}
	h.bank = bank
	for slug, s := range servers {
		h.register(slug, "http://"+sharedHost+"/t/"+slug)
		s.Start()
		t.Cleanup(func() {
			bank.ClearFaults(slug) // requests that hang would keep the server
			s.Close()
		})
	}
}

// register tells a bank where its institution's card lives.
func (h *house) register(slug, base string) {
	h.bank.SetRedirectURIs(slug, []string{base + web.PathTile, base + web.PathCallback}, base+web.PathDashboard)
}

// profile is an institution as its sandbox bank needs it.
func (h *house) profile(slug string) models.TenantProfile {
	p := modelstest.Profile(slug)
	p.Name = strings.ToUpper(slug[:1]) + slug[1:]
	p.FIURL, p.SamePerson = h.origins[slug], false
	for _, fi := range sandbox.DemoFIs("http://a.test", "http://b.test", h.clock.Now()) {
		if fi.Slug == slug {
			p.InstitutionID, p.ClientID, p.Timezone = fi.InstitutionID, fi.ClientID, fi.Timezone
		}
	}
	return p
}

func (h *house) addTenant(t testing.TB, slug string, change func(*models.TenantProfile)) models.Tenant {
	t.Helper()
	p := h.profile(slug)
	if change != nil {
		change(&p)
	}
	_, clientSecret := h.bank.Client(slug)
	tenant := h.onboard(t, p, clientSecret)
	modelstest.Campaign(t, h.db.Store.For(tenant), modelstest.Terms(), 1_000_000_00)
	return tenant
}

// onboard adds an institution with its secrets sealed as the programme reads them.
func (h *house) onboard(t testing.TB, p models.TenantProfile, clientSecret string) models.Tenant {
	t.Helper()
	sealer := secret.NewSealer(h.keys, rand.Reader)
	tenant, err := h.db.Store.AddTenant(t.Context(), p, func(id models.TenantID) ([]models.TenantSecret, error) {
		personKey, err := secret.NewPersonKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		client, err := sealer.Seal(secret.PurposeVault, []byte(clientSecret), program.ClientSecretBinding(id))
		if err != nil {
			return nil, err
		}
		person, err := sealer.Seal(secret.PurposeVault, personKey, program.PersonKeyBinding(id))
		return []models.TenantSecret{{Kind: models.SecretClient, Sealed: client}, {Kind: models.SecretPerson, Sealed: person}}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tenant
}

func (h *house) tenant(slug string) models.Tenant {
	if slug == sandbox.Orchard {
		return h.orchard
	}
	return h.garden
}

func (h *house) rows(slug string) models.TenantStore { return h.db.Store.For(h.tenant(slug)) }

// fault makes a bank misbehave.
func (h *house) fault(t *testing.T, slug string, f sandbox.Fault) {
	t.Helper()
	if err := h.bank.SetFault(slug, f); err != nil {
		t.Fatal(err)
	}
}

// calls is how often a bank's endpoint was asked.
func (h *house) calls(slug, endpoint string) int { return h.bank.Counters(slug).Requests[endpoint] }

// allCalls is how often a bank was asked anything by us.
func (h *house) allCalls(slug string) int {
	n := 0
	for endpoint, count := range h.bank.Counters(slug).Requests {
		if endpoint != sandbox.OnAuth { // the browser's, not ours
			n += count
		}
	}
	return n
}
