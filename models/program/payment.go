package program

import (
	"slices"

	"raf/models"
)

// The actions that wait for a second person.
const (
	ActionPay      = models.ActionPay
	ActionMarkPaid = models.ActionMarkPaid
)

// Payment is exactly what a second person approves: who gets how much, into which account, for which referral. Its hash
// binds the approval; if a leg, an amount or a payee is another one when it is released, the hash is another one too.
// What is void by the time of the release is left out of it; nothing is ever added.
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
	ID           string        `json:"id"`
	Side         models.Side   `json:"side"`
	Payee        string        `json:"payee_member_id"`
	MemberNumber string        `json:"member_number"`
	Account      *PayeeAccount `json:"account,omitempty"` // nil: paid by member number
	AmountMinor  int64         `json:"amount_minor"`
	TaxForm      string        `json:"tax_form"`
}

// PayeeAccount is an account as people tell it apart: never by its number.
type PayeeAccount struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	LastFour string `json:"last_four"`
}

// leg finds one person's part.
func (p Payment) leg(side models.Side) *PaymentLeg {
	for i := range p.Legs {
		if p.Legs[i].Side == side {
			return &p.Legs[i]
		}
	}
	return nil
}

// take gives a payment what its request chose: reference, day, and the accounts of whoever is still the payee.
func (p *Payment) take(seen Payment) {
	p.Reference, p.PaidOn = seen.Reference, seen.PaidOn
	for i, l := range p.Legs {
		if was := seen.leg(l.Side); was != nil && was.ID == l.ID && was.Payee == l.Payee {
			p.Legs[i].Account = was.Account
		}
	}
}

// paymentOf adds up the legs of a referral that have a status; none is a Conflict.
func paymentOf(v ground, r models.Referral, status models.LegStatus) (Payment, []models.RewardLeg, error) {
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
		payee := peopleOf(r)[l.Side]
		if payee.ID != l.PayeeMemberID {
			return Payment{}, nil, models.Errorf(models.Internal, "leg %s pays somebody who is not the %s of its referral", l.ID, l.Side)
		}
		pay.Legs = append(pay.Legs, PaymentLeg{ID: l.ID, Side: l.Side, Payee: l.PayeeMemberID, MemberNumber: payee.CustomerRef, AmountMinor: l.AmountMinor, TaxForm: l.TaxForm})
		if total, err = total.Plus(l.Amount()); err != nil {
			return Payment{}, nil, err
		}
	}
	pay.TotalMinor = total.Minor
	return pay, legs, nil
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

// party refuses a person of staff who is one of the two people of a referral (product.md, 9.9).
func (s Staff) party(r models.Referral) error {
	return s.noParty(r.Acceptor, r.Inviter)
}

// PayableAccounts are the accounts that a payee can be paid into: open deposit accounts that people can tell apart.
func PayableAccounts(facts models.AccountFacts) []models.KnownAccount {
	seen := map[string]int{}
	for _, a := range facts.Accounts {
		seen[a.Kind+a.LastFour]++
	}
	return slices.DeleteFunc(slices.Clone(facts.Accounts), func(a models.KnownAccount) bool { return !a.Payable() || seen[a.Kind+a.LastFour] > 1 })
}

// accountIn finds a choosable account by its id.
func accountIn(facts models.AccountFacts, id string) (PayeeAccount, bool) {
	for _, a := range PayableAccounts(facts) {
		if a.ID == id {
			return PayeeAccount{ID: a.ID, Kind: a.Kind, LastFour: a.LastFour}, true
		}
	}
	return PayeeAccount{}, false
}
