package models

import (
	"cmp"

	"gorm.io/gorm"
)

// CampaignDraft is what a campaign is to become. It may be incomplete; it has the campaign's id before and after the
// campaign is published, and goes when it is.
type CampaignDraft struct {
	Keys
	Kind          string
	Plan          Plan   `gorm:"serializer:json"`
	BaseVersionID string // the version it was made from, empty for a campaign that was never published
	ReviewID      string // the newest request that it be published; whether it is open, the request says
	LockVersion   int64
	CreatedBy     string
	CreatedAt     Instant
	EditedBy      string
	EditedAt      Instant
}

// AddCampaignDraft stores a draft: under a new id, or under the campaign's own if its keys have one.
func (tx *Tx) AddCampaignDraft(d CampaignDraft, by Actor) (CampaignDraft, error) {
	if d.ID == "" {
		d.Keys = newKeys()
	}
	author := cmp.Or(d.CreatedBy, by.ID) // who answers for a draft that a command makes is not who runs it
	d.CreatedBy, d.CreatedAt, d.EditedBy, d.EditedAt = author, At(tx.now), author, At(tx.now)
	if err := tx.db.Create(&d).Error; err != nil {
		return d, wrap(err, "draft")
	}
	said := d.said()
	if author != by.ID {
		said["author"] = author
	}
	return d, tx.Audit(by, "campaign.drafted", "campaign", d.ID, nil, said)
}

// said is what the audit keeps of a draft.
func (d CampaignDraft) said() map[string]any {
	hash, err := d.Plan.Terms.Hash()
	if err != nil {
		hash = ""
	}
	return map[string]any{"name": d.Plan.Name, "kind": d.Kind, "terms": hash, "budget_minor": d.Plan.BudgetMinor,
		"breaker_count": d.Plan.BreakerCount, "priority": d.Plan.Priority, "base": d.BaseVersionID}
}

// CampaignDraft finds a draft.
func (v *View) CampaignDraft(id string) (CampaignDraft, error) {
	var d CampaignDraft
	return d, wrap(v.db.Where("id = ?", id).Take(&d).Error, "draft")
}

// EditCampaignDraft gives a draft, as it was read, another plan. A Conflict means that somebody edited it meanwhile.
func (tx *Tx) EditCampaignDraft(d CampaignDraft, plan Plan, by Actor) (CampaignDraft, error) {
	before := d
	d.Plan, d.EditedBy, d.EditedAt, d.LockVersion, d.ReviewID = plan, by.ID, At(tx.now), d.LockVersion+1, ""
	err := updated(tx.db.Model(&CampaignDraft{}).Where("id = ? AND lock_version = ?", d.ID, before.LockVersion).
		Select("Plan", "EditedBy", "EditedAt", "LockVersion", "ReviewID").Updates(&d), "draft")
	if err != nil {
		return before, err
	}
	return d, tx.Audit(by, "campaign.edited", "campaign", d.ID, before.said(), d.said())
}

// SubmitCampaignDraft ties a draft, as it was read, to the request that it be published.
func (tx *Tx) SubmitCampaignDraft(d CampaignDraft, reviewID string) (CampaignDraft, error) {
	err := updated(tx.db.Model(&CampaignDraft{}).Where("id = ? AND lock_version = ?", d.ID, d.LockVersion).
		Updates(map[string]any{"review_id": reviewID, "lock_version": gorm.Expr("lock_version + 1")}), "draft")
	if err != nil {
		return d, err
	}
	d.ReviewID, d.LockVersion = reviewID, d.LockVersion+1
	return d, nil
}

// DropCampaignDraft removes a draft, as it was read.
func (tx *Tx) DropCampaignDraft(d CampaignDraft, why string, by Actor) error {
	if err := updated(tx.db.Where("id = ? AND lock_version = ?", d.ID, d.LockVersion).Delete(&CampaignDraft{}), "draft"); err != nil {
		return err
	}
	return tx.Audit(by, "campaign."+why, "campaign", d.ID, d.said(), nil)
}

// PublishCampaignDraft makes a draft that was never published a campaign with its first version, and the draft go.
func (tx *Tx) PublishCampaignDraft(d CampaignDraft, r Revision, by Actor) (Campaign, error) {
	to, err := NextCampaign(CampaignInReview, r.Event, by.Kind)
	if err != nil {
		return Campaign{}, err
	}
	c := Campaign{Keys: Keys{ID: d.ID}, Kind: d.Kind, Name: r.Plan.Name, Status: to, Priority: r.Plan.Priority,
		BudgetMinor: r.Plan.BudgetMinor, BreakerCount: r.Plan.BreakerCount}
	return tx.addCampaign(c, CampaignVersion{Terms: r.Plan.Terms, RequestedBy: r.RequestedBy, ApprovedBy: by.ID, ApprovalID: r.ApprovalID}, by)
}

// campaignsListed bounds the console's list.
const campaignsListed = 200

// Campaigns lists the published campaigns with their current versions, newest first.
func (v *View) Campaigns() ([]Campaign, error) {
	var all []Campaign
	err := v.db.Joins("CurrentVersion").Order("campaigns.created_at DESC, campaigns.id DESC").Limit(campaignsListed).Find(&all).Error
	return all, wrap(err, "campaigns")
}

// CampaignsIn lists the campaigns of some statuses, as they are stored, with their current versions: the highest
// priority first.
func (v *View) CampaignsIn(statuses ...CampaignStatus) ([]Campaign, error) {
	var all []Campaign
	err := v.db.Joins("CurrentVersion").Where("campaigns.status IN ?", statuses).Order("campaigns.priority DESC, campaigns.id").Find(&all).Error
	return all, wrap(err, "campaigns")
}

// Campaign finds a published campaign with its current version.
func (v *View) Campaign(id string) (Campaign, error) {
	var c Campaign
	return c, wrap(v.db.Joins("CurrentVersion").Where("campaigns.id = ?", id).Take(&c).Error, "campaign")
}

// CampaignDrafts lists the drafts, last edited first.
func (v *View) CampaignDrafts() ([]CampaignDraft, error) {
	var all []CampaignDraft
	return all, wrap(v.db.Order("edited_at DESC, id DESC").Limit(campaignsListed).Find(&all).Error, "drafts")
}

// CampaignVersions lists a campaign's versions, newest first.
func (v *View) CampaignVersions(campaignID string) ([]CampaignVersion, error) {
	var all []CampaignVersion
	return all, wrap(v.db.Where("campaign_id = ?", campaignID).Order("version DESC").Find(&all).Error, "campaign versions")
}

// OpenReferrals counts the referrals of a campaign that are not over: while there are any, a reward may still be owed.
func (v *View) OpenReferrals(campaignID string) (int64, error) {
	var n int64
	err := v.db.Model(&Referral{}).Where("campaign_id = ? AND state NOT IN ?", campaignID,
		[]State{StatePaid, StateExpired, StateRejected, StateCancelled, StateClawedBack}).Count(&n).Error
	return n, wrap(err, "referrals")
}
