package program

import (
	"maps"
	"slices"
	"time"

	"raf/models"
)

// release approves a referral and makes its legs payable, after everything was looked at again: a leg that the yearly cap
// rules out by now is void and does not delay the other.
func (p *Program) release(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	r, legs, err := p.toPay(tx, a.SubjectID, models.StateEligible, models.LegReserved, by)
	if err != nil {
		return err
	}
	var seen Payment
	if err := a.Read(&seen); err != nil {
		return err
	}
	legs.take(seen)
	if err := a.Binds(legs.Payment); err != nil {
		return err
	}
	look, err := p.lockedRecheck(tx, r, legs.rows, tx.Year())
	if err != nil {
		return err
	}
	if err := stillThere(look, seen); err != nil {
		return err
	}
	return p.letGo(tx, r, look, a.ID, by.actor(models.ActorSecond))
}

// letGo makes the legs payable that a look left; causeID names what let it happen.
func (p *Program) letGo(tx *models.Tx, r models.Referral, look Recheck, causeID string, by models.Actor) error {
	r, err := p.moveWith(tx, r, models.EventApprove, by, models.ReferralChanges{}, look.snapshot())
	if err != nil {
		return err
	}
	for _, leg := range look.Void {
		if err := tx.VoidLeg(leg, leg.VoidReason); err != nil {
			return err
		}
		// The budget does not pay for what nobody gets.
		if leg.AmountMinor > 0 {
			if err := tx.Release(r.CampaignID, leg.Amount()); err != nil {
				return err
			}
		}
	}
	if err := tx.MakeLegsPayable(r); err != nil {
		return err
	}
	return tx.OvertakeApprovals("referral", r.ID, causeID, by) // a refusal that came too late
}

// lockedRecheck looks again behind the row locks of both people, under each of their logins: two payments that share a
// payee are added up one after the other, or each would find the last place of a cap free.
func (p *Program) lockedRecheck(tx *models.Tx, r models.Referral, legs []models.RewardLeg, year int) (Recheck, error) {
	logins, err := tx.LoginsOf(slices.Collect(maps.Values(peopleOf(r)))...)
	if err != nil {
		return Recheck{}, err
	}
	ids := slices.Concat(slices.Collect(maps.Values(logins))...)
	if err := tx.LockMembers(ids); err != nil {
		return Recheck{}, err
	}
	look, err := recheck(&tx.View, r, legs, year)
	if err != nil {
		return look, err
	}
	return look, look.clear(r)
}

// stillThere refuses accounts that the bank has closed, or told differently, since they were chosen.
func stillThere(look Recheck, seen Payment) error {
	for _, l := range seen.Legs {
		if l.Account == nil {
			continue
		}
		if now, known := accountIn(look.Accounts[l.Side], l.Account.ID); !known || now != *l.Account {
			return models.Errorf(models.Conflict, "the account of the %s is not open any more", l.Side)
		}
	}
	return nil
}

// settle records the payment of each leg and, when all are paid, of the referral.
func (p *Program) settle(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	r, legs, err := p.toPay(tx, a.SubjectID, models.StateApproved, models.LegPayable, by)
	if err != nil {
		return err
	}
	var seen Payment
	if err := a.Read(&seen); err != nil {
		return err
	}
	now := legs.Payment
	if err := intoReleasedAccounts(&tx.View, r, &now); err != nil {
		return err
	}
	alone, err := releasedAlone(&tx.View, r.ID)
	if err != nil {
		return err
	}
	if alone == by.User.ID {
		return models.Errorf(models.Denied, "whoever released a payment alone does not confirm it")
	}
	now.Reference, now.PaidOn = seen.Reference, seen.PaidOn
	if err := a.Binds(now); err != nil {
		return err
	}
	on, err := time.Parse(time.DateOnly, seen.PaidOn)
	if err != nil {
		return models.Errorf(models.Internal, "day of payment %q: %v", seen.PaidOn, err)
	}
	look, err := p.lockedRecheck(tx, r, legs.rows, on.Year())
	if err != nil {
		return err
	}
	if err := tx.TakeReference(seen.Reference, r.ID); err != nil {
		return err
	}
	for _, leg := range legs.rows {
		how := settlement(now, leg, on.Year())
		how.ReleasedBy = alone
		if err := tx.SettleLeg(leg, how, by.actor(models.ActorSecond)); err != nil {
			return err
		}
	}
	system := models.Actor{Kind: models.ActorSystem, ID: by.User.ID, RequestID: by.RequestID}
	_, err = p.moveWith(tx, r, models.EventSettle, system, models.ReferralChanges{}, look.snapshot())
	return err
}

// settlement is how a leg was paid, with its tax as of the day of payment.
func settlement(pay Payment, leg models.RewardLeg, year int) models.Settlement {
	s := models.Settlement{Reference: referenceOf(pay, leg.Side), PaidOn: pay.PaidOn, TaxForm: leg.TaxForm, TaxYear: year, TaxableMinor: taxable(leg)}
	if l := pay.leg(leg.Side); l != nil {
		s.MemberNumber = l.MemberNumber
		if l.Account != nil {
			s.AccountKind, s.AccountLastFour = l.Account.Kind, l.Account.LastFour
		}
	}
	return s
}
