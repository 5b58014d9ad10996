package program

import (
	"context"

	"github.com/riverqueue/river"

	"raf/models"
)

// sealBatch is how many rows one transaction seals: few enough to hold the head's lock for a moment only.
const sealBatch = 200

// sealRounds bounds one job, so that an institution with a long backlog does not keep the others waiting.
const sealRounds = 100

// sweepArgs asks for a look at every institution's trail.
type sweepArgs struct{ periodic }

// Kind names the job.
func (sweepArgs) Kind() string { return "audit_sweep" }

// sealArgs asks for one institution's rows to be sealed.
type sealArgs struct {
	TenantID models.TenantID `json:"tenant_id"`
}

// Kind names the job.
func (sealArgs) Kind() string { return "audit_seal" }

// InsertOpts lets one job an institution wait.
func (sealArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished()}}
}

// wantSeal leaves a job if there is something to seal. It writes nothing where nothing waits.
func (p *Program) wantSeal(ctx context.Context) error {
	var waiting int64
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		waiting, err = v.AuditWaiting()
		return err
	})
	if err != nil || waiting == 0 {
		return err
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.Enqueue(sealArgs{p.Tenant().ID()}) })
}

// sealer seals one institution's rows.
type sealer struct {
	river.WorkerDefaults[sealArgs]
	house *House
}

// Work seals until nothing waits.
func (w *sealer) Work(ctx context.Context, job *river.Job[sealArgs]) error {
	t, err := w.house.Store.TenantByID(ctx, job.Args.TenantID)
	if err != nil {
		return err
	}
	return w.house.For(t).sealAudit(ctx)
}

func (p *Program) sealAudit(ctx context.Context) error {
	all := 0
	for range sealRounds {
		var sealed int
		err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
			sealed, err = tx.SealAudit(sealBatch)
			return err
		})
		if err != nil {
			return err
		}
		if all += sealed; sealed < sealBatch {
			break
		}
	}
	p.log().Debug("audit trail sealed", "rows", all)
	return nil
}
