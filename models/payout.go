package models

import (
	"fmt"
	"strings"

	"gorm.io/gorm/clause"
)

// Payout is the record that money was sent for a leg; a leg is paid because one of these is settled. At most one
// payout of a leg is alive, by a partial unique index; an attempt that failed stands beside the one that followed it.
type Payout struct {
	Keys
	LegID           string
	PayeeID         string // as the leg said when it was paid, so that the proof stands alone
	AmountMinor     int64
	Currency        string
	RecordedBy      string
	ReleasedBy      string // who released it alone under the threshold; empty where two people did
	Method          string // manual for now
	ExternalRef     string // unique per institution: the reference, with the leg's side behind it
	IdemKey         string // settle:{leg}:{attempt}
	Attempt         int
	PaidOn          string // YYYY-MM-DD
	MemberNumber    string // the payee as the second person saw it
	AccountKind     string // with the last four digits; empty: paid by member number alone
	AccountLastFour string
	TaxForm         string // frozen here, as is what counts for it
	TaxYear         int
	TaxableMinor    int64
	Status          string // settled, failed, returned
	SettledAt       Instant
	CreatedAt       Instant
}

// Settlement is how a leg was paid.
type Settlement struct {
	Reference, PaidOn            string
	MemberNumber                 string
	AccountKind, AccountLastFour string
	TaxForm                      string
	TaxYear                      int
	TaxableMinor                 int64
	ReleasedBy                   string
}

// PaymentReference is a reference of the world outside, under which the payment of one referral is recorded and no other.
type PaymentReference struct {
	Keys
	Folded     string // in capitals
	ReferralID string
	RecordedAt Instant
}

// ReferenceTaken reports whether a reference records a payment already.
func (v *View) ReferenceTaken(reference string) (bool, error) {
	var n int64
	err := v.db.Model(&PaymentReference{}).Where("folded = ?", strings.ToUpper(reference)).Count(&n).Error
	return n > 0, wrap(err, "payment references")
}

// TakeReference keeps a reference for the payment of a referral. One that another took is a Conflict.
func (tx *Tx) TakeReference(reference, referralID string) error {
	row := PaymentReference{Keys: newKeys(), Folded: strings.ToUpper(reference), ReferralID: referralID, RecordedAt: At(tx.now)}
	return wrap(tx.db.Create(&row).Error, "payment reference")
}

// SettleLeg records that a payable leg was paid, once: of a leg's payouts one is alive, and the leg must still be
// payable at the amount and payee that were read. A new attempt after a failed or returned one is another payout.
func (tx *Tx) SettleLeg(leg RewardLeg, s Settlement, by Actor) error {
	var before int64
	if err := tx.db.Model(&Payout{}).Where("leg_id = ?", leg.ID).Count(&before).Error; err != nil {
		return wrap(err, "payouts")
	}
	attempt := int(before) + 1
	p := Payout{Keys: newKeys(), LegID: leg.ID, PayeeID: leg.PayeeMemberID, AmountMinor: leg.AmountMinor, Currency: leg.Currency,
		RecordedBy: by.ID, ReleasedBy: s.ReleasedBy, Method: "manual", ExternalRef: s.Reference, IdemKey: fmt.Sprintf("settle:%s:%d", leg.ID, attempt), Attempt: attempt,
		PaidOn: s.PaidOn, MemberNumber: s.MemberNumber, AccountKind: s.AccountKind, AccountLastFour: s.AccountLastFour,
		TaxForm: s.TaxForm, TaxYear: s.TaxYear, TaxableMinor: s.TaxableMinor,
		Status: "settled", SettledAt: At(tx.now), CreatedAt: At(tx.now)}
	if err := tx.db.Create(&p).Error; err != nil {
		return wrap(err, "payout")
	}
	res := tx.db.Model(&RewardLeg{}).
		Where("id = ? AND status = ? AND amount_minor = ? AND payee_member_id = ?", leg.ID, LegPayable, leg.AmountMinor, leg.PayeeMemberID).
		Updates(map[string]any{"status": LegSettled, "settled_at": At(tx.now)})
	if err := updated(res, "reward leg"); err != nil {
		return err
	}
	return tx.countSettled(leg, 1)
}

