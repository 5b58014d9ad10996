package program

import (
	"context"

	"raf/models"
	"raf/models/eligibility"
)

// NewCampaign makes a draft of a kind under a name, with the institution's usual days to begin from.
func (p *Program) NewCampaign(ctx context.Context, kind, name string, by Staff) (models.CampaignDraft, error) {
	plan := p.FirstPlan(kind)
	plan.Name = name
	return p.DraftCampaign(ctx, kind, plan, by)
}

// DraftCampaign keeps a plan that somebody typed as the draft of a new campaign. Nothing need be complete but its name.
// An Invalid error carries models.FieldErrors.
func (p *Program) DraftCampaign(ctx context.Context, kind string, plan models.Plan, by Staff) (models.CampaignDraft, error) {
	if err := by.allow(ActEditCampaign); err != nil {
		return models.CampaignDraft{}, err
	}
	if err := checkKind(kind); err != nil {
		return models.CampaignDraft{}, err
	}
	return p.draft(ctx, models.CampaignDraft{Kind: kind, Plan: plan}, by)
}

func checkKind(kind string) error {
	if kind != models.KindRelationship && kind != models.KindProduct {
		return models.FieldErrors{{Field: "kind", Problem: "choice"}}.Err()
	}
	return nil
}

// FirstPlan is what a new draft begins with: what most programmes of the field have (product.md, 2.2), and nothing that
// only the institution can know.
func (p *Program) FirstPlan(kind string) models.Plan {
	t := models.Terms{WindowDays: 60, WindowAnchor: string(eligibility.AnchorAccountOpened), PostingGraceDays: 5, CodeEntryDays: 30,
		ClosingDays: 7, HoldDays: 14, Visibility: p.Tenant().InviterVisibility, Participants: models.ParticipantsNew, Rules: eligibility.NewDraft().JSON(),
		PayrollAllow: p.Tenant().PayrollAllow, PayrollDeny: p.Tenant().PayrollDeny}
	if kind == models.KindProduct {
		t.WindowAnchor, t.CodeEntryDays, t.Participants, t.Visibility = string(eligibility.AnchorAccepted), 0, models.ParticipantsEveryone, ""
	}
	return models.Plan{Priority: 1, Terms: t}
}

func (p *Program) draft(ctx context.Context, d models.CampaignDraft, by Staff) (models.CampaignDraft, error) {
	d.Plan = p.cleanPlan(d.Plan)
	if err := checkPlan(d.Plan); err != nil {
		return d, err
	}
	out := d
	err := p.write(ctx, by, func(tx *models.Tx) (err error) {
		out, err = tx.AddCampaignDraft(d, by.actor(models.ActorStaff))
		return err
	})
	return out, err
}

// ReviseCampaign opens a draft of a published campaign, or finds the one that is open already. Campaigns that are over
// are not revised: they can be duplicated.
func (p *Program) ReviseCampaign(ctx context.Context, id string, by Staff) (models.CampaignDraft, error) {
	var d models.CampaignDraft
	if err := by.allow(ActEditCampaign); err != nil {
		return d, err
	}
	err := p.write(ctx, by, func(tx *models.Tx) (err error) {
		if d, err = tx.CampaignDraft(id); err == nil || models.KindOf(err) != models.NotFound {
			return err
		}
		c, err := tx.Campaign(id)
		if err != nil {
			return err
		}
		d, err = p.openRevision(tx, CampaignEdit{ID: id, BaseVersionID: c.CurrentVersionID}, by)
		return err
	})
	return d, err
}

// revisable refuses a campaign that the table of its life does not let be revised.
func revisable(status models.CampaignStatus) error {
	_, err := models.NextCampaign(status, models.CampaignRevise, models.ActorSecond)
	return err
}

// planOf is what was decided of a published campaign.
func planOf(c models.Campaign) models.Plan {
	return models.Plan{Name: c.Name, Priority: c.Priority, BudgetMinor: c.BudgetMinor, BreakerCount: c.BreakerCount, Terms: c.CurrentVersion.Terms}
}

// DuplicateCampaign makes a new draft of what a campaign, or a draft, is: everything but its days.
func (p *Program) DuplicateCampaign(ctx context.Context, id string, by Staff) (models.CampaignDraft, error) {
	var d models.CampaignDraft
	if err := by.allow(ActEditCampaign); err != nil {
		return d, err
	}
	err := p.rows.View(ctx, func(v *models.View) error {
		from, err := v.CampaignDraft(id)
		if err == nil && from.BaseVersionID == "" {
			d = models.CampaignDraft{Kind: from.Kind, Plan: from.Plan}
			return nil
		}
		c, err := v.Campaign(id)
		if err != nil {
			return err
		}
		d = models.CampaignDraft{Kind: c.Kind, Plan: planOf(c)}
		return nil
	})
	if err != nil {
		return d, err
	}
	d.Plan.Terms.StartsOn, d.Plan.Terms.EndsOn = "", ""
	d.Plan.Name = copied(d.Plan.Name)
	return p.draft(ctx, d, by)
}

