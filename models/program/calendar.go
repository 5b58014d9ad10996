package program

import (
	"context"
	"errors"
	"time"

	"raf/models"
)

// calendarEvery is how long what the days have decided may wait until it is written down.
const calendarEvery = time.Minute

// calendarArgs asks for every institution's days to be looked at.
type calendarArgs struct{ periodic }

// Kind names the job.
func (calendarArgs) Kind() string { return "calendar" }

// keepDays closes before it turns: a campaign is settled by the last referral that ends.
func (p *Program) keepDays(ctx context.Context) error {
	closed, failed := p.CloseDue(ctx, "")
	asked, unasked := p.AskDue(ctx, "")
	moved, err := p.TurnCampaigns(ctx)
	if closed > 0 || asked > 0 || moved > 0 {
		p.log().Info("the days were written down", "referrals_closed", closed, "referrals_asked_about", asked, "campaigns_moved", moved)
	}
	return errors.Join(failed, unasked, err)
}

// fasterOne turns losing a race into having nothing to do: whoever won it did the same.
func fasterOne(err error) error {
	if err != nil && models.KindOf(err) == models.Conflict {
		return nil
	}
	return err
}
