package program_test

import (
	"encoding/json"
	"sync"
	"testing"

	"raf/models"
	"raf/models/lint"
	"raf/models/modelstest"
	"raf/models/program"
)

// live is a campaign that two people published.
func (s site) live(t *testing.T, name string) (models.Campaign, program.Staff, program.Staff) {
	t.Helper()
	editor, second := s.staff(t, "editor-"+name, models.RoleEditor), s.staff(t, "second-"+name, models.RoleChecker)
	d := s.newDraft(t, name, editor)
	s.published(t, d, editor, second)
	return *s.page(t, d.ID).Campaign, editor, second
}

// revised changes a published campaign's plan and asks for it.
func (s site) revised(t *testing.T, id string, by program.Staff, change func(*models.Plan)) models.ApprovalRequest {
	t.Helper()
	d, err := s.ReviseCampaign(t.Context(), id, by)
	if err != nil {
		t.Fatal(err)
	}
	change(&d.Plan)
	if d, err = s.SaveCampaign(t.Context(), program.CampaignEdit{ID: id, LockVersion: d.LockVersion, Plan: d.Plan}, by); err != nil {
		t.Fatal(err)
	}
	asked, report, err := s.RequestPublish(t.Context(), id, d.LockVersion, by)
	if err != nil {
		t.Fatalf("%v: %v", err, report.Of(lint.Problem))
	}
	return asked
}

func (s site) approve(t *testing.T, a models.ApprovalRequest, by program.Staff) {
	t.Helper()
	if _, err := s.Approve(t.Context(), a.ID, a.PayloadSHA256, by); err != nil {
		t.Fatal(err)
	}
}

func TestPeopleAlreadyInKeepTheirVersion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, second := s.live(t, "autumn")
		first := s.accepted(t, s.member(t, "early"), s.member(t, "inviter"), c)
		s.approve(t, s.revised(t, c.ID, editor, func(p *models.Plan) { p.Terms.AcceptorMinor, p.Priority = 75_00, 3 }), second)

		now := s.page(t, c.ID)
		if now.Campaign.CurrentVersion.Version != 2 || now.Campaign.Priority != 3 || now.Status != models.CampaignLive || len(now.Versions) != 2 {
			t.Fatalf("after the change: version %d, priority %d, %s", now.Campaign.CurrentVersion.Version, now.Campaign.Priority, now.Status)
		}
		// Whoever read the old offer is asked to read the new one.
		out, err := s.submit(t, s.member(t, "late"), s.member(t, "inviter"), c)
		if err != nil || out.Refused != program.RefusedTermsMoved {
			t.Errorf("the old terms were accepted: %q, %v", out.Refused, err)
		}
		s.accepted(t, s.member(t, "late"), s.member(t, "inviter"), *now.Campaign)
		early, late := s.referral(t, s.member(t, "early")), s.referral(t, s.member(t, "late"))
		if early.CampaignVersionID != c.CurrentVersionID || early.TermsSHA256 != first.TermsSHA256 || early.Version.Terms.AcceptorMinor != 50_00 || early.AcceptorLeg.AmountMinor != 50_00 {
			t.Errorf("the early friend now has %s and %d", early.CampaignVersionID, early.AcceptorLeg.AmountMinor)
		}
		if late.CampaignVersionID != now.Campaign.CurrentVersionID || late.AcceptorLeg.AmountMinor != 75_00 {
			t.Errorf("the late friend has %s and %d", late.CampaignVersionID, late.AcceptorLeg.AmountMinor)
		}
	})
}

func TestSameTermsMakeNoNewVersion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, second := s.live(t, "autumn")
		s.approve(t, s.revised(t, c.ID, editor, func(p *models.Plan) { p.Name, p.BudgetMinor, p.BreakerCount = "Fall", 40_000_00, 0 }), second)
		now := s.page(t, c.ID)
		if now.Campaign.CurrentVersionID != c.CurrentVersionID || len(now.Versions) != 1 {
			t.Error("another budget made another version: everybody would have to read the same terms again")
		}
		if now.Name != "Fall" || now.Campaign.BudgetMinor != 40_000_00 || now.Campaign.BreakerCount != 0 {
			t.Errorf("after the change: %+v", now.Campaign)
		}
		if got := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'campaign.revised' AND actor_id = '"+second.User.ID+"'"); got != 1 {
			t.Errorf("%d audit rows", got)
		}
	})
}

