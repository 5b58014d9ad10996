package models

import (
	"math"
	"slices"

	"gorm.io/gorm"
)

// Campaign is an offer that was published. What it promises is in its versions, which never change; the budget is one
// row's conditional UPDATE away from being overdrawn. Before its first version it is a CampaignDraft.
type Campaign struct {
	Keys
	Kind             string // relationship, product
	Name             string
	Status           CampaignStatus
	StatusSince      Instant
	Priority         int // the highest live one is offered
	CurrentVersionID string
	Currency         string
	BudgetMinor      int64 // 0 means that no budget is set
	CommittedMinor   int64 // promised at acceptance and not released; paid amounts stay in it
	AcceptedCount    int64
	BreakerCount     int64 // acceptances after which the campaign stops for a review; 0 is none
	CreatedAt        Instant

	CurrentVersion *CampaignVersion `gorm:"foreignKey:TenantID,CurrentVersionID;references:TenantID,ID"`
}

// The kinds of a campaign.
const (
	KindRelationship = "relationship" // a member invites, both are paid
	KindProduct      = "product"      // the institution invites, the friend alone is paid
)

// CampaignVersion is what was promised. It is append-only: a referral keeps the version it was accepted under.
type CampaignVersion struct {
	Keys
	CampaignID  string
	Version     int
	Terms       Terms  `gorm:"serializer:json"`
	SHA256      string `gorm:"column:terms_sha256"` // of Terms: the member accepts this hash
	RequestedBy string // staff, empty for what the operator imported
	ApprovedBy  string
	ApprovalID  string
	CreatedAt   Instant
}

// AddCampaign stores a campaign with its first version, as the operator imports one.
func (tx *Tx) AddCampaign(c Campaign, terms Terms, by Actor) (Campaign, error) {
	c.Keys = newKeys()
	return tx.addCampaign(c, CampaignVersion{Terms: terms}, by)
}

// addCampaign stores a campaign under the id it has, with a first version.
func (tx *Tx) addCampaign(c Campaign, v CampaignVersion, by Actor) (Campaign, error) {
	v.Keys, v.CampaignID, v.Version, v.CreatedAt = newKeys(), c.ID, 1, At(tx.now)
	hash, err := v.Terms.checkedHash()
	if err != nil {
		return c, err
	}
	v.SHA256 = hash
	c.Currency, c.CreatedAt, c.StatusSince, c.CurrentVersionID = v.Terms.Currency, At(tx.now), At(tx.now), v.ID
	if err := tx.db.Omit("CurrentVersion").Create(&c).Error; err != nil {
		return c, wrap(err, "campaign")
	}
	if err := tx.db.Create(&v).Error; err != nil {
		return c, wrap(err, "campaign version")
	}
	c.CurrentVersion = &v
	return c, tx.Audit(by, "campaign.added", "campaign", c.ID, nil, map[string]any{"status": c.Status, "version": v.ID, "terms": hash,
		"budget_minor": c.BudgetMinor, "currency": c.Currency})
}

// Revision is what a published campaign becomes: a new version, or only another name, priority, budget or breaker.
type Revision struct {
	Plan        Plan
	Event       CampaignEvent
	RequestedBy string
	ApprovalID  string
}

// ReviseCampaign gives a campaign, as it was read, a new version with other terms; terms that are the same make none. A
// Conflict means that it has changed meanwhile, or that it has promised more than the new budget or breaker allow.
func (tx *Tx) ReviseCampaign(c Campaign, r Revision, by Actor) (Campaign, error) {
	to, err := NextCampaign(c.Status, r.Event, by.Kind)
	if err != nil {
		return c, err
	}
	hash, err := r.Plan.Terms.checkedHash()
	if err != nil {
		return c, err
	}
	before := c
	if c.CurrentVersion == nil || c.CurrentVersion.SHA256 != hash {
		last, err := tx.lastVersion(c.ID)
		if err != nil {
			return c, err
		}
		v := CampaignVersion{Keys: newKeys(), CampaignID: c.ID, Version: last + 1, Terms: r.Plan.Terms, SHA256: hash,
			RequestedBy: r.RequestedBy, ApprovedBy: by.ID, ApprovalID: r.ApprovalID, CreatedAt: At(tx.now)}
		if err := tx.db.Create(&v).Error; err != nil {
			return c, wrap(err, "campaign version")
		}
		c.CurrentVersion, c.CurrentVersionID = &v, v.ID
	}
	c.Name, c.Priority, c.BudgetMinor, c.BreakerCount = r.Plan.Name, r.Plan.Priority, r.Plan.BudgetMinor, r.Plan.BreakerCount
	set := map[string]any{"name": c.Name, "priority": c.Priority, "budget_minor": c.BudgetMinor, "breaker_count": c.BreakerCount,
		"current_version_id": c.CurrentVersionID, "status": to}
	if to != c.Status {
		c.Status, c.StatusSince = to, At(tx.now)
		set["status_since"] = c.StatusSince
	}
	q := tx.db.Model(&Campaign{}).
		Where("id = ? AND status = ? AND current_version_id = ? AND currency = ?", c.ID, before.Status, before.CurrentVersionID, r.Plan.Terms.Currency)
	// Here and not in a check before it: a friend may be accepted between the two.
	if c.BudgetMinor > 0 {
		q = q.Where("committed_minor <= ?", c.BudgetMinor)
	}
	if c.BreakerCount > 0 {
		q = q.Where("accepted_count <= ?", c.BreakerCount)
	}
	if err := updated(q.Updates(set), "campaign"); err != nil {
		return before, err
	}
	said := func(c Campaign) map[string]any {
		return map[string]any{"name": c.Name, "version": c.CurrentVersionID, "status": c.Status, "priority": c.Priority,
			"budget_minor": c.BudgetMinor, "breaker_count": c.BreakerCount}
	}
	return c, tx.Audit(by, "campaign.revised", "campaign", c.ID, said(before), said(c))
}

