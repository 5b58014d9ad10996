package handlers

import (
	"net/http"
	"net/url"
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

// staffRoutes are the rows that need a session of staff, with the ids of one referral and one request filled in.
func (h *house) staffRoutes(referral, approval string) []web.Route {
	var all []web.Route
	for _, r := range h.server.routes() {
		if !strings.HasPrefix(r.Access, "staff") {
			continue
		}
		id := referral
		if strings.HasPrefix(r.Path, web.PathApprovals) {
			id = approval
		}
		r.Path = strings.Replace(r.Path, ":id", id, 1)
		all = append(all, r)
	}
	return all
}

// askedFor is a house with a referral whose payment was asked for.
func askedFor(t *testing.T) (*house, models.Referral, models.ApprovalRequest) {
	t.Helper()
	h := setup(t)
	_, r := h.earned(t)
	h.arrive(t, sandbox.Garden, models.RoleMaker).send(web.ReferralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
	return h, r, h.open(t, program.ActionPay, r.ID)
}

func TestEachRoleReachesWhatItMayAndNothingElse(t *testing.T) {
	t.Parallel()
	h, r, a := askedFor(t)
	rights := map[string][]models.Role{
		"staff note":            {models.RoleSupport, models.RoleEditor, models.RoleChecker, models.RoleAdmin},
		"staff hold":            {models.RoleSupport, models.RoleChecker, models.RoleAdmin},
		"staff request_payment": {},
		"staff release_payment": {models.RoleChecker},
	}
	for _, role := range []models.Role{models.RoleViewer, models.RoleAuditor, models.RoleSupport, models.RoleEditor, models.RoleAdmin, models.RoleChecker} {
		k := h.arrive(t, sandbox.Garden, role)
		token := k.staffToken()
		for _, route := range h.staffRoutes(r.ID, a.ID) {
			may := route.Access == "staff read" || slices.Contains(rights[route.Access], role)
			var got reply
			switch {
			case web.Safe(route.Method):
				got = k.get(route.Path)
			case strings.HasSuffix(route.Path, web.PathStaffOut):
				continue
			case strings.HasSuffix(route.Path, "/refuse"), strings.HasSuffix(route.Path, "/approve"): // the programme decides, by what is asked for
				may = role == models.RoleChecker
				fallthrough
			default:
				// Nothing is filled in and the seal is empty: what is allowed comes as far as its own refusal.
				got = k.post(route.Path, url.Values{fieldStaffToken: {token}})
			}
			if forbidden := got.status == http.StatusForbidden; forbidden == may {
				t.Errorf("%s %s as %s answered %d", route.Method, route.Path, role, got.status)
			}
			if got.status == http.StatusForbidden {
				got.wants(http.StatusForbidden, "Your role does not allow that")
			}
		}
	}
	if now := h.referral(t); now.State != models.StateEligible || now.HoldCount != 0 {
		t.Errorf("the referral is %s with %d holds", now.State, now.HoldCount)
	}
}

func TestWithoutASessionTheConsoleLeadsToItsDoor(t *testing.T) {
	t.Parallel()
	h, r, a := askedFor(t)
	before := h.dump(t)
	for _, route := range h.staffRoutes(r.ID, a.ID) {
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
	h, r, a := askedFor(t)
	k, other := h.arrive(t, sandbox.Garden, models.RoleChecker), h.arrive(t, sandbox.Garden, models.RoleSupport)
	own, foreign := k.staffToken(), other.staffToken()
	before := h.dump(t)
	for _, route := range h.staffRoutes(r.ID, a.ID) {
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
	h, r, a := askedFor(t)
	checker, maker := h.arrive(t, sandbox.Orchard, models.RoleChecker), h.arrive(t, sandbox.Orchard, models.RoleMaker)
	checker.get(web.PathReferrals).wants(http.StatusOK, "No referrals yet").without("Blake", r.ID)
	checker.get(web.PathApprovals).wants(http.StatusOK, "Nothing waits")
	for _, k := range []*clerk{checker, maker} {
		token := k.staffToken()
		for _, route := range h.staffRoutes(r.ID, a.ID) {
			if !strings.Contains(route.Path, r.ID) && !strings.Contains(route.Path, a.ID) {
				continue
			}
			var got reply
			if web.Safe(route.Method) {
				got = k.get(route.Path)
			} else {
				got = k.post(route.Path, url.Values{fieldStaffToken: {token}, desk.FieldSeal: {a.PayloadSHA256}, desk.FieldReason: {"x"}, desk.FieldText: {"x"}})
			}
			if got.status != http.StatusNotFound && got.status != http.StatusForbidden {
				t.Errorf("%s %s answered %d", route.Method, route.Path, got.status)
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
	h, r, a := askedFor(t)
	k := h.arrive(t, sandbox.Garden, models.RoleViewer)
	for _, route := range append(h.staffRoutes(r.ID, a.ID), web.Get(web.PathStaffSignIn, "", nil, nil)) {
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

// Loading pages writes nothing but the renewal of the session, once a minute at most.
func TestReadingTheConsoleRenewsTheSessionAndWritesNothingElse(t *testing.T) {
	t.Parallel()
	h, r, a := askedFor(t)
	k := h.arrive(t, sandbox.Garden, models.RoleChecker)
	h.clock.Advance(time.Minute)
	k.get(web.PathReferrals).wants(http.StatusOK) // renews
	seen := func() string { return strings.Join(h.distinct(t, sandbox.Garden, "staff_sessions", "seen_at"), " ") }
	before, at := h.dump(t), seen()
	h.clock.Advance(29 * time.Second)
	for _, route := range h.staffRoutes(r.ID, a.ID) {
		if web.Safe(route.Method) {
			k.get(route.Path)
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed within a minute:\n%s", diff)
	}
	h.clock.Advance(2 * time.Minute)
	k.do(http.MethodHead, web.PathReferrals, nil)
	if seen() != at {
		t.Error("a HEAD renewed the session")
	}
	k.get(web.PathReferrals).wants(http.StatusOK)
	if seen() == at {
		t.Error("the session was not renewed")
	}
}

const fieldStaffToken = "form_token"
