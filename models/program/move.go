package program

import (
	"raf/models"
)

// move applies an event to a referral with everything that hangs on it, in the caller's transaction: the event row, the
// audit row, and the promise given back where the new state ends it. No other code moves a referral.
func (p *Program) move(tx *models.Tx, r models.Referral, event models.Event, by models.Actor, c models.ReferralChanges) (models.Referral, error) {
	return p.moveWith(tx, r, event, by, c, nil)
}

// moveWith is move with more for the audit row: what was looked at.
func (p *Program) moveWith(tx *models.Tx, r models.Referral, event models.Event, by models.Actor, c models.ReferralChanges, looked map[string]any) (models.Referral, error) {
	before := r.State
	r, err := tx.Move(r, event, by, c)
	if err != nil {
		return r, err
	}
	after := map[string]any{"state": r.State}
	if looked != nil {
		after["rechecked"] = looked
	}
	if r.State.ReleasesPromise() {
		freed, err := tx.VoidLegs(r.ID, string(r.State), r.Version.Terms.Currency)
		if err != nil {
			return r, err
		}
		if freed.Minor > 0 {
			if err := tx.Release(r.CampaignID, freed); err != nil {
				return r, err
			}
			after["released_minor"], after["currency"] = freed.Minor, freed.Currency
		}
	}
	return r, tx.Audit(by, "referral."+string(event), "referral", r.ID, map[string]any{"state": before}, after)
}