// checkedHash is the hash of terms that may be offered.
func (t Terms) checkedHash() (string, error) {
	if err := t.check(); err != nil {
		return "", err
	}
	return t.Hash()
}

// lastVersion is the number of a campaign's newest version. Two who read it at once both write the next one, and the
// unique key lets one through.
func (v *View) lastVersion(campaignID string) (int, error) {
	var last CampaignVersion
	err := v.db.Select("tenant_id", "id", "version").Where("campaign_id = ?", campaignID).Order("version DESC").Limit(1).Take(&last).Error
	return last.Version, wrap(err, "campaign version")
}

// MoveCampaign applies an event to a campaign at the status and the version that were read: with other terms its days are
// others.
func (tx *Tx) MoveCampaign(c Campaign, event CampaignEvent, by Actor) (Campaign, error) {
	to, err := NextCampaign(c.Status, event, by.Kind)
	if err != nil {
		return c, err
	}
	from := c.Status
	err = updated(tx.db.Model(&Campaign{}).Where("id = ? AND status = ? AND current_version_id = ?", c.ID, from, c.CurrentVersionID).
		Updates(map[string]any{"status": to, "status_since": At(tx.now)}), "campaign")
	if err != nil {
		return c, err
	}
	c.Status, c.StatusSince = to, At(tx.now)
	return c, tx.Audit(by, "campaign."+string(to), "campaign", c.ID, map[string]any{"status": from}, map[string]any{"status": to})
}

// LiveCampaign is the relationship campaign with the highest priority that takes friends on a day, with its version.
func (v *View) LiveCampaign(day string) (Campaign, error) {
	all, err := v.TakingOn(day)
	for _, c := range all {
		if c.Kind == KindRelationship {
			return c, nil
		}
	}
	if err == nil {
		err = Errorf(NotFound, "no live campaign")
	}
	return Campaign{}, err
}

// TakingOn lists the campaigns of both kinds that take friends on a day, with their versions: the highest priority first.
func (v *View) TakingOn(day string) ([]Campaign, error) {
	all, err := v.CampaignsIn(CampaignLive, CampaignScheduled)
	return slices.DeleteFunc(all, func(c Campaign) bool { return !c.Takes(day) }), err
}

// Version finds a campaign version.
func (v *View) Version(id string) (CampaignVersion, error) {
	var cv CampaignVersion
	return cv, wrap(v.db.Where("id = ?", id).Take(&cv).Error, "campaign version")
}

// Reserve promises cost out of a live campaign's budget and counts the acceptance, or says Conflict: the campaign is
// no longer live at this version, its budget is used up or its breaker has tripped. The condition and the change are
// one statement, because a check before it would let two members take the last place. A scheduled campaign is live for
// whoever has looked at its days, as LiveCampaign does.
func (tx *Tx) Reserve(c Campaign, cost Money) error {
	if cost.Minor < 0 {
		return Errorf(Internal, "a promise of %s", cost)
	}
	return updated(tx.db.Model(&Campaign{}).
		Where("id = ? AND status IN ? AND current_version_id = ? AND currency = ?", c.ID, []CampaignStatus{CampaignLive, CampaignScheduled},
			c.CurrentVersionID, cost.Currency).
		// By subtraction: a sum beyond int64 is an error on PostgreSQL and a float on SQLite.
		Where("committed_minor <= ? AND (budget_minor = 0 OR committed_minor <= budget_minor - ?)", math.MaxInt64-cost.Minor, cost.Minor).
		Where("(breaker_count = 0 OR accepted_count < breaker_count)").
		Updates(map[string]any{
			"committed_minor": gorm.Expr("committed_minor + ?", cost.Minor),
			"accepted_count":  gorm.Expr("accepted_count + 1"),
		}), "campaign budget")
}

// Release gives a promise back to the budget.
func (tx *Tx) Release(campaignID string, cost Money) error {
	if cost.Minor < 0 {
		return Errorf(Internal, "a release of %s", cost)
	}
	return updated(tx.db.Model(&Campaign{}).Where("id = ? AND currency = ? AND committed_minor >= ?", campaignID, cost.Currency, cost.Minor).
		Update("committed_minor", gorm.Expr("committed_minor - ?", cost.Minor)), "campaign budget")
}
