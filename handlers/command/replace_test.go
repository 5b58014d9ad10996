package command

import (
	"crypto/rand"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/secret"
	"raf/providers/sandbox"
)

// moreGrants is how many sealed grants of others are sealed anew while members go on; make soak takes 10,000.
var moreGrants = flag.Int("grants", 250, "how many grants rest in the database when the key changes")

// street is an institution's bank, its database, and two servers behind a balancer.
type street struct {
	base, bankAt string
	bank         *sandbox.Bank
	app          *app
	tenant       models.Tenant
	campaign     models.Campaign
	settings     Settings
	order        instanceOrder
	balancer     *balancer
	walkers      atomic.Uint32
	network      *http.Transport // a test server that closes ends what the default one is about to use
}

func build(t *testing.T, db modelstest.DB) *street {
	t.Helper()
	st := &street{balancer: &balancer{}, network: &http.Transport{MaxIdleConnsPerHost: 16}}
	t.Cleanup(st.network.CloseIdleConnections)
	st.base = st.balancer.open(t)
	served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { st.bank.Handler(sandbox.Garden).ServeHTTP(w, r) }))
	t.Cleanup(served.Close)
	st.bankAt = strings.Replace(served.URL, "127.0.0.1", "localhost", 1)
	fis := sandbox.DemoFIs(st.bankAt, "http://localhost:1", time.Now())
	bank, err := sandbox.New(sandbox.Config{Now: time.Now}, fis...)
	if err != nil {
		t.Fatal(err)
	}
	st.bank = bank
	prefix := st.base + "/t/" + sandbox.Garden
	bank.SetRedirectURIs(sandbox.Garden, []string{prefix + "/plugin/", prefix + "/oidc/callback/"}, prefix+"/dashboard/")
	base, err := url.Parse(st.base)
	if err != nil {
		t.Fatal(err)
	}
	st.settings = Settings{Addr: "127.0.0.1:0", BaseURL: base, AllowLoopbackBanks: true, SecretKey: operatorKey, DB: db.Config, Log: slog.New(slog.DiscardHandler)}
	st.order = instanceOrder{Base: st.base, Key: operatorKey, Host: db.Config.Host, Port: db.Config.Port, Name: db.Config.Name, User: db.Config.User, PW: db.Config.Password}
	st.open(t)
	profile := modelstest.Profile(sandbox.Garden)
	profile.FIURL, profile.InstitutionID, profile.ClientID = st.bankAt, fis[0].InstitutionID, fis[0].ClientID
	profile.PayrollAllow = []string{"payroll"}
	_, clientSecret := bank.Client(sandbox.Garden)
	if st.tenant, err = addTenant(t.Context(), st.app, profile, clientSecret); err != nil {
		t.Fatal(err)
	}
	st.campaign = modelstest.Campaign(t, st.app.store.For(st.tenant), demoTerms(time.Now().AddDate(0, -2, 0).Format(time.DateOnly), profile), 50_000_00)
	for range 2 {
		st.balancer.all = append(st.balancer.all, st.order.start(t, st.balancer.failed))
	}
	st.balancer.look()
	st.balancer.watch(t)
	return st
}

// open is the programme as commands see it, with the keys of now.
func (st *street) open(t *testing.T) {
	t.Helper()
	var all problems
	a, err := open(st.settings, st.settings.keyring(&all), time.Now)
	if err != nil || all.err() != nil {
		t.Fatal(err, all.err())
	}
	t.Cleanup(func() { _ = a.store.Close() })
	st.app = a
}

