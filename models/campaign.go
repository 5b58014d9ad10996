package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"time"

	"gorm.io/gorm"

	"raf/models/eligibility"
)

// Campaign is an offer. What it promises is in its versions, which never change; the budget is one row's conditional
// UPDATE away from being overdrawn.
type Campaign struct {
	Keys
	Kind             string // relationship, product
	Name             string
	Status           string // draft, in_review, scheduled, live, paused, ended, settled, archived
	Priority         int    // the highest live one is offered
	CurrentVersionID string
	Currency         string
	BudgetMinor      int64 // 0 means that no budget is set
	CommittedMinor   int64 // promised at acceptance and not released; paid amounts stay in it
	AcceptedCount    int64
	BreakerCount     int64 // acceptances after which the campaign stops for a review; 0 is none
	CreatedAt        Instant

	CurrentVersion *CampaignVersion `gorm:"foreignKey:TenantID,CurrentVersionID;references:TenantID,ID"`
}

// The kinds and statuses of a campaign that code refers to.
const (
	KindRelationship = "relationship"
	CampaignLive     = "live"
	CampaignPaused   = "paused"
)

// CampaignVersion is what was promised. It is append-only: a referral keeps the version it was accepted under.
type CampaignVersion struct {
	Keys
	CampaignID string
	Version    int
	Terms      Terms  `gorm:"serializer:json"`
	SHA256     string `gorm:"column:terms_sha256"` // of Terms: the member accepts this hash
	CreatedAt  Instant
}

// Terms is everything that decides and everything that was said. Days are YYYY-MM-DD in the institution's zone, both
// ends included; amounts are minor units of Currency.
type Terms struct {
	StartsOn         string            `json:"starts_on"`
	EndsOn           string            `json:"ends_on"`
	WindowDays       int               `json:"window_days"`
	WindowAnchor     string            `json:"window_anchor"` // account_opened, accepted
	PostingGraceDays int               `json:"posting_grace_days"`
	CodeEntryDays    int               `json:"code_entry_days"` // after joining the institution; 0 is no limit
	ClosingDays      int               `json:"closing_days"`    // how long a member may send proof before it is over
	HoldDays         int               `json:"hold_days"`       // from eligible to payment due
	Rules            json.RawMessage   `json:"rules"`           // a tree, see models/eligibility
	Currency         string            `json:"currency"`
	InviterMinor     int64             `json:"inviter_minor"`
	AcceptorMinor    int64             `json:"acceptor_minor"`
	InviterYearCount int               `json:"inviter_year_count"` // rewards a calendar year; 0 is no cap
	TaxFormInviter   string            `json:"tax_form_inviter"`
	TaxFormAcceptor  string            `json:"tax_form_acceptor"`
	Visibility       string            `json:"visibility"` // what the inviter sees of the friend: none, counts, stage
	Text             map[string]string `json:"text"`       // the terms in words, by language
	Timezone         string            `json:"timezone"`   // days begin and end there, whatever the institution's zone is later
	PayrollAllow     []string          `json:"payroll_allow,omitempty"`
	PayrollDeny      []string          `json:"payroll_deny,omitempty"`
}

// Zone is where the terms' days begin and end.
func (t Terms) Zone() (*time.Location, error) {
	zone, err := time.LoadLocation(t.Timezone)
	if err != nil || t.Timezone == "" {
		return nil, Errorf(Internal, "terms name no time zone we know: %q", t.Timezone)
	}
	return zone, nil
}

// check refuses terms that could not be judged later, or that would count any deposit as payroll.
func (t Terms) check() error {
	if _, err := t.Zone(); err != nil {
		return &Error{Kind: Invalid, Public: "the terms name no time zone we know", Err: err}
	}
	rule, err := eligibility.ParseRules(t.Rules)
	if err != nil {
		return &Error{Kind: Invalid, Public: "the rules can't be read", Err: err}
	}
	if rule.Uses(eligibility.KindDirectDeposit) && len(t.PayrollAllow) == 0 {
		return Errorf(Invalid, "a payroll rule needs words that tell payroll from any other deposit")
	}
	return nil
}

// Hash is the SHA-256 of the terms' canonical JSON, in hex. Go writes map keys in order, so equal terms hash alike.
func (t Terms) Hash() (string, error) {
	raw, err := json.Marshal(t)
	if err != nil {
		return "", Errorf(Internal, "terms: %v", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Cost is what one acceptance under these terms promises at most.
func (t Terms) Cost() (Money, error) {
	return Money{t.InviterMinor, t.Currency}.Plus(Money{t.AcceptorMinor, t.Currency})
}

// AddCampaign stores a campaign with its first version, live or draft.
func (tx *Tx) AddCampaign(c Campaign, terms Terms, by Actor) (Campaign, error) {
	if err := terms.check(); err != nil {
		return c, err
	}
	hash, err := terms.Hash()
	if err != nil {
		return c, err
	}
	c.Keys, c.Currency, c.CreatedAt = newKeys(), terms.Currency, At(tx.now)
	v := CampaignVersion{Keys: newKeys(), CampaignID: c.ID, Version: 1, Terms: terms, SHA256: hash, CreatedAt: At(tx.now)}
	c.CurrentVersionID = v.ID
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

// SetCampaignStatus moves a campaign from one status to another.
func (tx *Tx) SetCampaignStatus(id, from, to string, by Actor) error {
	if err := updated(tx.db.Model(&Campaign{}).Where("id = ? AND status = ?", id, from).Update("status", to), "campaign"); err != nil {
		return err
	}
	return tx.Audit(by, "campaign."+to, "campaign", id, map[string]any{"status": from}, map[string]any{"status": to})
}

// LiveCampaign is the live relationship campaign with the highest priority whose dates include day, with its version.
func (v *View) LiveCampaign(day string) (Campaign, error) {
	var all []Campaign
	err := v.db.Joins("CurrentVersion").Where("campaigns.status = ? AND campaigns.kind = ?", CampaignLive, KindRelationship).
		Order("campaigns.priority DESC, campaigns.id").Find(&all).Error
	if err != nil {
		return Campaign{}, wrap(err, "campaigns")
	}
	for _, c := range all {
		if t := c.CurrentVersion.Terms; t.StartsOn <= day && (t.EndsOn == "" || day <= t.EndsOn) {
			return c, nil
		}
	}
	return Campaign{}, Errorf(NotFound, "no live campaign")
}

// Version finds a campaign version.
func (v *View) Version(id string) (CampaignVersion, error) {
	var cv CampaignVersion
	return cv, wrap(v.db.Where("id = ?", id).Take(&cv).Error, "campaign version")
}

// Reserve promises cost out of a live campaign's budget and counts the acceptance, or says Conflict: the campaign is
// no longer live at this version, its budget is used up or its breaker has tripped. The condition and the change are
// one statement, because a check before it would let two members take the last place.
func (tx *Tx) Reserve(c Campaign, cost Money) error {
	if cost.Minor < 0 {
		return Errorf(Internal, "a promise of %s", cost)
	}
	return updated(tx.db.Model(&Campaign{}).
		Where("id = ? AND status = ? AND current_version_id = ? AND currency = ?", c.ID, CampaignLive, c.CurrentVersionID, cost.Currency).
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
