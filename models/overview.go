package models

import (
	"time"

	"gorm.io/gorm"
)

// Owed is what is promised for one day under one campaign: rewards of referrals that met everything and are not paid.
type Owed struct {
	CampaignID string
	DueOn      string // YYYY-MM-DD, empty where the row names none
	State      State  // StateEligible or StateApproved
	Referrals  int64
	Rewards    int64
	Minor      int64
}

// waitsForPay are the states of owed, told literally: with them in parameters a prepared plan could not tell that the
// index of what is owed is enough.
const waitsForPay = "state IN ('eligible', 'approved')"

// owedRows are the referrals that wait for payment with a reward in the institution's currency. Everything that is asked
// of them stands in one index (migrations/0019): neither the history nor a leg is read.
func (v *View) owedRows() *gorm.DB {
	ours := v.db.Model(&Campaign{}).Select("id").Where("currency = ?", v.tenant.Currency)
	return v.db.Model(&Referral{}).Where(waitsForPay).Where("reward_count > 0 AND campaign_id IN (?)", ours)
}

// piled adds referrals up to one Owed.
func piled(q *gorm.DB, what string) (Owed, error) {
	all := []Owed{}
	err := q.Select("COUNT(*) AS referrals", "COALESCE(SUM(reward_count), 0) AS rewards", "COALESCE(SUM(amount_minor), 0) AS minor").Find(&all).Error
	if err != nil || len(all) == 0 {
		return Owed{}, wrap(err, what)
	}
	return all[0], nil
}

// Owed lists what is owed in the institution's currency, by campaign, day and state.
func (v *View) Owed() ([]Owed, error) {
	var all []Owed
	if err := v.planAnew(); err != nil {
		return nil, err
	}
	err := v.owedRows().Select("campaign_id", "due_on", "state", "COUNT(*) AS referrals", "SUM(reward_count) AS rewards", "SUM(amount_minor) AS minor").
		Group("campaign_id, due_on, state").Find(&all).Error
	return all, wrap(err, "rewards owed")
}

// Unasked is what nobody has asked to be released yet: referrals that met everything, are not on hold and have no open
// request of an action.
func (v *View) Unasked(action string) (Owed, error) {
	asked := v.waiting(ApprovalFilter{Actions: []string{action}}).Select("subject_id")
	return piled(v.owedRows().Where("state = ? AND hold_count = 0 AND id NOT IN (?)", StateEligible, asked), "rewards to ask for")
}

// EndingBetween is how many referrals in progress end between two days, both included: by their window, or by the grace
// of closing.
func (v *View) EndingBetween(campaignID, from, to string, until time.Time) (int64, error) {
	ending := v.db.Where("state IN ? AND window_to >= ? AND window_to <= ?", []State{StateAccepted, StatePending}, from, to).
		Or("state = ? AND closing_until < ?", StateClosing, At(until))
	q := v.db.Model(&Referral{}).Where(ending)
	if campaignID != "" {
		q = q.Where("campaign_id = ?", campaignID)
	}
	var n int64
	return n, wrap(q.Count(&n).Error, "referrals")
}

// Held is how many referrals are on hold, by campaign and state.
func (v *View) Held() (StateCounts, error) {
	var rows []struct {
		CampaignID string
		State      State
		N          int64
	}
	err := v.db.Model(&Referral{}).Select("campaign_id", "state", "COUNT(*) AS n").Where("hold_count > 0").Group("campaign_id, state").Find(&rows).Error
	counts := StateCounts{}
	for _, row := range rows {
		if counts[row.CampaignID] == nil {
			counts[row.CampaignID] = map[State]int64{}
		}
		counts[row.CampaignID][row.State] = row.N
	}
	return counts, wrap(err, "referrals on hold")
}

// OldestHold is when the oldest open hold began; zero for none.
func (v *View) OldestHold() (Instant, error) {
	var oldest []Hold
	err := v.db.Select("tenant_id", "id", "opened_at").Where("resolved_at IS NULL").Order("opened_at").Limit(1).Find(&oldest).Error
	if err != nil || len(oldest) == 0 {
		return Instant{}, wrap(err, "holds")
	}
	return oldest[0].OpenedAt, nil
}

// OfferedCampaigns lists the campaigns that were ever offered, with their versions, live ones first.
func (v *View) OfferedCampaigns() ([]Campaign, error) {
	var all []Campaign
	err := v.db.Joins("CurrentVersion").Where("campaigns.status NOT IN ?", []string{"draft", "in_review"}).
		Order("CASE campaigns.status WHEN 'live' THEN 0 WHEN 'paused' THEN 1 ELSE 2 END, campaigns.priority DESC, campaigns.id").Limit(100).Find(&all).Error
	return all, wrap(err, "campaigns")
}
