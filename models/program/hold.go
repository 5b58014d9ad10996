package program

import (
	"context"

	"raf/models"
)

// HoldByStaff is the kind of a hold that a person opened.
const HoldByStaff = "staff"

// maxFree bounds what staff type about a referral, in runes.
const maxFree = 2000

// PutOnHold stops payment of a referral until the hold is released. A referral that is over can't be held: Conflict.
func (p *Program) PutOnHold(ctx context.Context, referralID, reason string, by Staff) error {
	if err := by.allow(ActHold); err != nil {
		return err
	}
	reason, err := freeText(reason, "reason")
	if err != nil {
		return err
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		r, err := tx.Referral(referralID)
		if err != nil {
			return err
		}
		if r.State.Over() {
			return models.Errorf(models.Conflict, "the referral is %s", r.State)
		}
		return tx.OpenHold(r, HoldByStaff, reason, by.actor(models.ActorStaff))
	})
}

// ReleaseHold lifts one hold, once; what was found stands with it.
func (p *Program) ReleaseHold(ctx context.Context, referralID, holdID, found string, by Staff) error {
	if err := by.allow(ActHold); err != nil {
		return err
	}
	found, err := freeText(found, "reason")
	if err != nil {
		return err
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		return tx.ResolveHold(referralID, holdID, found, by.actor(models.ActorStaff))
	})
}
