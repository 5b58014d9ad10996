package program

import (
	"context"
	"slices"

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
		r, err := p.heldBy(tx, referralID, by)
		if err != nil {
			return err
		}
		if r.State.Over() {
			return models.Errorf(models.Conflict, "the referral is %s", r.State)
		}
		return tx.OpenHold(r, HoldByStaff, reason, by.actor(models.ActorStaff))
	})
}

// heldBy reads the referral on which a person opens or releases a hold, if they may now and are no party of it.
func (p *Program) heldBy(tx *models.Tx, referralID string, by Staff) (models.Referral, error) {
	if err := still(tx, by); err != nil {
		return models.Referral{}, err
	}
	r, err := tx.Referral(referralID)
	if err != nil {
		return r, err
	}
	return r, by.party(r)
}

// MayLift reports whether a person may release a hold. What a person opened they may take back; anything else stops money,
// and is for those who decide on money and never ask for it.
func (s Staff) MayLift(h models.Hold) bool {
	own := h.OpenedBy == s.User.ID
	return s.May(ActLiftHold) || own && s.May(ActHold)
}

// ReleaseHold lifts one hold, once; what was found stands beside why it was opened.
func (p *Program) ReleaseHold(ctx context.Context, referralID, holdID, found string, by Staff) error {
	if err := by.allow(ActHold); err != nil {
		return err
	}
	found, err := freeText(found, "reason")
	if err != nil {
		return err
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		r, err := p.heldBy(tx, referralID, by)
		if err != nil {
			return err
		}
		holds, err := tx.Holds(r.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(holds, func(h models.Hold) bool { return h.ID == holdID })
		switch {
		case at < 0:
			return models.Errorf(models.NotFound, "hold not found")
		case !by.MayLift(holds[at]):
			return models.Errorf(models.Denied, "who opened this hold, a checker or an administrator releases it")
		}
		return tx.ResolveHold(r.ID, holdID, found, by.actor(models.ActorStaff))
	})
}
