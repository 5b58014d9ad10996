package handlers

import (
	"net/http"
	"strings"
	"testing"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

func TestACampaignIsPausedResumedAndEndedWithTheNumberOfThoseWhoAreIn(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.earned(t)
		c := h.offer(t, sandbox.Garden)
		toggle := web.CampaignPath(c.ID, web.CampaignToggle)
		editor, viewer := h.arrive(t, sandbox.Garden, models.RoleEditor), h.arrive(t, sandbox.Garden, models.RoleViewer)
		list := editor.get(web.PathCampaigns).wants(http.StatusOK, "Live", "1 live", "Pause Give 50, get 50? New codes stop at once. The one person in progress keeps the terms and is still paid.")
		again := list // the same page, open in a second tab
		editor.follow(editor.submit(list, `form[action$="/toggle/"]`, nil)).wants(http.StatusOK, "Paused", "Resume")
		if tile, err := h.app.For(h.garden).AnonymousTile(t.Context()); err != nil || tile.Offer != nil {
			t.Errorf("a paused campaign is offered: %v, %v", tile.Offer, err)
		}
		editor.submit(again, `form[action$="/toggle/"]`, nil).wants(http.StatusConflict, "Give 50, get 50 is paused, since today", ", by Editor. Nothing was changed by you")
		editor.send(toggle, "from", "nonsense").wants(http.StatusConflict)
		editor.send(toggle).wants(http.StatusConflict)
		if now := h.campaign(t, c.ID); now.Status != models.CampaignPaused {
			t.Errorf("a second press made it %s", now.Status)
		}
		part := editor.post(toggle, map[string][]string{fieldStaffToken: {editor.staffToken()}, "from": {"paused"}}, scripted, "true").wants(http.StatusOK, "Live")
		if part.doc().Find("nav").Length() != 0 || !strings.Contains(editor.get(web.PathCampaigns).body, part.body) {
			t.Error("htmx gets something else than the part that it replaces")
		}

		viewer.get(web.PathCampaigns).wants(http.StatusOK, "Live").without("Pause Give", "New campaign")
		shut := viewer.get(web.CampaignPath(c.ID, web.CampaignEdit)).wants(http.StatusOK, "Viewer is your role here; a campaign editor changes campaigns.")
		if _, disabled := shut.doc().Find("#campaign fieldset.editor-fields").Attr("disabled"); !disabled || shut.doc().Find("#deed-save, #manage form").Length() != 0 {
			t.Error("a viewer could change it")
		}
		if got := viewer.get(web.CampaignPath(c.ID, web.CampaignEdit) + "?show=paid&in=es").wants(http.StatusOK); !strings.Contains(got.body, "Los $50 son suyos") {
			t.Error("a viewer can't look at another tile")
		}

		page := editor.get(web.CampaignPath(c.ID, web.CampaignEdit)).wants(http.StatusOK, "End Give 50, get 50? New codes stop at once and for good. The one person in progress keeps the terms")
		editor.follow(editor.submit(page, `form[action$="/end"]`, nil)).wants(http.StatusOK, "Ended", "Duplicate it to offer the same again.")
		editor.submit(page, `form[action$="/end"]`, nil).wants(http.StatusConflict, "is ended")
		editor.get(web.PathCampaigns).wants(http.StatusOK, "Ended").without("1 live")
		editor.send(web.CampaignPath(c.ID, web.CampaignArchive)).wants(http.StatusConflict, "is ended")
	})
}

func TestACampaignThatNobodyIsInIsSettledWhenItEndsAndCanBePutAway(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.offer(t, sandbox.Garden)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.get(web.CampaignPath(c.ID, web.CampaignEdit)).wants(http.StatusOK, "Nobody is in progress.")
	page = editor.follow(editor.submit(page, `form[action$="/end"]`, nil)).wants(http.StatusOK, "Settled", "It leaves the list. Its 0 paid referrals stay where they are.")
	editor.follow(editor.submit(page, `form[action$="/archive"]`, nil)).wants(http.StatusOK, "No campaign yet", "Start a campaign", "1 archived").without("Give 50")
	editor.get(web.PathCampaigns+"?archived=yes").wants(http.StatusOK, "Archived campaigns", "Give 50, get 50", "Back to the campaigns")
}

func TestACopyIsADraftWithoutDaysAndADraftCanBeDeleted(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		c := h.offer(t, sandbox.Garden)
		editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
		page := editor.get(web.CampaignPath(c.ID, web.CampaignEdit))
		copied := editor.follow(editor.submit(page, `form[action$="/duplicate"]`, nil)).wants(http.StatusOK, "Copy of Give 50, get 50", "This is the copy", "Draft")
		form := editorForm(copied)
		if form.Get("starts_on") != "" || form.Get("acceptor_minor") != "50.00" || form.Get("text.es") != "La oferta." {
			t.Errorf("the copy has %q, %q, %q", form.Get("starts_on"), form.Get("acceptor_minor"), form.Get("text.es"))
		}
		id := idOf(copied)
		copied.wants(http.StatusOK, "Delete Copy of Give 50, get 50? Nobody has seen it, and 0 people are in it.")
		editor.follow(editor.submit(copied, `form[action$="/delete"]`, nil)).wants(http.StatusOK, "Campaigns").without("Copy of")
		editor.submit(copied, `form[action$="/delete"]`, nil).wants(http.StatusNotFound)
		editor.get(web.CampaignPath(id, web.CampaignEdit)).wants(http.StatusNotFound)
		editor.send(web.CampaignPath(c.ID, web.CampaignDelete), "lock", "0").wants(http.StatusNotFound) // what was published is never deleted
		if h.campaign(t, c.ID).Status != models.CampaignLive {
			t.Error("the campaign is gone")
		}
	})
}

func TestAProductCampaignPaysTheFriendAlone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor := h.arrive(t, sandbox.Garden, models.RoleEditor)
	page := editor.get(web.PathCampaignNew+"?kind=product").wants(http.StatusOK, "The institution invites, the friend alone is paid.")
	if page.doc().Find(`[name="inviter_minor"], [name="share_text.en"], [name="visibility"], [name="priority"]`).Length() != 0 {
		t.Error("it asks for what an inviter gets")
	}
	page = editor.press(page, "add:rules:good_standing", complete()...)
	page = editor.follow(editor.press(page, "save", "inviter_minor", "50.00"))
	now := h.campaign(t, idOf(page))
	if now.Kind != models.KindProduct || now.Draft.Plan.Terms.InviterMinor != 0 {
		t.Errorf("%s: %+v", now.Kind, now.Draft.Plan.Terms)
	}
	editor.press(editor.get(web.CampaignPath(now.ID, web.CampaignEdit)), "save", "kind", "relationship").wants(http.StatusSeeOther)
	if again := h.campaign(t, now.ID); again.Kind != models.KindProduct {
		t.Errorf("a form made it %s", again.Kind)
	}
}
