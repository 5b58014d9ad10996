package program

import (
	"context"
	"time"

	"raf/models"
)

// foldEvery is how often every institution's roll-up is folded. Its numbers are right without it; it keeps them cheap.
const foldEvery = 10 * time.Minute

// foldArgs asks for every institution's roll-up to be folded.
type foldArgs struct{ periodic }

// Kind names the job.
func (foldArgs) Kind() string { return "rollup_fold" }

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
