package handlers

import (
	"net/http"
	"strings"
	"testing"

	"raf/components/tile"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// gift publishes an offer of Garden itself by two people, fifty dollars for five purchases, and answers its editor's page
// and its code.
func (h *house) gift(t *testing.T) (editor *clerk, page reply, code string) {
	t.Helper()
	editor = h.arrive(t, sandbox.Garden, models.RoleEditor)
	second := h.hireAs(t, sandbox.Garden, "second", models.RoleEditor)
	second.enterConsole()
	page = editor.press(editor.get(web.PathCampaignNew+"?kind=product"), "add:rules:debit_purchases", complete()...)
	page = editor.follow(editor.press(page, "save", "rules.r1.min_count", "5"))
	id := idOf(page)
	editor.press(page, "submit").wants(http.StatusSeeOther)
	inbox := second.get(web.PathApprovals).wants(http.StatusOK, "New Year 2027")
	action, _ := inbox.doc().Find(`form[action$="/approve"]`).First().Attr("action")
	second.submit(inbox, `form[action="`+action+`"]`, nil).wants(http.StatusSeeOther)
	page = editor.get(web.CampaignPath(id, web.CampaignEdit)).wants(http.StatusOK, "Members can enter it now", "Copy the link")
	return editor, page, page.doc().Find("#handout-code").Text()
}

func TestAnOfferOfTheInstitutionGoesFromADraftToAPaidReward(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		_, page, code := h.gift(t)
		link := page.doc().Find("#handout-link").Text()
		if !strings.HasSuffix(link, "/r/"+strings.ReplaceAll(code, "-", "")) {
			t.Errorf("the link of %s is %s", code, link)
		}
		stranger := h.browser(t, sandbox.Garden)
		stranger.get("/r/"+code).wants(http.StatusOK, "An offer from Garden", "gives you $50", code).without("friend invited", "you both", "Your friend")

		// An existing member, who is asked for the terms of invitations first, reads those of the offer and accepts.
		b := h.browser(t, sandbox.Garden)
		b.signIn(sandbox.Garden, "blake")
		form := b.submit(b.get(web.PathCode), codeForm, typed(code)).wants(http.StatusOK, "An offer from Garden", "offers you $50", "I accept the")
		if form.doc().Find("#terms[checked], #consent").Length() != 0 {
			t.Error("terms that nobody has read are ticked, or a friend is asked about who does not exist")
		}
		terms := b.get(strings.TrimPrefix(form.doc().Find(".tick a").AttrOr("href", ""), "/t/garden")).wants(http.StatusOK, "$50", "Version 1")
		terms.without("What your friend sees", "Your friend gets")
		b.submit(form, codeForm, map[string]string{tile.FieldCode: code}).wants(http.StatusUnprocessableEntity, "Tick this box", "An offer from Garden")
		b.submit(form, codeForm, map[string]string{tile.FieldCode: code, tile.FieldTerms: "yes"}).wants(http.StatusSeeOther)
		b.submit(form, codeForm, map[string]string{tile.FieldCode: code, tile.FieldTerms: "yes"}).wants(http.StatusSeeOther) // the second press is harmless
		b.get(web.PathTile).wantState(http.StatusOK, "acceptor_pending")
		where := "kind = 'product' AND inviter_member_id IS NULL AND acceptor_member_id = '" + h.member(t, sandbox.Garden, "blake").ID + "'"
		if n, legs := h.count(t, sandbox.Garden, "referrals", where), h.count(t, sandbox.Garden, "reward_legs", ""); n != 1 || legs != 1 {
			t.Fatalf("%d referrals with %d rewards, want one of each", n, legs)
		}
		for range 5 {
			if err := h.bank.PostPurchase(sandbox.Garden, "blake", 2350, false); err != nil {
				t.Fatal(err)
			}
		}
		b.check().wantState(http.StatusOK, "acceptor_eligible")
		h.paysOnce(t, b)
	})
}

