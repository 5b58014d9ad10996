package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// Terms of their full length pass in both languages, whatever letters they are written in; more is told at the field.
func TestTermsOfTheirFullLengthAreTakenInBothLanguages(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	for _, row := range []struct {
		name, letter string
		length, want int
	}{
		{"plain letters", "a", models.MaxTermsText, http.StatusSeeOther},
		{"letters of 12 bytes on the way", "🪴", models.MaxTermsText, http.StatusSeeOther},
		{"one letter too many", "ñ", models.MaxTermsText + 1, http.StatusUnprocessableEntity},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Repeat(row.letter, row.length)
			page := editor.press(editor.get(web.PathCampaignNew), "add:rules:qualifying_account")
			got := editor.press(page, "save", "name", row.name, "acceptor_minor", "50", "text.en", text, "text.es", text)
			if got.status != row.want {
				t.Fatalf("answered %d, want %d", got.status, row.want)
			}
			if row.want == http.StatusSeeOther && editor.follow(got).doc().Find(`textarea[name="text.es"]`).Text() != text {
				t.Error("the terms were not kept whole")
			}
		})
	}
	// Nobody else's form grew with it.
	editor.post(web.PathSettings, url.Values{"a": {strings.Repeat("x", maxBody)}}).wants(http.StatusRequestEntityTooLarge)
}

// What fails before a page of the console can be made still speaks to staff, and leads back to the console.
func TestAFailureInTheConsoleSpeaksToStaff(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	token := editor.staffToken()
	for _, row := range []struct {
		name string
		got  reply
		want int
		says string
	}{
		{"an unknown address", editor.get("/console/nothing/"), http.StatusNotFound, "There is nothing here"},
		{"a link that was used", editor.get(web.EnrolPath("used")), http.StatusNotFound, "an administrator makes a new one"},
		{"a wrong method", editor.do("PUT", web.PathSettings, nil), http.StatusMethodNotAllowed, "This address works another way"},
		{"too much", editor.post(web.PathSettings, url.Values{"a": {strings.Repeat("x", maxBody)}}), http.StatusRequestEntityTooLarge, "too much at once"},
		{"another site's form", editor.post(web.PathSettings, url.Values{fieldStaffToken: {token}}, "Sec-Fetch-Site", "", "Origin", "", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden, "our own page"},
	} {
		got := row.got.wants(row.want, row.says, "To the console", "Request "+row.got.header.Get("X-Request-Id"))
		if got.doc().Find(`a[href="/t/garden/dashboard/"]`).Length() != 0 || got.doc().Find("h1").Length() != 1 {
			t.Errorf("%s: leads to the members' page or has no heading", row.name)
		}
		if strings.Contains(got.body, "theme.css") {
			t.Errorf("%s: the console took the colours of the members", row.name)
		}
	}
	// Where a script asked for a part, no page is put in its place.
	part := editor.post(web.PathSettings, url.Values{"a": {strings.Repeat("x", maxBody)}}, scripted, "true")
	if got := part.header.Get("HX-Reswap"); got != "none" {
		t.Errorf("htmx is told to swap %q", got)
	}
}
