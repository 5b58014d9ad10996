package program

import (
	"context"
	"time"

	"raf/models"
	"raf/providers"
)

const (
	// coreEvery is how often the core is asked for one member at most: it is the institution's own hardware, and slow.
	coreEvery = 15 * time.Minute
	// coreTime is when nobody waits for it any more. An adapter bounds itself more tightly; a process that died does not.
	coreTime = 40 * time.Second
)

// AsksCore reports that the core is being asked, so that the facts are about to be newer than these.
func (t Tile) AsksCore(now time.Time) bool {
	asked := t.Member.CoreAskedAt.Time
	return !asked.IsZero() && t.Member.CoreEndedAt.Before(asked) && !now.Before(asked) && now.Before(asked.Add(coreTime))
}

// askCore begins a refresh of the core beside a check that is answered already, where the institution wants it and nobody,
// here or in another process, did so lately. A check never waits for it and never fails with it.
func (p *Program) askCore(ctx context.Context, m models.Member, requestID string) {
	if !p.Tenant().CoreRefresh {
		return
	}
	bank, err := p.bank(ctx)
	if err != nil {
		return // the check has said so
	}
	core, can := bank.(providers.CoreRefresher)
	if !can {
		return
	}
	ctx = context.WithoutCancel(ctx)
	var free bool
	err = p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		free, err = tx.AskCore(m.ID, coreEvery)
		return err
	})
	if err != nil {
		p.log().ErrorContext(ctx, "core not asked", "request_id", requestID, "error", err)
	}
	if free {
		p.house.patiently(ctx, func(ctx context.Context) { p.followCore(ctx, bank, core, m, requestID) })
	}
}

// followCore waits for the core and then checks anew, so that what it brought stands in the stored verdict.
func (p *Program) followCore(ctx context.Context, bank providers.Bank, core providers.CoreRefresher, m models.Member, requestID string) {
	ctx, cancel := context.WithTimeout(ctx, coreTime)
	defer cancel()
	g, _, err := p.usableGrant(ctx, m, bank, -1)
	if err == nil {
		err = core.RefreshCore(ctx, providers.Access{Subject: m.Subject, Grant: g})
	}
	if err == nil && ctx.Err() == nil {
		// Cut off by the end of the process it would tell the member that the bank can't be reached. It bounds itself.
		_, err = p.Check(context.WithoutCancel(ctx), m, triggerJob, requestID)
	}
	if err != nil {
		p.log().WarnContext(ctx, "core brought nothing", "request_id", requestID, "kind", string(providers.KindOf(err)), "cause", err.Error())
	}
	ctx = context.WithoutCancel(ctx)
	if err := p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.EndCore(m.ID) }); err != nil {
		p.log().ErrorContext(ctx, "end of the core's answer not stored", "request_id", requestID, "error", err)
	}
}
