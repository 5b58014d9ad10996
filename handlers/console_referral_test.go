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
	"raf/models/modelstest"
	"raf/models/program"
	"raf/providers/sandbox"
)

func TestAHoldStopsThePaymentUntilItIsReleased(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		_, r := h.earned(t)
		page := web.ReferralPath(r.ID)
		maker, support := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleSupport)
		got := support.get(page).wants(http.StatusOK)
		support.submit(got, "form#hold-form", map[string]string{desk.FieldReason: "Two phones, one device."}).wants(http.StatusSeeOther)
		maker.get(page).wants(http.StatusOK, "On hold. Nothing is paid", "Two phones, one device.", "Put on hold by Support").without("Ask to release")
		maker.send(page + "pay/").wants(http.StatusConflict)
		held := support.get(page)
		release := `form[action$="/release-hold"]`
		support.submit(held, release, map[string]string{desk.FieldReason: ""}).wants(http.StatusUnprocessableEntity, "Write something")
		support.submit(held, release, map[string]string{desk.FieldReason: "Siblings."}).wants(http.StatusSeeOther)
		support.submit(held, release, map[string]string{desk.FieldReason: "Siblings."}).wants(http.StatusConflict)
		if now := h.referral(t); now.HoldCount != 0 {
			t.Errorf("%d holds", now.HoldCount)
		}
		maker.send(page + "pay/").wants(http.StatusSeeOther)
	})
}

func TestANoteKeepsTextAndNoCardNumber(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k := h.arrive(t, sandbox.Garden, models.RoleSupport)
	for _, bad := range []struct{ text, says string }{
		{"", "Write something"}, {strings.Repeat("é", 2001), "Write something"},
		{"The card 4111 1111 1111 1111 was used", "looks like a card number"},
		{"4111-1111-1111-1111", "looks like a card number"}, {"x378282246310005x", "looks like a card number"},
	} {
		got := k.send(web.ReferralPath(r.ID)+"note", desk.FieldText, bad.text).wants(http.StatusUnprocessableEntity, bad.says)
		if kept := got.doc().Find("#note-text").Text(); kept != bad.text {
			t.Errorf("the note came back as %q", kept)
		}
	}
	if n := h.count(t, sandbox.Garden, "referral_notes", ""); n != 0 {
		t.Fatalf("%d notes", n)
	}
	const text = "Called <b>Devon</b>.\nOrder 4111 1111 1111 1112, ref 123."
	k.send(web.ReferralPath(r.ID)+"note", desk.FieldText, text).wants(http.StatusSeeOther)
	got := k.get(web.ReferralPath(r.ID)).wants(http.StatusOK)
	if shown := got.doc().Find(".note-text").Text(); shown != text {
		t.Errorf("the note reads %q", shown)
	}
}

func TestCheckNowAnswersTheReferralAsItStands(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.friend(t, "blake")
	r := h.referral(t)
	k := h.arrive(t, sandbox.Garden, models.RoleSupport)
	k.get(web.ReferralPath(r.ID)).wants(http.StatusOK, "Still to do", "0 of 5")
	for range 5 {
		if err := h.bank.PostPurchase(sandbox.Garden, "blake", 2350, false); err != nil {
			t.Fatal(err)
		}
	}
	form := url.Values{fieldStaffToken: {k.staffToken()}}
	got := k.post(web.ReferralPath(r.ID)+"check", form, scripted, "true").wants(http.StatusOK, "5 of 5", "Checked just now")
	if strings.Contains(got.body, "<html") || got.doc().Find("#referral").Length() != 1 {
		t.Error("htmx did not get the referral alone")
	}
	h.fault(t, sandbox.Garden, sandbox.Fault{Endpoint: sandbox.OnTransactions, Kind: "500"})
	k.send(web.ReferralPath(r.ID) + "check").wants(http.StatusSeeOther)
	k.get(web.ReferralPath(r.ID)).wants(http.StatusOK, "The bank could not be asked", "5 of 5")
}

