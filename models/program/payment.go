package program

import (
	"context"

	"raf/models"
)

// RecordPayment approves an eligible referral and records that both rewards were paid outside, under references that
// are unique in the institution: ref with the side behind it. Everything is one transaction; a second call finds the
// referral paid and changes nothing.
func (p *Program) RecordPayment(ctx context.Context, acceptorID, ref string, checker models.Actor) error {
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		r, err := tx.AcceptorReferral(acceptorID)
		if err != nil {
			return err
		}
		if r, err = p.move(tx, r, models.EventApprove, checker, models.ReferralChanges{}); err != nil {
			return err
		}
		if err := tx.MakeLegsPayable(r); err != nil {
			return err
		}
		legs, err := tx.Legs(r.ID)
		if err != nil {
			return err
		}
		for _, leg := range legs {
			if leg.Status != models.LegPayable {
				continue // void by the inviter's cap
			}
			if err := tx.SettleLeg(leg, ref+"-"+string(leg.Side), checker); err != nil {
				return err
			}
		}
		_, err = p.move(tx, r, models.EventSettle, models.Actor{Kind: models.ActorSystem, ID: checker.ID, RequestID: checker.RequestID}, models.ReferralChanges{})
		return err
	})
}
