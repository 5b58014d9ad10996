package models

import "fmt"

// Payout is the record that money was sent for a leg; a leg is paid because one of these is settled. At most one
// payout of a leg is alive, by a partial unique index; an attempt that failed stands beside the one that followed it.
type Payout struct {
	Keys
	LegID           string
	PayeeID         string // as the leg said when it was paid, so that the proof stands alone
	AmountMinor     int64
	Currency        string
	RecordedBy      string
	Method          string // manual for now
	ExternalRef     string // unique per institution
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
		RecordedBy: by.ID, Method: "manual", ExternalRef: s.Reference, IdemKey: fmt.Sprintf("settle:%s:%d", leg.ID, attempt), Attempt: attempt,
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

// TaxTotals is what a person was paid in a year by tax form, under every login the person has and in both roles. It is
// a sum over payments, never a counter.
func (v *View) TaxTotals(logins []string, year int) (map[string]int64, error) {
	var rows []struct {
		TaxForm string
		Sum     int64
	}
	err := v.db.Model(&Payout{}).Select("tax_form", "SUM(taxable_minor) AS sum").
		Where("payee_id IN ? AND tax_year = ? AND status = ?", logins, year, "settled").Group("tax_form").Find(&rows).Error
	totals := map[string]int64{}
	for _, row := range rows {
		totals[row.TaxForm] = row.Sum
	}
	return totals, wrap(err, "tax totals")
}

// TaxUnderWay is what a person is about to be paid by tax form: released in a year and not settled, but for one referral.
func (v *View) TaxUnderWay(logins []string, year int, exceptReferral string) (map[string]int64, error) {
	var rows []struct {
		TaxForm string
		Sum     int64
	}
	err := v.db.Model(&RewardLeg{}).Select("tax_form", "SUM(amount_minor) AS sum").
		Where("payee_member_id IN ? AND payout_year = ? AND status IN ? AND status <> ? AND referral_id <> ?", logins, year, spent(), LegSettled, exceptReferral).
		Group("tax_form").Find(&rows).Error
	totals := map[string]int64{}
	for _, row := range rows {
		totals[row.TaxForm] = row.Sum
	}
	return totals, wrap(err, "tax totals")
}

// LoginsOf lists the members who are the same person as m, itself among them.
func (v *View) LoginsOf(m Member) ([]string, error) {
	ids := []string{m.ID}
	person := v.db.Where("relinked_to = ?", m.ID) // staff have attested these
	if m.PersonKey != "" {
		person = person.Or("person_key = ?", m.PersonKey)
	}
	var all []Member
	err := v.db.Select("tenant_id", "id").Where(person).Where("id <> ?", m.ID).Order("id").Find(&all).Error
	for _, other := range all {
		ids = append(ids, other.ID)
	}
	return ids, wrap(err, "members")
}

// LockMembers takes the row locks of members in one order, so that two payments to one person are added up one after
// the other. Nothing of the rows changes.
func (tx *Tx) LockMembers(ids []string) error {
	for _, id := range sorted(ids) {
		if err := updated(tx.db.Model(&Member{}).Where("id = ?", id).UpdateColumn("customer_ref", column("customer_ref")), "member"); err != nil {
			return err
		}
	}
	return nil
}
