package handlers

import (
	"cmp"
	"crypto/rand"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"raf/handlers/session"
	"raf/models"
)

// browser is one person's browser: a jar of its own, and the headers that Chromium sends.
type browser struct {
	t      *testing.T
	h      *house
	server *Server // the instance that answers
	base   string  // scheme, host and prefix of the institution's card
	jar    http.CookieJar
	lang   string
	peer   string // address that the requests come from
	client *http.Client
}

// browser opens a fresh browser on an institution's card.
func (h *house) browser(t *testing.T, slug string) *browser {
	t.Helper()
	return h.browserAt(t, "http://"+sharedHost+"/t/"+slug)
}

func (h *house) browserAt(t *testing.T, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, h: h, server: h.server, base: base, jar: jar, peer: "203.0.113.7:40000"}
	b.client = &http.Client{Jar: jar, Transport: b, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return b
}

// in is the same browser within a subtest.
func (b *browser) in(t *testing.T) *browser {
	within := *b
	within.t = t
	return &within
}

// RoundTrip sends what goes to a bank over the network and hands everything else to the server under test.
func (b *browser) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, origin := range b.h.origins {
		if strings.HasSuffix(origin, r.URL.Host) {
			return http.DefaultTransport.RoundTrip(r)
		}
	}
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	in.RemoteAddr = b.peer
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if r.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{}
	}
	in.URL = &url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	b.server.ServeHTTP(w, in)
	res := w.Result()
	res.Request = r
	return res, nil
}

// reply is an answer with its body read.
type reply struct {
	t      *testing.T
	url    *url.URL
	status int
	header http.Header
	body   string
}

func (r reply) location() string { return r.header.Get("Location") }

func (r reply) doc() *goquery.Document {
	r.t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(r.body))
	if err != nil {
		r.t.Fatal(err)
	}
	return d
}

// text is what a person reads.
func (r reply) text() string { return strings.Join(strings.Fields(r.doc().Text()), " ") }

// state is the tile's data-state.
func (r reply) state() string {
	r.t.Helper()
	return r.doc().Find("#tile").AttrOr("data-state", "")
}

// wants checks status and words in one go.
func (r reply) wants(status int, words ...string) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s answered %d, want %d:\n%s", r.url, r.status, status, r.text())
	}
	for _, w := range words {
		if !strings.Contains(r.text(), w) {
			r.t.Errorf("%s does not show %q:\n%s", r.url, w, r.text())
		}
	}
	return r
}

// without checks what must not be there, anywhere in the answer.
func (r reply) without(words ...string) reply {
	r.t.Helper()
	for _, w := range words {
		if strings.Contains(r.body, w) {
			r.t.Errorf("%s shows %q", r.url, w)
		}
	}
	return r
}

// wantState checks status and state.
func (r reply) wantState(status int, state string) reply {
	r.t.Helper()
	if r.wants(status); r.state() != state {
		r.t.Fatalf("%s shows the state %q, want %q:\n%s", r.url, r.state(), state, r.text())
	}
	return r
}

// at is the URL of a path of the institution; whole URLs pass.
func (b *browser) at(path string) string {
	if strings.HasPrefix(path, "http") {
		return path
	}
	return b.base + path
}

// do sends one request; header holds pairs, an empty value leaves a header out.
func (b *browser) do(method, path string, body io.Reader, header ...string) reply {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.at(path), body)
	if err != nil {
		b.t.Fatal(err)
	}
	if b.lang != "" {
		req.Header.Set("Accept-Language", b.lang)
	}
	for i := 0; i+1 < len(header); i += 2 {
		switch {
		case header[i+1] == "":
			req.Header.Del(header[i])
		case header[i] == "Host":
			req.Host = header[i+1]
		default:
			req.Header.Add(header[i], header[i+1])
		}
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return reply{b.t, req.URL, res.StatusCode, res.Header, string(raw)}
}

// get is a navigation, as the bank's dashboard loads its card: another port is another origin of the same site.
func (b *browser) get(path string, header ...string) reply {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, append([]string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, header...)...)
}

// load is a navigation with its redirects.
func (b *browser) load(path string) reply {
	b.t.Helper()
	r := b.get(path)
	for range 8 {
		if r.location() == "" {
			return r
		}
		next, err := r.url.Parse(r.location())
		if err != nil {
			b.t.Fatal(err)
		}
		r = b.get(next.String())
	}
	b.t.Fatalf("%s redirects for ever, last to %s", path, r.location())
	return r
}

// post is a form of our own page.
func (b *browser) post(path string, form url.Values, header ...string) reply {
	b.t.Helper()
	u, err := url.Parse(b.at(path))
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()),
		append([]string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin", "Origin", u.Scheme + "://" + u.Host}, header...)...)
}

const scripted = "HX-Request" // with "true", as htmx sends it

