package handlers

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// wire stands between the app and PostgreSQL and can be cut.
type wire struct {
	to       string
	listener net.Listener
	mu       sync.Mutex
	cut      bool
	open     map[net.Conn]bool
	all      sync.WaitGroup
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{to: to, listener: listener, open: map[net.Conn]bool{}}
	w.all.Go(w.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		w.set(true)
		w.all.Wait()
	})
	return w
}

// set cuts the wire, with everything that runs over it, or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	for c := range w.open {
		if cut {
			_ = c.Close()
		}
	}
}

func (w *wire) accept() {
	for {
		in, err := w.listener.Accept()
		if err != nil {
			return
		}
		w.all.Go(func() { w.join(in) })
	}
}

func (w *wire) join(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer out.Close()
	w.mu.Lock()
	if w.cut {
		w.mu.Unlock()
		return
	}
	w.open[in], w.open[out] = true, true
	w.mu.Unlock()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{in, out}, {out, in}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1]) // ends when either side does, which is all there is to know
			_ = way[0].Close()
			_ = way[1].Close()
		})
	}
	both.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, in)
	delete(w.open, out)
}

// With the database away the member sees a sentence inside the card, the operator sees red, and nobody restarts us.
func TestWithoutTheDatabaseTheCardSaysSoAndRecoversByItself(t *testing.T) {
	t.Parallel()
	h := build(t, kit.Postgres(t, nil))
	cfg := h.db.Config
	w := newWire(t, net.JoinHostPort(cfg.Host, cfg.Port))
	var err error
	if cfg.Host, cfg.Port, err = net.SplitHostPort(w.listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	store, err := models.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	k := h.arrive(t, sandbox.Garden, models.RoleChecker)
	b, avery := h.enter(t, sandbox.Garden, "avery")
	b.server = h.serve(t, store, Config{})
	outside := h.browserAt(t, "http://"+sharedHost)
	outside.server = b.server
	stranger := h.browser(t, sandbox.Garden)
	stranger.server = b.server

	b.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	outside.get(web.PathReady).wants(http.StatusOK)
	before := h.dump(t)
	_, form := b.fields(b.get(web.PathCode), codeForm)
	_, out := b.fields(b.get(web.PathDashboard), `form[action$="/auth/signout"]`)

	w.set(true)
	stranger.get(web.PathTile).wants(http.StatusServiceUnavailable).without("We can’t reach Garden") // with the offer still cached
	h.clock.Advance(2 * time.Second)                                                                 // nothing is answered from a cache that is younger
	for _, path := range []string{web.PathTile, web.PathEligibility, web.PathCode, web.PathShare, web.PathTerms, web.PathDashboard, web.PathLanding + "K7PM3QXD"} {
		got := b.get(path).wants(http.StatusServiceUnavailable, "We are closed for a moment", "Nothing you earned is lost")
		wantHeaders(t, got, h.ancestors(sandbox.Garden, path))
		if got.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", path)
		}
		got.without("postgres", "connect", "sql", avery.ID)
	}
	k.server = b.server
	for _, r := range h.server.routes() { // to the staff, a database away is no session that is over
		if !strings.HasPrefix(r.Access, "staff") {
			continue
		}
		got := k.do(r.Method, concrete(r.Path), strings.NewReader(""), "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")
		wantHeaders(t, got.wants(http.StatusServiceUnavailable), "'none'")
	}
	for _, r := range h.unsafeRoutes() {
		if strings.HasPrefix(r.Path, web.PathConsole) {
			continue // walked above, with their own cookie
		}
		token := form[tile.FieldToken]
		if r.Path == web.PathSignOut {
			token = out[tile.FieldToken]
		}
		got := b.post(r.Path, url.Values{tile.FieldToken: token, tile.FieldCode: {"ZZZZZZZZ"}, tile.FieldTerms: {"yes"}}).wants(http.StatusServiceUnavailable)
		wantHeaders(t, got, h.ancestors(sandbox.Garden, r.Path))
	}
	for _, path := range []string{web.PathTile, web.PathSignIn} {
		// It is we who are away, not the bank: the page must not send anybody to the bank's support.
		stranger.get(path).wants(http.StatusServiceUnavailable).without("We can’t reach Garden")
	}
	stranger.get(web.PathCallback + "?code=c&state=" + strings.Repeat("s", 43)).wants(http.StatusServiceUnavailable)
	outside.get(web.PathAlive).wants(http.StatusOK)
	outside.get(web.PathReady).wants(http.StatusServiceUnavailable).without("postgres", cfg.Host)
	outside.get("/t/orchard/plugin/terms").wants(http.StatusServiceUnavailable) // never seen before: no policy of its own is known
	b.get("http://" + sharedHost + h.server.Files.URL("tile.css")).wants(http.StatusOK)

	w.set(false)
	b.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	outside.get(web.PathReady).wants(http.StatusOK)
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("something half done stayed:\n%s", diff)
	}
}

