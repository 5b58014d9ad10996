package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// Everything here is pressed as a browser without scripts presses it: the whole form goes, the whole page comes.
func TestACampaignIsMadeWithANestedRuleRefusedByLintFixedAndPublishedByASecondPerson(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		editor, second := h.arrive(t, sandbox.Garden, models.RoleEditor), h.arrive(t, sandbox.Garden, models.RoleChecker)
		page := editor.get(web.PathCampaignNew).wants(http.StatusOK, "New campaign", "nothing is asked for yet", "Nothing is asked for")
		page = editor.press(page, "add:rules:qualifying_account", "name", "New Year 2027", "acceptor_minor", "50").wants(http.StatusOK, "Open an account")
		page = editor.press(page, "add:rules:any").wants(http.StatusOK, "an empty group")
		page = editor.press(page, "add:r2:direct_deposit").wants(http.StatusOK)
		page = editor.press(page, "add:r2:debit_purchases", "rules.r3.min_total", "500.00").wants(http.StatusOK,
			"either $500 of payroll deposits, or 5 debit card purchases")
		if got := page.doc().Find(`input[name="name"]`).AttrOr("value", ""); got != "New Year 2027" {
			t.Errorf("the name became %q", got)
		}
		page = editor.follow(editor.press(page, "save")).wants(http.StatusOK, "Saved. Nobody sees it before another person has published it.", "Draft")
		refused := editor.press(page, "submit").wants(http.StatusUnprocessableEntity, "Your draft is saved, and was not sent", "Terms in Spanish are missing.")
		if n := refused.doc().Find(`textarea[name="text.es"][aria-invalid=true]`).Length(); n != 1 {
			t.Error("the missing terms do not stand at their field")
		}
		page = editor.follow(editor.press(refused, "submit", complete()...)).wants(http.StatusOK, "Another person publishes it, or sends it back", "In review")
		page.wants(http.StatusOK, "It waits for a second person. Take the request back to change it.")

		list := editor.get(web.PathApprovals).wants(http.StatusOK, "You asked for this")
		if list.doc().Find(`form[action$="approve"]`).Length() != 0 {
			t.Error("whoever asked could decide")
		}
		inbox := second.get(web.PathApprovals).wants(http.StatusOK, "Publish New Year 2027", "Friend gets", "$50.00", "either $500 of payroll deposits", "La oferta.")
		second.follow(second.submit(inbox, `form[action$="/approve"]`, nil)).wants(http.StatusOK, "Live", "Version 1 published by Checker", "Asked for by Editor")
		if tile, err := h.app.For(h.garden).AnonymousTile(t.Context()); err != nil || tile.Offer == nil || tile.Offer.Name != "New Year 2027" {
			t.Errorf("members are offered %v, %v", tile.Offer, err)
		}
		editor.get(web.PathCampaigns).wants(http.StatusOK, "New Year 2027", "$30,000.00", "2 live", "Dec 2, 2026 to Mar 31, 2027")
	})
}

func TestChangingWhatIsLiveShowsTheSecondPersonExactlyWhatDiffers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		c := h.offer(t, sandbox.Garden)
		editor, second := h.arrive(t, sandbox.Garden, models.RoleEditor), h.arrive(t, sandbox.Garden, models.RoleAdmin)
		page := editor.get(web.CampaignPath(c.ID, web.CampaignEdit)).wants(http.StatusOK, "Live", "Version 1 imported by the operator")
		if h.campaign(t, c.ID).Draft != nil {
			t.Error("looking opened a draft")
		}
		values := append(complete(), "name", c.Name, "starts_on", "2026-01-01", "code_entry_days", "30", "acceptor_minor", "75.00", "rules.purchases.min_count", "7", "budget_minor", "1,000,000.00")
		page = editor.follow(editor.press(page, "submit", values...)).wants(http.StatusOK, "What changes for people who join later", "against version 1")
		rows := map[string]string{}
		page.doc().Find("#changes tbody tr").Each(func(_ int, s *goquery.Selection) {
			rows[s.Find("th").Text()] = strings.TrimSpace(s.Find("td").First().Text()) + " > " + strings.TrimSpace(s.Find("td").Last().Text())
		})
		if rows["Friend gets"] != "$50.00 > $75.00" || !strings.Contains(rows["Requirements"], "7 debit card purchases") || rows["Inviter gets"] != "" {
			t.Errorf("what differs: %v", rows)
		}
		inbox := second.get(web.PathApprovals).wants(http.StatusOK, "Change "+c.Name, "$50.00", "$75.00", "Those who are in keep the version they joined under")
		inbox.without("Inviter gets")
		second.submit(inbox, `form[action$="/approve"]`, nil).wants(http.StatusSeeOther)
		now := h.campaign(t, c.ID)
		if now.Campaign.CurrentVersion.Version != 2 || now.Campaign.CurrentVersion.Terms.AcceptorMinor != 7500 || now.Draft != nil {
			t.Errorf("version %d pays %d, draft %v", now.Campaign.CurrentVersion.Version, now.Campaign.CurrentVersion.Terms.AcceptorMinor, now.Draft)
		}
	})
}

