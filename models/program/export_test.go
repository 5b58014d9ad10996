package program

import (
	"context"

	"github.com/riverqueue/river"

	"raf/models"
)

// Ended tells of each job that ended, for tests that wait for one.
func (j *Jobs) Ended() (<-chan *river.Event, func()) {
	return j.client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed)
}

// JobArgs are the arguments of every kind of job.
func JobArgs() []river.JobArgs {
	return []river.JobArgs{sweepArgs{}, sealArgs{}, foldArgs{}, calendarArgs{}, walkTickArgs{}, walkArgs{}, themeArgs{}, forgetArgs{}, returnArgs{}, returnOneArgs{}}
}

// JobsOf works other jobs than the house's own.
func (h *House) JobsOf(workers *river.Workers) (*Jobs, error) {
	return h.jobs(workers)
}

// FoldAll does what the folding job does.
func (h *House) FoldAll(ctx context.Context) error { return h.everywhere(ctx, (*Program).FoldRollup) }

// KeepDays does what the calendar's job does.
func (h *House) KeepDays(ctx context.Context) error { return h.everywhere(ctx, (*Program).keepDays) }

// WalkNight walks one turn of a night, as its job does.
func (p *Program) WalkNight(ctx context.Context) (ended bool, err error) { return p.walkNight(ctx) }

// WantWalk leaves a job where the night has begun, as the tick does.
func (p *Program) WantWalk(ctx context.Context) error { return p.wantWalk(ctx) }

// SealTrail does what the sealing job does.
func (p *Program) SealTrail(ctx context.Context) error { return p.sealAudit(ctx) }

// WalkTurn does what one turn of the walking job does.
func (h *House) WalkTurn(ctx context.Context, tenant models.TenantID) error {
	return (&walker{house: h}).Work(ctx, &river.Job[walkArgs]{Args: walkArgs{tenant}})
}

// Hashes is how many passwords were hashed.
func (h *House) Hashes() int64 { return h.hashes.Load() }

// ForgetOld does what the retention job does.
func (h *House) ForgetOld(ctx context.Context) error { return h.everywhere(ctx, (*Program).forget) }

// HoldAsRead opens the hold of a finding on a referral as it was read.
func (p *Program) HoldAsRead(ctx context.Context, r models.Referral, by Staff) error {
	return p.hold(ctx, heldError{referral: r, findings: []finding{{kind: HoldStanding, side: models.SideInviter}}}, by)
}

// PaintAll does what the job of the banks' colours does.
func (h *House) PaintAll(ctx context.Context) error { return h.everywhere(ctx, (*Program).wantTheme) }

// ReturnsDue is what the bank is to be told of now.
func (p *Program) ReturnsDue(ctx context.Context) ([]models.RetiredGrant, error) {
	return p.returnsDue(ctx, returnBatch)
}

// GiveBack tells the bank of what was found due before.
func (p *Program) GiveBack(ctx context.Context, due []models.RetiredGrant) int64 {
	return p.giveBack(ctx, due)
}
