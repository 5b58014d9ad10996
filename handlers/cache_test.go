package handlers

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"raf/handlers/session"
	"raf/handlers/web"
	"raf/providers/sandbox"
)

// sharedCache is a proxy that many people's browsers speak through, as RFC 9111 has it and no kinder: what an answer does
// not forbid is kept, errors too, and served to whoever asks for the same address with the same fields of Vary.
type sharedCache struct {
	deafToVary, deafToControl bool

	kept map[string][]keptAnswer
	hits int
}

type keptAnswer struct {
	varied map[string]string // the fields of the request that it depends on
	status int
	header http.Header
	body   []byte
}

// through is a browser whose requests go by way of the cache.
func (s *sharedCache) through(b *browser) *browser {
	b.client.Transport = transport(func(r *http.Request) (*http.Response, error) { return s.answer(r, b) })
	return b
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (s *sharedCache) answer(r *http.Request, origin http.RoundTripper) (*http.Response, error) {
	at := r.URL.String()
	if r.Method == http.MethodGet {
		for _, k := range s.kept[at] {
			if k.fits(r) {
				s.hits++
				return k.again(r), nil
			}
		}
	}
	res, err := origin.RoundTrip(r)
	if err != nil || r.Method != http.MethodGet || !s.mayKeep(res.Header) {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	k := keptAnswer{map[string]string{}, res.StatusCode, res.Header.Clone(), body}
	for _, name := range strings.Split(strings.Join(res.Header.Values("Vary"), ","), ",") {
		if name = strings.TrimSpace(name); name != "" && !s.deafToVary {
			k.varied[name] = strings.Join(r.Header.Values(name), ", ")
		}
	}
	s.kept[at] = append(s.kept[at], k)
	return k.again(r), err
}

func (s *sharedCache) mayKeep(h http.Header) bool {
	control := strings.ToLower(strings.Join(h.Values("Cache-Control"), ","))
	forbids := strings.Contains(control, "no-store") || strings.Contains(control, "private") || strings.Contains(control, "no-cache")
	return (s.deafToControl || !forbids) && h.Get("Vary") != "*"
}

func (k keptAnswer) fits(r *http.Request) bool {
	for name, value := range k.varied {
		if strings.Join(r.Header.Values(name), ", ") != value {
			return false
		}
	}
	return true
}

func (k keptAnswer) again(r *http.Request) *http.Response {
	return &http.Response{StatusCode: k.status, Header: k.header.Clone(), Body: io.NopCloser(bytes.NewReader(k.body)), Request: r}
}

// TestNobodySeesAnothersPageThroughAProxyThatKeepsAnswers has two members, somebody who has signed out and a stranger take
// turns at one cache: one that keeps to the standard, and two that are deaf to half of it.
func TestNobodySeesAnothersPageThroughAProxyThatKeepsAnswers(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for name, cache := range map[string]*sharedCache{"to the letter": {}, "deaf to Vary": {deafToVary: true}, "deaf to Cache-Control": {deafToControl: true}} {
		cache.kept = map[string][]keptAnswer{}
		avery, _ := h.enter(t, sandbox.Garden, "avery")
		blake, _ := h.enter(t, sandbox.Garden, "blake")
		left, _ := h.enter(t, sandbox.Garden, "ellis")
		ourOwn := map[*browser]string{avery: "Avery", blake: "Blake", left: "Ellis", h.browser(t, sandbox.Garden): ""}
		for b := range ourOwn {
			cache.through(b)
		}
		ask := func(r web.Route) {
			for b, own := range ourOwn {
				got := b.get(concrete(r.Path))
				for _, other := range ourOwn {
					if other != "" && other != own && strings.Contains(got.body, other) {
						t.Errorf("%s: %s shows %s to %q", name, r.Path, other, own)
					}
				}
				for _, cookie := range got.header.Values("Set-Cookie") {
					if strings.Contains(cookie, string(session.AccessCookie)+"=ey") {
						t.Errorf("%s: %s hands out a session", name, r.Path)
					}
				}
			}
		}
		for round := range 2 {
			for _, r := range h.server.routes() {
				if r.Method == http.MethodGet && !web.OfStaff(r.Path) && r.Path != web.PathSignIn {
					ask(r)
				}
			}
			if round == 0 {
				left.submit(left.get(web.PathDashboard), `form[action$="`+web.PathSignOut+`"]`, nil).wants(http.StatusSeeOther)
				ourOwn[left] = "" // and back, by the way they came
			}
		}
		sheet := h.server.Files.URL("tile.css")
		for b := range ourOwn {
			b.get(sheet).wants(http.StatusOK)
			b.get(sheet).wants(http.StatusOK)
		}
		if cache.hits == 0 {
			t.Errorf("%s: nothing is kept at all", name)
		}
		for at := range cache.kept {
			// The keys that the institution publishes are for everybody, too.
			if !cache.deafToControl && !strings.Contains(at, web.PathStatic) && !strings.HasSuffix(at, web.PathKeys) {
				t.Errorf("%s: %s is kept", name, at)
			}
		}
	}
}