// A component that breaks is our fault: a page that says so, in the card, and no stack for the browser.
func TestAPanicIsAPageInTheCardAndALineInTheLog(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _ := h.enter(t, sandbox.Garden, "avery")
	b.server = h.serve(t, h.db.Store, Config{})
	b.server.Forms = nil // what no page with a form can survive
	got := b.get(web.PathTile+"?next=canary-query", "X-Canary", "canary-header").wants(http.StatusInternalServerError, "The fault is ours")
	wantHeaders(t, got, h.ancestors(sandbox.Garden, web.PathTile))
	if !strings.Contains(h.log.String(), `"msg":"panic"`) {
		t.Error("the log has no panic")
	}
	if strings.Contains(h.log.String(), "canary-") || strings.Contains(h.log.String(), b.token()) {
		t.Error("the log of a panic repeats the request")
	}
	if strings.Contains(got.body, "goroutine") || strings.Contains(got.body, ".go:") {
		t.Error("the browser got the stack")
	}
}

// J6: what opens doors or tells of a person stands in no log line and in no page that is not that person's.
func TestNoSecretReachesALogOrAPage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	logged, pages := h.log, &strings.Builder{}
	secrets := map[string]string{}
	keep := func(name, value string) {
		t.Helper()
		if len(value) < 6 {
			t.Fatalf("canary %s is %q", name, value)
		}
		secrets[name] = value
	}
	for _, slug := range []string{sandbox.Garden, sandbox.Orchard} {
		_, clientSecret := h.bank.Client(slug)
		keep("client secret of "+slug, clientSecret)
	}
	keep("tax id", "900550102")
	keep("sealing key", testKey)
	collect := func(r reply) reply {
		pages.WriteString(r.body)
		pages.WriteString(strings.Join(r.header.Values("HX-Redirect"), " "))
		return r
	}
	b := h.browser(t, sandbox.Garden)
	b.atBank(sandbox.Garden, "blake")
	callback := b.toBank(web.PathTile)
	q, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	keep("code", q.Query().Get("code"))
	keep("state", q.Query().Get("state"))
	for name, value := range b.cookies(web.PathTile) {
		keep("cookie "+name, value)
	}
	collect(h.browser(t, sandbox.Garden).get(callback)) // in another browser: refused, and the attempt is spent
	collect(b.get(callback))
	callback = b.toBank(web.PathTile)
	q, err = url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	keep("second code", q.Query().Get("code"))
	keep("second state", q.Query().Get("state"))
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnIDToken, Kind: "bad_nonce", Times: 1})
	collect(b.get(callback))
	b.signIn(sandbox.Garden, "blake")
	keep("JWT", b.token())
	avery := h.member(t, sandbox.Garden, "avery")
	keep("subject", h.bank.Subject(sandbox.Garden, "blake"))
	page := collect(b.get(web.PathCode))
	_, form := b.fields(page, codeForm)
	pages.Reset() // the form token belongs into the form; everywhere else it is a leak
	keep("form token", form.Get(tile.FieldToken))
	collect(b.get(web.PathLanding + avery.Code.Code))
	keep("friend's code", avery.Code.Code)
	pages.Reset()
	b.submit(page, codeForm, typed(avery.Code.Code)).wants(http.StatusSeeOther)
	b.check()
	for _, endpoint := range []string{sandbox.OnAccounts, sandbox.OnTransactions} {
		for _, kind := range sandbox.FaultKinds(endpoint) {
			if kind == "hang" || kind == "slow" || kind == "second_page_hang" { // it says nothing that could leak
				continue
			}
			h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: endpoint, Kind: kind, Location: h.origins[sandbox.Orchard] + "/collect"})
			b.check()
			// The next load of the card signs in anew, whatever the bank's answer did to grant and session.
			h.clock.Advance(61 * time.Second)
			b.load(web.PathTile)
		}
		h.bank.ClearFaults(sandbox.Garden)
	}
	h.clock.Advance(11 * time.Minute)
	b.load(web.PathTile)
	if err := h.bank.RevokeApp(sandbox.Garden, "blake"); err != nil {
		t.Fatal(err)
	}
	b.check()
	collect(b.get("/nothing?token=" + secrets["JWT"]))
	collect(b.get(web.PathTile + "?a=1&a=" + secrets["JWT"]))
	collect(b.post(web.PathCode, url.Values{"code": {"x"}}, "Sec-Fetch-Site", "cross-site"))
	collect(h.browser(t, sandbox.Orchard).get(web.PathDashboard, "Cookie", "raf_access_token="+secrets["JWT"]))
	tokens := h.bank.Tokens(sandbox.Garden)
	if len(tokens) < 4 {
		t.Errorf("%d tokens of the bank to look for", len(tokens))
	}
	for i, token := range tokens {
		keep(fmt.Sprintf("token %d of the bank", i), token)
	}
	told := h.scrape(t)
	for name, value := range secrets {
		if strings.Contains(logged.String(), value) {
			t.Errorf("the log holds the %s", name)
		}
		if strings.Contains(pages.String(), value) {
			t.Errorf("a page holds the %s", name)
		}
		if strings.Contains(told, value) {
			t.Errorf("the figures hold the %s", name)
		}
	}
	if strings.Count(logged.String(), "\n") < 20 {
		t.Error("hardly anything was logged")
	}
}
