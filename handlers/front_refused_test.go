package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// TestWhatTwoReadersWouldReadDifferentlyIsRefusedEverywhere: doubled names, what is no UTF-8 and what can't be read, in the
// query and in the form of every route that belongs to an institution. The others read neither.
func TestWhatTwoReadersWouldReadDifferentlyIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	h, _, _, ids := askedFor(t)
	member, _ := h.enter(t, sandbox.Garden, "blake")
	clerk := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	token := clerk.staffToken()
	staff, at := h.staffRoutes(t, ids), 0
	before := h.dump(t)
	for _, r := range h.server.routes() {
		b := member
		if strings.HasPrefix(r.Access, "staff") {
			r, b = staff[at], clerk.browser
			at++
		}
		if r.Access == "open" {
			continue
		}
		path := concrete(r.Path)
		for _, strange := range []string{"a=1&a=2", "form_token=1&form_token=1", "a=%ff", "%ff=a", "a=%ed%a0%80", "a=%zz", "a=1;b=2", "a=1&&a="} {
			if web.Safe(r.Method) {
				b.get(path + "?" + strange).wants(http.StatusBadRequest)
				continue
			}
			b.post(path+"?"+strange, url.Values{fieldStaffToken: {token}}).wants(http.StatusBadRequest)
			got := b.do(http.MethodPost, path, strings.NewReader(strange), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
			got.wants(http.StatusBadRequest)
		}
		for _, kind := range []string{"text/plain", "application/json", "application/x-www-form-urlencoded2", "x"} {
			if !web.Safe(r.Method) {
				b.do(http.MethodPost, path, strings.NewReader("a=b"), "Content-Type", kind, "Sec-Fetch-Site", "same-origin").wants(http.StatusUnsupportedMediaType)
			}
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
}

// TestNobodyLearnsWhyAnInstitutionIsNotThere: one that never was, one that is switched off, and one that lives elsewhere
// are answered byte for byte alike.
func TestNobodyLearnsWhyAnInstitutionIsNotThere(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.ownHost(t)
	h.set(t, sandbox.Orchard, "UPDATE tenants SET disabled = true WHERE slug = 'orchard'")
	h.clock.Advance(2 * time.Second)
	ask := func(slug, path string) reply {
		got := h.browserAt(t, "http://"+sharedHost+"/t/"+slug).get(path).wants(http.StatusNotFound)
		got.body = requestID.ReplaceAllString(strings.ReplaceAll(got.body, "/t/"+slug, "/t/SLUG"), "")
		got.header.Del("X-Request-Id")
		return got
	}
	for _, path := range []string{"/", "/nothing", web.PathTile, web.PathLanding + "K7PM3QXD", web.PathTheme, web.PathConsole, web.PathStaffSignIn, "/%00", "/a;b"} {
		never := ask("nobody", path)
		for _, slug := range []string{"orchard", "own", "GARDEN", strings.Repeat("x", 60)} {
			got := ask(slug, path)
			if diff := cmp.Diff(never.body, got.body); diff != "" {
				t.Errorf("%s of %s (-nobody's +its):\n%s", path, slug, diff)
			}
			if diff := cmp.Diff(never.header, got.header); diff != "" {
				t.Errorf("headers of %s of %s (-nobody's +its):\n%s", path, slug, diff)
			}
		}
	}
	// And of those that are there, all say the same of a path that is not.
	garden, other := h.browser(t, sandbox.Garden).get("/nothing"), h.ownHostBrowser(t).get("/nothing")
	if strings.Count(garden.text(), "There is nothing here") != strings.Count(other.text(), "There is nothing here") || garden.status != other.status {
		t.Errorf("%q and %q", garden.text(), other.text())
	}
}

func (h *house) ownHostBrowser(t *testing.T) *browser {
	t.Helper()
	return h.browserAt(t, "https://refer.garden.test")
}

// TestNothingOfTheOperatorsStandsOutside: figures and profiles are not on the public listener, whatever the path is dressed
// up as, and a probe leads nowhere else.
func TestNothingOfTheOperatorsStandsOutside(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.ownHost(t)
	for _, base := range []string{"http://" + sharedHost, "http://" + sharedHost + "/t/garden", "https://refer.garden.test"} {
		b := h.browserAt(t, base)
		for _, path := range []string{"/metrics", "/metrics/", "/debug/pprof/", "/debug/pprof/profile", "/debug/vars", "/debug/requests", "/healthz/metrics", "/healthz/../metrics",
			"/healthz/../console/", "/healthz;/console/", "/healthz/console/", "/readyz/../console/", "/readyz%2f..%2fconsole", "/static/../console/", "/static/..%2f..%2fmain.go", "/static/../main.go",
			"/.env", "/.git/config", "/.well-known/openid-configuration", "/console/../healthz", "/console//referrals/", "/console/%2e%2e/", "/console;/", "/console/referrals/%00/"} {
			for _, header := range [][]string{nil, {"User-Agent", "kube-probe/1.30"}, {"X-Original-URL", "/console/"}, {"X-Rewrite-URL", "/metrics"}} {
				got := b.get(path, header...).wants(http.StatusNotFound)
				got.without("go_goroutines", "raf_requests", "goroutine ", "heap profile", "cmdline")
			}
		}
	}
}

// Two cookies of one name are none, and both are taken away: a neighbour under the bank's domain has set one (security.md, B5).
func TestTwoCookiesOfStaffOpenNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.arrive(t, sandbox.Garden, models.RoleViewer)
	name := string(session.StaffCookie)
	mine := name + "=" + k.cookies(web.PathConsole)[name]
	for _, sent := range []string{mine + "; " + mine, mine + "; " + name + "=planted", name + "=planted; " + mine, mine + "; " + name + "="} {
		got := h.browser(t, sandbox.Garden).get(web.PathConsole, "Cookie", sent).wants(http.StatusSeeOther)
		if cleared := strings.Join(got.header.Values("Set-Cookie"), " | "); !strings.Contains(cleared, name+"=;") || !strings.Contains(cleared, "Max-Age=0") {
			t.Errorf("%q is answered with %q", sent, cleared)
		}
	}
	k.get(web.PathConsole).wants(http.StatusOK)
}
