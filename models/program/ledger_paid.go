package program

import (
	"slices"
	"strings"

	"raf/models"
)

// payments holds a referral's payments against the requests by which two people recorded them, and the other way round.
func (c *ledger) payments(e models.LedgerEntry) {
	said := make([]Payment, len(e.Paid))
	for i, a := range e.Paid {
		if err := a.Read(&said[i]); err != nil || !a.Intact() {
			c.fault("request", a.ID, "what it asks for is not what was approved")
		}
	}
	for _, p := range e.Payouts {
		i, l := recordedIn(said, p)
		if l == nil {
			c.fault("payment", p.ID, "no request that was approved records it for referral %s", e.ID)
		} else if names := unlike(p, e.Paid[i], said[i], *l); len(names) > 0 {
			c.fault("payment", p.ID, "request %s says otherwise: %s", e.Paid[i].ID, strings.Join(names, ", "))
		}
	}
	for i, a := range e.Paid {
		for _, l := range said[i].Legs {
			if !slices.ContainsFunc(e.Payouts, func(p models.Payout) bool { return p.ExternalRef == referenceOf(said[i], l.Side) }) {
				c.fault("request", a.ID, "it records reward %s as paid, and no payment says so", l.ID)
			}
		}
	}
}

// referenceOf is what a payment's record of one side is called.
func referenceOf(pay Payment, side models.Side) string { return pay.Reference + "-" + string(side) }

// recordedIn finds the request, and the part of it, that has a payment's reference; nil if none has.
func recordedIn(said []Payment, p models.Payout) (int, *PaymentLeg) {
	for i, pay := range said {
		for _, l := range pay.Legs {
			if p.ExternalRef == referenceOf(pay, l.Side) {
				return i, &l
			}
		}
	}
	return 0, nil
}

// unlike names what a payment says otherwise than the part of the request that recorded it.
func unlike(p models.Payout, a models.ApprovalRequest, pay Payment, l PaymentLeg) (names []string) {
	var account PayeeAccount
	if l.Account != nil {
		account = *l.Account
	}
	for _, one := range []struct {
		name string
		same bool
	}{
		{"reward", p.LegID == l.ID},
		{"amount", p.AmountMinor == l.AmountMinor && p.Currency == pay.Currency},
		{"payee", p.PayeeID == l.Payee && p.MemberNumber == l.MemberNumber},
		{"account", p.AccountKind == account.Kind && p.AccountLastFour == account.LastFour},
		{"tax form", p.TaxForm == l.TaxForm},
		{"day", p.PaidOn == pay.PaidOn},
		{"who confirmed it", a.DecidedBy != nil && p.RecordedBy == *a.DecidedBy},
		{"when", p.CreatedAt.Equal(a.DecidedAt.Time)},
	} {
		if !one.same {
			names = append(names, one.name)
		}
	}
	return names
}
