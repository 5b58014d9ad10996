package program

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"raf/models"
)

// calendarEvery is how long what the days have decided may wait until it is written down.
const calendarEvery = time.Minute

// calendarArgs asks for every institution's days to be looked at.
type calendarArgs struct{}

// Kind names the job.
func (calendarArgs) Kind() string { return "calendar" }

// InsertOpts lets one look wait at a time. It is not tried again: the next one comes soon.
func (calendarArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByState: unfinished()}}
}

// calendar writes down what days have decided: campaigns that began, ended or are settled, and referrals whose grace is
// over.
type calendar struct {
	river.WorkerDefaults[calendarArgs]
	house *House
}

// Work looks at all institutions; one that fails does not keep the others from being looked at.
func (w *calendar) Work(ctx context.Context, _ *river.Job[calendarArgs]) error {
	tenants, err := w.house.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		err = errors.Join(err, w.house.For(t).keepDays(ctx))
	}
	return err
}

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
