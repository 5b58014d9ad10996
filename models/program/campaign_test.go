package program_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/eligibility"
	"raf/models/lint"
	"raf/models/program"
)

// finished fills a draft with everything that the lint wants.
func finished(plan models.Plan) models.Plan {
	number := func(n int64) *int64 { return &n }
	t := &plan.Terms
	plan.BudgetMinor, plan.BreakerCount = 30_000_00, 100
	t.StartsOn, t.EndsOn, t.InviterMinor, t.AcceptorMinor, t.InviterYearCount = "2026-12-02", "2027-03-31", 50_00, 50_00, 10
	t.TaxFormInviter, t.TaxFormAcceptor, t.PayrollAllow = "MISC", "INT", []string{"payroll"}
	t.Text = map[string]string{"en": "The offer.", "es": "La oferta."}
	t.Disclosures = &models.Disclosures{APYHundredths: number(5), MinOpenMinor: number(25_00), MinBalanceMinor: number(0)}
	t.Rules = json.RawMessage(`{"id":"rules","kind":"all","rules":[
		{"id":"r1","kind":"qualifying_account","qualifying_account":{"include":["checking"],"opened_within_days_before":30}},
		{"id":"r2","kind":"direct_deposit","direct_deposit":{"measure":"sum","min_total":50000}}]}`)
	return plan
}

// newDraft is a relationship draft with nothing missing.
func (s site) newDraft(t *testing.T, name string, by program.Staff) models.CampaignDraft {
	t.Helper()
	d, err := s.NewCampaign(t.Context(), models.KindRelationship, name, by)
	if err != nil {
		t.Fatal(err)
	}
	d, err = s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: finished(d.Plan)}, by)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// published walks a draft through two people.
func (s site) published(t *testing.T, d models.CampaignDraft, editor, second program.Staff) {
	t.Helper()
	asked, report, err := s.RequestPublish(t.Context(), d.ID, d.LockVersion, editor)
	if err != nil {
		t.Fatalf("%v: %v", err, report.Of(lint.Problem))
	}
	if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, second); err != nil {
		t.Fatal(err)
	}
}

func (s site) page(t *testing.T, id string) program.CampaignPageData {
	t.Helper()
	d, err := s.CampaignPage(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestADraftIsPublishedByTwoPeopleAndOfferedAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor, second := s.staff(t, "editor", models.RoleEditor), s.staff(t, "second", models.RoleEditor)
		d := s.newDraft(t, "New Year", editor)
		if got, err := s.AnonymousTile(t.Context()); err != nil || got.Offer != nil {
			t.Fatalf("a draft is offered: %v, %v", got.Offer, err)
		}
		asked, _, err := s.RequestPublish(t.Context(), d.ID, d.LockVersion, editor)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.page(t, d.ID); got.Status != models.CampaignInReview || got.Review == nil {
			t.Errorf("while it waits: status %s, review %v", got.Status, got.Review)
		}
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, editor)
		wantKind(t, "the same person", err, models.Denied)
		if _, err := s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, second); err != nil {
			t.Fatal(err)
		}
		got := s.page(t, d.ID)
		if got.Status != models.CampaignLive || got.Draft != nil || got.Campaign.BudgetMinor != 30_000_00 || got.Campaign.BreakerCount != 100 {
			t.Errorf("published: %+v", got.CampaignLine)
		}
		if len(got.Versions) != 1 || got.Versions[0].RequestedBy != editor.User.ID || got.Versions[0].ApprovedBy != second.User.ID || got.Versions[0].ApprovalID != asked.ID {
			t.Errorf("versions: %+v", got.Versions)
		}
		offer, err := s.AnonymousTile(t.Context()) // the same second: the cache was told
		if err != nil || offer.Offer == nil || offer.Offer.ID != d.ID {
			t.Errorf("offered: %v, %v", offer.Offer, err)
		}
		_, err = s.Approve(t.Context(), asked.ID, asked.PayloadSHA256, second)
		wantKind(t, "a second press", err, models.Conflict)
	})
}

