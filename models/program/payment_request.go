package program

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"raf/models"
)

// AccountChoice is into which of a payee's known accounts the reward goes. A side that is not named is paid by its
// member number.
type AccountChoice struct {
	Side models.Side `json:"side"`
	ID   string      `json:"id"`
}

// FieldAccount, with the side behind it, is what an Invalid error of RequestPayment names when an account is none of the
// payee's that money can be sent to.
const FieldAccount = "account_"

// RequestPayment asks that the rewards of an eligible referral be released. Amounts come from the frozen terms; nothing
// in the request carries one.
func (p *Program) RequestPayment(ctx context.Context, referralID string, by Staff, accounts ...AccountChoice) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	if err := by.allow(ActRequestPay); err != nil {
		return a, err
	}
	err := p.once(ctx, by, deed{action: ActionPay, subject: referralID, body: accounts, again: askedBefore(ActionPay, &a), first: func(tx *models.Tx) error {
		r, legs, err := p.toPay(tx, referralID, models.StateEligible, models.LegReserved, by)
		if err != nil {
			return err
		}
		pay := legs.Payment
		look, err := recheck(&tx.View, r, legs.rows, tx.Year())
		if err != nil {
			return err
		}
		if err := look.clear(r); err != nil {
			return err
		}
		if len(look.Legs) == 0 {
			return models.Errorf(models.Conflict, "nothing is left to pay: %s", look.Void[0].VoidReason)
		}
		if err := pay.into(accounts, look); err != nil {
			return err
		}
		a, err = tx.RequestApproval(ActionPay, "referral", r.ID, pay, "", by.actor(models.ActorStaff))
		return err
	}})
	return a, p.held(ctx, err, by)
}

// into gives a payment the accounts that were chosen, each out of what the bank told of its payee.
func (p *Payment) into(accounts []AccountChoice, look Recheck) error {
	for _, choice := range accounts {
		leg := p.leg(choice.Side)
		account, known := accountIn(look.Accounts[choice.Side], choice.ID)
		if leg == nil || !known {
			return models.Errorf(models.Invalid, "%s", FieldAccount+string(choice.Side))
		}
		leg.Account = &account
	}
	return nil
}

// asked is a payment with the legs it was made from.
type asked struct {
	Payment
	rows []models.RewardLeg
}

// toPay reads a referral that can be paid now by this person, with its legs.
func (p *Program) toPay(tx *models.Tx, referralID string, state models.State, status models.LegStatus, by Staff) (models.Referral, asked, error) {
	var out asked
	r, err := tx.Referral(referralID)
	if err != nil {
		return r, out, err
	}
	if err := by.party(r); err != nil {
		return r, out, err
	}
	if err := payable(r, state); err != nil {
		return r, out, err
	}
	out.Payment, out.rows, err = paymentOf(&tx.View, r, status)
	return r, out, err
}

// askedBefore finds the request that the same form made the first time.
func askedBefore(action string, a *models.ApprovalRequest) func(*models.Tx, models.IdempotencyKey) error {
	return func(tx *models.Tx, first models.IdempotencyKey) (err error) {
		*a, err = tx.ApprovalAt(action, first.SubjectID, first.StaffUserID, first.At)
		return err
	}
}

// held opens the holds that a refused payment asks for, and hands its error on.
func (p *Program) held(ctx context.Context, err error, by Staff) error {
	var found heldError
	if !errors.As(err, &found) {
		return err
	}
	if failed := p.hold(ctx, found, by); failed != nil {
		return failed
	}
	return found.error
}

// MarkPaidRequest is what a person of staff typed about a payment outside.
type MarkPaidRequest struct {
	ReferralID string `json:"referral_id"`
	Reference  string `json:"reference"`
	PaidOn     string `json:"paid_on"` // YYYY-MM-DD
}

// maxReference bounds a reference, in bytes.
const maxReference = 60

// check refuses what can't stand in a record.
func (in MarkPaidRequest) check(now time.Time, zone *time.Location) error {
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	on, err := time.ParseInLocation(time.DateOnly, in.PaidOn, zone)
	switch {
	case in.Reference == "" || len(in.Reference) > maxReference || !utf8.ValidString(in.Reference) || strings.ContainsFunc(in.Reference, unprintable):
		return models.Errorf(models.Invalid, "reference")
	case holdsCardNumber(in.Reference):
		return models.Errorf(models.Invalid, "%s", "reference"+cardNumber)
	case err != nil || on.After(now):
		return models.Errorf(models.Invalid, "paid_on")
	}
	return nil
}

// What an Invalid error of RequestMarkPaid has behind its field, where it is not only the form of what was typed.
const (
	WrongTaken    = "taken"          // the reference records another referral's payment
	WrongReleased = "before_release" // the day is before the money was released
)

// fits refuses a reference that records another payment, and a day before the money was released: it would move the
// payment into a tax year in which nobody looked at it.
func (in MarkPaidRequest) fits(tx *models.Tx, r models.Referral, zone *time.Location) error {
	taken, err := tx.ReferenceTaken(in.Reference)
	if err != nil {
		return err
	}
	if taken {
		return models.Errorf(models.Invalid, "reference:"+WrongTaken)
	}
	if in.PaidOn < r.StateSince.In(zone).Format(time.DateOnly) {
		return models.Errorf(models.Invalid, "paid_on:"+WrongReleased)
	}
	return nil
}

// RequestMarkPaid asks that a released payment be recorded as paid outside, under a reference. An Invalid error names
// the field, with "card_number" or one of the Wrong words behind a colon.
func (p *Program) RequestMarkPaid(ctx context.Context, in MarkPaidRequest, by Staff) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	if err := by.allow(ActRequestPay); err != nil {
		return a, err
	}
	in.Reference = strings.TrimSpace(in.Reference)
	if err := in.check(p.house.Now(), p.Tenant().Zone()); err != nil {
		return a, err
	}
	err := p.once(ctx, by, deed{action: ActionMarkPaid, subject: in.ReferralID, body: in, again: askedBefore(ActionMarkPaid, &a), first: func(tx *models.Tx) error {
		r, legs, err := p.toPay(tx, in.ReferralID, models.StateApproved, models.LegPayable, by)
		if err != nil {
			return err
		}
		pay := legs.Payment
		if err := intoReleasedAccounts(&tx.View, r, &pay); err != nil {
			return err
		}
		if err := in.fits(tx, r, p.Tenant().Zone()); err != nil {
			return err
		}
		pay.Reference, pay.PaidOn = in.Reference, in.PaidOn
		a, err = tx.RequestApproval(ActionMarkPaid, "referral", r.ID, pay, "", by.actor(models.ActorStaff))
		return err
	}})
	return a, p.held(ctx, err, by)
}

// intoReleasedAccounts gives a payment the accounts that it was released into, by two people or by one.
func intoReleasedAccounts(v *models.View, r models.Referral, pay *Payment) error {
	var released Payment
	a, err := v.ApprovedRequest(ActionPay, r.ID)
	if err == nil {
		err = a.Read(&released)
	} else if models.KindOf(err) == models.NotFound {
		var l models.LoneRelease
		if l, err = v.LoneRelease(r.ID); models.KindOf(err) == models.NotFound && err != nil {
			return nil // released by policy: by member number
		}
		if err == nil {
			err = l.Read(&released)
		}
	}
	if err != nil {
		return err
	}
	pay.take(released)
	return nil
}
