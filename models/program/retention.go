package program

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"raf/models"
)

// forgetEvery is how long a row may outlive its time.
const forgetEvery = time.Hour

// forgetBatch is how many rows of a kind one transaction removes: few enough to hold their locks for a moment only.
const forgetBatch = 500

// forgetArgs asks for every institution's rows to be looked through.
type forgetArgs struct{}

// Kind names the job.
func (forgetArgs) Kind() string { return "retention" }

// InsertOpts lets one look wait at a time. It is not tried again: the next one comes soon.
func (forgetArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByState: unfinished()}}
}

// forgetter removes rows whose time is over.
type forgetter struct {
	river.WorkerDefaults[forgetArgs]
	house *House
}

// Work looks at all institutions; one that fails does not keep the others from being looked at.
func (w *forgetter) Work(ctx context.Context, _ *river.Job[forgetArgs]) error {
	tenants, err := w.house.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		err = errors.Join(err, w.house.For(t).forget(ctx))
	}
	return err
}

func (p *Program) forget(ctx context.Context) error {
	var all models.Forgotten
	for {
		var gone models.Forgotten
		err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
			gone, err = tx.Forget(forgetBatch)
			return err
		})
		all = all.Plus(gone)
		if err == nil && gone.Any() {
			continue
		}
		if all.Any() {
			p.log().Info("rows whose time is over were removed", "flows", all.Flows, "sessions", all.Sessions, "staff_sessions", all.StaffSessions, "grants", all.Grants,
				"signing_keys", all.SigningKeys)
		}
		return err
	}
}
