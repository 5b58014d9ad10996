package program_test

import (
	"testing"

	"raf/models"
	"raf/models/program"
)

// TestWhoLostTheRoleMeanwhileWritesNothing: the right was there when the request began, and is looked at again in the
// transaction of everything that a person writes.
func TestWhoLostTheRoleMeanwhileWritesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r := s.eligible(t)
		friend := s.member(t, "friend")
		admin := s.staff(t, "admin", models.RoleAdmin)
		acts := map[string]struct {
			role models.Role
			do   func(by program.Staff) error
		}{
			"a note":    {models.RoleSupport, func(by program.Staff) error { return s.AddNote(t.Context(), r.ID, "called", by) }},
			"a hold":    {models.RoleSupport, func(by program.Staff) error { return s.PutOnHold(t.Context(), r.ID, "unclear", by) }},
			"a payment": {models.RoleMaker, func(by program.Staff) error { _, err := s.RequestPayment(t.Context(), r.ID, by); return err }},
			"pausing a campaign": {models.RoleEditor, func(by program.Staff) error {
				_, err := s.ToggleCampaign(t.Context(), r.CampaignID, models.CampaignLive, by)
				return err
			}},
			"ending a campaign": {models.RoleEditor, func(by program.Staff) error {
				_, err := s.EndCampaign(t.Context(), r.CampaignID, models.CampaignLive, by)
				return err
			}},
			"a draft": {models.RoleEditor, func(by program.Staff) error { _, err := s.DuplicateCampaign(t.Context(), r.CampaignID, by); return err }},
			"a refusal": {models.RoleChecker, func(by program.Staff) error {
				_, err := s.RequestRefusal(t.Context(), program.RefusalRequest{ReferralID: r.ID, Reason: program.Refusals()[0], Why: "seen"}, by)
				return err
			}},
			"taking a refusal back": {models.RoleChecker, func(by program.Staff) error { return s.TakeBackRefusal(t.Context(), r.ID, "seen", by) }},
			"a correction": {models.RoleAdmin, func(by program.Staff) error {
				_, err := s.RequestCorrection(t.Context(), program.CorrectionRequest{ReferralID: r.ID, Inviter: friend.CustomerRef, Why: "seen"}, by)
				return err
			}},
			"a re-linking": {models.RoleAdmin, func(by program.Staff) error {
				_, err := s.RequestRelink(t.Context(), program.RelinkRequest{ReferralID: r.ID, Side: models.SideInviter, Number: "c-new", Why: "seen", Attested: true}, by)
				return err
			}},
			"attaching": {models.RoleSupport, func(by program.Staff) error {
				_, err := s.RequestAttach(t.Context(), program.AttachRequest{Inviter: "c-inviter", Friend: "c-friend", Evidence: "a letter", Why: "seen", Terms: true}, by)
				return err
			}},
		}
		before := s.count(t, "SELECT count(*) FROM audit_log WHERE action NOT LIKE 'staff.%'")
		for name, act := range acts {
			by := s.staff(t, "was "+name, act.role)
			if _, err := s.ChangeRole(t.Context(), s.as(t, by), models.RoleViewer, admin); err != nil {
				t.Fatal(err)
			}
			if !by.May(program.ActRead) {
				t.Fatal("nobody begins")
			}
			wantKind(t, name, act.do(by), models.Denied)
		}
		if after := s.count(t, "SELECT count(*) FROM audit_log WHERE action NOT LIKE 'staff.%'"); after != before {
			t.Errorf("%d rows of what was done", after-before)
		}
	})
}
