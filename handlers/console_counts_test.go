package handlers

import (
	"net/http"
	"strings"
	"testing"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// The states of the list's filter say how many stand there, whole or of a campaign; where a search narrows the list too, no
// number stands that would be of another list.
func TestTheStatesOfTheListCountWhatTheListShows(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		_, r := h.earned(t)
		viewer := h.arrive(t, sandbox.Garden, models.RoleViewer)
		for query, want := range map[string]string{
			"":                          "1 0 1 0 0 0",
			"?state=paid":               "1 0 1 0 0 0",
			"?campaign=" + r.CampaignID: "1 0 1 0 0 0",
			"?campaign=another":         "0 0 0 0 0 0",
			"?q=nobody":                 "",
			"?held=yes":                 "",
		} {
			page := viewer.get(web.PathReferrals + query).wants(http.StatusOK).doc()
			var shown []string
			for _, count := range page.Find(".tab-count").EachIter() {
				shown = append(shown, count.Text())
			}
			if got := strings.TrimSpace(strings.Join(shown, " ")); got != want {
				t.Errorf("%q counts %q, want %q", query, got, want)
			}
			if got := viewer.get(web.PathRows+query).doc().Find("#list").AttrOr("data-counts", "none"); got != want {
				t.Errorf("the part of %q counts %q, want %q", query, got, want)
			}
		}
		if got := h.arrive(t, sandbox.Orchard, models.RoleViewer).get(web.PathRows).doc().Find("#list").AttrOr("data-counts", ""); got != "0 0 0 0 0 0" {
			t.Errorf("the neighbour counts %q", got)
		}
	})
}
