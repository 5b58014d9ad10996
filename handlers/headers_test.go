package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/providers/sandbox"
)

const wantPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors "

// wantHeaders checks what stands on every answer, whoever may frame it.
func wantHeaders(t *testing.T, r reply, ancestors string) {
	t.Helper()
	corp := "same-origin"
	if ancestors != "'none'" || strings.Contains(r.url.Path, web.PathStatic) {
		corp = "cross-origin"
	}
	want := map[string]string{
		"Content-Security-Policy":      wantPolicy + ancestors,
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "same-origin",
		"Permissions-Policy":           "clipboard-write=(self), web-share=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Cross-Origin-Resource-Policy": corp,
		"Cross-Origin-Opener-Policy":   "",
		"Cache-Control":                "no-store",
		"Strict-Transport-Security":    "",
		"X-Frame-Options":              "", // it would forbid the frame that the policy allows
		"Server":                       "",
		"Access-Control-Allow-Origin":  "",
	}
	if r.url.Scheme == "https" {
		want["Strict-Transport-Security"] = "max-age=31536000"
	}
	if strings.Contains(r.url.Path, web.PathConsole) {
		want["Cross-Origin-Opener-Policy"] = "same-origin"
	}
	switch path := r.url.Path; {
	case r.status == http.StatusOK && strings.HasSuffix(path, web.PathTheme):
		want["Cache-Control"] = "private, max-age=300"
	case r.status == http.StatusOK && strings.HasSuffix(path, web.PathKeys):
		want["Cache-Control"] = "public, max-age=300"
	case r.status == http.StatusOK && strings.Contains(path, web.PathStatic):
		want["Cache-Control"] = "public, max-age=31536000, immutable"
	}
	got := map[string]string{}
	for name := range want {
		got[name] = strings.Join(r.header.Values(name), " | ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s %d (-want +got):\n%s", r.url.Path, r.status, diff)
	}
	if vary := strings.Join(r.header.Values("Vary"), ", "); !strings.HasPrefix(vary, "Cookie, HX-Request") {
		t.Errorf("%s: Vary = %q", r.url, vary)
	}
	if len(r.header.Get("X-Request-Id")) != 8 {
		t.Errorf("%s: X-Request-Id = %q", r.url, r.header.Get("X-Request-Id"))
	}
}

func (h *house) ancestors(slug, path string) string {
	for _, alone := range []string{web.PathConsole, web.PathDashboard, web.PathLanding, web.PathKeys, web.PathStatic, web.PathAlive, web.PathReady} {
		if strings.HasPrefix(path, alone) {
			return "'none'"
		}
	}
	return "'self' " + h.origins[slug]
}

func TestEveryRouteOfAnInstitutionMayBeFramedByItsBankOnly(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, slug := range []string{sandbox.Garden, sandbox.Orchard} {
		member, _ := h.enter(t, slug, "blake")
		for _, r := range h.server.routes() {
			path, want := concrete(r.Path), h.ancestors(slug, r.Path)
			for _, b := range []*browser{member, h.browser(t, slug)} {
				if web.Safe(r.Method) {
					wantHeaders(t, b.get(path), want)
					wantHeaders(t, b.do(http.MethodHead, path, nil), want)
					wantHeaders(t, b.get(path, scripted, "true"), want)
				}
				wantHeaders(t, b.post(path, url.Values{}), want)                                                                                           // 405 or a bad form
				wantHeaders(t, b.post(path, url.Values{}, "Sec-Fetch-Site", "cross-site"), want)                                                           // 403
				wantHeaders(t, b.get(path+"?a=1&a=2"), want)                                                                                               // 400
				wantHeaders(t, b.post(path, url.Values{"a": {strings.Repeat("x", int(bodyBound(path))+1)}}).wants(http.StatusRequestEntityTooLarge), want) // 413
				wantHeaders(t, b.get(path+"?a="+strings.Repeat("x", maxURL)), want)                                                                        // 414
				wantHeaders(t, b.do(http.MethodTrace, path, nil), want)                                                                                    // 405
			}
		}
		for _, path := range []string{"/", "/nothing", "/plugin/nothing", "/plugin", "/%2e%2e/", "/plugin//"} {
			wantHeaders(t, member.get(path).wants(http.StatusNotFound, "There is nothing here"), "'self' "+h.origins[slug])
		}
		for _, path := range []string{"/console/nothing", "/api/v1/token", "/r/", "/static/nothing.js"} {
			wantHeaders(t, member.get(path).wants(http.StatusNotFound), "'none'")
		}
	}
}

func TestWithoutAnInstitutionNobodyMayFrame(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.browserAt(t, "http://"+sharedHost)
	for path, status := range map[string]int{"/healthz": 200, "/readyz": 200, "/": 404, "/plugin/": 404, "/t/": 404, "/t/nobody/plugin/": 404, "/t/GARDEN/plugin/": 404,
		h.server.Files.URL("tile.css"): 200, "/static/nothing.css": 404} {
		wantHeaders(t, b.get(path).wants(status), "'none'")
	}
	wantHeaders(t, h.browserAt(t, "http://unknown.test").get("/plugin/").wants(http.StatusMisdirectedRequest), "'none'")
}

func TestOverHTTPSTheBrowserIsToldToStayThere(t *testing.T) {
	t.Parallel()
	h := setup(t)
	own := h.ownHost(t)
	wantHeaders(t, own.get(web.PathTerms).wants(http.StatusOK), "'self' https://garden.test")
	wantHeaders(t, own.get("/nothing").wants(http.StatusNotFound), "'self' https://garden.test")
	wantHeaders(t, own.get(web.PathLanding+"K7PM3QXD"), "'none'")
}

// ownHost onboards an institution that has a host of its own under the bank's domain.
func (h *house) ownHost(t *testing.T) *browser {
	t.Helper()
	p := h.profile(sandbox.Garden)
	p.Slug, p.Host, p.FIURL, p.SignIn = "own", "refer.garden.test", "https://garden.test", models.SignInButton
	p.InstitutionID = "institution-of-own" // one institution, one tenant
	tenant := h.onboard(t, p, "secret-of-own")
	modelstest.Campaign(t, h.db.Store.For(tenant), modelstest.Terms(), 0)
	return h.browserAt(t, "https://refer.garden.test")
}

// A URL that somebody managed to store must not write headers of its own.
func TestAStoredBankURLWritesNoPolicyOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "garden.test", "javascript:alert(1)", "https://a.test;script-src *", "https://*.test", "https://a.test b.test",
		"https://a.test\r\nX-Evil: 1", "data:text/html,x", "//a.test", "https://'none'"} {
		if got := BankOrigin(raw); got != "" {
			t.Errorf("BankOrigin(%q) = %q", raw, got)
		}
	}
	if got := BankOrigin("https://digital.garden.test/path?q#f"); got != "https://digital.garden.test" {
		t.Errorf("origin = %q", got)
	}
}
