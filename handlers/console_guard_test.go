package handlers

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/desk"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// subjects are what there is one of in a house of these tests, by the path of its area: a route with an id gets the id of
// its area. A new area adds its line to askedFor; an area without one fails the tests that walk the site map.
type subjects map[string]string

// staffRoutes are the rows that need a session of staff, with the ids filled in.
func (h *house) staffRoutes(t *testing.T, ids subjects) []web.Route {
	t.Helper()
	var all []web.Route
	for _, r := range h.server.routes() {
		if !strings.HasPrefix(r.Access, "staff") {
			continue
		}
		for area, id := range ids {
			if strings.HasPrefix(r.Path, area+":id") {
				r.Path = strings.Replace(r.Path, ":id", id, 1)
			}
		}
		if strings.Contains(r.Path, ":") {
			t.Fatalf("%s %s: these tests have no subject for it; add one to askedFor", r.Method, r.Path)
		}
		all = append(all, r)
	}
	return all
}

// in reports whether a path names one of the subjects.
func (ids subjects) in(path string) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(ids)), func(id string) bool { return strings.Contains(path, id) })
}

// askedFor is a house with a referral whose payment was asked for, and one subject of each other area.
func askedFor(t *testing.T) (*house, models.Referral, models.ApprovalRequest, subjects) {
	t.Helper()
	h := setup(t)
	r, a, ids := h.askedFor(t)
	return h, r, a, ids
}