func TestADraftWithProblemsIsNotEvenAskedFor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor := s.staff(t, "editor", models.RoleEditor)
		d, err := s.NewCampaign(t.Context(), models.KindRelationship, "Empty", editor)
		if err != nil {
			t.Fatal(err)
		}
		_, report, err := s.RequestPublish(t.Context(), d.ID, d.LockVersion, editor)
		wantKind(t, "an empty draft", err, models.Invalid)
		if report.OK() || s.count(t, "SELECT count(*) FROM approval_requests") != 0 {
			t.Errorf("report %v", report)
		}
		if d.Plan.Terms.Visibility != s.Tenant().InviterVisibility || d.Plan.Terms.Visibility == "" {
			t.Errorf("a new draft tells inviters %q, the institution's setting is %q", d.Plan.Terms.Visibility, s.Tenant().InviterVisibility)
		}
		if got := s.page(t, d.ID); got.Status != models.CampaignDrafted || len(got.Report.Of(lint.Problem)) == 0 {
			t.Errorf("the page says %s and %v", got.Status, got.Report)
		}
	})
}

func TestTwoEditorsSeeWhoChangedWhat(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		jo, kim := s.staff(t, "jo", models.RoleEditor), s.staff(t, "kim", models.RoleAdmin)
		d := s.newDraft(t, "New Year", jo)
		mine, theirs := d.Plan, d.Plan
		mine.Name, theirs.Terms.HoldDays, theirs.Priority = "Old Year", 20, 7
		s.Clock.Advance(time.Minute)
		if _, err := s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: theirs}, kim); err != nil {
			t.Fatal(err)
		}
		now, err := s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: mine}, jo)
		wantKind(t, "the slower editor", err, models.Conflict)
		if now.EditedBy != kim.User.ID || !now.EditedAt.Equal(s.Clock.Now()) || now.Plan.Name != "New Year" {
			t.Errorf("the draft as it is now: %s by %s at %v", now.Plan.Name, now.EditedBy, now.EditedAt)
		}
		if diff := cmp.Diff([]string{"hold_days", "priority"}, models.ChangedFields(d.Plan, now.Plan)); diff != "" {
			t.Errorf("changed (-want +got):\n%s", diff)
		}
		if _, err := s.DeleteDraft(t.Context(), d.ID, d.LockVersion, jo); err == nil || models.KindOf(err) != models.Conflict {
			t.Errorf("deleting what somebody changed: %v", err)
		}
		if _, err := s.DeleteDraft(t.Context(), d.ID, now.LockVersion, jo); err != nil {
			t.Fatal(err)
		}
		_, err = s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: now.LockVersion, Plan: mine}, kim)
		wantKind(t, "a deleted draft", err, models.NotFound)
	})
}

