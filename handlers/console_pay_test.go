package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

func TestARewardIsPaidByTwoPeopleAndTheMemberSeesIt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		friend, r := h.earned(t)
		page := web.ReferralPath(r.ID)
		maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)

		got := maker.get(page).wants(http.StatusOK, "Ask to release $100.00", "5 of 5", "Payroll", "You met all requirements")
		maker.submit(got, `form[action$="/pay/"]`, nil).wants(http.StatusSeeOther)
		maker.get(page).wants(http.StatusOK, "someone else must decide", "Take back my request").without("Yes, release")

		got = checker.get(page).wants(http.StatusOK, "Yes, release $100.00")
		checker.get(web.PathApprovals).wants(http.StatusOK, "Release payment", "$100.00", "1099-INT", "1099-MISC")
		checker.submit(got, `form[action$="/approve"]`, nil).wants(http.StatusSeeOther)
		if now := h.referral(t); now.State != models.StateApproved {
			t.Fatalf("after the release it is %s", now.State)
		}
		friend.load(web.PathTile).wantState(http.StatusOK, "acceptor_eligible")

		got = maker.get(page+"pay/").wants(http.StatusOK, "Record $100.00 as paid")
		maker.submit(got, `form[action$="/mark-paid"]`, map[string]string{desk.FieldReference: "ACH-1"}).wants(http.StatusSeeOther)
		got = checker.get(page).wants(http.StatusOK, "Yes, record $100.00 as paid", "under ACH-1")
		checker.submit(got, `form[action$="/approve"]`, nil).wants(http.StatusSeeOther)
		maker.get(page).wants(http.StatusOK, "Recorded as paid")
		if now := h.referral(t); now.State != models.StatePaid {
			t.Fatalf("after the record it is %s", now.State)
		}
		if n := h.count(t, sandbox.Garden, "payouts", ""); n != 2 {
			t.Errorf("%d payouts, want one for each person", n)
		}
		friend.load(web.PathTile).wantState(http.StatusOK, "acceptor_paid")
	})
}

func TestASecondPressIsHarmless(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	page := web.ReferralPath(r.ID)
	maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
	maker.send(page + "pay/").wants(http.StatusSeeOther)
	maker.send(page+"pay/").wants(http.StatusConflict, "changed meanwhile", "Take back my request")
	a := h.open(t, program.ActionPay, r.ID)
	checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusSeeOther)
	before := h.count(t, sandbox.Garden, "audit_log", "")
	checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusConflict, "approved this, today", "Ready to pay")
	if after := h.count(t, sandbox.Garden, "audit_log", ""); after != before {
		t.Errorf("the second press wrote %d audit rows", after-before)
	}
}

func TestWhoAskedCantRelease(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	maker := h.arrive(t, sandbox.Garden, models.RoleMaker)
	maker.send(web.ReferralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
	a := h.open(t, program.ActionPay, r.ID)
	// An administrator makes the maker a checker: the role allows it now, the request still does not.
	h.set(t, sandbox.Garden, "UPDATE staff_users SET role = 'checker' WHERE id = '"+maker.user.ID+"'")
	maker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusForbidden)
	if now := h.referral(t); now.State != models.StateEligible {
		t.Errorf("it is %s", now.State)
	}
}