// paysOnce walks the only referral of Garden, an offer of its own that was earned, through the console.
func (h *house) paysOnce(t *testing.T, member *browser) {
	t.Helper()
	r := h.referral(t)
	page := web.ReferralPath(r.ID)
	maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
	maker.get(web.PathReferrals).wants(http.StatusOK, "The institution itself")
	got := maker.get(page).wants(http.StatusOK, "Ask to release $50.00", "invited by the institution itself").without("Correct the inviter", "A member")
	maker.submit(got, `form[action$="/pay/"]`, nil).wants(http.StatusSeeOther)
	got = checker.get(page).wants(http.StatusOK, "Yes, release $50.00")
	checker.get(web.PathApprovals).wants(http.StatusOK, "The reward becomes payable", "$50.00").without("1099-MISC", "A member", "inviter")
	checker.submit(got, `form[action$="/approve"]`, nil).wants(http.StatusSeeOther)
	got = maker.get(page+"pay/").wants(http.StatusOK, "Record $50.00 as paid")
	maker.submit(got, `form[action$="/mark-paid"]`, map[string]string{desk.FieldReference: "ACH-1"}).wants(http.StatusSeeOther)
	got = checker.get(page).wants(http.StatusOK, "Yes, record $50.00 as paid")
	checker.submit(got, `form[action$="/approve"]`, nil).wants(http.StatusSeeOther)
	if n := h.count(t, sandbox.Garden, "payouts", ""); n != 1 {
		t.Errorf("%d payouts, want one: nobody else is paid", n)
	}
	member.load(web.PathTile).wantState(http.StatusOK, "acceptor_paid")
}

func TestAMemberWhoWasInvitedTakesUpAnOfferBesides(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, _, code := h.gift(t)
	b := h.friend(t, "blake") // invited by Avery, under way
	pending := b.get(web.PathTile).wantState(http.StatusOK, "acceptor_pending")
	if pending.doc().Find(`a[href$="/plugin/code"]`).Length() != 1 {
		t.Error("the tile does not lead to the code")
	}
	form := b.get(web.PathCode).wants(http.StatusOK, "Enter a code", "Continue")
	if form.doc().Find("#terms, #consent").Length() != 0 {
		t.Error("there are terms to tick before anybody knows whose")
	}
	b.submit(form, codeForm, map[string]string{tile.FieldCode: "ZZZZ-ZZZZ"}).wants(http.StatusUnprocessableEntity, "This code can’t be used")
	form = b.submit(form, codeForm, map[string]string{tile.FieldCode: code}).wants(http.StatusOK, "An offer from Garden")
	b.submit(form, codeForm, map[string]string{tile.FieldCode: code, tile.FieldTerms: "yes"}).wants(http.StatusSeeOther)
	if n := h.count(t, sandbox.Garden, "referrals", ""); n != 2 {
		t.Errorf("%d referrals, want the invitation and the offer", n)
	}
	b.get(web.PathTile).wantState(http.StatusOK, "acceptor_pending").without("Have a code?")
	b.load(web.PathDashboard).wants(http.StatusOK, "Also under way")
}

func TestAnOfferThatIsPausedSaysSoToStaffAndStrangers(t *testing.T) {
	t.Parallel()
	h := setup(t)
	editor, page, code := h.gift(t)
	id := idOf(page)
	editor.send(web.CampaignPath(id, web.CampaignToggle), desk.FieldFrom, "live").wants(http.StatusSeeOther)
	editor.get(web.CampaignPath(id, web.CampaignEdit)).wants(http.StatusOK, "Nobody can enter it while it is paused", code)
	h.browser(t, sandbox.Garden).get("/r/"+code).wants(http.StatusOK, "No offer right now", "takes nobody at the moment").without("$50", code)
	b, _ := h.enter(t, sandbox.Garden, "blake")
	b.submit(b.get(web.PathCode), codeForm, typed(code)).wants(http.StatusUnprocessableEntity, "This code can’t be used")
}