func TestWhatWasAskedForIsWhatIsPublished(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor, second := s.staff(t, "editor", models.RoleEditor), s.staff(t, "second", models.RoleEditor)
		d := s.newDraft(t, "New Year", editor)
		asked, _, err := s.RequestPublish(t.Context(), d.ID, d.LockVersion, editor)
		if err != nil {
			t.Fatal(err)
		}
		waiting := *s.page(t, d.ID).Draft
		_, err = s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: waiting.LockVersion, Plan: d.Plan}, editor)
		wantKind(t, "an edit while it waits", err, models.Conflict)
		_, err = s.DeleteDraft(t.Context(), d.ID, waiting.LockVersion, editor)
		wantKind(t, "a removal while it waits", err, models.Conflict)
		_, _, err = s.RequestPublish(t.Context(), d.ID, waiting.LockVersion, second)
		wantKind(t, "a second request", err, models.Conflict)
		_, err = s.Approve(t.Context(), asked.ID, "another hash", second)
		wantKind(t, "what another screen showed", err, models.Conflict)

		// Past every guard of ours: somebody with the database changes the draft under the request.
		for name, change := range map[string]string{
			"the budget":   `UPDATE campaign_drafts SET plan = REPLACE(plan, '"budget_minor":3000000', '"budget_minor":3000001')`,
			"the breaker":  `UPDATE campaign_drafts SET plan = REPLACE(plan, '"breaker_count":100', '"breaker_count":101')`,
			"the priority": `UPDATE campaign_drafts SET plan = REPLACE(plan, '"priority":1', '"priority":2')`,
			"the reward":   `UPDATE campaign_drafts SET plan = REPLACE(plan, '"acceptor_minor":5000', '"acceptor_minor":5001')`,
			"the rules":    `UPDATE campaign_drafts SET plan = REPLACE(plan, '"min_total":50000', '"min_total":1')`,
			"the lint":     `UPDATE campaign_drafts SET plan = REPLACE(plan, '"tax_form_acceptor":"INT"', '"tax_form_acceptor":""')`,
		} {
			before := s.dump(t, "campaign_drafts")
			s.exec(t, change)
			if after := s.dump(t, "campaign_drafts"); after[0] == before[0] {
				t.Fatalf("%s: nothing was changed, so nothing was proved", name)
			}
			_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, second)
			if name == "the lint" {
				wantKind(t, name, err, models.Invalid)
			} else {
				wantKind(t, name, err, models.Conflict)
			}
			if n := s.count(t, "SELECT count(*) FROM campaigns"); n != 0 {
				t.Fatalf("%s: published", name)
			}
			raw := waiting.Plan
			s.exec(t, "UPDATE campaign_drafts SET plan = '"+asJSON(t, raw)+"'")
		}
		s.approve(t, asked, second)
	})
}

func TestWhatNobodyAgreesToIsADraftAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor, second := s.staff(t, "editor", models.RoleEditor), s.staff(t, "second", models.RoleChecker)
		d := s.newDraft(t, "New Year", editor)
		for name, close := range map[string]func(a models.ApprovalRequest) error{
			"taken back": func(a models.ApprovalRequest) error {
				_, err := s.Refuse(t.Context(), a.ID, a.PayloadSHA256, "", editor)
				return err
			},
			"refused": func(a models.ApprovalRequest) error {
				_, err := s.Refuse(t.Context(), a.ID, a.PayloadSHA256, "Too dear.", second)
				return err
			},
			"run out": func(models.ApprovalRequest) error { s.Clock.Advance(models.ApprovalLife); return nil },
		} {
			before := *s.page(t, d.ID).Draft
			a, report, err := s.RequestPublish(t.Context(), d.ID, before.LockVersion, editor)
			if err != nil {
				t.Fatalf("%s: %v %v", name, err, report.Of(lint.Problem))
			}
			if err := close(a); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			after := s.page(t, d.ID)
			if after.Status != models.CampaignDrafted || after.Review != nil || asJSON(t, after.Draft.Plan) != asJSON(t, before.Plan) {
				t.Errorf("%s: %s, %v", name, after.Status, after.Review)
			}
			_, err = s.Approve(t.Context(), a.ID, a.PayloadSHA256, second)
			wantKind(t, name+", then approved", err, models.Conflict)
			if _, err := s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: after.Draft.LockVersion, Plan: after.Draft.Plan}, editor); err != nil {
				t.Errorf("%s: it can't be edited: %v", name, err)
			}
		}
	})
}

func TestOfTwoPublishersOneMakesTheVersion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, second := s.live(t, "autumn")
		third := s.staff(t, "third", models.RoleAdmin)
		asked := s.revised(t, c.ID, editor, func(p *models.Plan) { p.Terms.AcceptorMinor = 75_00 })
		houses := []*program.Program{s.Program, s.another(reopened(t, s.DB)).For(s.Tenant())}
		errs := make([]error, 2)
		var group sync.WaitGroup
		for i, by := range []program.Staff{second, third} {
			group.Go(func() { _, errs[i] = houses[i].Approve(t.Context(), asked.ID, asked.PayloadSHA256, by) })
		}
		group.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case models.KindOf(err) != models.Conflict:
				t.Errorf("the slower one: %v", err)
			}
		}
		if n := s.count(t, "SELECT count(*) FROM campaign_versions"); won != 1 || n != 2 {
			t.Errorf("%d published, %d versions", won, n)
		}
	})
}

