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

func TestSettingsHoldForMembersAtOnceAndForOneInstitution(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	other := h.arrive(t, sandbox.Orchard, models.RoleAdmin)
	before := other.get(web.PathSettings).wants(http.StatusOK).body
	sheet := h.browser(t, sandbox.Garden).get(web.PathTheme).body
	page := admin.get(web.PathSettings).wants(http.StatusOK, "Settings", "Time zone", "Two people")
	admin.submit(page, "form#settings", map[string]string{desk.FieldName: "Garden Anew", desk.FieldColor: "#7A2E63"}).wants(http.StatusOK, "Saved")
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
	page, before := admin.get(web.PathSettings), h.count(t, sandbox.Garden, "audit_log", "")
	for field, values := range map[string][]string{
		desk.FieldName:       {"", "   ", strings.Repeat("x", 101), "Gar\u202eden", "Gar\x00den", "two\nlines"},
		desk.FieldPhone:      {strings.Repeat("5", 61), "555\n010", "\u202e555"},
		desk.FieldSupport:    {"help", "help@bank", "Help <help@bank.test>", "a@b.test, c@d.test", "help@bank.test?subject=x", "help@bank.test\nBcc: x@y.test", strings.Repeat("x", 120) + "@bank.test"},
		desk.FieldHelp:       {"bank.test/help", "http://bank.test/help", "javascript:alert(1)", "//bank.test", "https://", "https://user:pass@bank.test/", "https://bank.test/a b", "https://bank.test/" + strings.Repeat("x", 200)},
		desk.FieldAddress:    {strings.Repeat("x", 301), "4111 1111 1111 1111", "a\x00b"},
		desk.FieldZone:       {"", "Local", "Mars/Phobos", "../../etc/passwd"},
		desk.FieldColor:      {"green", "#12345", "#1F6B46FF", "1F6B46", "#GGGGGG", "#1F6B46;"},
		desk.FieldVisibility: {"", "all"},
		desk.FieldThreshold:  {"", "50.01", "-1", "1e3", "50.005", "٥٠", "9223372036854775808", "x"},
	} {
		for _, value := range values {
			got := admin.submit(page, "form#settings", map[string]string{field: value}).wants(http.StatusUnprocessableEntity)
			at := got.doc().Find("#" + field)
			if at.AttrOr("aria-invalid", "") != "true" || got.doc().Find(".field-error").Length() != 1 {
				t.Errorf("%s %q is not told at its field alone", field, value)
			}
			if kept := at.AttrOr("value", at.Text()); field != desk.FieldZone && field != desk.FieldVisibility && !strings.ContainsAny(value, "\x00\n") && kept != value {
				t.Errorf("%s came back as %q, not as %q", field, kept, value)
			}
		}
	}
	if n := h.count(t, sandbox.Garden, "audit_log", ""); n != before {
		t.Errorf("%d entries were written", n-before)
	}
}

func TestTheAnswerToSavingHasTheNewNameEverywhere(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	got := admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{desk.FieldName: "Grove"}).wants(http.StatusOK, "Settings · Grove", "Saved").without("Garden")
	if name := got.doc().Find(".brand").Text(); !strings.Contains(name, "Grove") {
		t.Errorf("the brand says %q", name)
	}
}

// What members are told to do where something ended or failed: by phone, by e-mail, by both, or by name alone.
func TestMembersAreToldHowToReachTheInstitution(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, phone, email, says, never string }{
		{"phone", "(555) 010-0142", "", "or call us at (555) 010-0142 and say request", "write to"},
		{"e-mail", "", "help@garden.test", "or write to us at help@garden.test and say request", "call us at"},
		{"both", "(555) 010-0142", "help@garden.test", "or call us at (555) 010-0142 or write to us at help@garden.test and say request", "nobody"},
		{"neither", "", "", "Garden", "call us at"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			h.set(t, sandbox.Garden, "UPDATE tenants SET support_phone = '"+row.phone+"', support_email = '"+row.email+"', support_url = 'https://garden.test/help' WHERE slug = 'garden'")
			h.clock.Advance(2 * time.Second)
			b, _ := h.enter(t, sandbox.Garden, "blake")
			b.submit(b.get(web.PathCode), codeForm, typed("ZZZZZZZZ")).wants(http.StatusUnprocessableEntity, row.says).without(row.never)
			failed := b.get("/no-such-page/").wants(http.StatusNotFound, "Help and contact")
			for link, want := range map[string]bool{`href="https://garden.test/help"`: true, `href="tel:5550100142"`: row.phone != "", `href="mailto:help@garden.test"`: row.email != ""} {
				if got := strings.Contains(failed.body, link); got != want {
					t.Errorf("%s on the page of an error: %v", link, got)
				}
			}
		})
	}
}

func TestAHigherThresholdWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{desk.FieldThreshold: "25.00"}).wants(http.StatusConflict, "Nobody else here could agree")
	checker := h.arrive(t, sandbox.Garden, models.RoleChecker)
	admin.submit(admin.get(web.PathSettings), "form#settings", map[string]string{desk.FieldThreshold: "25.00"}).wants(http.StatusOK, "waits for a second person", "A threshold of $25.00 waits")
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

func TestWhoGetsPaidWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	typed := map[string]string{desk.FieldZone: "America/Denver", desk.FieldSamePerson: "", desk.FieldPhone: "(555) 010-0177"}
	alone := admin.submit(admin.get(web.PathSettings), "form#settings", typed).wants(http.StatusConflict, "Nobody else here could agree")
	if got := alone.doc().Find("#"+desk.FieldPhone).AttrOr("value", ""); got != "(555) 010-0177" {
		t.Errorf("what was typed came back as %q", got)
	}
	checker := h.arrive(t, sandbox.Garden, models.RoleChecker)
	admin.submit(admin.get(web.PathSettings), "form#settings", typed).wants(http.StatusOK, "but for what waits for a second person", "Time zone, America/Chicago → America/Denver, waits")
	if got := admin.get(web.PathSettings).doc().Find("#"+desk.FieldPhone).AttrOr("value", ""); got != "(555) 010-0177" {
		t.Errorf("what one person may change is %q", got)
	}
	admin.get(web.PathApprovals).wants(http.StatusOK, "someone else must decide")
	inbox := checker.get(web.PathApprovals).wants(http.StatusOK, "Change who gets paid", "Yes → No", "America/Chicago → America/Denver")
	checker.submit(inbox, "form#"+inbox.doc().Find(`form[action$="/approve"]`).AttrOr("id", ""), nil).wants(http.StatusSeeOther)
	page := admin.get(web.PathSettings).wants(http.StatusOK, "by Checker").without("waits for a second person,")
	if zone := page.doc().Find("#"+desk.FieldZone+" option[selected]").AttrOr("value", ""); zone != "America/Denver" {
		t.Errorf("the zone is %s", zone)
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
