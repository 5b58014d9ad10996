package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"raf/handlers/session"
	"raf/handlers/web"
	"raf/providers/sandbox"
)

// FuzzHost: whatever host and path say, a page is of the institution that its prefix names on the shared host, and of none
// anywhere else.
func FuzzHost(f *testing.F) {
	for _, seed := range [][3]string{{sharedHost, "", "/t/garden/dashboard/"}, {sharedHost, "refer.orchard.test", "/t/garden/dashboard/"},
		{"evil.test", sharedHost, "/t/orchard/dashboard/"}, {"localho\u017ft:8080", "", "/t/garden/dashboard/"}, {"LOCALHOST:8080", "", "/t/garden/dashboard/"},
		{"localhost.:8080", "", "/t/garden/dashboard/"}, {"localhost:8080.evil.test", "", "/t/garden/"}, {"[::1]", "", "//t/garden/"},
		{sharedHost, "", "/t/garden/../orchard/dashboard/"}, {sharedHost, "", "/t/gar%64en/dashboard/"}} {
		f.Add(seed[0], seed[1], seed[2])
	}
	h := setup(f)
	f.Fuzz(func(t *testing.T, host, forwarded, path string) {
		u, err := url.ParseRequestURI(path)
		if err != nil || u.Host != "" {
			return
		}
		asked := u.Path // the front door takes the prefix off
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL, r.RequestURI, r.Host = u, path, host
		r.Header.Set("X-Forwarded-Host", forwarded)
		w := httptest.NewRecorder()
		h.server.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Fatalf("%d for %q %q", w.Code, host, path)
		}
		for slug, name := range map[string]string{sandbox.Garden: "Garden", sandbox.Orchard: "Orchard"} {
			of := lowered(host) == sharedHost && (strings.HasPrefix(asked, "/t/"+slug+"/") || asked == "/t/"+slug)
			if !of && strings.Contains(w.Body.String(), name) && !strings.Contains(path+host+forwarded, name) {
				t.Fatalf("%q at %q is answered by %s", path, host, name)
			}
		}
	})
}

// lowered is a name of a host as DNS reads it: its own letters in one case, and nothing that Unicode takes for one of them.
func lowered(host string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, host)
}

// attempt is a sign-in that a browser has begun: what a fuzzed answer of the bank needs to get past the first check.
type attempt struct{ state, cookie string }

// begin opens a sign-in at Garden whose answer comes to a path. Each comes from another address, because one address may
// not begin a thousand.
func (h *house) begin(t testing.TB, path string, n int) attempt {
	t.Helper()
	at := map[string]string{web.PathTile: web.PathTile, web.PathCallback: web.PathSignIn}[path]
	r := httptest.NewRequest(http.MethodGet, "/t/garden"+at, nil)
	r.Host, r.RemoteAddr = sharedHost, netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}), 4000).String()
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || len(w.Result().Cookies()) != 1 {
		t.Fatalf("%s answered %d with %v", at, w.Code, w.Header())
	}
	c := w.Result().Cookies()[0]
	return attempt{to.Query().Get("state"), c.Name + "=" + c.Value}
}

// FuzzCallbackQuery: no invented answer of a bank signs anybody in or breaks anything, and the bank is asked for tokens
// only where the answer is one to a sign-in that this browser began. STATE and ISSUER in a seed are the true ones.
func FuzzCallbackQuery(f *testing.F) {
	for _, seed := range []string{"code=x&state=STATE&iss=ISSUER", "error=login_required&state=STATE", "error=temporarily_unavailable&state=STATE&error_description=<canary>",
		"error=invalid_scope&scope=openid&state=STATE", "error=unauthorized_client&state=STATE&scope=https://api.banno.com/consumer/auth/transactions.detail.readonly",
		"code=x&state=STATE", "code=x&state=STATE&iss=<canary>", "code=&state=STATE&iss=ISSUER", "code=x&error=access_denied&state=STATE", "code=x&state=STATE%00",
		"code=x&state=y&iss=z", "state=%00", "code=a&code=b&state=STATE", "&&&;", "iss=%ff", "code=<canary>&state=STATE&iss=ISSUER&s=1"} {
		f.Add(seed)
	}
	h := setup(f)
	open, begun := map[string]attempt{}, 0
	f.Fuzz(func(t *testing.T, pattern string) {
		for _, path := range []string{web.PathTile, web.PathCallback} {
			if open[path].state == "" {
				begun++
				open[path] = h.begin(t, path, begun)
			}
			a, asked := open[path], h.calls(sandbox.Garden, sandbox.OnToken)
			query := strings.NewReplacer("STATE", a.state, "ISSUER", url.QueryEscape(h.origins[sandbox.Garden]+"/a/consumer/api/v0/oidc")).Replace(pattern)
			r := httptest.NewRequest(http.MethodGet, "/t/garden"+path, nil)
			r.Host, r.URL.RawQuery, r.RemoteAddr = sharedHost, query, "10.255.0.1:4000"
			r.Header.Set("Cookie", a.cookie)
			w := httptest.NewRecorder()
			h.server.ServeHTTP(w, r)
			if w.Code >= http.StatusInternalServerError {
				t.Fatalf("%d for %q", w.Code, query)
			}
			for _, c := range w.Result().Cookies() {
				if c.MaxAge >= 0 && strings.HasSuffix(c.Name, string(session.AccessCookie)) {
					t.Fatalf("%q is answered with the cookie %s", query, c.Name)
				}
			}
			sent := r.URL.Query()
			if strings.Contains(w.Body.String(), "<canary") {
				t.Fatalf("%q stands in the page as it came", query)
			}
			if n := h.calls(sandbox.Garden, sandbox.OnToken) - asked; n > 1 || n == 1 && (sent.Get("state") != a.state || sent.Get("code") == "" || sent.Has("error")) {
				t.Fatalf("%q has the bank asked for tokens %d times", query, n)
			}
			if sent.Get("state") == a.state {
				delete(open, path) // answered once, it is over
			}
		}
	})
}