func TestWhoMayNotTouchCampaigns(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, _ := s.live(t, "autumn")
		d := s.newDraft(t, "New Year", editor)
		for _, role := range []models.Role{models.RoleViewer, models.RoleSupport, models.RoleMaker, models.RoleChecker, models.RoleAuditor} {
			who := s.staff(t, "no-"+string(role), role)
			for name, do := range map[string]func() error{
				"make":      func() error { _, err := s.NewCampaign(t.Context(), models.KindRelationship, "x", who); return err },
				"revise":    func() error { _, err := s.ReviseCampaign(t.Context(), c.ID, who); return err },
				"duplicate": func() error { _, err := s.DuplicateCampaign(t.Context(), c.ID, who); return err },
				"save": func() error {
					_, err := s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: d.Plan}, who)
					return err
				},
				"delete":  func() error { _, err := s.DeleteDraft(t.Context(), d.ID, d.LockVersion, who); return err },
				"ask":     func() error { _, _, err := s.RequestPublish(t.Context(), d.ID, d.LockVersion, who); return err },
				"pause":   func() error { _, err := s.ToggleCampaign(t.Context(), c.ID, models.CampaignLive, who); return err },
				"end":     func() error { _, err := s.EndCampaign(t.Context(), c.ID, models.CampaignLive, who); return err },
				"archive": func() error { _, err := s.ArchiveCampaign(t.Context(), c.ID, who); return err },
			} {
				wantKind(t, string(role)+" may not "+name, do(), models.Denied)
			}
		}
	})
}

func TestACampaignOfTheNeighbourIsNotThere(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		w := newWorld(t, db)
		garden, orchard := w.site(t, "garden"), w.site(t, "orchard")
		theirs, _, _ := orchard.live(t, "theirs")
		editor := garden.staff(t, "editor", models.RoleEditor)
		for _, id := range []string{theirs.ID, models.NewID(), "x", "", "../x"} {
			for name, do := range map[string]func() error{
				"read":      func() error { _, err := garden.CampaignPage(t.Context(), id); return err },
				"revise":    func() error { _, err := garden.ReviseCampaign(t.Context(), id, editor); return err },
				"duplicate": func() error { _, err := garden.DuplicateCampaign(t.Context(), id, editor); return err },
				"save": func() error {
					_, err := garden.SaveCampaign(t.Context(), program.CampaignEdit{ID: id, Plan: finished(models.Plan{Name: "x"})}, editor)
					return err
				},
				"delete": func() error { _, err := garden.DeleteDraft(t.Context(), id, 0, editor); return err },
				"ask":    func() error { _, _, err := garden.RequestPublish(t.Context(), id, 0, editor); return err },
				"pause": func() error {
					_, err := garden.ToggleCampaign(t.Context(), id, models.CampaignLive, editor)
					return err
				},
			} {
				wantKind(t, name+" "+id, do(), models.NotFound)
			}
		}
	})
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestWhatTheHouseHasLostMeanwhileKeepsACampaignBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor, second := s.staff(t, "editor", models.RoleEditor), s.staff(t, "second", models.RoleEditor)
		d := s.newDraft(t, "New Year", editor)
		asked, _, err := s.RequestPublish(t.Context(), d.ID, d.LockVersion, editor)
		if err != nil {
			t.Fatal(err)
		}
		// In the same second: the settings are read in the transaction, not from the cache.
		s.exec(t, "UPDATE tenants SET postal_address = ''")
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, second)
		wantKind(t, "without an address", err, models.Invalid)
		if n := s.count(t, "SELECT count(*) FROM approval_requests WHERE status = 'open'"); n != 1 {
			t.Error("the refused approval closed the request")
		}
		s.exec(t, "UPDATE tenants SET postal_address = '1 Main Street'")
		s.approve(t, asked, second)
	})
}

func TestABudgetIsNotApprovedBelowWhatWasPromisedMeanwhile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, editor, second := s.live(t, "autumn")
		asked := s.revised(t, c.ID, editor, func(p *models.Plan) { p.BudgetMinor, p.Terms.InviterYearCount = 100_00, 1 })
		s.accepted(t, s.member(t, "one"), s.member(t, "inviter"), c)
		s.accepted(t, s.member(t, "two"), s.member(t, "inviter"), c)
		_, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, second)
		wantKind(t, "a budget for one, with two inside", err, models.Invalid)
		if got := s.page(t, c.ID); got.Campaign.BudgetMinor != 30_000_00 || got.Campaign.CommittedMinor != 200_00 {
			t.Errorf("budget %d, committed %d", got.Campaign.BudgetMinor, got.Campaign.CommittedMinor)
		}
	})
}
