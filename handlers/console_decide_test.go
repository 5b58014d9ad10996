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

// waiting is the newest request for an action, whatever it is about.
func (h *house) waiting(t *testing.T, action string) models.ApprovalRequest {
	t.Helper()
	in, err := h.app.For(h.garden).Inbox(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range in.Items {
		if w.Action == action {
			return w.ApprovalRequest
		}
	}
	t.Fatalf("nothing waits to %s", action)
	return models.ApprovalRequest{}
}

// agree lets what waits happen.
func (k *clerk) agree(t *testing.T, action string) reply {
	t.Helper()
	a := k.h.waiting(t, action)
	k.get(web.PathApprovals).wants(http.StatusOK, a.Reason)
	return k.send(web.ApprovalPath(a.ID, "approve"), desk.FieldSeal, a.PayloadSHA256)
}

func TestARefusalIsToldGentlyAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		friend, r := h.earned(t)
		page := web.ReferralPath(r.ID)
		maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
		const form = "form#refuse-referral-form"
		got := maker.get(page).wants(http.StatusOK, "Refuse this referral", "stays reserved", "Refuse $100.00")
		back := maker.submit(got, form, map[string]string{desk.FieldCodeOf: "", desk.FieldReason: "Same deposits."}).wants(http.StatusUnprocessableEntity, "Choose a reason.")
		if kept := back.doc().Find("#refusal-reason").Text(); kept != "Same deposits." {
			t.Errorf("the reason came back as %q", kept)
		}
		maker.submit(got, form, map[string]string{desk.FieldCodeOf: "misuse", desk.FieldReason: "Same deposits."}).wants(http.StatusSeeOther)
		maker.get(page).wants(http.StatusOK, "asked to refuse this referral", "waits for a second person")
		maker.submit(got, form, map[string]string{desk.FieldCodeOf: "misuse", desk.FieldReason: "Again."}).wants(http.StatusConflict, "changed meanwhile", "a request was made by Maker")
		friend.load(web.PathTile).wantState(http.StatusOK, "acceptor_eligible")
		checker.agree(t, program.ActionRefuse).wants(http.StatusSeeOther)

		friend.load(web.PathTile).wantState(http.StatusOK, "acceptor_pending").wants(http.StatusOK, "We could not confirm that this invitation follows the terms.",
			"Answer by", "Call (555) 010-0142").without("misuse", "Misuse", "Same deposits", "not eligible")
		friend.check().wantState(http.StatusOK, "acceptor_pending")
		got = maker.get(page).wants(http.StatusOK, "Refused by Checker", "Misuse of the programme", "Take the refusal back", "End it before its day")
		maker.submit(got, "form#take-back-refusal-form", map[string]string{desk.FieldReason: ""}).wants(http.StatusUnprocessableEntity, "Write something")
		maker.submit(got, "form#take-back-refusal-form", map[string]string{desk.FieldReason: "Pay slips seen."}).wants(http.StatusSeeOther)
		maker.submit(got, "form#take-back-refusal-form", map[string]string{desk.FieldReason: "Pay slips seen."}).wants(http.StatusConflict, "changed meanwhile")
		friend.load(web.PathTile).wantState(http.StatusOK, "acceptor_eligible")
		maker.get(page).wants(http.StatusOK, "Refusal taken back by Maker", "Pay slips seen.")
	})
}

func TestARefusalEndsByTheNextVisitOrByTwoPeople(t *testing.T) {
	t.Parallel()
	for name, early := range map[string]bool{"the next visit": false, "two people": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t)
			friend, r := h.earned(t)
			page := web.ReferralPath(r.ID)
			maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
			maker.send(page+"refuse", desk.FieldCodeOf, "rewarded", desk.FieldReason, "Had one.").wants(http.StatusSeeOther)
			checker.agree(t, program.ActionRefuse).wants(http.StatusSeeOther)
			if early {
				maker.send(page+"reject", desk.FieldReason, "The friend asked.").wants(http.StatusSeeOther)
				checker.agree(t, program.ActionReject).wants(http.StatusSeeOther)
			} else {
				h.clock.Advance(8 * 24 * time.Hour)
				friend = h.browser(t, sandbox.Garden)
				friend.signIn(sandbox.Garden, "blake")
				friend.check()
			}
			if now := h.referral(t); now.State != models.StateRejected {
				t.Fatalf("it is %s", now.State)
			}
			friend.load(web.PathTile).wantState(http.StatusOK, "inviter_ready")
		})
	}
}

