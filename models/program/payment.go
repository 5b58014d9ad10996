package program

import (
	"context"
	"slices"
	"strings"
	"time"

	"raf/models"
)

// The actions that wait for a second person.
const (
	ActionPay      = "pay"       // release both rewards
	ActionMarkPaid = "mark_paid" // record that they were paid outside
)

// Payment is exactly what a second person approves: who gets how much for which referral. Its hash binds the approval;
// if a leg, an amount or a payee is another one when it is released, the hash is another one too.
type Payment struct {
	ReferralID string       `json:"referral_id"`
	Legs       []PaymentLeg `json:"legs"`
	TotalMinor int64        `json:"total_minor"`
	Currency   string       `json:"currency"`
	Reference  string       `json:"reference,omitempty"` // of a payment outside
	PaidOn     string       `json:"paid_on,omitempty"`   // YYYY-MM-DD
}

// PaymentLeg is one person's part.
type PaymentLeg struct {
	ID          string      `json:"id"`
	Side        models.Side `json:"side"`
	Payee       string      `json:"payee_member_id"`
	AmountMinor int64       `json:"amount_minor"`
	TaxForm     string      `json:"tax_form"`
}

// paymentOf adds up the legs of a referral that have a status; none is a Conflict.
func paymentOf(v *models.View, r models.Referral, status models.LegStatus) (Payment, []models.RewardLeg, error) {
	legs, err := v.Legs(r.ID)
	if err != nil {
		return Payment{}, nil, err
	}
	legs = slices.DeleteFunc(legs, func(l models.RewardLeg) bool { return l.Status != status })
	if len(legs) == 0 {
		return Payment{}, nil, models.Errorf(models.Conflict, "no reward of this referral is %s", status)
	}
	pay := Payment{ReferralID: r.ID, Currency: legs[0].Currency}
	total := models.Money{Currency: pay.Currency}
	for _, l := range legs {
		pay.Legs = append(pay.Legs, PaymentLeg{ID: l.ID, Side: l.Side, Payee: l.PayeeMemberID, AmountMinor: l.AmountMinor, TaxForm: l.TaxForm})
		if total, err = total.Plus(l.Amount()); err != nil {
			return Payment{}, nil, err
		}
	}
	pay.TotalMinor = total.Minor
	return pay, legs, nil
}

// RequestPayment asks that the rewards of an eligible referral be released. Amounts come from the frozen terms; nothing
// in the request carries one.
func (p *Program) RequestPayment(ctx context.Context, referralID string, by Staff) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	if err := by.allow(ActRequestPay); err != nil {
		return a, err
	}
	err := p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := still(tx, by); err != nil {
			return err
		}
		r, err := tx.Referral(referralID)
		if err != nil {
			return err
		}
		if err := payable(r, models.StateEligible); err != nil {
			return err
		}
		pay, _, err := paymentOf(&tx.View, r, models.LegReserved)
		if err != nil {
			return err
		}
		a, err = tx.RequestApproval(ActionPay, "referral", r.ID, pay, "", by.actor(models.ActorStaff))
		return err
	})
	return a, err
}

// payable refuses a referral that is somewhere else or on hold.
func payable(r models.Referral, want models.State) error {
	switch {
	case r.State != want:
		return models.Errorf(models.Conflict, "the referral is %s", r.State)
	case r.HoldCount > 0:
		return models.Errorf(models.Conflict, "the referral is on hold")
	}
	return nil
}

// MarkPaidRequest is what a person of staff typed about a payment outside.
type MarkPaidRequest struct {
	ReferralID, Reference string
	PaidOn                string // YYYY-MM-DD
}

// RequestMarkPaid asks that a released payment be recorded as paid outside, under a reference.
func (p *Program) RequestMarkPaid(ctx context.Context, in MarkPaidRequest, by Staff) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	if err := by.allow(ActRequestPay); err != nil {
		return a, err
	}
	in.Reference = strings.TrimSpace(in.Reference)
	on, err := time.ParseInLocation(time.DateOnly, in.PaidOn, p.Tenant().Zone())
	switch {
	case in.Reference == "" || len(in.Reference) > 60:
		return a, models.Errorf(models.Invalid, "reference")
	case err != nil || on.After(p.house.Now()):
		return a, models.Errorf(models.Invalid, "paid_on")
	}
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := still(tx, by); err != nil {
			return err
		}
		r, err := tx.Referral(in.ReferralID)
		if err != nil {
			return err
		}
		if err := payable(r, models.StateApproved); err != nil {
			return err
		}
		pay, _, err := paymentOf(&tx.View, r, models.LegPayable)
		if err != nil {
			return err
		}
		pay.Reference, pay.PaidOn = in.Reference, in.PaidOn
		a, err = tx.RequestApproval(ActionMarkPaid, "referral", r.ID, pay, "", by.actor(models.ActorStaff))
		return err
	})
	return a, err
}

// release approves a referral and makes its legs payable, after everything was looked at again.
func (p *Program) release(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	r, err := tx.Referral(a.SubjectID)
	if err != nil {
		return err
	}
	if err := payable(r, models.StateEligible); err != nil {
		return err
	}
	now, _, err := paymentOf(&tx.View, r, models.LegReserved)
	if err != nil {
		return err
	}
	if err := a.Binds(now); err != nil {
		return err
	}
	if r, err = p.move(tx, r, models.EventApprove, by.actor(models.ActorSecond), models.ReferralChanges{}); err != nil {
		return err
	}
	return tx.MakeLegsPayable(r)
}

// settle records the payment of each leg and, when all are paid, of the referral.
func (p *Program) settle(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	r, err := tx.Referral(a.SubjectID)
	if err != nil {
		return err
	}
	if err := payable(r, models.StateApproved); err != nil {
		return err
	}
	now, legs, err := paymentOf(&tx.View, r, models.LegPayable)
	if err != nil {
		return err
	}
	var asked Payment
	if err := a.Read(&asked); err != nil {
		return err
	}
	now.Reference, now.PaidOn = asked.Reference, asked.PaidOn
	if err := a.Binds(now); err != nil {
		return err
	}
	for _, leg := range legs {
		if err := tx.SettleLeg(leg, asked.Reference+"-"+string(leg.Side), by.actor(models.ActorSecond)); err != nil {
			return err
		}
	}
	system := models.Actor{Kind: models.ActorSystem, ID: by.User.ID, RequestID: by.RequestID}
	_, err = p.move(tx, r, models.EventSettle, system, models.ReferralChanges{})
	return err
}