func TestAStaleApprovalReleasesNothing(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(t *testing.T, h *house, r models.Referral)
		seal   string
		saying string
	}{
		{"what this person saw is not what was asked for", func(*testing.T, *house, models.Referral) {}, strings.Repeat("0", 64), "not what was asked for any more"},
		{"a leg was voided", func(t *testing.T, h *house, r models.Referral) {
			h.set(t, sandbox.Garden, "UPDATE reward_legs SET status = 'void' WHERE side = 'inviter' AND referral_id = '"+r.ID+"'")
		}, "", "not what was asked for any more"},
		{"it was put on hold", func(t *testing.T, h *house, r models.Referral) {
			h.arrive(t, sandbox.Garden, models.RoleSupport).send(web.ReferralPath(r.ID)+"hold", desk.FieldReason, "A question.").wants(http.StatusSeeOther)
		}, "", "the referral is on hold"},
		{"a day has gone by", func(_ *testing.T, h *house, _ models.Referral) { h.clock.Advance(25 * time.Hour) }, "", "waited too long"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			_, r := h.earned(t)
			maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.hire(t, sandbox.Garden, models.RoleChecker)
			maker.send(web.ReferralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
			a := h.open(t, program.ActionPay, r.ID)
			row.change(t, h, r)
			checker.enterConsole()
			seal := a.PayloadSHA256
			if row.seal != "" {
				seal = row.seal
			}
			checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, seal).wants(http.StatusConflict, row.saying)
			if now := h.referral(t); now.State != models.StateEligible {
				t.Errorf("it is %s", now.State)
			}
		})
	}
}

func TestAFreshCodeIsAskedForBeforeMoneyAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
	maker.send(web.ReferralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
	a := h.open(t, program.ActionPay, r.ID)
	checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusSeeOther)

	h.clock.Advance(6 * time.Minute)
	asked := maker.send(web.ReferralPath(r.ID)+"mark-paid", desk.FieldReference, "ACH-77", desk.FieldPaidOn, "2026-12-02").wants(http.StatusUnauthorized, "Confirm that it is you", "Record as paid", "$100.00")
	if _, form := maker.fields(asked, "form#confirm"); form.Get(desk.FieldReference) != "ACH-77" || form.Get(desk.FieldPaidOn) != "2026-12-02" {
		t.Errorf("the page carries %v", form)
	}
	if n := h.count(t, sandbox.Garden, "approval_requests", "action = 'mark_paid'"); n != 0 {
		t.Errorf("%d requests before the code", n)
	}
	asked = maker.submit(asked, "form#confirm", map[string]string{desk.FieldCode: "000000"}).wants(http.StatusUnprocessableEntity, "does not fit")
	maker.submit(asked, "form#confirm", map[string]string{desk.FieldCode: maker.code()}).wants(http.StatusSeeOther)
	var pay program.Payment
	if err := h.open(t, program.ActionMarkPaid, r.ID).Read(&pay); err != nil || pay.Reference != "ACH-77" {
		t.Errorf("asked for %+v: %v", pay, err)
	}
}

func TestWhatIsWrongWithARecordStandsAtItsFieldAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
	maker.send(web.ReferralPath(r.ID) + "pay/").wants(http.StatusSeeOther)
	a := h.open(t, program.ActionPay, r.ID)
	checker.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256).wants(http.StatusSeeOther)
	for _, row := range []struct{ name, reference, on, bad, says string }{
		{"no reference", "", "2026-12-02", "#mark-reference", "Write the reference"},
		{"a reference too long", strings.Repeat("x", 61), "2026-12-02", "#mark-reference", "Write the reference"},
		{"no day", "ACH-1", "", "#mark-date", "Choose the day"},
		{"no such day", "ACH-1", "2026-02-30", "#mark-date", "Choose the day"},
		{"a day to come", "ACH-1", "2099-01-01", "#mark-date", "Choose the day"},
		{"a day before the release", "ACH-1", "2026-12-01", "#mark-date", "before the money was released"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := maker.send(web.ReferralPath(r.ID)+"mark-paid", desk.FieldReference, row.reference, desk.FieldPaidOn, row.on).wants(http.StatusUnprocessableEntity, row.says)
			if got.doc().Find(row.bad).AttrOr("aria-invalid", "") != "true" {
				t.Errorf("%s is not marked", row.bad)
			}
			if kept := got.doc().Find("#mark-reference").AttrOr("value", ""); kept != row.reference {
				t.Errorf("the reference came back as %q", kept)
			}
		})
	}
}
