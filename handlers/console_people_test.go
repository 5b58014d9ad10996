package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// act posts a form of a person's page as it stands, with fields of one's own.
func (k *clerk) act(id, what string, fields map[string]string) reply {
	k.t.Helper()
	return k.submit(k.get(desk.PersonPath(id, "")), "form#"+what+"-form", fields)
}

func TestAnAdminInvitesAndTheLinkIsShownOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	page := admin.get(web.PathStaff).wants(http.StatusOK, "Staff", "Invite somebody", "you")
	shown := admin.submit(page, "form#invite-form", map[string]string{desk.FieldName: "Maya Ortiz", desk.FieldEmail: "maya@bank.test", desk.FieldRole: "auditor"}).
		wants(http.StatusOK, "The one-time link of Maya Ortiz", "/console/enrol/")
	link := strings.TrimSpace(shown.doc().Find("#one-time").Text())
	_, path, _ := strings.Cut(link, "/t/garden")
	h.browser(t, sandbox.Garden).get(path).wants(http.StatusOK, "Welcome, Maya Ortiz")
	admin.get(web.PathStaff).wants(http.StatusOK, "Maya Ortiz", "Invited", "Support").without("/console/enrol/")
	for field, in := range map[string]map[string]string{
		desk.FieldEmail: {desk.FieldName: "X", desk.FieldEmail: "X <x@bank.test>", desk.FieldRole: "viewer"},
		desk.FieldName:  {desk.FieldName: " ", desk.FieldEmail: "x@bank.test", desk.FieldRole: "viewer"},
	} {
		got := admin.submit(admin.get(web.PathStaff), "form#invite-form", in).wants(http.StatusUnprocessableEntity)
		if got.doc().Find("#"+field).AttrOr("aria-invalid", "") != "true" || got.doc().Find("#"+desk.FieldEmail).AttrOr("value", "") != in[desk.FieldEmail] {
			t.Errorf("a wrong %s is not told at its field, or what was typed is lost", field)
		}
	}
	admin.submit(admin.get(web.PathStaff), "form#invite-form", map[string]string{desk.FieldName: "M", desk.FieldEmail: "maya@bank.test", desk.FieldRole: "viewer"}).
		wants(http.StatusConflict, "is staff already")
	admin.submit(admin.get(web.PathStaff), "form#invite-form", map[string]string{desk.FieldName: "M", desk.FieldEmail: "m@bank.test", desk.FieldRole: "maker"}).
		wants(http.StatusConflict, "raf staff add")
}

func TestARoleThatMovesMoneyIsGivenByTwoInTheInbox(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin, checker, viewer := h.arrive(t, sandbox.Garden, models.RoleAdmin), h.arrive(t, sandbox.Garden, models.RoleChecker), h.hire(t, sandbox.Garden, models.RoleViewer)
	admin.act(viewer.user.ID, "role", map[string]string{desk.FieldRole: "maker"}).wants(http.StatusOK, "A second person decides")
	admin.get(web.PathApprovals).wants(http.StatusOK, "someone else must decide")
	inbox := checker.get(web.PathApprovals).wants(http.StatusOK, "Viewer → Payout maker", "viewer@garden.test")
	form := inbox.doc().Find(`form[action$="/approve"]`).AttrOr("id", "")
	checker.submit(inbox, "form#"+form, nil).wants(http.StatusSeeOther)
	admin.get(desk.PersonPath(viewer.user.ID, "")).wants(http.StatusOK, "Payout maker", "by Checker")
}

func TestDisablingEndsASessionAtOnceAndTheLastAdminStays(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin, maker := h.arrive(t, sandbox.Garden, models.RoleAdmin), h.arrive(t, sandbox.Garden, models.RoleMaker)
	maker.get(web.PathReferrals).wants(http.StatusOK)
	admin.act(maker.user.ID, "disable", nil).wants(http.StatusOK, "Disabled. All sessions have ended.")
	maker.get(web.PathReferrals).wants(http.StatusSeeOther)
	admin.act(maker.user.ID, "enable", nil).wants(http.StatusOK, "Enabled")
	maker.get(web.PathReferrals).wants(http.StatusSeeOther) // its session stays over
	admin.act(admin.user.ID, "disable", nil).wants(http.StatusConflict, "last active administrator")
	admin.act(admin.user.ID, "role", map[string]string{desk.FieldRole: "viewer"}).wants(http.StatusConflict, "last active administrator")
}

