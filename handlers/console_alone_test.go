package handlers

import (
	"net/http"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/providers/sandbox"
)

// smallTill is a till whose offer is $20 for each side, with a threshold.
func smallTill(t *testing.T, threshold string) till {
	t.Helper()
	h := setup(t)
	h.set(t, sandbox.Garden, "UPDATE campaigns SET status = 'ended' WHERE id = '"+h.offer(t, sandbox.Garden).ID+"'")
	terms := modelstest.Terms()
	terms.InviterMinor, terms.AcceptorMinor = 2000, 2000
	modelstest.Campaign(t, h.rows(sandbox.Garden), terms, 1_000_000_00)
	h.clock.Advance(2 * time.Second)
	p := h.till(t)
	p.threshold(t, threshold)
	return p
}

// threshold lets one person release up to so many cents.
func (p till) threshold(t *testing.T, minor string) {
	t.Helper()
	p.set(t, sandbox.Garden, "UPDATE tenants SET threshold_minor = "+minor+", version = version + 1 WHERE slug = 'garden'")
	p.clock.Advance(2 * time.Second)
}

func (p till) alonePath() string { return web.ReferralPath(p.r.ID) + desk.PathAlone }

func TestUnderTheThresholdOnePersonReleasesAndItIsTold(t *testing.T) {
	t.Parallel()
	p := smallTill(t, "5000")
	page := web.ReferralPath(p.r.ID)
	p.checker.get(page).wants(http.StatusOK, "A payout maker asks for this").without("alone-form")
	got := p.maker.get(page).wants(http.StatusOK, "Yes, release $40.00 alone", "Ask a second person", "of $250.00 at most")
	p.maker.submit(got, "form#alone-form", nil).wants(http.StatusSeeOther)
	if now := p.referral(t); now.State != models.StateApproved {
		t.Fatalf("it is %s", now.State)
	}
	p.checker.get(page).wants(http.StatusOK, "Released by Maker alone, under the threshold of $50.00", "By one person, under the threshold of $50.00")
	p.maker.send(p.markPath(), desk.FieldReference, "ACH-1", desk.FieldPaidOn, "2026-12-02").wants(http.StatusSeeOther)
	p.maker.get(page).wants(http.StatusOK, "someone else must decide")
	a := p.open(t, program.ActionMarkPaid, p.r.ID)
	p.checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusSeeOther)
	h := p.arrive(t, sandbox.Garden, models.RoleAuditor)
	h.get(web.PathAudit+"?q=released+alone").wants(http.StatusOK, "Released alone, under the threshold")
}

func TestOverTheThresholdNobodySeesTheButton(t *testing.T) {
	t.Parallel()
	p := smallTill(t, "3999")
	p.maker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK, "Ask to release $40.00").without("alone-form", "Ask a second person")
}

func TestAThresholdLoweredBehindAnOpenPageHolds(t *testing.T) {
	t.Parallel()
	p := smallTill(t, "5000")
	page := p.maker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK)
	p.threshold(t, "1000")
	p.maker.submit(page, "form#alone-form", nil).wants(http.StatusConflict, "The threshold for one person is lower now", "Ask to release $40.00")
	if now := p.referral(t); now.State != models.StateEligible {
		t.Errorf("it is %s", now.State)
	}
}

func TestWhatIsNotWhatWasSeenIsNotReleasedAlone(t *testing.T) {
	t.Parallel()
	p := smallTill(t, "5000")
	page := p.maker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK)
	p.set(t, sandbox.Garden, "UPDATE reward_legs SET status = 'void' WHERE side = 'inviter' AND referral_id = '"+p.r.ID+"'")
	p.maker.submit(page, "form#alone-form", nil).wants(http.StatusConflict, "not what you saw any more", "Yes, release $20.00 alone")
	p.maker.send(p.payPath()).wants(http.StatusSeeOther)
	p.maker.send(p.alonePath(), desk.FieldSeal, "x").wants(http.StatusConflict, "A second person was asked already")
	if n := p.count(t, sandbox.Garden, "lone_releases", ""); n != 0 {
		t.Errorf("%d releases", n)
	}
}

func TestAReleaseAloneNeedsItsKeyAndAFreshCode(t *testing.T) {
	t.Parallel()
	p := smallTill(t, "5000")
	page := p.maker.get(web.ReferralPath(p.r.ID)).wants(http.StatusOK)
	seal := page.doc().Find(`form#alone-form [name="seal"]`).AttrOr("value", "")
	p.maker.send(p.alonePath(), desk.FieldSeal, seal, program.FieldKey, "").wants(http.StatusPreconditionRequired)
	p.clock.Advance(6 * time.Minute)
	asked := p.maker.submit(page, "form#alone-form", nil).wants(http.StatusUnauthorized, "Confirm that it is you", "$40.00")
	if n := p.count(t, sandbox.Garden, "lone_releases", ""); n != 0 {
		t.Errorf("%d releases before the code", n)
	}
	p.maker.submit(asked, "form#confirm", map[string]string{desk.FieldCode: p.maker.code()}).wants(http.StatusSeeOther)
	p.maker.submit(page, "form#alone-form", nil).wants(http.StatusSeeOther) // the same key, the same form: done already
	if n := p.count(t, sandbox.Garden, "lone_releases", ""); n != 1 {
		t.Errorf("%d releases, want 1", n)
	}
}