func TestAReferralIsAttachedByTwoPeople(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		avery := h.member(t, sandbox.Garden, "avery")
		support, checker := h.arrive(t, sandbox.Garden, models.RoleSupport), h.arrive(t, sandbox.Garden, models.RoleChecker)
		support.get(web.PathReferrals).wants(http.StatusOK, "Attach a referral")
		checker.get(web.PathReferrals).wants(http.StatusOK).without("Attach a referral")
		fields := map[string]string{desk.FieldInviter: avery.Code.Code, desk.FieldFriend: "100102", desk.FieldReason: "Came to the branch.",
			desk.FieldEvidence: "Form 17.", desk.FieldTerms: "yes"}
		got := support.get(web.PathAttach).wants(http.StatusOK, "typed no code")
		support.submit(got, "form#attach-form", fields).wants(http.StatusUnprocessableEntity, "sign in to digital banking and open the card once")
		friend := h.browser(t, sandbox.Garden)
		friend.signIn(sandbox.Garden, "blake")
		bad := map[string]string{desk.FieldInviter: "100102", desk.FieldFriend: "100102", desk.FieldReason: "Came.", desk.FieldEvidence: "Form 17.", desk.FieldTerms: "yes"}
		support.submit(got, "form#attach-form", bad).wants(http.StatusConflict, "Inviter and friend are the same member.")
		bad[desk.FieldTerms] = ""
		support.submit(got, "form#attach-form", bad).wants(http.StatusUnprocessableEntity, "word on the terms")
		support.submit(got, "form#attach-form", fields).wants(http.StatusSeeOther)
		support.submit(got, "form#attach-form", fields).wants(http.StatusConflict, "asked for this friend already")
		checker.get(web.PathApprovals).wants(http.StatusOK, "Attach Blake", "Form 17.", "$50.00")
		checker.agree(t, program.ActionAttach).wants(http.StatusSeeOther)
		r := h.referral(t)
		if r.Source != "branch" || r.State != models.StateAccepted {
			t.Errorf("it came by %q and is %s", r.Source, r.State)
		}
		support.get(web.ReferralPath(r.ID)).wants(http.StatusOK, "Branch", "Form 17.", "Came to the branch.")
		friend.check().wantState(http.StatusOK, "acceptor_pending")
	})
}

func TestAMemberIsAttachedToAnOfferOfTheInstitutionByTwoPeople(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		_, page, code := h.gift(t)
		page.wants(http.StatusOK, "“Attach a referral” among the referrals, with this code")
		support, checker := h.arrive(t, sandbox.Garden, models.RoleSupport), h.arrive(t, sandbox.Garden, models.RoleChecker)
		member := h.browser(t, sandbox.Garden)
		member.signIn(sandbox.Garden, "blake")
		form := support.get(web.PathAttach).wants(http.StatusOK, "or the code of a campaign of the institution itself")
		fields := map[string]string{desk.FieldInviter: code, desk.FieldFriend: "100102", desk.FieldReason: "Asked at the branch.", desk.FieldEvidence: "Form 17.", desk.FieldTerms: "yes"}
		support.submit(form, "form#attach-form", fields).wants(http.StatusSeeOther)
		checker.get(web.PathApprovals).wants(http.StatusOK, "Attach Blake", "New Year 2027", "Nobody, the institution invites", "Attach and promise $50.00", "Form 17.")
		checker.agree(t, program.ActionAttach).wants(http.StatusSeeOther)
		r := h.referral(t)
		if r.Kind != models.KindProduct || r.Source != "branch" || r.InviterMemberID != "" {
			t.Errorf("it is %+v", r)
		}
		member.check().wantState(http.StatusOK, "acceptor_pending")
		fields[desk.FieldReason] = "Asked again."
		support.submit(form, "form#attach-form", fields).wants(http.StatusConflict, "took part in this offer before")
	})
}

