package program

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"raf/models"
	"raf/providers"
)

const (
	// returnEvery is how often it is looked what the bank is still to be told.
	returnEvery = time.Minute
	// returnBatch is how many grants of an institution one round gives back.
	returnBatch = 100
	// returnTime is for one round, and for whoever switches an institution off and waits.
	returnTime = 30 * time.Second
	// returnWidth is how many are given back at once: banks mind more than a few calls a second.
	returnWidth = 4
	// returnPause is between two tries for one grant, doubled with each up to returnRest.
	returnPause = 5 * time.Minute
	returnRest  = 6 * time.Hour
)

// auditNotReturned is the row for a grant of which the bank was never told.
const auditNotReturned = "grant.not_given_back"

// returnArgs asks for what banks are still to be told of grants that nobody uses any more.
type returnArgs struct{ periodic }

// Kind names the job.
func (returnArgs) Kind() string { return "grant_return" }

// returnOneArgs asks for one institution's grants to be given back.
type returnOneArgs struct {
	TenantID models.TenantID `json:"tenant_id"`
}

// Kind names the job.
func (returnOneArgs) Kind() string { return "grant_return_one" }

// InsertOpts lets one job an institution wait.
func (returnOneArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished()}}
}

// wantReturn leaves a job if something is due: an institution whose bank hangs must not keep the others waiting.
func (p *Program) wantReturn(ctx context.Context) error {
	due, err := p.returnsDue(ctx, 1)
	if err != nil || len(due) == 0 {
		return err
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.Enqueue(returnOneArgs{p.Tenant().ID()}) })
}

// returner gives one institution's grants back.
type returner struct {
	river.WorkerDefaults[returnOneArgs]
	house *House
}

// Work gives back what is due, at institutions that are switched off too.
func (w *returner) Work(ctx context.Context, job *river.Job[returnOneArgs]) error {
	t, err := w.house.Store.TenantByID(ctx, job.Args.TenantID)
	if err != nil {
		return err
	}
	return w.house.For(t).ReturnGrants(ctx)
}

func (p *Program) returnsDue(ctx context.Context, most int) (due []models.RetiredGrant, err error) {
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		due, err = v.RetiredDue(most)
		return err
	})
	return due, err
}

// ReturnGrants tells the bank of the grants that are due.
func (p *Program) ReturnGrants(ctx context.Context) error {
	due, err := p.returnsDue(ctx, returnBatch)
	if err == nil && len(due) > 0 {
		p.giveBack(ctx, due)
	}
	return err
}

// returnSoon tells the bank at once, for which nobody waits; what it does not take is due again later.
func (p *Program) returnSoon(ctx context.Context, rows []models.RetiredGrant) {
	if len(rows) == 0 {
		return
	}
	p.house.beside(ctx, func(ctx context.Context) {
		ctx, stop := context.WithTimeout(ctx, storeTime)
		defer stop()
		p.giveBack(ctx, rows)
	})
}

// retireUnused has a grant given back that came too late to be of use.
func (p *Program) retireUnused(ctx context.Context, g models.BankGrant) error {
	var row models.RetiredGrant
	err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		row, err = tx.RetireUnused(g)
		return err
	})
	if err == nil {
		p.returnSoon(ctx, []models.RetiredGrant{row})
	}
	return err
}

// giveBack gives grants back and says how many the bank took. What is not reached in time stays due.
func (p *Program) giveBack(ctx context.Context, rows []models.RetiredGrant) int64 {
	ctx, stop := context.WithTimeout(ctx, returnTime)
	defer stop()
	var taken atomic.Int64
	var group errgroup.Group
	group.SetLimit(returnWidth)
	for _, row := range rows {
		group.Go(func() error {
			if ctx.Err() == nil && p.giveBackOne(ctx, row) {
				taken.Add(1)
			}
			return nil
		})
	}
	_ = group.Wait() // no goroutine of the group returns an error
	return taken.Load()
}

// giveBackOne reports whether the bank was told, and writes down what came of it.
func (p *Program) giveBackOne(ctx context.Context, row models.RetiredGrant) bool {
	mine := false
	// The last thing before the call: whoever signs in anew takes the row away, and must not lose what they gave just now.
	err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		mine, err = tx.ClaimRetired(row, nextReturn(row.Tries))
		return err
	})
	if err != nil || !mine {
		p.logReturn(ctx, row, err)
		return false
	}
	told := p.revoke(ctx, row)
	p.logReturn(ctx, row, told)
	hopeless := errors.Is(told, providers.ErrNotOffered) || p.house.Now().Sub(row.RetiredAt.Time) > models.KeepRetired
	if told != nil && !hopeless {
		return false
	}
	// The bank may have used up all of the time: whether it knows is stored all the same.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer stop()
	p.logReturn(ctx, row, p.rows.InTx(ctx, func(tx *models.Tx) error {
		there, err := tx.DropRetired(row.ID)
		if err != nil || told == nil || !there {
			return err
		}
		return tx.Audit(models.Actor{Kind: models.ActorSystem}, auditNotReturned, "member", row.MemberID, nil,
			map[string]any{"why": whyNotReturned(told), "tries": row.Tries + 1})
	}))
	return told == nil
}

func (p *Program) logReturn(ctx context.Context, row models.RetiredGrant, cause error) {
	if cause != nil {
		p.log().WarnContext(ctx, "grant not given back to the bank", "member", row.MemberID, "cause", cause.Error())
	}
}

func whyNotReturned(told error) string {
	if errors.Is(told, providers.ErrNotOffered) {
		return "not_offered"
	}
	return string(providers.KindOf(told))
}

// nextReturn is how long to wait after so many tries that the bank did not take.
func nextReturn(tries int64) time.Duration {
	wait := returnPause
	for range tries {
		if wait *= 2; wait >= returnRest {
			return returnRest
		}
	}
	return wait
}

// revoke tells the bank that a grant is not wanted any more: it would live there for months.
func (p *Program) revoke(ctx context.Context, row models.RetiredGrant) error {
	bank, err := p.bank(ctx)
	if err != nil {
		return err
	}
	revoker, can := bank.(providers.Revoker)
	if !can {
		return nil // a platform without such a thing has nothing to be told
	}
	g, err := p.openGrant(models.BankGrant{MemberID: row.MemberID, Sealed: row.Sealed})
	if err != nil {
		return err
	}
	return revoker.Revoke(ctx, g)
}
