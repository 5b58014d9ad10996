package program

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"raf/models"
)

// foldEvery is how often every institution's roll-up is folded. Its numbers are right without it; it keeps them cheap.
const foldEvery = 10 * time.Minute

// foldArgs asks for every institution's roll-up to be folded.
type foldArgs struct{}

// Kind names the job.
func (foldArgs) Kind() string { return "rollup_fold" }

// InsertOpts lets one fold wait at a time. It is not tried again: the next one comes soon.
func (foldArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByState: unfinished()}}
}

// folder folds the roll-ups.
type folder struct {
	river.WorkerDefaults[foldArgs]
	house *House
}

// Work folds all institutions; one that fails does not keep the others from being folded.
func (w *folder) Work(ctx context.Context, _ *river.Job[foldArgs]) error {
	tenants, err := w.house.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		err = errors.Join(err, w.house.For(t).FoldRollup(ctx))
	}
	return err
}

// FoldRollup replaces the rows of the roll-up by their sums until one row a key is left. No number changes by it: it
// may run at any time, in many processes at once, or never.
func (p *Program) FoldRollup(ctx context.Context) error {
	for {
		gone := 0
		err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
			gone, err = tx.FoldRollup()
			return err
		})
		if err != nil || gone == 0 {
			return err
		}
	}
}
