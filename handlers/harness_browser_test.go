package handlers

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// browser is one person's browser: a jar of its own, and the headers that Chromium sends.
type browser struct {
	t       testing.TB
	h       *house
	server  *Server // the instance that answers
	base    string  // scheme, host and prefix of the institution's card
	jar     http.CookieJar
	lang    string
	peer    string // address that the requests come from
	onFirst func() // when the first bytes of an answer come
	leaves  int    // after how many bytes of an answer it is gone; 0 stays
	client  *http.Client
}

// browser opens a fresh browser on an institution's card.
func (h *house) browser(t testing.TB, slug string) *browser {
	t.Helper()
	return h.browserAt(t, "http://"+sharedHost+"/t/"+slug)
}

func (h *house) browserAt(t testing.TB, base string) *browser {
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
func (b *browser) in(t testing.TB) *browser {
	within := *b
	within.t = t
	return &within
}

// RoundTrip sends what goes to a bank over the network and hands everything else to the server under test.
func (b *browser) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, origin := range b.h.origins {
		if strings.HasSuffix(origin, r.URL.Host) {
			return b.h.network.RoundTrip(r)
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
	var out http.ResponseWriter = w
	switch {
	case b.leaves > 0:
		out = &gone{w, b.leaves}
	case b.onFirst != nil:
		out = &sees{w, b.onFirst}
	}
	broke := brokeOff(func() { b.server.ServeHTTP(out, in) })
	res := w.Result()
	if res.Request = r; broke {
		res.Header.Set(cutOff, "true")
	}
	return res, nil
}

// cutOff is on an answer whose connection the server ended in the middle.
const cutOff = "Test-Cut-Off"

// brokeOff reports whether f ended its connection, as net/http understands it.
func brokeOff(f func()) (broke bool) {
	defer func() {
		switch cause := recover(); {
		case cause == http.ErrAbortHandler:
			broke = true
		case cause != nil:
			panic(cause)
		}
	}()
	f()
	return false
}

// sees does something when the first bytes of an answer come.
type sees struct {
	*httptest.ResponseRecorder
	first func()
}

func (s *sees) Write(b []byte) (int, error) {
	if s.first != nil {
		s.first()
		s.first = nil
	}
	return s.ResponseRecorder.Write(b)
}

// reply is an answer with its body read.
type reply struct {
	t      testing.TB
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
	f.Find("textarea[name]").Each(func(_ int, in *goquery.Selection) { form.Add(in.AttrOr("name", ""), in.Text()) })
	f.Find("select[name]").Each(func(_ int, in *goquery.Selection) {
		chosen := in.Find("option[selected]")
		if chosen.Length() == 0 {
			chosen = in.Find("option").First()
		}
		form.Add(in.AttrOr("name", ""), chosen.AttrOr("value", chosen.Text()))
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
