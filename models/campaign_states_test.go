package models_test

import (
	"fmt"
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

func campaignStatuses() []models.CampaignStatus {
	return []models.CampaignStatus{models.CampaignDrafted, models.CampaignInReview, models.CampaignScheduled, models.CampaignLive,
		models.CampaignPaused, models.CampaignEnded, models.CampaignSettled, models.CampaignArchived}
}

func campaignEvents() []models.CampaignEvent {
	return []models.CampaignEvent{models.CampaignSubmit, models.CampaignReturn, models.CampaignPublish, models.CampaignSchedule, models.CampaignRevise,
		models.CampaignStart, models.CampaignPause, models.CampaignResume, models.CampaignEnd, models.CampaignSettle, models.CampaignArchive}
}

// campaignLife is product.md, section 5, written out once more by hand: from, event, who, to.
var campaignLife = map[string]models.CampaignStatus{
	"draft submit staff":      "in_review",
	"in_review return staff":  "draft",
	"in_review return second": "draft", "in_review return system": "draft",
	"in_review publish second": "live", "in_review schedule second": "scheduled",
	"scheduled start system": "live", "scheduled publish second": "live", "scheduled revise second": "scheduled",
	"scheduled end staff": "ended", "scheduled end system": "ended",
	"live revise second": "live", "live pause staff": "paused", "live pause system": "paused", "live end staff": "ended", "live end system": "ended",
	"paused revise second": "paused", "paused resume staff": "live", "paused end staff": "ended", "paused end system": "ended",
	"ended settle system": "settled", "settled archive staff": "archived",
}

func TestACampaignMovesByTheTableAlone(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for key := range campaignLife {
		var from, event, who string
		if _, err := fmt.Sscan(key, &from, &event, &who); err != nil {
			t.Fatal(err)
		}
		known[from+" "+event] = true
	}
	seen := 0
	for _, from := range campaignStatuses() {
		for _, event := range campaignEvents() {
			for _, who := range actors() {
				to, err := models.NextCampaign(from, event, who)
				want, ok := campaignLife[fmt.Sprintf("%s %s %s", from, event, who)]
				switch {
				case ok:
					seen++
					if err != nil || to != want {
						t.Errorf("%s %s by %s = %s, %v, want %s", from, event, who, to, err, want)
					}
				case known[fmt.Sprintf("%s %s", from, event)]:
					if to != from || models.KindOf(err) != models.Denied {
						t.Errorf("%s %s by %s = %s, %v, want denied", from, event, who, to, err)
					}
				default:
					if to != from || err == nil || models.KindOf(err) != models.Conflict {
						t.Errorf("%s %s by %s = %s, %v, want a conflict", from, event, who, to, err)
					}
				}
			}
		}
	}
	if seen != len(campaignLife) {
		t.Errorf("%d of %d allowed transitions were met", seen, len(campaignLife))
	}
}

func TestTheDaysDecideWhatIsOffered(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		stored     models.CampaignStatus
		from, to   string
		want       models.CampaignStatus
		takesToday bool
	}{
		{models.CampaignScheduled, "2026-12-03", "", models.CampaignScheduled, false},
		{models.CampaignScheduled, "2026-12-02", "", models.CampaignLive, true},
		{models.CampaignScheduled, "2026-11-01", "2026-12-01", models.CampaignEnded, false},
		{models.CampaignLive, "2026-11-01", "2026-12-02", models.CampaignLive, true},
		{models.CampaignLive, "2026-11-01", "2026-12-01", models.CampaignEnded, false},
		{models.CampaignLive, "2026-12-03", "", models.CampaignLive, false}, // imported ahead of its day
		{models.CampaignPaused, "2026-11-01", "", models.CampaignPaused, false},
		{models.CampaignPaused, "2026-11-01", "2026-12-01", models.CampaignEnded, false},
		{models.CampaignEnded, "2026-11-01", "", models.CampaignEnded, false},
		{models.CampaignSettled, "2026-11-01", "", models.CampaignSettled, false},
		{models.CampaignArchived, "2026-11-01", "", models.CampaignArchived, false},
	} {
		c := models.Campaign{Status: row.stored, CurrentVersion: &models.CampaignVersion{Terms: models.Terms{StartsOn: row.from, EndsOn: row.to}}}
		if got := c.StatusOn("2026-12-02"); got != row.want {
			t.Errorf("%s from %s to %s is %s, want %s", row.stored, row.from, row.to, got, row.want)
		}
		if got := c.Takes("2026-12-02"); got != row.takesToday {
			t.Errorf("%s from %s to %s takes friends: %v", row.stored, row.from, row.to, got)
		}
	}
	if (models.Campaign{Status: models.CampaignLive}).Takes("2026-12-02") {
		t.Error("a campaign without a version takes friends")
	}
}

