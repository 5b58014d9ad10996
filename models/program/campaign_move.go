package program

import (
	"context"
	"errors"
	"fmt"

	"raf/models"
)

// ToggleCampaign pauses a live campaign or resumes a paused one, at once and by one person: it stops or lets in new
// friends and touches nobody who is in. from is the status that the person saw; a Conflict comes with the campaign as it
// is now, so that a second press does not undo the first.
func (p *Program) ToggleCampaign(ctx context.Context, id string, from models.CampaignStatus, by Staff) (models.Campaign, error) {
	event := models.CampaignPause
	if from == models.CampaignPaused {
		event = models.CampaignResume
	}
	return p.moveCampaign(ctx, id, from, event, by)
}

// EndCampaign ends a campaign for good. Whoever is in finishes under the version they joined.
func (p *Program) EndCampaign(ctx context.Context, id string, from models.CampaignStatus, by Staff) (models.Campaign, error) {
	return p.moveCampaign(ctx, id, from, models.CampaignEnd, by)
}

// ArchiveCampaign puts a settled campaign away.
func (p *Program) ArchiveCampaign(ctx context.Context, id string, by Staff) (models.Campaign, error) {
	return p.moveCampaign(ctx, id, models.CampaignSettled, models.CampaignArchive, by)
}

func (p *Program) moveCampaign(ctx context.Context, id string, from models.CampaignStatus, event models.CampaignEvent, by Staff) (models.Campaign, error) {
	var c models.Campaign
	if err := by.allow(ActEditCampaign); err != nil {
		return c, err
	}
	if !models.ValidID(id) {
		return c, models.Errorf(models.NotFound, "campaign not found")
	}
	err := p.write(ctx, by, func(tx *models.Tx) (err error) {
		if c, err = tx.Campaign(id); err != nil {
			return err
		}
		if c, err = turn(tx, c, p.day(tx.Now())); err != nil {
			return err
		}
		if c.Status != from {
			return models.Errorf(models.Conflict, "the campaign is %s", c.Status)
		}
		c, err = tx.MoveCampaign(c, event, by.actor(models.ActorStaff))
		if err != nil || event != models.CampaignEnd {
			return err
		}
		c, err = turn(tx, c, p.day(tx.Now())) // with nobody in, it is settled at once
		return err
	})
	if err != nil && models.KindOf(err) == models.Conflict {
		lost := err
		if err = p.rows.View(ctx, func(v *models.View) (err error) { c, err = v.Campaign(id); return err }); err == nil {
			c.Status = c.StatusOn(p.day(p.house.Now()))
			err = lost
		}
	}
	p.forgetOffer()
	return c, err
}

// turn does what the days, and the last payment, have made of a campaign: started, ended, settled.
func turn(tx *models.Tx, c models.Campaign, day string) (models.Campaign, error) {
	system := models.Actor{Kind: models.ActorSystem, ID: "calendar"}
	for _, step := range []struct {
		event models.CampaignEvent
		due   func() (bool, error)
	}{
		{models.CampaignStart, func() (bool, error) {
			return c.Status == models.CampaignScheduled && c.StatusOn(day) != models.CampaignScheduled, nil
		}},
		{models.CampaignEnd, func() (bool, error) {
			return c.Status != models.CampaignEnded && c.StatusOn(day) == models.CampaignEnded, nil
		}},
		{models.CampaignSettle, func() (bool, error) {
			if c.Status != models.CampaignEnded {
				return false, nil
			}
			open, err := tx.OpenReferrals(c.ID)
			return open == 0, err
		}},
	} {
		due, err := step.due()
		if err != nil {
			return c, err
		}
		if !due {
			continue
		}
		if c, err = tx.MoveCampaign(c, step.event, system); err != nil {
			return c, err
		}
	}
	return c, nil
}

// TurnCampaigns stores for all campaigns what their days and payments have made of them, and says how many moved. Until
// it runs nothing is wrong: every reader looks at the days themselves. Each is a transaction of its own: one that fails
// holds up no other, and one that another process was faster with needs nothing more.
func (p *Program) TurnCampaigns(ctx context.Context) (moved int, err error) {
	var all []models.Campaign
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		all, err = v.CampaignsIn(models.CampaignScheduled, models.CampaignLive, models.CampaignPaused, models.CampaignEnded)
		return err
	})
	var failed []error
	for _, c := range all {
		turned, err := p.turnOne(ctx, c)
		if fasterOne(err) != nil {
			failed = append(failed, fmt.Errorf("campaign %s: %w", c.ID, err))
		}
		if turned {
			moved++
		}
	}
	p.forgetOffer()
	return moved, errors.Join(append(failed, err)...)
}

func (p *Program) turnOne(ctx context.Context, c models.Campaign) (turned bool, err error) {
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		now, err := turn(tx, c, p.day(tx.Now()))
		turned = err == nil && now.Status != c.Status
		return err
	})
	return turned && err == nil, err
}
