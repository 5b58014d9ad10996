package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"raf/handlers/web"
	"raf/providers/sandbox"
)

// FuzzHost: whatever host and path say, a page is of the institution that its prefix names on the shared host, and of none
// anywhere else.
func FuzzHost(f *testing.F) {
	for _, seed := range [][3]string{{sharedHost, "", "/t/garden/dashboard/"}, {sharedHost, "refer.orchard.test", "/t/garden/dashboard/"},
		{"evil.test", sharedHost, "/t/orchard/dashboard/"}, {"localhost:8080.evil.test", "", "/t/garden/"}, {"[::1]", "", "//t/garden/"},
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
			of := host == sharedHost && (strings.HasPrefix(asked, "/t/"+slug+"/") || asked == "/t/"+slug)
			if !of && strings.Contains(w.Body.String(), name) && !strings.Contains(path+host+forwarded, name) {
				t.Fatalf("%q at %q is answered by %s", path, host, name)
			}
		}
	})
}

// FuzzCallbackQuery: no invented answer of a bank signs anybody in, asks the bank for tokens, or breaks anything.
func FuzzCallbackQuery(f *testing.F) {
	for _, seed := range []string{"code=x&state=y&iss=z", "error=login_required&state=y", "state=%00", "code=a&code=b&state=c", "&&&;", "iss=%ff", "error=invalid_scope&scope=openid&state=y"} {
		f.Add(seed)
	}
	h := setup(f)
	f.Fuzz(func(t *testing.T, query string) {
		for _, path := range []string{web.PathTile, web.PathCallback} {
			r := httptest.NewRequest(http.MethodGet, "/t/garden"+path, nil)
			r.Host, r.URL.RawQuery = sharedHost, query
			w := httptest.NewRecorder()
			h.server.ServeHTTP(w, r)
			if w.Code >= http.StatusInternalServerError {
				t.Fatalf("%d for %q", w.Code, query)
			}
			for _, c := range w.Result().Cookies() {
				if c.MaxAge >= 0 && strings.Contains(c.Name, "session") {
					t.Fatalf("%q is answered with the cookie %s", query, c.Name)
				}
			}
		}
		if h.calls(sandbox.Garden, sandbox.OnToken) != 0 {
			t.Fatalf("%q asks the bank for tokens", query)
		}
	})
}