func TestStoredTermsKeepTheirHashes(t *testing.T) {
	t.Parallel()
	// The hashes were taken before Terms grew its later fields. Whoever breaks them breaks what members accepted.
	for name, row := range map[string]struct {
		terms models.Terms
		want  string
	}{
		"the usual offer": {modelstest.Terms(), "bb765aa7b1f56dfe413f27f99672b667e44936c25367b0da4007815359a128ea"},
		"nothing at all":  {models.Terms{}, "6c8ae9abd4d25bf26ad799052d98075f2e795075a63e5fb0c1b1ee2057f865e6"},
	} {
		if got, err := row.terms.Hash(); err != nil || got != row.want {
			t.Errorf("%s: hash %s, %v, want %s", name, got, err, row.want)
		}
	}
	with := modelstest.Terms()
	with.Disclosures, with.ShareText, with.Participants = &models.Disclosures{}, map[string]string{"en": "x"}, models.ParticipantsNew
	a, _ := with.Hash()
	b, _ := modelstest.Terms().Hash()
	if a == b {
		t.Error("what was added is not part of the hash")
	}
}

func TestARevisionIsAConflictWhereSomethingMovedMeanwhile(t *testing.T) {
	t.Parallel()
	second := models.Actor{Kind: models.ActorSecond, ID: "checker"}
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		var read models.Campaign
		write(t, a.ts, func(tx *models.Tx) (err error) { read, err = tx.Campaign("campaign"); return err })
		plan := models.Plan{Name: "x", BudgetMinor: 100000, Terms: modelstest.Terms()}
		plan.Terms.AcceptorMinor = 7500
		for name, spoil := range map[string]func(*models.Campaign, *models.Plan){
			"the version":             func(c *models.Campaign, _ *models.Plan) { c.CurrentVersionID = "older" },
			"the status":              func(c *models.Campaign, _ *models.Plan) { c.Status = models.CampaignPaused },
			"below what is committed": func(_ *models.Campaign, p *models.Plan) { p.BudgetMinor = 19999 },
			"below who is in":         func(_ *models.Campaign, p *models.Plan) { p.BreakerCount = 1 },
			"another currency":        func(_ *models.Campaign, p *models.Plan) { p.Terms.Currency = "CAD" },
		} {
			c, p := read, plan
			spoil(&c, &p)
			err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				_, err := tx.ReviseCampaign(c, models.Revision{Plan: p, Event: models.CampaignRevise}, second)
				return err
			})
			if err == nil || models.KindOf(err) != models.Conflict {
				t.Errorf("%s: error = %v, want a conflict", name, err)
			}
		}
		plan.BudgetMinor, plan.BreakerCount = 20000, 2 // exactly what is promised, exactly who is in
		write(t, a.ts, func(tx *models.Tx) error {
			_, err := tx.ReviseCampaign(read, models.Revision{Plan: plan, Event: models.CampaignRevise}, second)
			return err
		})
		write(t, a.ts, func(tx *models.Tx) error {
			c, err := tx.Campaign("campaign")
			versions, versionsErr := tx.CampaignVersions("campaign")
			if c.CurrentVersion.Version != 2 || len(versions) != 2 || versions[1].ID != "version" || versions[1].SHA256 != a.slug {
				t.Errorf("versions after the revision: %d, current %d", len(versions), c.CurrentVersion.Version)
			}
			if err == nil {
				err = versionsErr
			}
			return err
		})
	})
}

func TestADraftIsChangedAndRemovedOnlyAsItWasRead(t *testing.T) {
	t.Parallel()
	by := models.Actor{Kind: models.ActorStaff, ID: "maker"}
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		var stale models.CampaignDraft
		write(t, a.ts, func(tx *models.Tx) (err error) {
			if stale, err = tx.CampaignDraft("draft"); err != nil {
				return err
			}
			_, err = tx.EditCampaignDraft(stale, models.Plan{Name: "newer"}, by)
			return err
		})
		for name, do := range map[string]func(tx *models.Tx) error{
			"edit": func(tx *models.Tx) error {
				_, err := tx.EditCampaignDraft(stale, models.Plan{Name: "older"}, by)
				return err
			},
			"submit": func(tx *models.Tx) error { _, err := tx.SubmitCampaignDraft(stale, "approval"); return err },
			"drop":   func(tx *models.Tx) error { return tx.DropCampaignDraft(stale, "discarded", by) },
		} {
			if err := a.ts.InTx(t.Context(), do); err == nil || models.KindOf(err) != models.Conflict {
				t.Errorf("%s at an old lock version: error = %v, want a conflict", name, err)
			}
		}
		read(t, a.ts, func(v *models.View) error {
			d, err := v.CampaignDraft("draft")
			if d.Plan.Name != "newer" || d.LockVersion != 1 {
				t.Errorf("kept %q at %d", d.Plan.Name, d.LockVersion)
			}
			return err
		})
	})
}