// copied is the name of a copy, cut so that it still fits.
func copied(name string) string {
	const mark = "Copy of "
	runes := []rune(mark + name)
	return string(runes[:min(len(runes), models.MaxCampaignName)])
}

// CampaignEdit is a draft as somebody typed it, and the lock version of the draft that they had read. Whoever read a
// published campaign that nobody was changing names its version instead; the edit then opens the draft.
type CampaignEdit struct {
	ID            string
	LockVersion   int64
	BaseVersionID string
	Plan          models.Plan
}

// SaveCampaign keeps an edit. Nothing need be complete. A Conflict comes with the draft as it is now: its editor, its
// time and, by models.ChangedFields, what the other person changed; it is one too while the draft waits for a second
// person. An Invalid error carries models.FieldErrors.
func (p *Program) SaveCampaign(ctx context.Context, in CampaignEdit, by Staff) (models.CampaignDraft, error) {
	var d models.CampaignDraft
	if err := by.allow(ActEditCampaign); err != nil {
		return d, err
	}
	if !models.ValidID(in.ID) {
		return d, models.Errorf(models.NotFound, "draft not found")
	}
	in.Plan = p.cleanPlan(in.Plan)
	if err := checkPlan(in.Plan); err != nil {
		return d, err
	}
	err := p.write(ctx, by, func(tx *models.Tx) (err error) {
		d, err = p.editable(tx, in.ID, in.LockVersion)
		if models.KindOf(err) == models.NotFound && in.BaseVersionID != "" {
			d, err = p.openRevision(tx, in, by)
		}
		if err != nil {
			return err
		}
		d, err = tx.EditCampaignDraft(d, in.Plan, by.actor(models.ActorStaff))
		return err
	})
	return p.nowOnConflict(ctx, d, in.ID, err)
}

// openRevision is the draft of a published campaign, for an edit of the version that somebody read.
func (p *Program) openRevision(tx *models.Tx, in CampaignEdit, by Staff) (models.CampaignDraft, error) {
	c, err := tx.Campaign(in.ID)
	if err != nil {
		return models.CampaignDraft{}, err
	}
	if err := revisable(c.StatusOn(p.day(tx.Now()))); err != nil {
		return models.CampaignDraft{}, err
	}
	if c.CurrentVersionID != in.BaseVersionID {
		return models.CampaignDraft{}, models.Errorf(models.Conflict, "the campaign has a newer version")
	}
	return tx.AddCampaignDraft(models.CampaignDraft{Keys: models.Keys{ID: c.ID}, Kind: c.Kind, Plan: planOf(c), BaseVersionID: c.CurrentVersionID},
		by.actor(models.ActorStaff))
}

// editable finds a draft that is still as it was read and waits for nobody.
func (p *Program) editable(tx *models.Tx, id string, lock int64) (models.CampaignDraft, error) {
	d, err := tx.CampaignDraft(id)
	if err != nil {
		return d, err
	}
	if _, err := tx.OpenApproval(ActionPublish, id); err == nil {
		return d, models.Errorf(models.Conflict, "the draft waits for a second person")
	} else if models.KindOf(err) != models.NotFound {
		return d, err
	}
	if d.LockVersion != lock {
		return d, models.Errorf(models.Conflict, "draft has changed meanwhile")
	}
	return d, nil
}

// nowOnConflict reads a draft anew for whoever lost a race: what the lost transaction had read may be as old.
func (p *Program) nowOnConflict(ctx context.Context, d models.CampaignDraft, id string, err error) (models.CampaignDraft, error) {
	if err == nil || models.KindOf(err) != models.Conflict {
		return d, err
	}
	read := p.rows.View(ctx, func(v *models.View) (err error) {
		d, err = v.CampaignDraft(id)
		return err
	})
	if read != nil && models.KindOf(read) != models.NotFound { // gone: deleted or published meanwhile
		return d, read
	}
	return d, err
}

// DeleteDraft removes a draft for good: one that was never published, or changes to a campaign that nobody agreed to.
// What was published is archived instead.
func (p *Program) DeleteDraft(ctx context.Context, id string, lock int64, by Staff) (models.CampaignDraft, error) {
	var d models.CampaignDraft
	if err := by.allow(ActEditCampaign); err != nil {
		return d, err
	}
	if !models.ValidID(id) {
		return d, models.Errorf(models.NotFound, "draft not found")
	}
	err := p.write(ctx, by, func(tx *models.Tx) (err error) {
		if d, err = p.editable(tx, id, lock); err != nil {
			return err
		}
		return tx.DropCampaignDraft(d, "discarded", by.actor(models.ActorStaff))
	})
	return p.nowOnConflict(ctx, d, id, err)
}