// Payouts lists what was sent for the legs of a referral, oldest first.
func (v *View) Payouts(referralID string) ([]Payout, error) {
	var all []Payout
	err := v.db.Where("leg_id IN (?)", v.db.Model(&RewardLeg{}).Select("id").Where("referral_id = ?", referralID)).
		Order("created_at, id").Find(&all).Error
	return all, wrap(err, "payouts")
}

// YearTotals is taxable money of a year by payee and tax form.
type YearTotals map[string]map[string]int64

func (t YearTotals) add(payee, form string, minor int64) {
	if t[payee] == nil {
		t[payee] = map[string]int64{}
	}
	t[payee][form] += minor
}

// TaxTotals is what logins were paid in a year by tax form, in both roles. It is a sum over payments, never a counter.
func (v *View) TaxTotals(logins []string, year int) (YearTotals, error) {
	paid, err := v.taxPaid(logins, []int{year})
	return paid.of(year, ""), err
}

// TaxUnderWay is what logins are about to be paid by tax form: released in a year and not settled, but for one referral.
func (v *View) TaxUnderWay(logins []string, year int, exceptReferral string) (YearTotals, error) {
	underWay, err := v.taxUnderWay(logins, []int{year})
	return underWay.of(year, exceptReferral), err
}

// taxSum is taxable money of one payee, form and year; of one referral where that is told apart.
type taxSum struct {
	Payee, TaxForm, ReferralID string
	Year                       int
	Sum                        int64
}

type taxSums []taxSum

func (all taxSums) of(year int, exceptReferral string) YearTotals {
	totals := YearTotals{}
	for _, s := range all {
		if s.Year == year && (s.ReferralID == "" || s.ReferralID != exceptReferral) {
			totals.add(s.Payee, s.TaxForm, s.Sum)
		}
	}
	return totals
}

func (v *View) taxPaid(logins []string, years []int) (taxSums, error) {
	var rows taxSums
	err := v.db.Model(&Payout{}).Select("payee_id AS payee", "tax_form", "tax_year AS year", "SUM(taxable_minor) AS sum").
		Where("payee_id IN ? AND tax_year IN ? AND status = ?", logins, years, "settled").Group("payee_id, tax_form, tax_year").Find(&rows).Error
	return rows, wrap(err, "tax totals")
}

func (v *View) taxUnderWay(logins []string, years []int) (taxSums, error) {
	var rows taxSums
	err := v.db.Model(&RewardLeg{}).Select("payee_member_id AS payee", "tax_form", "referral_id", "payout_year AS year", "SUM(amount_minor) AS sum").
		Where("payee_member_id IN ? AND payout_year IN ? AND status IN ? AND status <> ?", logins, years, spent(), LegSettled).
		Group("payee_member_id, tax_form, referral_id, payout_year").Find(&rows).Error
	return rows, wrap(err, "tax totals")
}

// LoginsOf lists, for each of some members, all who are the same person, themselves among them: by the person's key, or
// because staff linked an old login to the new one.
func (v *View) LoginsOf(members ...Member) (map[string][]string, error) {
	logins := map[string][]string{}
	keys, ids := []string{}, []string{}
	for _, m := range members {
		logins[m.ID], ids = []string{m.ID}, append(ids, m.ID)
		if m.PersonKey != "" {
			keys = append(keys, m.PersonKey)
		}
	}
	var all []Member
	err := v.db.Select("tenant_id", "id", "person_key", "relinked_to").Where("person_key IN ? OR relinked_to IN ?", keys, ids).Order("id").Find(&all).Error
	for _, other := range all {
		for _, m := range members {
			same := other.PersonKey != "" && other.PersonKey == m.PersonKey
			if (same || other.RelinkedTo == m.ID) && other.ID != m.ID {
				logins[m.ID] = append(logins[m.ID], other.ID)
			}
		}
	}
	return logins, wrap(err, "members")
}

// LockMembers takes the row locks of members in one order, so that two payments to one person are added up one after the
// other. SQLite has no row locks and needs none: it lets one writer in at a time.
func (tx *Tx) LockMembers(ids []string) error {
	var all []Member
	err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Select("tenant_id", "id").Where("id IN ?", ids).Order("id").Find(&all).Error
	return wrap(err, "members")
}
