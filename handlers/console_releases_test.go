package handlers

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// requests are the open requests for payment of Garden, oldest first.
func (h *house) requests(t *testing.T) (all []models.ApprovalRequest) {
	t.Helper()
	err := h.rows(sandbox.Garden).View(t.Context(), func(v *models.View) (err error) {
		all, err = v.WaitingFor(models.ApprovalFilter{Actions: []string{program.ActionPay}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// boxes are the boxes of requests.
func boxes(all []models.ApprovalRequest) (fields []string) {
	for _, a := range all {
		fields = append(fields, desk.FieldPick+a.ID, "yes")
	}
	return fields
}

func TestPaymentsAreReleasedTogetherExactlyAsTheyAreShown(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		met := h.crowd(t, 4, models.StateEligible, "MMMM")
		maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
		maker.submit(maker.send(web.PathBatch, ticked(met...)...), "form#ask", nil).wants(http.StatusOK, "Asked for 4 payments")
		open := h.requests(t)
		inbox := checker.get(web.PathApprovals).wants(http.StatusOK, "Review the ticked payments together")
		if n := inbox.doc().Find(`input[form="releases"]`).Length(); n != 4 {
			t.Errorf("%d boxes, want 4", n)
		}
		if own := maker.get(web.PathApprovals).wants(http.StatusOK); own.doc().Find(`input[form="releases"]`).Length() > 0 {
			t.Error("who asked has boxes")
		}
		h.arrive(t, sandbox.Garden, models.RoleSupport).send(web.ReferralPath(open[3].SubjectID)+"hold", desk.FieldReason, "A question.").wants(http.StatusSeeOther)
		shown := checker.send(web.PathReleases, boxes(open)...).wants(http.StatusOK, "Release 3 payments", "Release $300.00 to 6 people", "$300.00 in all", "Left out", "On hold")
		if n := h.count(t, sandbox.Garden, "approval_requests", "status = 'open'"); n != 4 {
			t.Errorf("looking decided %d", 4-n)
		}
		// One of them is decided meanwhile: nothing is released but what is shown.
		checker.send(web.ApprovalPath(open[0].ID, "refuse"), desk.FieldSeal, open[0].PayloadSHA256, desk.FieldReason, "Look again.").wants(http.StatusSeeOther)
		now := checker.submit(shown, "form#release", nil).wants(http.StatusConflict, "changed since you looked", "Release $200.00 to 4 people")
		h.clock.Advance(6 * time.Minute)
		asked := checker.submit(now, "form#release", nil).wants(http.StatusUnauthorized, "Confirm that it is you", "$200.00")
		checker.submit(asked, "form#confirm", map[string]string{desk.FieldCode: checker.code()}).wants(http.StatusOK, "Released 2 payments", "$200.00 in all")
		checker.submit(now, "form#release", nil).wants(http.StatusOK, "Released 2 payments", "$200.00 in all")
		for where, want := range map[string]int{"status = 'approved'": 2, "status = 'refused'": 1, "status = 'open'": 1} {
			if n := h.count(t, sandbox.Garden, "approval_requests", where); n != want {
				t.Errorf("%d requests %s, want %d", n, where, want)
			}
		}
		if n := h.count(t, sandbox.Garden, "audit_log", "action = 'approval.approved'"); n != 2 {
			t.Errorf("%d audit rows of releases, want one each", n)
		}
	})
}

func TestNobodyReleasesTogetherWhatTheyMayNotReleaseAlone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	met := h.crowd(t, 2, models.StateEligible, "MMMM")
	maker, checker := h.arrive(t, sandbox.Garden, models.RoleMaker), h.arrive(t, sandbox.Garden, models.RoleChecker)
	maker.submit(maker.send(web.PathBatch, ticked(met...)...), "form#ask", nil).wants(http.StatusOK)
	open := h.requests(t)
	stranger := h.arrive(t, sandbox.Orchard, models.RoleChecker)
	shown := checker.send(web.PathReleases, boxes(open)...).wants(http.StatusOK, "Release 2 payments")
	many := []string{}
	for range 51 {
		many = append(many, desk.FieldPick+models.NewID(), "yes")
	}
	for _, path := range []string{web.PathReleases, web.PathReleaseAll} {
		maker.send(path, boxes(open)...).wants(http.StatusForbidden)
		stranger.send(path, boxes(open)...).wants(http.StatusNotFound)
		checker.send(path, desk.FieldPick+"nonsense", "yes").wants(http.StatusNotFound)
		checker.send(path, slices.Concat(boxes(open), []string{desk.FieldPick + models.NewID(), "yes"})...).wants(http.StatusNotFound)
		if got := checker.send(path, many...); got.status != http.StatusUnprocessableEntity {
			t.Errorf("51 at %s: %d, want 422", path, got.status)
		}
	}
	checker.submit(shown, "form#release", map[string]string{program.FieldKey: ""}).wants(http.StatusPreconditionRequired)
	checker.submit(shown, "form#release", map[string]string{desk.FieldSeal: "of something else"}).wants(http.StatusConflict)
	if n := h.count(t, sandbox.Garden, "approval_requests", "status = 'open'"); n != 2 {
		t.Errorf("%d requests are open, want both", n)
	}
}
