package handlers

import (
	"net/http"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

func TestSettingsHoldForMembersAtOnceAndForOneInstitution(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	other := h.arrive(t, sandbox.Orchard, models.RoleAdmin)
	before := other.get(web.PathSettings).wants(http.StatusOK).body
	sheet := h.browser(t, sandbox.Garden).get(web.PathTheme).body
	page := admin.get(web.PathSettings).wants(http.StatusOK, "Settings", "Time zone", "Two people")
	admin.submit(page, "form#settings", map[string]string{desk.FieldName: "Garden Anew", desk.FieldColor: "#7A2E63", desk.FieldZone: "America/Denver"}).wants(http.StatusOK, "Saved")
	h.clock.Advance(time.Second)
	if h.browser(t, sandbox.Garden).get(web.PathTheme).body == sheet {
		t.Error("the members' colours are the old ones after a second")
	}
	h.browser(t, sandbox.Garden).get(web.PathStaffSignIn).wants(http.StatusOK, "Garden Anew")
	if other.get(web.PathSettings).body != before {
		t.Error("the neighbour's settings changed")
	}
}

func TestWrongSettingsAreToldAtTheirFieldsWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	for field, value := range map[string]string{desk.FieldName: "", desk.FieldColor: "green", desk.FieldZone: "Local", desk.FieldThreshold: "50.01", desk.FieldVisibility: "all",
		desk.FieldAddress: "4111 1111 1111 1111", desk.FieldPhone: string(make([]byte, 61))} {
		got := admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{field: value}).wants(http.StatusUnprocessableEntity)
		if got.doc().Find("#"+field).AttrOr("aria-invalid", "") != "true" {
			t.Errorf("%s %q is not told at its field", field, value)
		}
	}
	if n := h.count(t, sandbox.Garden, "audit_log", "action = 'settings.changed'"); n != 0 {
		t.Errorf("%d changes", n)
	}
}

func TestAHigherThresholdWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{desk.FieldThreshold: "25.00"}).wants(http.StatusConflict, "Nobody else here could agree")
	checker := h.arrive(t, sandbox.Garden, models.RoleChecker)
	admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{desk.FieldThreshold: "25.00"}).wants(http.StatusOK, "waits for a second person", "A threshold of $25.00")
	inbox := checker.get(web.PathApprovals).wants(http.StatusOK, "$0.00 → $25.00")
	checker.submit(inbox, "form#"+inbox.doc().Find(`form[action$="/approve"]`).AttrOr("id", ""), nil).wants(http.StatusSeeOther)
	if got := admin.get(web.PathSettings).doc().Find("#"+desk.FieldThreshold).AttrOr("value", ""); got != "25.00" {
		t.Errorf("the threshold is %s", got)
	}
	admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{desk.FieldThreshold: "10.00"}).wants(http.StatusOK, "Saved.")
	if n := h.count(t, sandbox.Garden, "approval_requests", "status = 'open'"); n != 0 {
		t.Errorf("lowering it waits: %d open requests", n)
	}
}

func TestTwoWhoChangeTheSettingsSeeWhatTheOtherDid(t *testing.T) {
	t.Parallel()
	h := setup(t)
	one, two := h.arrive(t, sandbox.Garden, models.RoleAdmin), h.hireAs(t, sandbox.Garden, "second", models.RoleAdmin)
	two.enterConsole()
	stale := one.get(web.PathSettings)
	two.submit(two.get(web.PathSettings), "form#settings", map[string]string{desk.FieldPhone: "(555) 010-0199"}).wants(http.StatusOK, "Saved")
	got := one.submit(stale, "form#settings", map[string]string{desk.FieldName: "Mine"}).wants(http.StatusConflict, "Second changed this", "(555) 010-0199")
	if got.doc().Find("#"+desk.FieldName).AttrOr("value", "") != "Mine" {
		t.Error("what was typed is lost")
	}
}

func TestTheColourPreviewIsAPartOfThePage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	auditor, admin := h.arrive(t, sandbox.Garden, models.RoleAuditor), h.arrive(t, sandbox.Garden, models.RoleAdmin)
	auditor.get(web.PathSettings).wants(http.StatusOK, "From the first cent").without("Save settings")
	admin.get(web.PathColors+"?brand_color=%237A2E63").wants(http.StatusOK, "to 1 in light")
	admin.get(web.PathColors+"?brand_color=red").wants(http.StatusOK, "That is not #RRGGBB")
}
