package handlers

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/handlers/console"
	"raf/handlers/web"
	"raf/providers/sandbox"
)

var update = flag.Bool("update", false, "write testdata/routes.golden anew")

// The site map is read by people before a release: a new URL shows in a review as a line of its own.
func TestTheSiteMapIsTheOneThatWasReviewed(t *testing.T) {
	t.Parallel()
	const golden = "../testdata/routes.golden"
	var got strings.Builder
	for _, r := range (&Server{staff: new(console.Handlers)}).routes() {
		fmt.Fprintf(&got, "%-5s %-22s %s\n", r.Method, r.Path, r.Access)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; go test ./handlers -run SiteMap -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("routes differ from %s (-want +got); run with -update and say in the commit why:\n%s", golden, diff)
	}
}

// concrete is a path that a route answers.
func concrete(path string) string {
	return strings.NewReplacer(":code", "K7PM3QXD", "*file", "nothing.css", ":id", "0198c0de-0000-7000-8000-000000000000", ":token", "none").Replace(path)
}

// unsafeRoutes are the rows that change something.
func (h *house) unsafeRoutes() []web.Route {
	var all []web.Route
	for _, r := range h.server.routes() {
		if !web.Safe(r.Method) {
			all = append(all, r)
		}
	}
	return all
}

func TestWithoutASessionAMemberRouteLeadsBackToTheTile(t *testing.T) {
	t.Parallel()
	h := setup(t)
	before := h.dump(t)
	seen := 0
	for _, r := range h.server.routes() {
		if !strings.HasPrefix(r.Access, "member") {
			continue
		}
		seen++
		for _, who := range []struct {
			name   string
			script bool
		}{{"a plain browser", false}, {"htmx", true}} {
			t.Run(fmt.Sprintf("%s %s by %s", r.Method, r.Path, who.name), func(t *testing.T) {
				b := h.browser(t, sandbox.Garden)
				header := []string{}
				if who.script {
					header = []string{scripted, "true"}
				}
				var got reply
				if web.Safe(r.Method) {
					got = b.get(concrete(r.Path), header...)
				} else {
					got = b.post(concrete(r.Path), url.Values{}, header...)
				}
				switch {
				case who.script:
					if got.wants(http.StatusUnauthorized); got.header.Get("HX-Redirect") != "/t/garden/plugin/" {
						t.Errorf("HX-Redirect = %q", got.header.Get("HX-Redirect"))
					}
				case web.Safe(r.Method):
					if got.wants(http.StatusSeeOther); got.location() != "/t/garden/plugin/" {
						t.Errorf("Location = %q", got.location())
					}
				default:
					got.wants(http.StatusUnauthorized)
				}
				if len(b.cookies(web.PathTile)) != 0 {
					t.Errorf("it left cookies: %v", b.cookies(web.PathTile))
				}
			})
		}
	}
	if seen < 5 {
		t.Errorf("only %d member routes were walked", seen)
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
}

// GETs write nothing, with the named exceptions: starting a flow, the callback, silent re-issue.
func TestAGetWritesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.enter(t, sandbox.Garden, "avery")
		known := h.member(t, sandbox.Garden, "avery").Code.Code
		b, _ := h.enter(t, sandbox.Garden, "blake")
		stranger := h.browser(t, sandbox.Garden)
		before := h.dump(t)
		for _, r := range h.server.routes() {
			if r.Method != http.MethodGet {
				continue
			}
			path := strings.Replace(concrete(r.Path), "K7PM3QXD", known, 1)
			if r.Path != web.PathSignIn { // starts a flow for whoever asks
				if got := b.get(path); got.status >= 500 {
					t.Errorf("GET %s with a session answered %d", path, got.status)
				}
			}
			if r.Path != web.PathSignIn && r.Path != web.PathTile { // and so does the card without a session
				if got := stranger.get(path); got.status >= 500 {
					t.Errorf("GET %s answered %d", path, got.status)
				}
			}
		}
		if diff := cmp.Diff(before, h.dump(t)); diff != "" {
			t.Errorf("rows changed:\n%s", diff)
		}
	})
}

