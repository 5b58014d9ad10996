package models

import "slices"

// LedgerEntry is a referral with all that its money left behind.
type LedgerEntry struct {
	Referral
	Legs     []RewardLeg
	Payouts  []Payout
	Approved []ReferralEvent   // its releases, as its life tells them
	Released []ApprovalRequest // what two people decided
	Paid     []ApprovalRequest // what two people recorded as paid
	Lone     []LoneRelease     // what one person did
	Recorded []PaymentReference
}

// Ledger are the referrals behind an id with their money, in the order of their ids, at most limit.
func (v *View) Ledger(after string, limit int) ([]LedgerEntry, error) {
	var referrals []Referral
	err := v.db.Select("tenant_id", "id", "campaign_id", "state", "amount_minor", "reward_count").Where("id > ?", after).Order("id").Limit(limit).Find(&referrals).Error
	if err != nil || len(referrals) == 0 {
		return nil, wrap(err, "ledger")
	}
	all, at, ids := make([]LedgerEntry, len(referrals)), map[string]*LedgerEntry{}, make([]string, len(referrals))
	for i, r := range referrals {
		all[i].Referral, ids[i] = r, r.ID
		at[r.ID] = &all[i]
	}
	var legs []RewardLeg
	var payouts []Payout
	var events []ReferralEvent
	var released, paid []ApprovalRequest
	var lone []LoneRelease
	var recorded []PaymentReference
	mine := v.db.Model(&RewardLeg{}).Select("id").Where("referral_id IN ?", ids)
	for _, one := range []struct {
		into  any
		where string
		args  []any
	}{
		{&legs, "referral_id IN ?", []any{ids}},
		{&payouts, "leg_id IN (?)", []any{mine}},
		{&events, "referral_id IN ? AND cause = ?", []any{ids, EventApprove}},
		{&released, "subject_kind = ? AND subject_id IN ? AND action = ? AND status = ?", []any{"referral", ids, ActionPay, ApprovalApproved}},
		{&paid, "subject_kind = ? AND subject_id IN ? AND action = ? AND status = ?", []any{"referral", ids, ActionMarkPaid, ApprovalApproved}},
		{&lone, "referral_id IN ?", []any{ids}},
		{&recorded, "referral_id IN ?", []any{ids}},
	} {
		if err := v.db.Where(one.where, one.args...).Order("id").Find(one.into).Error; err != nil {
			return nil, wrap(err, "ledger")
		}
	}
	of := map[string]string{}
	for _, l := range legs {
		at[l.ReferralID].Legs, of[l.ID] = append(at[l.ReferralID].Legs, l), l.ReferralID
	}
	for _, p := range payouts {
		at[of[p.LegID]].Payouts = append(at[of[p.LegID]].Payouts, p)
	}
	for _, e := range events {
		at[e.ReferralID].Approved = append(at[e.ReferralID].Approved, e)
	}
	for _, a := range released {
		at[a.SubjectID].Released = append(at[a.SubjectID].Released, a)
	}
	for _, a := range paid {
		at[a.SubjectID].Paid = append(at[a.SubjectID].Paid, a)
	}
	for _, l := range lone {
		at[l.ReferralID].Lone = append(at[l.ReferralID].Lone, l)
	}
	for _, p := range recorded {
		at[p.ReferralID].Recorded = append(at[p.ReferralID].Recorded, p)
	}
	return all, nil
}

// Promises reports whether a leg's money is promised or paid: what a budget and the list count.
func (l RewardLeg) Promises() bool { return l.Status != LegVoid && l.Status != LegReversed }

// LegFits reports whether a leg of this status can belong to a referral in this state.
func LegFits(s State, l LegStatus) bool {
	switch s {
	case StateInvited, StateAccepted, StatePending, StateClosing, StateEligible:
		return l == LegReserved || l == LegPlanned || l == LegVoid
	case StateApproved:
		return l != LegReserved && l != LegPlanned && l != LegReversed
	case StatePaid:
		return slices.Contains([]LegStatus{LegSettled, LegReturned, LegVoid}, l)
	case StateClawedBack:
		return slices.Contains([]LegStatus{LegSettled, LegReversed, LegReturned, LegVoid}, l)
	default:
		return l == LegVoid
	}
}

// LedgerCampaigns are all campaigns, archived ones among them, by id: what each has promised.
func (v *View) LedgerCampaigns() (all []Campaign, err error) {
	return all, wrap(v.db.Order("id").Find(&all).Error, "campaigns")
}

// DaysUnlike are the flows whose rows of all days and whose row of all time do not come to the same.
func (v *View) DaysUnlike() ([]Flow, error) {
	var all []Flow
	err := v.db.Model(&RollupRow{}).Select("campaign_id", "source", "target",
		"SUM(CASE WHEN day = '' THEN n ELSE -n END) AS n", "SUM(CASE WHEN day = '' THEN minor ELSE -minor END) AS minor").
		Group("campaign_id, source, target").
		Having("SUM(CASE WHEN day = '' THEN n ELSE -n END) <> 0 OR SUM(CASE WHEN day = '' THEN minor ELSE -minor END) <> 0").
		Order("campaign_id, source, target").Find(&all).Error
	return all, wrap(err, "roll-up")
}