func TestWhatCanNotBeKeptIsRefusedByField(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor := s.staff(t, "editor", models.RoleEditor)
		d := s.newDraft(t, "New Year", editor)
		for field, spoil := range map[string]func(*models.Plan){
			"name missing":                     func(p *models.Plan) { p.Name = " \u202e\x00 " },
			"name length":                      func(p *models.Plan) { p.Name = strings.Repeat("é", 81) },
			"name card_number":                 func(p *models.Plan) { p.Name = "For 4111 1111 1111 1111" },
			"acceptor_minor range":             func(p *models.Plan) { p.Terms.AcceptorMinor = -1 },
			"inviter_minor range":              func(p *models.Plan) { p.Terms.InviterMinor = 1 << 62 },
			"budget_minor range":               func(p *models.Plan) { p.BudgetMinor = -1 },
			"breaker_count range":              func(p *models.Plan) { p.BreakerCount = -1 },
			"priority range":                   func(p *models.Plan) { p.Priority = -1 },
			"window_days range":                func(p *models.Plan) { p.Terms.WindowDays = 1_000_000 },
			"hold_days range":                  func(p *models.Plan) { p.Terms.HoldDays = -1 },
			"starts_on date":                   func(p *models.Plan) { p.Terms.StartsOn = "0000-01-01" },
			"ends_on date":                     func(p *models.Plan) { p.Terms.EndsOn = "9999-12-31" },
			"window_anchor choice":             func(p *models.Plan) { p.Terms.WindowAnchor = "easter" },
			"tax_form_acceptor choice":         func(p *models.Plan) { p.Terms.TaxFormAcceptor = "W2" },
			"visibility choice":                func(p *models.Plan) { p.Terms.Visibility = "all" },
			"participants choice":              func(p *models.Plan) { p.Terms.Participants = "nobody" },
			"rules rules":                      func(p *models.Plan) { p.Terms.Rules = json.RawMessage(`{"id":"x","kind":"moon_phase"}`) },
			"text language":                    func(p *models.Plan) { p.Terms.Text = map[string]string{"tlh": "x"} },
			"text.en length":                   func(p *models.Plan) { p.Terms.Text = map[string]string{"en": strings.Repeat("x", 20_001)} },
			"share_text.es length":             func(p *models.Plan) { p.Terms.ShareText = map[string]string{"es": strings.Repeat("x", 501)} },
			"payroll_allow length":             func(p *models.Plan) { p.Terms.PayrollAllow = []string{strings.Repeat("x", 61)} },
			"payroll_deny range":               func(p *models.Plan) { p.Terms.PayrollDeny = strings.Split(strings.Repeat("w ", 41)+"w", " ") },
			"disclosures.apy_hundredths range": func(p *models.Plan) { n := int64(-5); p.Terms.Disclosures = &models.Disclosures{APYHundredths: &n} },
			"inviter_year_count range":         func(p *models.Plan) { p.Terms.InviterYearCount = -1 },
			"mortgage_reason length":           func(p *models.Plan) { p.Terms.MortgageReason = strings.Repeat("x", 501) },
		} {
			plan := d.Plan
			spoil(&plan)
			_, err := s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: plan}, editor)
			wantKind(t, field, err, models.Invalid)
			var wrong models.FieldErrors
			if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Field+" "+wrong[0].Problem != field {
				t.Errorf("got %v, want %s alone", wrong, field)
			}
		}
		if got := s.page(t, d.ID).Draft; got.LockVersion != d.LockVersion {
			t.Error("a refused edit was kept")
		}
	})
}

func TestWhatIsTypedIsCleanedAndTheHouseDecidesZoneAndCurrency(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor := s.staff(t, "editor", models.RoleEditor)
		d := s.newDraft(t, "New Year", editor)
		plan := d.Plan
		plan.Name = " Cafe\u0301\u202e \t2027\u200b "
		plan.Terms.Currency, plan.Terms.Timezone = "XXX", "Mars/Olympus"
		plan.Terms.Text = map[string]string{"en": "One.\r\n\r\nTwo. \x07", "es": "  "}
		d, err := s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: plan}, editor)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Plan; got.Name != "Café 2027" || got.Terms.Currency != "USD" || got.Terms.Timezone != "America/Chicago" {
			t.Errorf("kept %q, %s, %s", got.Name, got.Terms.Currency, got.Terms.Timezone)
		}
		if diff := cmp.Diff(map[string]string{"en": "One.\n\nTwo."}, d.Plan.Terms.Text); diff != "" {
			t.Errorf("text (-want +got):\n%s", diff)
		}
	})
}

func TestAnUnfinishedTreeIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		editor := s.staff(t, "editor", models.RoleEditor)
		d, err := s.NewCampaign(t.Context(), models.KindRelationship, "New Year", editor)
		if err != nil {
			t.Fatal(err)
		}
		tree, _, err := eligibility.NewDraft().Add("rules", eligibility.KindDebitPurchases)
		if err != nil {
			t.Fatal(err)
		}
		tree, _ = tree.Fill(map[string]map[string][]string{"r1": {"min_count": nil}})
		plan := d.Plan
		plan.Terms.Rules = tree.JSON()
		if d, err = s.SaveCampaign(t.Context(), program.CampaignEdit{ID: d.ID, LockVersion: d.LockVersion, Plan: plan}, editor); err != nil {
			t.Fatal(err)
		}
		got := s.page(t, d.ID)
		if string(got.Draft.Plan.Terms.Rules) != string(tree.JSON()) {
			t.Errorf("kept %s, want %s", got.Draft.Plan.Terms.Rules, tree.JSON())
		}
		want := lint.Finding{Reason: lint.RuleIncomplete, Severity: lint.Problem, Field: "rules.r1.min_count", Text: "missing"}
		found := false
		for _, f := range got.Report {
			found = found || f == want
		}
		if !found {
			t.Errorf("%+v has no %+v", got.Report, want)
		}
	})
}