// fields reads a form as a browser would send it: hidden fields, values, ticked boxes.
func (b *browser) fields(page reply, selector string) (action string, form url.Values) {
	b.t.Helper()
	f := page.doc().Find(selector)
	if f.Length() != 1 {
		b.t.Fatalf("%d forms match %q in\n%s", f.Length(), selector, page.body)
	}
	form = url.Values{}
	f.Find("input[name]").Each(func(_ int, in *goquery.Selection) {
		if _, ticked := in.Attr("checked"); in.AttrOr("type", "") == "checkbox" && !ticked {
			return
		}
		form.Add(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	to, err := page.url.Parse(f.AttrOr("action", ""))
	if err != nil {
		b.t.Fatal(err)
	}
	return to.String(), form
}

// submit fills a form of a page and sends it; change holds pairs, an empty value leaves a field out.
func (b *browser) submit(page reply, selector string, change map[string]string, header ...string) reply {
	b.t.Helper()
	action, form := b.fields(page, selector)
	for name, value := range change {
		if form.Del(name); value != "" {
			form.Set(name, value)
		}
	}
	return b.post(action, form, header...)
}

// atBank signs a member in at the bank itself.
func (b *browser) atBank(slug, who string) {
	b.t.Helper()
	r := b.post(b.h.origins[slug]+"/login", url.Values{"username": {who}, "password": {"sandbox"}}, "Sec-Fetch-Site", "", "Origin", "")
	if r.status != http.StatusSeeOther {
		b.t.Fatalf("%s could not sign in at %s: %d", who, slug, r.status)
	}
}

// leaveBank signs out at the bank itself.
func (b *browser) leaveBank(slug string) { b.t.Helper(); b.get(b.h.origins[slug] + "/logout") }

// signIn walks the whole sign-in of the card and returns the tile.
func (b *browser) signIn(slug, who string) reply {
	b.t.Helper()
	b.atBank(slug, who)
	r := b.load(pathTile)
	if r.status != http.StatusOK || !r.url.Query().Has(marker) {
		b.t.Fatalf("sign-in of %s ended at %s with %d:\n%s\n%s", who, r.url, r.status, r.text(), b.h.log)
	}
	return r
}

// cookies are those that the browser would send with a request for a path.
func (b *browser) cookies(path string) map[string]string {
	u, err := url.Parse(b.at(path))
	if err != nil {
		b.t.Fatal(err)
	}
	all := map[string]string{}
	for _, c := range b.jar.Cookies(u) {
		all[c.Name] = c.Value
	}
	return all
}

func (b *browser) token() string { return b.cookies(pathTile)[string(session.AccessCookie)] }

// keep puts a cookie into the jar, as an answer of ours would.
func (b *browser) keep(name, value string) {
	u, err := url.Parse(b.at("/"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: cmp.Or(strings.TrimSuffix(u.Path, "/"), "/")}})
}

// member is a person known to an institution, by the subject that the bank calls them.
func (h *house) member(t *testing.T, slug, who string) models.Member {
	t.Helper()
	var m models.Member
	err := h.rows(slug).InTx(t.Context(), func(tx *models.Tx) (err error) {
		subject := h.bank.Subject(slug, who)
		if subject == "" {
			subject = "subject-of-" + who
		}
		m, err = tx.SaveSignIn(models.SignedIn{Subject: subject, CustomerRef: "c-" + who, GivenName: strings.ToUpper(who[:1]) + who[1:],
			FamilyInitial: "T", PersonKey: "person-" + slug + who, PersonKeyKind: models.PersonByTaxID}, h.newCode)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// enter opens a session without the bank, which is what most tests are not about.
func (h *house) enter(t *testing.T, slug, who string) (*browser, models.Member) {
	t.Helper()
	m := h.member(t, slug, who)
	b := h.browser(t, slug)
	b.enter(slug, m)
	return b, m
}

func (b *browser) enter(slug string, m models.Member) models.Session {
	b.t.Helper()
	var raw string
	var s models.Session
	err := b.h.rows(slug).InTx(b.t.Context(), func(tx *models.Tx) (err error) {
		s, err = tx.AddSession(m.ID, func(sid string) (string, error) {
			token, claims, err := b.h.tokens().Issue(string(b.h.tenant(slug).ID()), m.ID, sid)
			raw = token
			return claims.ID, err
		})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.keep(string(session.AccessCookie), raw)
	return s
}

func (h *house) tokens() *session.Tokens {
	return session.NewAccessTokens(session.TokensConfig{Keys: h.keys, Issuer: "raf", Now: h.clock.Now, Random: rand.Reader})
}

// formToken is the token in the forms of a session.
func (h *house) formToken(slug string, s models.Session) string {
	return session.NewFormTokens(h.keys).Make(session.FormScope{Tenant: string(h.tenant(slug).ID()), Session: s.ID, Purpose: "member"})
}