func TestAHeadChangesNothingWhoeverAsks(t *testing.T) {
	t.Parallel()
	h := setup(t)
	member, _ := h.enter(t, sandbox.Garden, "blake")
	lapsed, _ := h.enter(t, sandbox.Garden, "casey") // token run out, confirmation young enough for a re-issue
	h.clock.Advance(11 * 60e9)
	member.enter(sandbox.Garden, h.member(t, sandbox.Garden, "blake"))
	before := h.dump(t)
	for _, r := range h.server.routes() {
		if r.Method != http.MethodGet {
			continue
		}
		for name, b := range map[string]*browser{"a member": member, "a member whose token ran out": lapsed, "a stranger": h.browser(t, sandbox.Garden)} {
			path := concrete(r.Path)
			if r.Path == web.PathTile || r.Path == web.PathCallback {
				path += "?state=" + strings.Repeat("s", 43) + "&code=c"
			}
			for _, p := range []string{concrete(r.Path), path} {
				got := b.do(http.MethodHead, p, nil)
				if got.status >= 500 || got.header.Get("Set-Cookie") != "" {
					t.Errorf("HEAD %s by %s answered %d, cookies %q", p, name, got.status, got.header.Values("Set-Cookie"))
				}
			}
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
}

func TestAWrongMethodIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _ := h.enter(t, sandbox.Garden, "blake")
	known := map[string]map[string]bool{}
	for _, r := range h.server.routes() {
		if known[r.Path] == nil {
			known[r.Path] = map[string]bool{}
		}
		known[r.Path][r.Method] = true
		if r.Method == http.MethodGet {
			known[r.Path][http.MethodHead] = true
		}
	}
	before := h.dump(t)
	for path, methods := range known {
		for _, m := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodTrace, "PROPFIND", "get", "BREW"} {
			if methods[m] {
				continue
			}
			got := b.do(m, concrete(path), nil, "Sec-Fetch-Site", "same-origin")
			if got.status != http.StatusMethodNotAllowed {
				t.Errorf("%s %s answered %d, want 405", m, path, got.status)
			}
			if got.header.Get("Allow") == "" {
				t.Errorf("%s %s does not say what is allowed", m, path)
			}
			if m == http.MethodTrace && strings.Contains(got.body, b.token()) {
				t.Errorf("TRACE %s repeats the cookie", path)
			}
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
}

// Only the host or the prefix chooses a tenant; a token of another one is none (design.md, 2).
func TestOneInstitutionsCookieOpensNothingAtTheOther(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		garden, blake := h.enter(t, sandbox.Garden, "blake")
		avery := h.member(t, sandbox.Garden, "avery")
		_, form := garden.fields(garden.get(web.PathCode), "form.code-form")
		form.Set(tile.FieldCode, avery.Code.Code)
		form.Set(tile.FieldTerms, "yes")
		intruder := h.browser(t, sandbox.Orchard)
		intruder.keep("raf_access_token", garden.token())
		flows := h.count(t, sandbox.Orchard, "signin_flows", "")
		for _, r := range h.server.routes() {
			if r.Access == "open" {
				continue
			}
			for _, header := range [][]string{nil, {scripted, "true"}, {"X-Tenant", "garden"}, {"X-Forwarded-Host", "garden.test"}} {
				var got reply
				if web.Safe(r.Method) {
					got = intruder.get(concrete(r.Path), header...)
				} else {
					got = intruder.post(concrete(r.Path), form, header...)
				}
				if got.status >= 500 || strings.HasPrefix(r.Access, "member") && got.status < 300 {
					t.Errorf("%s %s answered %d", r.Method, r.Path, got.status)
				}
				got.without("Blake", avery.Code.Code, avery.ID, blake.ID, "Garden", h.origins[sandbox.Garden])
				if r.Path != web.PathTile && r.Path != web.PathSignIn {
					intruder.keep("raf_access_token", garden.token())
				}
			}
		}
		if n := h.count(t, sandbox.Orchard, "members", ""); n != 0 {
			t.Errorf("Orchard has %d members", n)
		}
		if n := h.count(t, sandbox.Garden, "sessions", "revoked_at IS NULL"); n != 1 {
			t.Errorf("%d sessions at Garden are alive, want the one", n)
		}
		if n := h.count(t, sandbox.Garden, "referrals", ""); n != 0 {
			t.Errorf("%d referrals at Garden", n)
		}
		// The card of a stranger asks Orchard's bank who sits there, and the flow it opens is Orchard's.
		if n := h.count(t, sandbox.Orchard, "signin_flows", ""); n == flows {
			t.Error("the intruder was not treated as a stranger at Orchard")
		}
		garden.get(web.PathTile).wantState(http.StatusOK, "inviter_ready")
	})
}

func TestTheOtherInstitutionsCodeOpensNoDoor(t *testing.T) {
	t.Parallel()
	h := setup(t)
	theirs := h.member(t, sandbox.Orchard, "avery").Code.Code
	h.browser(t, sandbox.Garden).get(web.PathLanding+theirs).wants(http.StatusNotFound).without("Orchard", "Avery")
	h.browser(t, sandbox.Orchard).get(web.PathLanding + theirs).wants(http.StatusOK).without("Avery")
}
