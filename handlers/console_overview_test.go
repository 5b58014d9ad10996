package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// figures are the counts of the overview by their label.
func (r reply) figures() map[string]string {
	r.t.Helper()
	out := map[string]string{}
	r.doc().Find(".tally").Each(func(_ int, s *goquery.Selection) {
		out[strings.TrimSpace(s.Find(".tally-label").Text())] = strings.TrimSpace(s.Find(".tally-value").Text())
	})
	return out
}

func TestTheOverviewFollowsAReferralToThePayment(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
	page := maker.get(web.PathConsole).wants(http.StatusOK, "1 payment can be asked for", "$100.00, nobody has asked yet", "$100.00", "2 rewards, promised when the friend joined")
	for label, want := range map[string]string{"Referrals": "1", "In progress": "0", "Requirements met": "1", "Ready to pay": "0", "Paid": "0", "Closed unpaid": "0"} {
		if got := page.figures()[label]; got != want {
			t.Errorf("%s = %q, want %q", label, got, want)
		}
	}
	maker.send(web.ReferralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
	maker.get(web.PathConsole).wants(http.StatusOK).without("can be asked for", "waits for your decision")
	checker.get(web.PathConsole).wants(http.StatusOK, "1 request waits for your decision", "$100.00, asked for by other people")
	h.clock.Advance(30 * 24 * time.Hour) // past the day that was promised
	late := h.hireAs(t, sandbox.Garden, "later", models.RoleViewer)
	late.enterConsole()
	late.get(web.PathConsole).wants(http.StatusOK, "2 rewards are late", "$100.00 in 1 referral, the oldest promised by", "Late more than 7 days").without("waits for your decision")
}

func TestEveryNumberOfTheOverviewLeadsToItsList(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.earned(t)
	k := h.arrive(t, sandbox.Garden, models.RoleMaker)
	links := k.get(web.PathConsole).wants(http.StatusOK).doc().Find("#overview a[href]")
	if links.Length() < 8 {
		t.Errorf("%d links, want one for each count, task and step at least", links.Length())
	}
	links.Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		k.get(strings.TrimPrefix(href, "/t/garden")).wants(http.StatusOK)
	})
}

func TestTheOverviewOfOneCampaignIsThatCampaigns(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k, neighbour := h.arrive(t, sandbox.Garden, models.RoleViewer), h.arrive(t, sandbox.Orchard, models.RoleViewer)
	if got := k.get(web.PathConsole + "?" + desk.FieldCampaign + "=" + r.CampaignID).wants(http.StatusOK).figures()["Referrals"]; got != "1" {
		t.Errorf("the campaign has %s referrals, want 1", got)
	}
	if got := k.get(web.PathConsole + "?" + desk.FieldCampaign + "=").wants(http.StatusOK).figures()["Referrals"]; got != "1" {
		t.Errorf("all campaigns have %s referrals, want 1", got)
	}
	for _, id := range []string{models.NewID(), "none", "' OR 1=1", strings.Repeat("x", 3000)} {
		k.get(web.PathConsole + "?" + desk.FieldCampaign + "=" + url.QueryEscape(id)).wants(http.StatusNotFound)
	}
	neighbour.get(web.PathConsole + "?" + desk.FieldCampaign + "=" + r.CampaignID).wants(http.StatusNotFound)
	if got := neighbour.get(web.PathConsole).wants(http.StatusOK).figures()["Referrals"]; got != "0" {
		t.Errorf("the neighbour counts %s referrals, want none", got)
	}
}

func TestANewInstitutionIsToldTheNextStep(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.set(t, sandbox.Garden, "UPDATE campaigns SET status = 'draft' WHERE status = 'live'")
	editor, viewer := h.arrive(t, sandbox.Garden, models.RoleEditor), h.arrive(t, sandbox.Garden, models.RoleViewer)
	page := editor.get(web.PathConsole).wants(http.StatusOK, "No campaign has been live yet")
	if href, _ := page.doc().Find(`#overview a:contains("Create a campaign")`).Attr("href"); !strings.HasSuffix(href, web.PathCampaignNew) {
		t.Errorf("the step leads an editor to %q", href)
	}
	page = viewer.get(web.PathConsole).wants(http.StatusOK, "No campaign has been live yet", "Campaign editors create them.")
	if page.doc().Find(`#overview a[href$="`+web.PathCampaignNew+`"]`).Length() != 0 {
		t.Error("a viewer is led to what they may not do")
	}
}

// seen is how often each place was looked at, as it is stored.
func (h *house) seen(t *testing.T) (tiles, shares, landings int64) {
	t.Helper()
	if err := h.app.FlushVisits(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.rows(sandbox.Garden).View(t.Context(), func(v *models.View) error {
		totals, err := v.Totals()
		tiles, shares, landings = 0, 0, 0
		for _, f := range totals {
			switch {
			case f.CampaignID == "": // of a member, or of a tile without an offer
			case f.Target == models.PlaceTile:
				tiles += f.N
			case f.Target == models.PlaceShare:
				shares += f.N
			case f.Target == models.PlaceLanding:
				landings += f.N
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return tiles, shares, landings
}

func TestLookingIsCountedAndNothingElse(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, m := h.enter(t, sandbox.Garden, "avery")
	for name, row := range map[string]struct {
		look                    func()
		tiles, shares, landings int64
	}{
		"a card":                     {func() { b.get(web.PathTile).wants(http.StatusOK) }, 1, 0, 0},
		"the whole page":             {func() { b.get(web.PathDashboard).wants(http.StatusOK) }, 1, 0, 0},
		"a card of nobody":           {func() { h.browser(t, sandbox.Garden).get(web.PathDashboard).wants(http.StatusOK) }, 1, 0, 0},
		"a round to the bank":        {func() { h.browser(t, sandbox.Garden).get(web.PathTile).wants(http.StatusSeeOther) }, 0, 0, 0},
		"a head":                     {func() { b.do(http.MethodHead, web.PathTile, nil).wants(http.StatusOK) }, 0, 0, 0},
		"what a browser fetches":     {func() { b.get(web.PathDashboard, "Sec-Purpose", "prefetch").wants(http.StatusOK) }, 0, 0, 0},
		"what there is to share":     {func() { b.get(web.PathShare).wants(http.StatusOK) }, 0, 1, 0},
		"an invitation":              {func() { b.get(web.PathLanding + m.Code.Code).wants(http.StatusOK) }, 0, 0, 1},
		"a code that nobody has":     {func() { b.get(web.PathLanding + "ZZZZZZZZ").wants(http.StatusNotFound) }, 0, 0, 0},
		"the terms":                  {func() { b.get(web.PathTerms).wants(http.StatusOK) }, 0, 0, 0},
		"a fragment of a shown card": {func() { b.get(web.PathEligibility).wants(http.StatusOK) }, 0, 0, 0},
	} {
		tiles, shares, landings := h.seen(t)
		row.look()
		nowTiles, nowShares, nowLandings := h.seen(t)
		got := [3]int64{nowTiles - tiles, nowShares - shares, nowLandings - landings}
		if want := [3]int64{row.tiles, row.shares, row.landings}; got != want {
			t.Errorf("%s: %d tiles, %d shares, %d landings are counted, want %d, %d, %d", name, got[0], got[1], got[2], want[0], want[1], want[2])
		}
	}
}
