package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/session"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// staffRoutes are the rows that need a session of staff, with the ids of one referral and one request filled in.
func (h *house) staffRoutes(referral, approval string) []route {
	var all []route
	for _, r := range h.server.routes() {
		if !strings.HasPrefix(r.access, "staff") {
			continue
		}
		id := referral
		if strings.HasPrefix(r.path, pathApprovals) {
			id = approval
		}
		r.path = strings.Replace(r.path, ":id", id, 1)
		all = append(all, r)
	}
	return all
}

// askedFor is a house with a referral whose payment was asked for.
func askedFor(t *testing.T) (*house, models.Referral, models.ApprovalRequest) {
	t.Helper()
	h := setup(t)
	_, r := h.earned(t)
	h.arrive(t, sandbox.Garden, models.RoleMaker).send(referralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
	return h, r, h.open(t, program.ActionPay, r.ID)
}

func TestEachRoleReachesWhatItMayAndNothingElse(t *testing.T) {
	t.Parallel()
	h, r, a := askedFor(t)
	rights := map[string][]models.Role{
		"staff note":            {models.RoleSupport, models.RoleEditor, models.RoleChecker, models.RoleAdmin},
		"staff hold":            {models.RoleSupport, models.RoleChecker, models.RoleAdmin},
		"staff request_payment": {},
	}
	for _, role := range []models.Role{models.RoleViewer, models.RoleAuditor, models.RoleSupport, models.RoleEditor, models.RoleAdmin, models.RoleChecker} {
		k := h.arrive(t, sandbox.Garden, role)
		token := k.staffToken()
		for _, route := range h.staffRoutes(r.ID, a.ID) {
			may := route.access == "staff read" || slices.Contains(rights[route.access], role)
			var got reply
			switch {
			case safe(route.method):
				got = k.get(route.path)
			case strings.HasSuffix(route.path, pathStaffOut):
				continue
			case strings.HasSuffix(route.path, "/refuse"), strings.HasSuffix(route.path, "/approve"): // the programme decides, by what is asked for
				may = role == models.RoleChecker
				fallthrough
			default:
				// Nothing is filled in and the seal is empty: what is allowed comes as far as its own refusal.
				got = k.post(route.path, url.Values{fieldStaffToken: {token}})
			}
			if forbidden := got.status == http.StatusForbidden; forbidden == may {
				t.Errorf("%s %s as %s answered %d", route.method, route.path, role, got.status)
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
		got := b.do(route.method, route.path, strings.NewReader(""), "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")
		if got.wants(http.StatusSeeOther); got.location() != "/t/garden"+pathStaffSignIn {
			t.Errorf("%s %s leads to %s", route.method, route.path, got.location())
		}
		got = b.do(route.method, route.path, strings.NewReader(""), "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded", scripted, "true")
		if got.wants(http.StatusUnauthorized); got.header.Get("HX-Redirect") != "/t/garden"+pathStaffSignIn {
			t.Errorf("%s %s tells htmx %q", route.method, route.path, got.header.Get("HX-Redirect"))
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
		if safe(route.method) {
			continue
		}
		form := url.Values{fieldStaffToken: {own}, fieldSeal: {a.PayloadSHA256}, fieldReason: {"x"}, fieldText: {"x"}}
		for _, from := range origins() {
			if !from.ours {
				k.post(route.path, form, "Sec-Fetch-Site", "", "Origin", "", "Sec-Fetch-Site", from.site, "Origin", from.origin).wants(http.StatusForbidden)
			}
		}
		for _, token := range []string{"", foreign, own[:len(own)-1]} {
			form.Set(fieldStaffToken, token)
			k.post(route.path, form).wants(http.StatusForbidden, "open for too long")
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
	checker.get(pathReferrals).wants(http.StatusOK, "No referrals yet").without("Blake", r.ID)
	checker.get(pathApprovals).wants(http.StatusOK, "Nothing waits")
	for _, k := range []*clerk{checker, maker} {
		token := k.staffToken()
		for _, route := range h.staffRoutes(r.ID, a.ID) {
			if !strings.Contains(route.path, r.ID) && !strings.Contains(route.path, a.ID) {
				continue
			}
			var got reply
			if safe(route.method) {
				got = k.get(route.path)
			} else {
				got = k.post(route.path, url.Values{fieldStaffToken: {token}, fieldSeal: {a.PayloadSHA256}, fieldReason: {"x"}, fieldText: {"x"}})
			}
			if got.status != http.StatusNotFound && got.status != http.StatusForbidden {
				t.Errorf("%s %s answered %d", route.method, route.path, got.status)
			}
			got.without("Blake", "Avery")
		}
	}
	// A token of Orchard is none at Garden, whatever cookie carries it.
	intruder := h.browser(t, sandbox.Garden)
	intruder.keep(string(session.StaffCookie), checker.cookies(pathConsole)[string(session.StaffCookie)])
	intruder.get(referralPath(r.ID)).wants(http.StatusSeeOther)
	viewer := h.arrive(t, sandbox.Garden, models.RoleViewer)
	for _, id := range []string{"x", "1 OR 1=1", strings.Repeat("9", 300), "0198c0de-0000-7000-8000-000000000000"} {
		viewer.get(pathReferrals+url.PathEscape(id)+"/").wants(http.StatusNotFound, "That is not here")
	}
}

func TestThePagesOfTheConsoleStandInNoFrameAndNoCache(t *testing.T) {
	t.Parallel()
	h, r, a := askedFor(t)
	k := h.arrive(t, sandbox.Garden, models.RoleViewer)
	for _, route := range append(h.staffRoutes(r.ID, a.ID), route{http.MethodGet, pathStaffSignIn, "", nil, nil}) {
		if !safe(route.method) {
			continue
		}
		got := k.get(route.path)
		if !strings.HasSuffix(got.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", route.path, got.header)
		}
	}
	if got := k.post(pathStaffSignIn, url.Values{fieldEmail: {k.email}, fieldPassword: {staffPassword}}); !strings.Contains(got.header.Get("Set-Cookie"), "SameSite=Lax") ||
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
	k.get(pathReferrals).wants(http.StatusOK) // renews
	seen := func() string { return strings.Join(h.distinct(t, sandbox.Garden, "staff_sessions", "seen_at"), " ") }
	before, at := h.dump(t), seen()
	h.clock.Advance(29 * time.Second)
	for _, route := range h.staffRoutes(r.ID, a.ID) {
		if safe(route.method) {
			k.get(route.path)
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed within a minute:\n%s", diff)
	}
	h.clock.Advance(2 * time.Minute)
	k.do(http.MethodHead, pathReferrals, nil)
	if seen() != at {
		t.Error("a HEAD renewed the session")
	}
	k.get(pathReferrals).wants(http.StatusOK)
	if seen() == at {
		t.Error("the session was not renewed")
	}
}

const fieldStaffToken = "form_token"