func TestPublishingNeedsAFreshSecondFactorAndLosesNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor, second := h.arrive(t, sandbox.Garden, models.RoleEditor), h.arrive(t, sandbox.Garden, models.RoleChecker)
	page := editor.press(editor.get(web.PathCampaignNew), "add:rules:good_standing", complete()...)
	editor.press(page, "submit").wants(http.StatusSeeOther)
	h.clock.Advance(6 * time.Minute)
	inbox := second.get(web.PathApprovals).wants(http.StatusOK, "Publish New Year 2027")
	asked := second.submit(inbox, `form[action$="/approve"]`, nil).wants(http.StatusUnauthorized, "publish New Year 2027", "Friend gets")
	second.submit(asked, "form#confirm", map[string]string{"code": second.code()}).wants(http.StatusSeeOther)
	if list := second.get(web.PathCampaigns).text(); !strings.Contains(list, "New Year 2027") || !strings.Contains(list, "2 live") {
		t.Errorf("it was not published: %s", list)
	}
}

func TestTwoEditorsSeeWhatTheOtherChangedAndKeepTheirOwnText(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		first, other := h.arrive(t, sandbox.Garden, models.RoleEditor), h.arrive(t, sandbox.Garden, models.RoleAdmin)
		page := first.follow(first.press(first.get(web.PathCampaignNew), "save", "name", "Spring", "acceptor_minor", "50.00"))
		id := idOf(page)
		theirs := other.get(web.CampaignPath(id, web.CampaignEdit))
		first.press(page, "save", "acceptor_minor", "75.00").wants(http.StatusSeeOther)
		lost := other.press(theirs, "save", "name", "Spring of 2027").wants(http.StatusConflict, "Editor changed this, today", "Compare, then save again.")
		if got := lost.doc().Find(".conflict tbody tr").Text(); !strings.Contains(got, "Friend gets") || !strings.Contains(got, "$50.00") || !strings.Contains(got, "$75.00") {
			t.Errorf("the conflict shows %q", got)
		}
		if got := lost.doc().Find(`input[name="name"]`).AttrOr("value", ""); got != "Spring of 2027" {
			t.Errorf("what was typed became %q", got)
		}
		if now := h.campaign(t, id); now.Draft.Plan.Name != "Spring" || now.Draft.Plan.Terms.AcceptorMinor != 7500 {
			t.Errorf("the loser wrote: %+v", now.Draft.Plan)
		}
		other.press(lost, "save").wants(http.StatusSeeOther) // knowingly, now
		if now := h.campaign(t, id); now.Draft.Plan.Name != "Spring of 2027" {
			t.Errorf("saved again: %q", now.Draft.Plan.Name)
		}
		other.send(web.CampaignPath(id, web.CampaignDelete), "lock", "0").wants(http.StatusConflict, "changed this")
		other.send(web.CampaignPath(id, web.CampaignDelete), "lock", "x").wants(http.StatusConflict)
		if h.campaign(t, id).Draft == nil {
			t.Error("a draft was deleted that somebody had changed")
		}
	})
}

func TestAFormCarriesNothingThatItsPageDoesNotAskFor(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.get(web.PathCampaignNew)
	form := editorForm(page)
	for name, value := range map[string]string{"do": "save", "name": "Spring", "TenantID": string(h.orchard.ID()), "ID": "0198c0de-0000-7000-8000-000000000000", "Status": "live",
		"status": "live", "CreatedBy": "somebody", "currency": "EUR", "timezone": "UTC", "Plan.BudgetMinor": "1", "base": "x"} {
		form.Set(name, value)
	}
	saved := editor.follow(editor.post(web.PathCampaignNew, form))
	now := h.campaign(t, idOf(saved))
	if now.Status != models.CampaignDrafted || now.Draft.CreatedBy != editor.user.ID || now.ID == "0198c0de-0000-7000-8000-000000000000" ||
		now.Draft.Plan.Terms.Currency != "USD" || now.Draft.Plan.Terms.Timezone != h.garden.Timezone ||
		now.Draft.BaseVersionID != "" || now.Draft.Plan.BudgetMinor != 0 {
		t.Errorf("%+v", now.Draft)
	}
	if _, err := h.app.For(h.orchard).CampaignPage(t.Context(), now.ID); models.KindOf(err) != models.NotFound {
		t.Errorf("Orchard finds it: %v", err)
	}
	// A query is no body: the form is read from what was posted alone.
	editor.post(web.PathCampaignNew+"?do=save&name=Query", url.Values{fieldStaffToken: {editor.staffToken()}}).wants(http.StatusOK, "New campaign").without("Query")
}

func TestNothingOfAnotherInstitutionsCampaignIsFoundOrMoved(t *testing.T) {
	t.Parallel()
	h := setup(t)
	theirs := h.offer(t, sandbox.Orchard)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	for _, id := range []string{theirs.ID, "x", "1 OR 1=1", "0198c0de-0000-7000-8000-000000000000", strings.Repeat("9", 300)} {
		for _, what := range []string{web.CampaignEdit, web.CampaignToggle, web.CampaignFinish, web.CampaignArchive, web.CampaignDelete, web.CampaignDuplicate} {
			editor.send(web.PathCampaigns+url.PathEscape(id)+"/"+what, "from", "live", "do", "save", "name", "Mine", "lock", "0").wants(http.StatusNotFound, "That is not here")
		}
		editor.get(web.PathCampaigns + url.PathEscape(id) + "/" + web.CampaignEdit).wants(http.StatusNotFound).without("Give 50")
	}
	if now := h.offer(t, sandbox.Orchard); now.Status != models.CampaignLive || now.Name != theirs.Name {
		t.Errorf("%+v", now)
	}
}
