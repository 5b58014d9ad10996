package command

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

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
	modelstest.Campaign(t, st.app.store.For(st.tenant), demoTerms(time.Now().AddDate(0, -2, 0).Format(time.DateOnly), profile), 50_000_00)
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

// walker is a member's browser.
type walker struct {
	st     *street
	client http.Client
	from   string // the address that it seems to come from
}

func (st *street) member(t *testing.T, who string) *walker {
	t.Helper()
	w, err := st.signIn(who)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// signIn is a member in a browser of their own, up to a page that is for whoever is signed in.
func (st *street) signIn(who string) (*walker, error) {
	jar, err := cookiejar.New(nil)
	w := &walker{st: st, client: http.Client{Jar: jar, Transport: st.network}, from: netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, 0x64400000+st.walkers.Add(1)))).String()}
	for _, err := range []error{
		err,
		w.post(st.bankAt+"/login", url.Values{"username": {who}, "password": {"sandbox"}}, ""),
		w.get("/plugin/", "<main"),
		w.get("/plugin/share", "<main"),
	} {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", who, err)
		}
	}
	return w, nil
}

func (w *walker) get(path, holds string) error {
	r, err := http.NewRequest(http.MethodGet, w.st.base+"/t/garden"+path, nil)
	if err != nil {
		return err
	}
	_, err = w.do(r, holds)
	return err
}

func (w *walker) do(r *http.Request, holds string) (page []byte, err error) {
	r.Header.Set(fromAddress, w.from)
	answer, err := w.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if page, err = io.ReadAll(answer.Body); err != nil {
		return nil, err
	}
	if r.Method == http.MethodGet && answer.Request.URL.Path != r.URL.Path {
		return nil, fmt.Errorf("%s led to %s", r.URL.Path, answer.Request.URL.Path)
	}
	if answer.StatusCode != http.StatusOK || !bytes.Contains(page, []byte(holds)) {
		return nil, fmt.Errorf("%s %s ended at %s with %d, want %q in\n%s", r.Method, r.URL.Path, answer.Request.URL.Path, answer.StatusCode, holds, page)
	}
	return page, nil
}

func (w *walker) post(to string, form url.Values, holds string) error {
	r, err := http.NewRequest(http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Origin", r.URL.Scheme+"://"+r.URL.Host)
	_, err = w.do(r, holds)
	return err
}

// form reads a page's form, to be sent later.
func (w *walker) form(t *testing.T, path, selector string) (to string, form url.Values) {
	t.Helper()
	to, form, err := w.read(path, selector)
	if err != nil {
		t.Fatal(err)
	}
	return to, form
}

func (w *walker) read(path, selector string) (to string, form url.Values, err error) {
	r, err := http.NewRequest(http.MethodGet, w.st.base+"/t/garden"+path, nil)
	if err != nil {
		return "", nil, err
	}
	page, err := w.do(r, "")
	if err != nil {
		return "", nil, err
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		return "", nil, err
	}
	f := doc.Find(selector)
	if f.Length() != 1 {
		return "", nil, fmt.Errorf("%d forms match %q in\n%s", f.Length(), selector, page)
	}
	form = url.Values{}
	f.Find("input[name]").Each(func(_ int, in *goquery.Selection) { form.Set(in.AttrOr("name", ""), in.AttrOr("value", "1")) })
	return w.st.base + f.AttrOr("action", ""), form, nil
}

// TestServersAreReplacedBehindABalancerAndNobodyNotices replaces both of two servers three times while members go on, and
// changes the key on the way, as the README says: no request fails, nobody is signed out, and a form that was opened
// before is taken after.
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

	stop, rounds := make(chan struct{}), &sync.WaitGroup{}
	var asked, went sync.Map
	// The card would sign in anew in silence; this page leads whoever is signed out away from it.
	share := func(w *walker) func() error { return func() error { return w.get("/plugin/share", "<main") } }
	for name, turn := range map[string]func() error{
		"avery": share(avery), "devon": share(st.member(t, "devon")), "gale": share(st.member(t, "gale")),
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
	next.Key, next.Fallbacks = nextKey, []string{operatorKey}
	st.balancer.replace(t, next)
	caseyForm.Set("code", inviter.Code.Code)
	if err := casey.post(caseyTo, caseyForm, ""); err != nil {
		t.Error(err)
	}
	st.settings.SecretKey, st.settings.SecretKeyFallbacks = nextKey, []string{operatorKey}
	st.open(t)
	out := &strings.Builder{}
	if err := rotate(t.Context(), st.app, out); err != nil || !strings.Contains(out.String(), "everything rests under key ") {
		t.Errorf("keys rotate beside the servers: %v\n%s", err, out)
	}
	close(stop)
	rounds.Wait()
	next.Fallbacks = nil // whoever is signed out by it, as nobody has waited the hour, signs in anew in silence
	st.balancer.replace(t, next)
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
