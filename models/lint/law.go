package lint

import (
	"slices"
	"strings"

	"raf/models"
	"raf/models/eligibility"
)

// What the law wants beside an offer.
const (
	RegDDAPY        Reason = "reg_dd_apy"
	RegDDMinOpen    Reason = "reg_dd_min_open"
	RegDDMinBalance Reason = "reg_dd_min_balance"
	RegDDPaid       Reason = "reg_dd_paid" // when the bonus is paid
	RESPA           Reason = "respa"
	CANSPAM         Reason = "can_spam"
	TaxFriend       Reason = "tax_form_acceptor"
	TaxInviter      Reason = "tax_form_inviter"
)

// bonusFrom is above what a year's gift becomes a bonus (12 CFR 1030.2(f)): ten dollars.
const bonusFrom = 10_00

func law() []check {
	return []check{regDD, respa, canSpam, taxForms}
}

func regDD(o Offer) []Finding {
	t := o.terms()
	if t.AcceptorMinor <= bonusFrom {
		return nil
	}
	var d models.Disclosures
	if t.Disclosures != nil {
		d = *t.Disclosures
	}
	told := func(reason Reason, field string, n *int64) []Finding {
		f := Finding{Reason: reason, Field: field}
		if n != nil {
			f.Have = *n
		}
		return when(n == nil, Problem, f)
	}
	return slices.Concat(
		told(RegDDAPY, "disclosures.apy_hundredths", d.APYHundredths),
		told(RegDDMinOpen, "disclosures.min_open_minor", d.MinOpenMinor),
		told(RegDDMinBalance, "disclosures.min_balance_minor", d.MinBalanceMinor),
		when(t.HoldDays == 0, Problem, Finding{Reason: RegDDPaid, Field: "hold_days", Have: int64(t.HoldDays)}))
}

// respa refuses a reward for a mortgage (12 U.S.C. 2607). A loan may be one.
func respa(o Offer) []Finding {
	for _, leaf := range leaves(o.tree()) {
		if !slices.Contains(leaf.Params["include"], string(eligibility.AccountLoan)) {
			continue
		}
		f := Finding{Reason: RESPA, Field: ruleField(leaf.ID, "include"), Text: o.terms().MortgageReason}
		if f.Text != "" {
			return when(true, Warning, f)
		}
		return when(true, Problem, f)
	}
	return when(false, Problem, Finding{Reason: RESPA, Field: "rules"})
}

func canSpam(o Offer) []Finding {
	return when(strings.TrimSpace(o.House.PostalAddress) == "", Problem, Finding{Reason: CANSPAM, Field: "postal_address"})
}

func taxForms(o Offer) []Finding {
	t := o.terms()
	all := when(t.TaxFormAcceptor == "", Problem, Finding{Reason: TaxFriend, Field: "tax_form_acceptor", Text: t.TaxFormAcceptor})
	if t.InviterMinor > 0 {
		all = append(all, when(t.TaxFormInviter == "", Problem, Finding{Reason: TaxInviter, Field: "tax_form_inviter", Text: t.TaxFormInviter})...)
	}
	return all
}
