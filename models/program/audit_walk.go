package program

import (
	"cmp"
	"context"
	"time"

	"github.com/riverqueue/river"

	"raf/models"
)

// The nights in which chains are walked.
const (
	walkTick  = 10 * time.Minute // how often somebody looks whose night has begun
	walkHour  = 2                // when it begins, by the institution's own clock
	walkWhole = 7                // nights after which a walk begins at the first row again
)

// The bounds of a walk. A step is one transaction's reading; a turn is what one request, or one job, does of it.
const (
	walkStep  = 5_000
	walkSteps = 10
)

// walkTickArgs asks for a look at whose night has begun.
type walkTickArgs struct{ periodic }

// Kind names the job.
func (walkTickArgs) Kind() string { return "audit_walk_tick" }

// walkArgs asks for one institution's chain to be walked.
type walkArgs struct {
	TenantID models.TenantID `json:"tenant_id"`
}

// Kind names the job.
func (walkArgs) Kind() string { return "audit_walk" }

// InsertOpts lets one job an institution wait. The next night tries again what fails.
func (walkArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished()}}
}

func (p *Program) wantWalk(ctx context.Context) error {
	due := false
	err := p.rows.View(ctx, func(v *models.View) error {
		w, err := v.AuditWalk()
		due = w.EndedAt.Before(p.night(v.Now()))
		return err
	})
	if err != nil || !due {
		return err
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.Enqueue(walkArgs{p.Tenant().ID()}) })
}

// night is when the newest night began.
func (p *Program) night(now time.Time) time.Time {
	zone := p.Tenant().Zone()
	local := now.In(zone)
	begun := time.Date(local.Year(), local.Month(), local.Day(), walkHour, 0, 0, 0, zone)
	if local.Before(begun) {
		begun = begun.AddDate(0, 0, -1)
	}
	return begun
}

// walker walks one institution's chain by night.
type walker struct {
	river.WorkerDefaults[walkArgs]
	house *House
}

// Work goes on where the walk stands. What is left after a turn is the same job's again, behind the others that wait.
func (w *walker) Work(ctx context.Context, job *river.Job[walkArgs]) error {
	t, err := w.house.Store.TenantByID(ctx, job.Args.TenantID)
	if err != nil {
		return err
	}
	ended, err := w.house.For(t).walkNight(ctx)
	if err == nil && !ended {
		return river.JobSnooze(0)
	}
	return err
}

// walkNight walks a turn. It begins at the first row if that was last done long ago, so that old rows are looked at too,
// and while a broken row is known, so that the first one is named.
func (p *Program) walkNight(ctx context.Context) (ended bool, err error) {
	w, err := p.auditWalk(ctx)
	if err != nil {
		return false, err
	}
	night := p.night(p.house.Now())
	if !w.EndedAt.Before(night) {
		return true, nil // somebody was faster
	}
	anew := w.Version == 0 || w.BeganAt.Before(night.AddDate(0, 0, 1-walkWhole)) || w.Fault != "" && w.BeganAt.Before(night)
	by := models.Actor{Kind: models.ActorSystem, ID: "night"}
	for range walkSteps {
		if w, err = p.walkOn(ctx, w, anew, by); err != nil {
			return false, fasterOne(err)
		}
		if anew = false; !w.EndedAt.Before(night) {
			return true, nil
		}
	}
	return false, nil
}

func (p *Program) auditWalk(ctx context.Context) (w models.AuditWalk, err error) {
	err = p.rows.View(ctx, func(v *models.View) (err error) { w, err = v.AuditWalk(); return err })
	return w, err
}

// walkOn takes one step from where a walk stands, or the first of a new round. A Conflict means that another walk was
// faster.
func (p *Program) walkOn(ctx context.Context, w models.AuditWalk, anew bool, by models.Actor) (models.AuditWalk, error) {
	now := models.At(p.house.Now())
	asked := w.AskedBy != "" && w.EndedAt.IsZero() // a person's round is under way
	if anew {
		w.Seq, w.Hash, w.Until, w.BeganAt, w.EndedAt, w.AskedBy = 0, "", models.Instant{}, now, models.Instant{}, ""
		if asked = by.Kind == models.ActorStaff; asked {
			w.AskedBy = by.ID
		}
	}
	var check models.ChainCheck
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		check, err = v.WalkAudit(w.Place(), cmp.Or(p.house.WalkStep, walkStep))
		return err
	})
	if err != nil {
		return w, err
	}
	w.Seq, w.Hash, w.Until = check.Rows, check.Head, check.Until
	if b := check.Break; b != nil {
		if w.Fault != b.Fault || w.FaultSeq != b.Seq {
			w.FaultAt = now
		}
		w.Fault, w.FaultSeq, w.FaultRow = b.Fault, b.Seq, b.RowID
	} else if check.Done && asked { // who asked has read what was broken, and that it no longer is
		w.Fault, w.FaultSeq, w.FaultRow, w.FaultAt = "", 0, "", models.Instant{}
	}
	ends := check.Done || check.Break != nil
	if ends {
		w.EndedAt = now
	}
	err = p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		if w, err = tx.SaveAuditWalk(w); err != nil || !ends || !asked && check.Break == nil {
			return err // a night in which all holds is no news
		}
		told := ChainTold{Rows: check.Rows, Through: check.Head}
		if b := check.Break; b != nil {
			told.Fault, told.Place, told.RowID = string(b.Fault), b.Seq, b.RowID
		}
		return tx.Audit(by, AuditVerified, "trail", string(p.Tenant().ID()), nil, told)
	})
	if err == nil && ends && w.Fault != "" {
		p.log().Error("the audit trail does not hold", "row", w.FaultSeq, "fault", string(w.Fault), "since", w.FaultAt.Time)
	}
	return w, err
}

// VerifyAudit walks the chain for a person: from its first row, or on from where the round under way stands. It answers
// in bounded time, with how far it came; the round is over when EndedAt says so. What it found goes into the trail itself.
func (p *Program) VerifyAudit(ctx context.Context, goOn bool, by Staff) (models.AuditWalk, error) {
	if err := by.allow(ActAudit); err != nil {
		return models.AuditWalk{}, err
	}
	w, err := p.auditWalk(ctx)
	if err != nil || goOn && !w.EndedAt.IsZero() {
		return w, err // whoever goes on with a round that another one has ended sees its end
	}
	anew := !goOn || w.Version == 0
	for range walkSteps {
		next, err := p.walkOn(ctx, w, anew, by.actor(models.ActorStaff))
		if fasterOne(err) != nil {
			return w, err
		}
		if err != nil { // another walk is under way: this one is over, and its place is seen
			return p.auditWalk(ctx)
		}
		if w, anew = next, false; !w.EndedAt.IsZero() {
			break
		}
	}
	return w, nil
}
