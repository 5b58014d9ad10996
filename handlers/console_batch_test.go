package handlers

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// crowd is n more referrals of Garden in a state, as months of work would have left them.
func (h *house) crowd(t *testing.T, n int, state models.State, name string) []models.Referral {
	t.Helper()
	var all []models.Referral
	err := h.rows(sandbox.Garden).InTx(t.Context(), func(tx *models.Tx) error {
		all = nil
		inviter, err := tx.SaveSignIn(models.SignedIn{Subject: "inviter of " + name, GivenName: "Ines", FamilyInitial: "V"}, func() (string, error) { return "QQQQ" + name[:4], nil })
		if err != nil {
			return err
		}
		campaigns, err := tx.CampaignsIn(models.CampaignLive)
		if err != nil {
			return err
		}
		for i := range n {
			friend, err := tx.SaveSignIn(models.SignedIn{Subject: name + string(rune('a'+i)), GivenName: name, FamilyInitial: "Q"},
				func() (string, error) { return name[:4] + "QQQ" + string(rune('A'+i)), nil })
			if err != nil {
				return err
			}
			leg := func(side models.Side, payee string) models.RewardLeg {
				return models.RewardLeg{Side: side, PayeeMemberID: payee, AmountMinor: 5000, Currency: "USD", Status: models.LegReserved, TaxForm: "INT", RewardYear: 2026}
			}
			r, err := tx.AddReferral(models.Referral{Kind: models.KindRelationship, CampaignID: campaigns[0].ID, CampaignVersionID: campaigns[0].CurrentVersionID,
				CodeID: inviter.Code.ID, InviterMemberID: inviter.ID, AcceptorMemberID: friend.ID},
				[]models.RewardLeg{leg(models.SideInviter, inviter.ID), leg(models.SideAcceptor, friend.ID)}, models.Actor{Kind: models.ActorMember, ID: friend.ID})
			if err != nil {
				return err
			}
			if state == models.StateEligible {
				for _, e := range []models.Event{models.EventAccount, models.EventMet} {
					if r, err = tx.Move(r, e, models.Actor{Kind: models.ActorSystem}, models.ReferralChanges{DueOn: "2026-12-16"}); err != nil {
						return err
					}
				}
			}
			all = append(all, r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// ticked are the boxes of referrals.
func ticked(all ...models.Referral) []string {
	var fields []string
	for _, r := range all {
		fields = append(fields, desk.FieldPick+r.ID, "yes")
	}
	return fields
}

func TestASelectionIsShownAndThenAskedForOneByOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		met, early := h.crowd(t, 3, models.StateEligible, "MMMM"), h.crowd(t, 1, models.StateAccepted, "NNNN")
		maker := h.arrive(t, sandbox.Garden, models.RoleMaker)
		held := met[2]
		h.arrive(t, sandbox.Garden, models.RoleSupport).send(web.ReferralPath(held.ID)+"hold", desk.FieldReason, "A question.").wants(http.StatusSeeOther)
		page := maker.get(web.PathReferrals).wants(http.StatusOK, "Review selection")
		if n := page.doc().Find(`form#rows input[data-pick]`).Length(); n != 4 {
			t.Errorf("%d boxes, want one a referral", n)
		}
		query := url.Values{}
		all := ticked(append(slices.Clone(met), early...)...)
		for i := 0; i < len(all); i += 2 {
			query.Set(all[i], all[i+1])
		}
		maker.get(web.PathSelection+"?"+query.Encode()).wants(http.StatusOK, "4 selected", "$200.00", "2 are left out", "Review 2 for payment, $200.00")
		before := h.count(t, sandbox.Garden, "approval_requests", "")
		shown := maker.send(web.PathBatch, all...).wants(http.StatusOK, "Ask for 2 payments", "MMMM Q., $50.00", "Ines V., $50.00", "On hold", "Code accepted, not ready", "Ask to release $200.00")
		if n := h.count(t, sandbox.Garden, "approval_requests", ""); n != before {
			t.Errorf("looking asked for %d payments", n-before)
		}
		maker.submit(shown, "form#ask", nil).wants(http.StatusOK, "Asked for 2 payments", "Another person releases each", "left out")
		if n := h.count(t, sandbox.Garden, "approval_requests", "status = 'open'"); n != 2 {
			t.Errorf("%d requests after asking, want 2", n)
		}
		// Pressed again, it answers as before and asks for nothing more. Under another key it is not what was shown any more.
		maker.submit(shown, "form#ask", nil).wants(http.StatusOK, "Asked for 2 payments", "$200.00 in all")
		maker.submit(shown, "form#ask", map[string]string{program.FieldKey: "another"}).wants(http.StatusConflict, "changed since you looked", "Waits for another person")
		maker.submit(shown, "form#ask", map[string]string{program.FieldKey: ""}).wants(http.StatusPreconditionRequired)
		maker.submit(shown, "form#ask", map[string]string{desk.FieldSeal: "of something else"}).wants(http.StatusUnprocessableEntity)
		if n := h.count(t, sandbox.Garden, "approval_requests", ""); n != 2 {
			t.Errorf("%d requests after a second press, want 2", n)
		}
	})
}

func TestASelectionThatChangedIsAskedForOnlyAsItIsShown(t *testing.T) {
	t.Parallel()
	h := setup(t)
	met := h.crowd(t, 2, models.StateEligible, "MMMM")
	maker := h.arrive(t, sandbox.Garden, models.RoleMaker)
	shown := maker.send(web.PathBatch, ticked(met...)...).wants(http.StatusOK, "Ask for 2 payments")
	h.arrive(t, sandbox.Garden, models.RoleSupport).send(web.ReferralPath(met[0].ID)+"hold", desk.FieldReason, "A question.").wants(http.StatusSeeOther)
	again := maker.submit(shown, "form#ask", nil).wants(http.StatusConflict, "Ask for 1 payment", "On hold")
	if n := h.count(t, sandbox.Garden, "approval_requests", ""); n != 0 {
		t.Errorf("%d requests of a selection that had changed", n)
	}
	h.clock.Advance(6 * time.Minute)
	asked := maker.submit(again, "form#ask", nil).wants(http.StatusUnauthorized, "Confirm that it is you", "$100.00")
	maker.submit(asked, "form#confirm", map[string]string{desk.FieldCode: maker.code()}).wants(http.StatusOK, "Asked for 1 payment")
}

func TestASelectionHoldsNothingOfOthersAndNotTooMuch(t *testing.T) {
	t.Parallel()
	h := setup(t)
	met := h.crowd(t, 1, models.StateEligible, "MMMM")
	stranger := h.arrive(t, sandbox.Orchard, models.RoleMaker)
	maker := h.arrive(t, sandbox.Garden, models.RoleMaker)
	many := []string{}
	for range 51 {
		many = append(many, desk.FieldPick+models.NewID(), "yes")
	}
	for name, path := range map[string]string{"shown": web.PathBatch, "asked for": web.PathBatchAsk} {
		stranger.send(path, ticked(met...)...).wants(http.StatusNotFound)
		maker.send(path, desk.FieldPick+"nonsense", "yes").wants(http.StatusNotFound)
		maker.send(path, append(ticked(met...), desk.FieldPick+models.NewID(), "yes")...).wants(http.StatusNotFound)
		if got := maker.send(path, many...); got.status != http.StatusUnprocessableEntity {
			t.Errorf("51 %s: %d, want 422", name, got.status)
		}
	}
	viewer := h.arrive(t, sandbox.Garden, models.RoleViewer)
	viewer.send(web.PathBatch, ticked(met...)...).wants(http.StatusForbidden)
	if page := viewer.get(web.PathReferrals).wants(http.StatusOK); page.doc().Find("[data-pick]").Length() > 0 || strings.Contains(page.body, web.PathExport) {
		t.Error("a viewer has boxes or an export")
	}
}

func TestTheListIsExportedAsItIsFilteredAndAudited(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.crowd(t, 2, models.StateEligible, "=1+1")
		h.crowd(t, 1, models.StateAccepted, "NNNN")
		auditor := h.arrive(t, sandbox.Garden, models.RoleAuditor)
		shown := auditor.get(web.PathExport+"?state=met&q=%3D1").wants(http.StatusOK, "Export as CSV", "Requirements met", "no account numbers")
		got := auditor.submit(shown, "form#export", nil).wants(http.StatusOK)
		if d := got.header.Get("Content-Disposition"); !strings.HasPrefix(d, `attachment; filename="referrals-`) {
			t.Errorf("disposition %q", d)
		}
		rows, err := csv.NewReader(strings.NewReader(got.body)).ReadAll()
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d lines: %v\n%s", len(rows), err, got.body)
		}
		for i := range rows[1:3] {
			rows[i+1][0] = "number"
		}
		want := []string{"number", "'=1+1 Q.", "Ines V.", "Give 50, get 50", "Requirements met", "100.00", "USD", "2026-12-02", "2026-12-16", "no"}
		if diff := cmp.Diff([][]string{desk.ExportHead(), want, want, {"total", "2 referrals", "", "", "", "200.00", "USD", "", "", ""}}, rows); diff != "" {
			t.Errorf("file (-want +got):\n%s", diff)
		}
		for action, says := range map[string]string{"referrals.export_begun": `"after":null`, "referrals.exported": `"rows":2,"total_minor":20000,"complete":true`} {
			if n := h.count(t, sandbox.Garden, "audit_log", "action = '"+action+"' AND actor_id = '"+auditor.user.ID+"' AND diff LIKE '%"+says+"%' AND diff LIKE '%eligible%' AND diff NOT LIKE '%=1%'"); n != 1 {
				t.Errorf("%d audit rows %s, want 1", n, action)
			}
		}
		h.clock.Advance(6 * time.Minute)
		auditor.submit(shown, "form#export", nil).wants(http.StatusUnauthorized, "Confirm that it is you")
	})
}

// gone is a browser that leaves after some bytes.
type gone struct {
	*httptest.ResponseRecorder
	left int
}

func (g *gone) Write(b []byte) (int, error) {
	if g.left -= len(b); g.left < 0 {
		return 0, http.ErrHandlerTimeout
	}
	return g.ResponseRecorder.Write(b)
}

func TestAnExportThatNobodyTakesToTheEndIsAuditedAllTheSame(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.crowd(t, 20, models.StateEligible, "MMMM")
		maker := h.arrive(t, sandbox.Garden, models.RoleMaker)
		form := url.Values{fieldStaffToken: {maker.staffToken()}}
		maker.leaves = 10
		if got := maker.post(web.PathExport, form); got.header.Get(cutOff) == "" {
			t.Errorf("the connection ended as if all had come: %q", got.body)
		}
		if n := h.count(t, sandbox.Garden, "audit_log", `action = 'referrals.export_begun'`); n != 1 {
			t.Errorf("%d rows of the beginning", n)
		}
		if n := h.count(t, sandbox.Garden, "audit_log", `action = 'referrals.exported' AND diff LIKE '%"complete":false%'`); n != 1 {
			t.Errorf("%d rows of the end, want one that says that it is not whole", n)
		}
	})
}