func (h *house) askedFor(t *testing.T) (models.Referral, models.ApprovalRequest, subjects) {
	t.Helper()
	_, r := h.earned(t)
	h.arrive(t, sandbox.Garden, models.RoleMaker).send(web.ReferralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
	a := h.open(t, program.ActionPay, r.ID)
	return r, a, subjects{web.PathReferrals: r.ID, web.PathApprovals: a.ID, web.PathStaff: a.RequestedBy, web.PathCampaigns: h.revised(t).ID,
		web.PathAudit: h.audited(t, sandbox.Garden, "tenant.added").ID}
}

// roles are all roles, in the order of the reviewed table.
func roles() []models.Role {
	return []models.Role{models.RoleViewer, models.RoleSupport, models.RoleEditor, models.RoleMaker, models.RoleChecker, models.RoleAdmin, models.RoleAuditor}
}

// columns are the roles of the reviewed table: those of the institution, and the platform's look.
func columns() []models.Role { return append(roles(), models.RoleOperator) }

// Who reaches what is read by people before a release, and asked of the running console here: a row for each route, a
// column for each role. Who decides an approval depends on what is asked for: here it is a payment.
func TestEachRoleReachesWhatItMayAndNothingElse(t *testing.T) {
	t.Parallel()
	const golden = "../testdata/rights.golden"
	h, _, _, ids := askedFor(t)
	reached := map[string]map[models.Role]bool{}
	for _, role := range columns() {
		var k *clerk
		if role == models.RoleOperator {
			k = h.lookOn(t, program.MinLook)
		} else {
			k = h.hireAs(t, sandbox.Garden, "another-"+string(role), role)
			k.enterConsole()
		}
		token := k.staffToken()
		h.clock.Advance(6 * time.Minute) // what needs a fresh second factor asks for one, and does nothing
		for i, route := range h.staffRoutes(t, ids) {
			var got reply
			switch {
			case strings.HasSuffix(route.Path, web.PathStaffOut):
				continue
			case web.Safe(route.Method):
				got = k.get(route.Path)
			default:
				// Nothing is filled in but a key, and the seal is empty: what is allowed comes as far as its own refusal.
				got = k.post(route.Path, url.Values{fieldStaffToken: {token}, program.FieldKey: {"a-key-of-the-rights-table-" + string(role)}})
			}
			if got.status >= http.StatusInternalServerError || got.status == http.StatusNotFound {
				t.Errorf("%s %s as %s answered %d", route.Method, route.Path, role, got.status)
			}
			if got.status == http.StatusForbidden {
				got.wants(http.StatusForbidden, "Your role does not allow that")
			}
			name := fmt.Sprintf("%-4s %s", route.Method, h.staffPatterns()[i])
			if reached[name] == nil {
				reached[name] = map[models.Role]bool{}
			}
			reached[name][role] = got.status != http.StatusForbidden
		}
	}
	table := rightsTable(reached)
	if *update {
		if err := os.WriteFile(golden, []byte(table), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; go test ./handlers -run EachRole -update writes it", err)
	}
	if diff := cmp.Diff(string(want), table); diff != "" {
		t.Errorf("rights differ from %s (-want +got); run with -update and say in the commit why:\n%s", golden, diff)
	}
	if now := h.referral(t); now.State != models.StateEligible || now.HoldCount != 0 {
		t.Errorf("the referral is %s with %d holds", now.State, now.HoldCount)
	}
}

// reviewedRights is the reviewed table: who may what, by method and path as the site map has it.
func reviewedRights(t *testing.T) map[string]map[models.Role]bool {
	t.Helper()
	raw, err := os.ReadFile("../testdata/rights.golden")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	all := map[string]map[models.Role]bool{}
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		row := map[models.Role]bool{}
		for i, role := range columns() {
			row[role] = cells[2+i] == "yes"
		}
		all[cells[0]+" "+cells[1]] = row
	}
	return all
}

// staffPatterns are the paths of staffRoutes as the site map has them.
func (h *house) staffPatterns() []string {
	var all []string
	for _, r := range h.server.routes() {
		if strings.HasPrefix(r.Access, "staff") {
			all = append(all, r.Path)
		}
	}
	return all
}

func rightsTable(reached map[string]map[models.Role]bool) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-52s", "")
	for _, role := range columns() {
		fmt.Fprintf(&out, " %-8s", role)
	}
	for _, name := range slices.Sorted(maps.Keys(reached)) {
		fmt.Fprintf(&out, "\n%-52s", name)
		for _, role := range columns() {
			mark := "-"
			if reached[name][role] {
				mark = "yes"
			}
			fmt.Fprintf(&out, " %-8s", mark)
		}
	}
	lines := strings.Split(out.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestWithoutASessionTheConsoleLeadsToItsDoor(t *testing.T) {
	t.Parallel()
	h, _, _, ids := askedFor(t)
	before := h.dump(t)
	for _, route := range h.staffRoutes(t, ids) {
		b := h.browser(t, sandbox.Garden)
		got := b.do(route.Method, route.Path, strings.NewReader(""), "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")
		if got.wants(http.StatusSeeOther); got.location() != "/t/garden"+web.PathStaffSignIn {
			t.Errorf("%s %s leads to %s", route.Method, route.Path, got.location())
		}
		got = b.do(route.Method, route.Path, strings.NewReader(""), "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded", scripted, "true")
		if got.wants(http.StatusUnauthorized); got.header.Get("HX-Redirect") != "/t/garden"+web.PathStaffSignIn {
			t.Errorf("%s %s tells htmx %q", route.Method, route.Path, got.header.Get("HX-Redirect"))
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
}

func TestAWriteOfTheConsoleIsOfItsOwnPagesAndSession(t *testing.T) {
	t.Parallel()
	h, _, a, ids := askedFor(t)
	k, other := h.arrive(t, sandbox.Garden, models.RoleChecker), h.arrive(t, sandbox.Garden, models.RoleSupport)
	own, foreign := k.staffToken(), other.staffToken()
	before := h.dump(t)
	for _, route := range h.staffRoutes(t, ids) {
		if web.Safe(route.Method) {
			continue
		}
		form := url.Values{fieldStaffToken: {own}, desk.FieldSeal: {a.PayloadSHA256}, desk.FieldReason: {"x"}, desk.FieldText: {"x"}}
		for _, from := range origins() {
			if !from.ours {
				k.post(route.Path, form, "Sec-Fetch-Site", "", "Origin", "", "Sec-Fetch-Site", from.site, "Origin", from.origin).wants(http.StatusForbidden)
			}
		}
		for _, token := range []string{"", foreign, own[:len(own)-1]} {
			form.Set(fieldStaffToken, token)
			k.post(route.Path, form).wants(http.StatusForbidden, "open for too long")
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
}

func TestTheOtherInstitutionsStaffFindNothingHere(t *testing.T) {
	t.Parallel()
	h, r, a, ids := askedFor(t)
	checker := h.arrive(t, sandbox.Orchard, models.RoleChecker)
	checker.get(web.PathReferrals).wants(http.StatusOK, "No referrals yet").without("Blake", r.ID)
	checker.get(web.PathApprovals).wants(http.StatusOK, "Nothing waits")
	rights := reviewedRights(t)
	for _, role := range roles() {
		k := h.hireAs(t, sandbox.Orchard, "their-"+string(role), role)
		k.enterConsole()
		token := k.staffToken()
		for i, route := range h.staffRoutes(t, ids) {
			if !ids.in(route.Path) {
				continue
			}
			var got reply
			if web.Safe(route.Method) {
				got = k.get(route.Path)
			} else {
				got = k.post(route.Path, url.Values{fieldStaffToken: {token}, desk.FieldSeal: {a.PayloadSHA256}, desk.FieldReason: {"x"}, desk.FieldText: {"x"},
					program.FieldKey: {"a-key-of-another-institution"}})
			}
			want := http.StatusForbidden // the role stops it, before anything is looked for
			// Who decides depends on what is asked for, and that is not found.
			if rights[route.Method+" "+h.staffPatterns()[i]][role] || strings.HasPrefix(route.Path, web.PathApprovals) {
				want = http.StatusNotFound
			}
			if got.status != want {
				t.Errorf("%s %s as %s answered %d, want %d", route.Method, route.Path, role, got.status, want)
			}
			got.without("Blake", "Avery")
		}
	}
	// A token of Orchard is none at Garden, whatever cookie carries it.
	intruder := h.browser(t, sandbox.Garden)
	intruder.keep(string(session.StaffCookie), checker.cookies(web.PathConsole)[string(session.StaffCookie)])
	intruder.get(web.ReferralPath(r.ID)).wants(http.StatusSeeOther)
	viewer := h.arrive(t, sandbox.Garden, models.RoleViewer)
	for _, id := range []string{"x", "1 OR 1=1", strings.Repeat("9", 300), "0198c0de-0000-7000-8000-000000000000"} {
		viewer.get(web.PathReferrals+url.PathEscape(id)+"/").wants(http.StatusNotFound, "That is not here")
	}
}

func TestThePagesOfTheConsoleStandInNoFrameAndNoCache(t *testing.T) {
	t.Parallel()
	h, _, _, ids := askedFor(t)
	k := h.arrive(t, sandbox.Garden, models.RoleViewer)
	for _, route := range append(h.staffRoutes(t, ids), web.Get(web.PathStaffSignIn, "", nil, nil)) {
		if !web.Safe(route.Method) {
			continue
		}
		got := k.get(route.Path)
		if !strings.HasSuffix(got.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", route.Path, got.header)
		}
	}
	if got := k.post(web.PathStaffSignIn, url.Values{desk.FieldEmail: {k.email}, desk.FieldPassword: {staffPassword}}); !strings.Contains(got.header.Get("Set-Cookie"), "SameSite=Lax") ||
		!strings.Contains(got.header.Get("Set-Cookie"), "HttpOnly") {
		t.Errorf("Set-Cookie: %s", got.header.Get("Set-Cookie"))
	}
}

// Loading pages writes nothing but the renewal of the session, once a minute at most, whoever loads them: what one role
// does not reach is read by another.
func TestReadingTheConsoleRenewsTheSessionAndWritesNothingElse(t *testing.T) {
	t.Parallel()
	h, _, _, ids := askedFor(t)
	for _, role := range roles() {
		k := h.hireAs(t, sandbox.Garden, "reading-"+string(role), role)
		k.enterConsole()
		h.clock.Advance(time.Minute)
		k.get(web.PathReferrals).wants(http.StatusOK) // renews
		seen := func() string { return strings.Join(h.distinct(t, sandbox.Garden, "staff_sessions", "seen_at"), " ") }
		before, at := h.dump(t), seen()
		h.clock.Advance(29 * time.Second)
		for _, route := range h.staffRoutes(t, ids) {
			if web.Safe(route.Method) {
				k.get(route.Path)
			}
		}
		if diff := cmp.Diff(before, h.dump(t)); diff != "" {
			t.Errorf("rows changed within a minute by %s:\n%s", role, diff)
		}
		h.clock.Advance(2 * time.Minute)
		for _, route := range h.staffRoutes(t, ids) {
			if got := k.do(http.MethodHead, route.Path, nil); got.status >= http.StatusInternalServerError || got.header.Get("Set-Cookie") != "" {
				t.Errorf("HEAD %s as %s answered %d, cookies %q", route.Path, role, got.status, got.header.Values("Set-Cookie"))
			}
		}
		if diff := cmp.Diff(before, h.dump(t)); diff != "" || seen() != at {
			t.Errorf("a HEAD by %s changed rows, or renewed the session:\n%s", role, diff)
		}
		k.get(web.PathReferrals).wants(http.StatusOK)
		if seen() == at {
			t.Error("the session was not renewed")
		}
	}
}

const fieldStaffToken = "form_token"