func TestTheInviterIsCorrectedByTwoPeople(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		_, r := h.earned(t)
		page := web.ReferralPath(r.ID)
		h.browser(t, sandbox.Garden).signIn(sandbox.Garden, "casey")
		maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
		const form = "form#correct-inviter-of-form"
		got := maker.get(page).wants(http.StatusOK, "Correct the inviter")
		for typed, says := range map[string]string{"nobody": "Nobody has signed in under this yet", h.member(t, sandbox.Garden, "avery").Code.Code: "That is the inviter already."} {
			maker.submit(got, form, map[string]string{desk.FieldInviter: typed, desk.FieldReason: "The friend said so."}).wants(http.StatusUnprocessableEntity, says).without("waits for a second person")
		}
		maker.submit(got, form, map[string]string{desk.FieldInviter: "100102", desk.FieldReason: "The friend said so."}).wants(http.StatusConflict, "the same member")
		maker.submit(got, form, map[string]string{desk.FieldInviter: "100103", desk.FieldReason: "The friend said so."}).wants(http.StatusSeeOther)
		checker.get(web.PathApprovals).wants(http.StatusOK, "in place of Avery", "Casey", "$50.00")
		checker.agree(t, program.ActionCorrect).wants(http.StatusSeeOther)
		maker.get(page).wants(http.StatusOK, "invited by Casey", "Inviter before", "Inviter corrected by Checker")
	})
}

func TestAReenrolledMemberIsRelinkedByTwoPeople(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		old, r := h.earned(t)
		page := web.ReferralPath(r.ID)
		err := h.db.Store.For(h.garden).InTx(t.Context(), func(tx *models.Tx) error {
			_, err := tx.SaveSignIn(models.SignedIn{Subject: "anew", CustomerRef: "100102", GivenName: "Blake", FamilyInitial: "N"}, func() (string, error) { return "K7PM3QXD", nil })
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
		const form = "form#relink-member-form"
		got := maker.get(page).wants(http.StatusOK, "Re-link a re-enrolled member")
		fields := map[string]string{desk.FieldSide: "acceptor", desk.FieldNumber: "100102", desk.FieldReason: "Passport seen.", desk.FieldAttested: ""}
		maker.submit(got, form, fields).wants(http.StatusUnprocessableEntity, "does not show that it is the same person")
		fields[desk.FieldAttested] = "yes"
		maker.submit(got, form, fields).wants(http.StatusSeeOther)
		checker.get(web.PathApprovals).wants(http.StatusOK, "Re-link Blake", "The asker attests that it is the same person")
		checker.agree(t, program.ActionRelink).wants(http.StatusSeeOther)
		maker.get(page).wants(http.StatusOK, "Followed to a new login by Checker", "Login before")
		if now := h.referral(t); now.AcceptorMemberID == r.AcceptorMemberID || now.State != models.StateEligible {
			t.Errorf("the friend is %s in %s", now.AcceptorMemberID, now.State)
		}
		old.load(web.PathTile).wantState(http.StatusOK, "inviter_ready").without("You did it", "Have a code?")
	})
}

func TestWhoMayAskForWhatOverHTTP(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	page := web.ReferralPath(r.ID)
	for role, may := range map[models.Role]map[string]bool{
		models.RoleViewer:  {},
		models.RoleAuditor: {},
		models.RoleEditor:  {},
		models.RoleSupport: {"attach": true},
		models.RoleChecker: {"reject": true},
	} {
		k := h.arrive(t, sandbox.Garden, role)
		for path, act := range map[string]string{page + "refuse": "reject", page + "reject": "reject", page + "take-back": "reject", page + "correct": "correct",
			page + "relink": "correct", web.PathAttach: "attach"} {
			got := k.send(path)
			if denied := got.status == http.StatusForbidden; denied == may[act] {
				t.Errorf("%s posts %s: status %d", role, path, got.status)
			}
		}
	}
	if now := h.referral(t); now.LockVersion != r.LockVersion {
		t.Error("the referral changed")
	}
}

func TestAPartyIsToldThatSomeoneElseMustDoIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, r := h.earned(t)
	page := web.ReferralPath(r.ID)
	maker := h.arrive(t, sandbox.Garden, models.RoleMaker)
	h.set(t, sandbox.Garden, "UPDATE staff_users SET member_ref = '' WHERE id = '"+maker.user.ID+"'")
	maker.get(page).wants(http.StatusOK, "no member number of yours is on record")
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	admin.act(maker.user.ID, "member", map[string]string{program.FieldMemberRef: strings.Repeat("9", 61)}).wants(http.StatusUnprocessableEntity, "60 characters at most")
	admin.act(admin.user.ID, "member", map[string]string{program.FieldMemberRef: "none"}).wants(http.StatusConflict, "Another administrator records your own")
	admin.act(maker.user.ID, "member", map[string]string{program.FieldMemberRef: "100102"}).wants(http.StatusOK, "Recorded.")
	maker.get(page).wants(http.StatusOK, "You are one of the two people of this referral").without("no member number of yours")
	maker.send(page+"refuse", desk.FieldCodeOf, "misuse", desk.FieldReason, "why").wants(http.StatusForbidden)
}