// grants rest in the database for n other members, sealed with the key of the beginning.
func (st *street) grants(t *testing.T, n int) {
	t.Helper()
	sealer := secret.NewSealer(st.app.keys, rand.Reader)
	rows := st.app.store.For(st.tenant)
	for range n {
		m := modelstest.Member(t, rows, models.NewID())
		sealed, err := sealer.Seal(secret.PurposeVault, []byte("a token"), secret.Binding{Tenant: string(st.tenant.ID()), Subject: m.ID, Kind: secret.KindGrant})
		if err != nil {
			t.Fatal(err)
		}
		err = rows.InTx(t.Context(), func(tx *models.Tx) error {
			return tx.PutGrant(models.BankGrant{MemberID: m.ID, Sealed: sealed, ExpiresAt: models.At(tx.Now())})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestServersAreReplacedBehindABalancerAndNobodyNotices replaces both of two servers three times while members go on, and
// changes the key on the way, as the README says: no request fails, nobody is signed out, and a form that was opened
// before is taken after. Two people of staff release and record a payment meanwhile, each press at other servers.
func TestServersAreReplacedBehindABalancerAndNobodyNotices(t *testing.T) {
	t.Parallel()
	if *serveChild {
		beAnInstance(t)
		return
	}
	st := build(t, kit.Postgres(t, nil))
	avery := st.member(t, "avery")
	blake, casey := st.member(t, "blake"), st.member(t, "casey")
	st.grants(t, *moreGrants)
	var inviter models.Member
	err := st.app.store.For(st.tenant).View(t.Context(), func(v *models.View) (err error) {
		inviter, err = v.MemberBySubject(st.bank.Subject(sandbox.Garden, "avery"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const codeForm = `form[action$="/plugin/code"]`
	blakeTo, blakeForm := blake.form(t, "/plugin/code", codeForm)
	caseyTo, caseyForm := casey.form(t, "/plugin/code", codeForm)
	house := st.desks(t, st.campaign)
	house.opens(t, house.maker, "", "/pay/")

	stop, rounds := make(chan struct{}), &sync.WaitGroup{}
	var asked, went sync.Map
	// The card would sign in anew in silence; this page leads whoever is signed out away from it.
	share := func(w *walker) func() error { return func() error { return w.get("/plugin/share", "<main") } }
	for name, turn := range map[string]func() error{
		"avery": share(avery), "devon": share(st.member(t, "devon")), "gale": share(st.member(t, "gale")),
		"the maker and the checker":         house.look,
		"ellis, in a new browser each time": func() error { _, err := st.signIn("ellis"); return err },
	} {
		rounds.Add(1)
		go func() {
			defer rounds.Done()
			for n := 0; ; n++ {
				select {
				case <-stop:
					asked.Store(name, n)
					return
				default:
				}
				if err := turn(); err != nil {
					went.Store(name, err)
					return
				}
			}
		}()
	}
	old, next := st.order, st.order
	old.Fallbacks = []string{nextKey}
	st.balancer.replace(t, old)
	blakeForm.Set("code", inviter.Code.Code)
	if err := blake.post(blakeTo, blakeForm, ""); err != nil {
		t.Error(err)
	}
	house.sends(t, house.maker, models.StateEligible)
	house.opens(t, house.checker, "", "/approve")
	next.Key, next.Fallbacks = nextKey, []string{operatorKey}
	st.balancer.replace(t, next)
	caseyForm.Set("code", inviter.Code.Code)
	if err := casey.post(caseyTo, caseyForm, ""); err != nil {
		t.Error(err)
	}
	house.sends(t, house.checker, models.StateApproved)
	house.opens(t, house.maker, "pay/", "/mark-paid")
	house.reference()
	st.settings.SecretKey, st.settings.SecretKeyFallbacks = nextKey, []string{operatorKey}
	st.open(t)
	out := &strings.Builder{}
	if err := rotate(t.Context(), st.app, out); err != nil || !strings.Contains(out.String(), "everything rests under key ") {
		t.Errorf("keys rotate beside the servers: %v\n%s", err, out)
	}
	house.sends(t, house.maker, models.StateApproved)
	house.opens(t, house.checker, "", "/approve")
	close(stop)
	rounds.Wait()
	next.Fallbacks = nil // whoever is signed out by it, as nobody has waited the hour, signs in anew in silence
	st.balancer.replace(t, next)
	house.sends(t, house.checker, models.StatePaid)
	house.agrees(t)
	went.Range(func(name, err any) bool { t.Errorf("%s: %v", name, err); return true })
	asked.Range(func(name, n any) bool {
		if n.(int) < 20 {
			t.Errorf("%s asked %d times only", name, n)
		}
		return true
	})
	if len(st.balancer.fails) > 0 {
		t.Errorf("%d requests failed: %s", len(st.balancer.fails), strings.Join(st.balancer.fails, "; "))
	}
	for who, w := range map[string]*walker{"blake": blake, "casey": casey} {
		to, form := w.form(t, "/plugin/", `form[action$="/plugin/eligibility"]`)
		if err := w.post(to, form, ""); err != nil {
			t.Errorf("%s, checked with the new key alone: %v", who, err)
		}
	}
	for _, i := range st.balancer.all {
		i.end(t)
	}
}
