package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestThemesAreOpenToAnybodyWhoKnowsTheInstitution(t *testing.T) {
	t.Parallel()
	h := setup(t)
	got := h.get(consumerPath + "/institutions/" + h.fi.InstitutionID + "/themes").json(t)
	light := got["default"].(map[string]any)["light"].(map[string]any)
	if light["primaryThemeBackgroundColor"] != "#1F6B46FF" {
		t.Errorf("light theme %v", light)
	}
	if got := h.get(consumerPath + "/institutions/" + url.PathEscape("other") + "/themes").StatusCode; got != http.StatusNotFound {
		t.Errorf("unknown institution: %d, want 404", got)
	}
}

func TestTheSitesConfigurationIsOpenAndTellsNoSecret(t *testing.T) {
	t.Parallel()
	h := setup(t)
	res := h.get("/api/config/" + h.fi.InstitutionID)
	got := res.json(t)
	about, _ := got["properties"].(map[string]any)
	if got["institutionId"] != h.fi.InstitutionID || about["name"] != h.fi.Name || about["localTimezone"] != h.fi.Timezone || about["themes"] == nil {
		t.Errorf("configuration %v", got)
	}
	if strings.Contains(res.body, h.secret) || strings.Contains(res.body, "casey") {
		t.Error("it tells of the client or of a member")
	}
	if got := h.get("/api/config/other").StatusCode; got != http.StatusNotFound {
		t.Errorf("unknown institution: %d, want 404", got)
	}
}
