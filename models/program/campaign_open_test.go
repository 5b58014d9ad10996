package program_test

import (
	"testing"

	"raf/models"
	"raf/models/program"
)

func TestAnEditOfWhatIsPublishedOpensItsDraft(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, second := s.live(t, "autumn")
		other := s.staff(t, "other", models.RoleEditor)
		plan := s.page(t, c.ID).Plan()
		edit := func(name string) program.CampaignEdit {
			changed := plan
			changed.Name = name
			return program.CampaignEdit{ID: c.ID, BaseVersionID: c.CurrentVersionID, Plan: changed}
		}
		d, err := s.SaveCampaign(t.Context(), edit("Later"), editor)
		if err != nil || d.Plan.Name != "Later" || d.BaseVersionID != c.CurrentVersionID || d.EditedBy != editor.User.ID {
			t.Fatalf("%+v, %v", d, err)
		}
		now, err := s.SaveCampaign(t.Context(), edit("Mine"), other)
		wantKind(t, "somebody else who read the same version", err, models.Conflict)
		if now.Plan.Name != "Later" || now.EditedBy != editor.User.ID {
			t.Errorf("the conflict shows %q by %s", now.Plan.Name, now.EditedBy)
		}
		if got := s.page(t, c.ID); got.Campaign.Name != "autumn" || !got.Revisable() {
			t.Errorf("what is offered is called %q", got.Campaign.Name)
		}
		if _, err := s.DeleteDraft(t.Context(), c.ID, d.LockVersion, editor); err != nil {
			t.Fatal(err)
		}
		s.approve(t, s.revised(t, c.ID, editor, func(p *models.Plan) { p.Terms.AcceptorMinor = 75_00 }), second)
		_, err = s.SaveCampaign(t.Context(), edit("Mine"), other)
		wantKind(t, "an edit of a version that is not the newest", err, models.Conflict)
		if got := s.page(t, c.ID); got.Draft != nil {
			t.Error("the edit that lost left a draft behind")
		}
		if _, err := s.EndCampaign(t.Context(), c.ID, models.CampaignLive, editor); err != nil {
			t.Fatal(err)
		}
		over := edit("Mine")
		over.BaseVersionID = s.page(t, c.ID).Campaign.CurrentVersionID
		_, err = s.SaveCampaign(t.Context(), over, other)
		wantKind(t, "an edit of what is over", err, models.Conflict)
	})
}

func TestANewCampaignIsKeptAsItWasTyped(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor := s.staff(t, "editor", models.RoleEditor)
		plan := s.FirstPlan(models.KindRelationship)
		plan.Name, plan.Terms.AcceptorMinor = "Typed", 12_34
		d, err := s.DraftCampaign(t.Context(), models.KindRelationship, plan, editor)
		if err != nil || d.Plan.Name != "Typed" || d.Plan.Terms.AcceptorMinor != 12_34 {
			t.Errorf("%+v, %v", d.Plan, err)
		}
		_, err = s.DraftCampaign(t.Context(), "gift", plan, editor)
		wantKind(t, "a kind nobody knows", err, models.Invalid)
		_, err = s.DraftCampaign(t.Context(), models.KindRelationship, plan, s.staff(t, "viewer", models.RoleViewer))
		wantKind(t, "a viewer", err, models.Denied)
	})
}