func TestTheListIsNarrowedByItsURL(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	k := h.arrive(t, sandbox.Garden, models.RoleViewer)
	for query, found := range map[string]bool{"": true, "state=met": true, "state=paid": false, "owed=yes": true, "held=yes": false, "late=yes": false,
		"inviter=Ave": true, "inviter=Bla": false, "friend=bla": true, "friend=ave": false, "inviter=ave&friend=bla": true,
		"q=Bla": true, "q=bla": true, "q=Zed": false, "campaign=" + r.CampaignID: true, "campaign=another": false,
		"sort=amount": true, "sort=-next": true, "sort=state": true, "q=%25": false, "from=2026-01-01": true, "to=2026-01-01": false, "from=2099-01-01": false, "state=nonsense": true} {
		for _, path := range []string{web.PathReferrals, web.PathRows} {
			got := k.get(path + "?" + query).wants(http.StatusOK)
			if strings.Contains(got.text(), "Blake") != found {
				t.Errorf("%s?%s: found is %v, want %v", path, query, !found, found)
			}
		}
	}
	k.get(web.PathReferrals+"?from=yesterday").wants(http.StatusUnprocessableEntity, "That is no day.")
	k.get(web.PathReferrals + "?cursor=o.xyz").wants(http.StatusNotFound)
	k.get(web.PathReferrals+"?state=met").wants(http.StatusOK, "3 of 3", "$100.00", "Pay by", "Clear")
	// The columns that sort, and no other: an unknown one is the order that the list has anyway.
	for sort, says := range map[string]string{"amount": "Smallest amount first", "-amount": "Largest amount first", "friend": "from A", "next": "Next date first",
		"-number": "Highest number first", "": "Newest first", "state": "Newest first", "accepted_at": "Newest first", "amount;": "Newest first"} {
		k.get(web.PathReferrals+"?sort="+url.QueryEscape(sort)).wants(http.StatusOK, says)
	}
}

// TestTheTimelineTellsEverythingAndTheTermsCanBeRead: what staff need for a call stands on one page.
func TestTheTimelineTellsEverythingAndTheTermsCanBeRead(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
	page := web.ReferralPath(r.ID)
	checker.send(page+"note", desk.FieldText, "Spoke to both.").wants(http.StatusSeeOther)
	h.clock.Advance(time.Second)
	checker.send(page+"hold", desk.FieldReason, "The same device.").wants(http.StatusSeeOther)
	hold := checker.get(page).doc().Find("[name="+desk.FieldHold+"]").AttrOr("value", "")
	h.clock.Advance(time.Second)
	checker.send(page+"release-hold", desk.FieldHold, hold, desk.FieldReason, "Siblings.").wants(http.StatusSeeOther)
	h.clock.Advance(time.Second)
	maker.send(page + "pay/").wants(http.StatusSeeOther)
	a := h.open(t, program.ActionPay, r.ID)
	h.clock.Advance(time.Second)
	checker.send(web.ApprovalPath(a.ID, "refuse"), desk.FieldSeal, a.PayloadSHA256, desk.FieldReason, "Not today.").wants(http.StatusSeeOther)
	got := maker.get(page).wants(http.StatusOK)
	var lines []string
	got.doc().Find("#timeline li").Each(func(_ int, s *goquery.Selection) { lines = append(lines, strings.Join(strings.Fields(s.Text()), " ")) })
	for i, want := range []string{"Turned down: release the rewards by Checker", "Asked: release the rewards by Maker", "Hold released by Checker", "Put on hold by Checker", "Noted by Checker"} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("line %d of the timeline lacks %q: %q", i+1, want, lines)
		}
	}
	got.wants(http.StatusOK, "Not today.", "The same device.", "Siblings.", "Bank asked", "Code accepted", "Terms as accepted", "Version 1, English")
	if read := strings.TrimSpace(got.doc().Find(".accepted-text[lang=en]").Text()); read != modelstest.Terms().Text["en"] {
		t.Errorf("the terms read %q", read)
	}
}