func TestTwoAdminsWhoChangeOnePersonSeeWhatTheOtherDid(t *testing.T) {
	t.Parallel()
	h := setup(t)
	one, two, viewer := h.arrive(t, sandbox.Garden, models.RoleAdmin), h.hireAs(t, sandbox.Garden, "second", models.RoleAdmin), h.hire(t, sandbox.Garden, models.RoleViewer)
	two.enterConsole()
	stale := one.get(desk.PersonPath(viewer.user.ID, ""))
	two.act(viewer.user.ID, "role", map[string]string{desk.FieldRole: "auditor"}).wants(http.StatusOK, "The role was changed")
	one.submit(stale, "form#role-form", map[string]string{desk.FieldRole: "support"}).wants(http.StatusConflict, "Second changed this", "Viewer", "Auditor", "Support")
}

func TestASecondRequestForARoleSaysWhoAskedForWhat(t *testing.T) {
	t.Parallel()
	h := setup(t)
	one, two, viewer := h.arrive(t, sandbox.Garden, models.RoleAdmin), h.hireAs(t, sandbox.Garden, "second", models.RoleAdmin), h.hire(t, sandbox.Garden, models.RoleViewer)
	two.enterConsole()
	stale := one.get(desk.PersonPath(viewer.user.ID, ""))
	two.act(viewer.user.ID, "role", map[string]string{desk.FieldRole: "maker"}).wants(http.StatusOK, "A second person decides")
	got := one.submit(stale, "form#role-form", map[string]string{desk.FieldRole: "support"}).wants(http.StatusConflict, "Second asked for another role", "Asked: payout maker", "Support")
	if got.doc().Find("#"+desk.FieldRole+` option[selected]`).AttrOr("value", "") != "support" {
		t.Error("what was chosen is lost")
	}
	if n := h.count(t, sandbox.Garden, "approval_requests", "status = 'open'"); n != 1 {
		t.Errorf("%d requests wait", n)
	}
}

func TestAChangeOfStaffNeedsAFreshSecondFactorAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	page := admin.get(web.PathStaff)
	h.clock.Advance(6 * time.Minute)
	asked := admin.submit(page, "form#invite-form", map[string]string{desk.FieldName: "Maya Ortiz", desk.FieldEmail: "maya@bank.test", desk.FieldRole: "viewer"}).
		wants(http.StatusUnauthorized, "Confirm that it is you", "Maya Ortiz")
	admin.submit(asked, "form#confirm", map[string]string{desk.FieldCode: admin.code()}).wants(http.StatusOK, "The one-time link of Maya Ortiz")
}

func TestALookIsSeenAndEndedByTheInstitution(t *testing.T) {
	t.Parallel()
	h := setup(t)
	operator, admin := h.lookOn(t, 2), h.arrive(t, sandbox.Garden, models.RoleAdmin)
	admin.get(web.PathStaff).wants(http.StatusOK, "Dana Platform of the platform is looking on until today", "Ticket 12")
	admin.act(operator.user.ID, "disable", nil).wants(http.StatusOK)
	operator.get(web.PathReferrals).wants(http.StatusSeeOther)
	admin.get(web.PathStaff).wants(http.StatusOK).without("is looking on until")
}

func TestWhoIsShutOutByOthersTriesComesInWithBothFactors(t *testing.T) {
	t.Parallel()
	h := setup(t)
	k := h.hire(t, sandbox.Garden, models.RoleMaker)
	for range models.DoorTries { // from everywhere
		if _, err := h.app.For(h.garden).StaffPassword(t.Context(), k.email, "a wrong password"); err == nil {
			t.Fatal("a wrong password was taken")
		}
	}
	shut := k.submit(k.get(web.PathStaffSignIn), "form#signin", map[string]string{desk.FieldEmail: k.email, desk.FieldPassword: staffPassword}).
		wants(http.StatusUnprocessableEntity, desk.WrongPassword)
	k.submit(shut, "form#signin", map[string]string{desk.FieldPassword: staffPassword, desk.FieldCode: "000000"}).wants(http.StatusUnprocessableEntity, desk.WrongPassword)
	k.submit(shut, "form#signin", map[string]string{desk.FieldPassword: staffPassword, desk.FieldCode: k.code()}).wants(http.StatusSeeOther)
	k.get(web.PathReferrals).wants(http.StatusOK)
}
