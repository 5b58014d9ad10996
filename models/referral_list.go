package models

import (
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ReferralFilter narrows the staff's list. Days are YYYY-MM-DD in the institution's zone, turned into instants by the
// caller; empty fields do not narrow.
type ReferralFilter struct {
	States     []State
	CampaignID string
	Search     string // the beginning of a name, a member number, a code or a referral's number
	Inviter    string // the beginning of the name or member number of whoever invited
	Friend     string // and of whoever was invited
	From, To   time.Time
	Held       bool
	Owed       bool // eligible or approved, not yet paid
	// DueBefore keeps what is owed and was promised for an earlier day, YYYY-MM-DD.
	DueBefore string
	Sort      ReferralSort
}

// OfStates reports whether nothing but state and campaign narrows the list.
func (f ReferralFilter) OfStates() bool {
	return f.Search == "" && f.Inviter == "" && f.Friend == "" && f.From.IsZero() && f.To.IsZero() && !f.Held && !f.Owed && f.DueBefore == ""
}

// PageSize is how many referrals a page holds.
const PageSize = 50

// ReferralPage is one page. Older and Newer are the cursors of the page after and of the one before it, empty at the ends.
type ReferralPage struct {
	Rows         []Referral
	Older, Newer string
}

// owed are the states in which money was earned and is not paid yet.
func owed() []State { return []State{StateEligible, StateApproved} }

// ListReferrals is one keyset page: page 1,000 costs what page 1 costs, and a row that is added meanwhile moves nothing.
// A cursor that is none of ours, or of another order, is Invalid.
func (v *View) ListReferrals(f ReferralFilter, cursor string) (ReferralPage, error) {
	return v.listReferrals(f, cursor, PageSize)
}

// exportSize is how many referrals an export reads at a time: a short transaction, and little memory.
const exportSize = 1000

// ExportReferrals is ListReferrals in larger pages.
func (v *View) ExportReferrals(f ReferralFilter, cursor string) (ReferralPage, error) {
	return v.listReferrals(f, cursor, exportSize)
}

func (v *View) listReferrals(f ReferralFilter, cursor string, size int) (ReferralPage, error) {
	if !f.Sort.Known() {
		return ReferralPage{}, Errorf(Invalid, "the list has no order %q", f.Sort.By)
	}
	if v.masked() && f.Sort.By == ByFriend {
		f.Sort = ReferralSort{} // the order and its cursors would tell the names
	}
	if err := v.planAnew(); err != nil {
		return ReferralPage{}, err
	}
	q, err := v.filtered(f)
	if err != nil {
		return ReferralPage{}, err
	}
	by, up, backwards := orders()[f.Sort.By], f.Sort.Up, false
	if cursor != "" {
		from, err := f.Sort.parse(cursor)
		if err != nil {
			return ReferralPage{}, err
		}
		if backwards = from.back; backwards {
			up = !up
		}
		if up {
			q = q.Where(by.above, from.value, from.id)
		} else {
			q = q.Where(by.below, from.value, from.id)
		}
	}
	order := by.down
	if up {
		order = by.up
	}
	var rows []Referral
	q = q.Joins("Acceptor").Joins("Inviter").Joins("AcceptorLeg", v.db.Where(map[string]any{"side": SideAcceptor}))
	if err := q.Order(order).Limit(size + 1).Find(&rows).Error; err != nil {
		return ReferralPage{}, wrap(err, "referrals")
	}
	return f.Sort.cut(rows, size, cursor != "", backwards), nil
}

// filtered are the referrals that a filter keeps.
func (v *View) filtered(f ReferralFilter) (*gorm.DB, error) {
	q := v.db.Model(&Referral{})
	if len(f.States) > 0 {
		q = q.Where("referrals.state IN ?", f.States)
	}
	if f.CampaignID != "" {
		q = q.Where("referrals.campaign_id = ?", f.CampaignID)
	}
	if f.DueBefore != "" {
		q = q.Where("referrals.state IN ? AND referrals.due_on <> '' AND referrals.due_on < ?", owed(), f.DueBefore)
	}
	if f.Owed {
		q = q.Where("referrals.state IN ?", owed())
	}
	if f.Held {
		q = q.Where("referrals.hold_count > 0")
	}
	if !f.From.IsZero() {
		q = q.Where("referrals.accepted_at >= ?", At(f.From))
	}
	if !f.To.IsZero() {
		q = q.Where("referrals.accepted_at < ?", At(f.To))
	}
	q, err := v.between(q, f.Inviter, f.Friend)
	if err != nil {
		return q, err
	}
	if term := strings.TrimSpace(f.Search); term != "" {
		return v.matching(q, term)
	}
	return q, nil
}

// Referral finds one referral with both people, the friend's leg and the version.
func (v *View) Referral(id string) (Referral, error) {
	var r Referral
	return r, wrap(v.inFull().Where("referrals.id = ?", id).Take(&r).Error, "referral")
}

// inFull are referrals with both people, the friend's leg and the version.
func (v *View) inFull() *gorm.DB {
	return v.db.Joins("Acceptor").Joins("Inviter").Joins("Version").Joins("AcceptorLeg", v.db.Where(map[string]any{"side": SideAcceptor}))
}

// LegsOf lists the legs of many referrals, for a page of the list.
func (v *View) LegsOf(referralIDs []string) ([]RewardLeg, error) {
	var legs []RewardLeg
	return legs, wrap(v.db.Where("referral_id IN ?", referralIDs).Order("referral_id, side").Find(&legs).Error, "reward legs")
}

// CampaignNames maps the ids of all campaigns to their names.
func (v *View) CampaignNames() (map[string]string, error) {
	var all []Campaign
	err := v.db.Select("tenant_id", "id", "name").Find(&all).Error
	names := make(map[string]string, len(all))
	for _, c := range all {
		names[c.ID] = c.Name
	}
	return names, wrap(err, "campaigns")
}

// Events lists what happened to a referral, newest first.
func (v *View) Events(referralID string) ([]ReferralEvent, error) {
	var all []ReferralEvent
	return all, wrap(v.db.Where("referral_id = ?", referralID).Order("seq DESC").Find(&all).Error, "referral events")
}

// Holds lists the holds of a referral, open ones first.
func (v *View) Holds(referralID string) ([]Hold, error) {
	var all []Hold
	order := clause.OrderBy{Columns: []clause.OrderByColumn{{Column: clause.Column{Name: "opened_at"}, Desc: true}}}
	err := v.db.Where("referral_id = ?", referralID).Clauses(order).Find(&all).Error
	return all, wrap(err, "holds")
}

// OpenHold puts a referral on hold, whatever else changes on it meanwhile: a word to stop is never refused as too late.
func (tx *Tx) OpenHold(r Referral, kind, reason string, by Actor) error {
	if err := tx.changeHolds(r.ID, 1); err != nil {
		return err
	}
	return tx.addHold(r, kind, "", reason, by)
}

// OpenHoldAt puts a referral on hold as it was read: one that has changed since is a Conflict, so that of two who find the
// same at once one writes it down.
func (tx *Tx) OpenHoldAt(r Referral, kind string, side Side, reason string, by Actor) (Referral, error) {
	res := tx.db.Model(&Referral{}).Where("id = ? AND lock_version = ?", r.ID, r.LockVersion).
		Updates(map[string]any{"hold_count": plus("hold_count", 1), "lock_version": plus("lock_version", 1)})
	if err := updated(res, "referral"); err != nil {
		return r, err
	}
	r.HoldCount, r.LockVersion = r.HoldCount+1, r.LockVersion+1
	return r, tx.addHold(r, kind, side, reason, by)
}

func (tx *Tx) addHold(r Referral, kind string, side Side, reason string, by Actor) error {
	h := Hold{Keys: newKeys(), ReferralID: r.ID, Kind: kind, Side: side, OpenedBy: by.ID, OpenedAt: At(tx.now), Reason: reason}
	if err := tx.db.Create(&h).Error; err != nil {
		return wrap(err, "hold")
	}
	return tx.Audit(by, "hold.opened", "referral", r.ID, nil, map[string]any{"hold": h.ID, "kind": kind})
}

// ResolveHold lifts a hold, once. Why it was opened stays beside what was found.
func (tx *Tx) ResolveHold(referralID, holdID, found string, by Actor) error {
	res := tx.db.Model(&Hold{}).Where("id = ? AND referral_id = ? AND resolved_at IS NULL", holdID, referralID).
		Updates(map[string]any{"resolved_by": by.ID, "resolved_at": At(tx.now), "resolution": "released", "found": found})
	if err := updated(res, "hold"); err != nil {
		return err
	}
	if err := tx.changeHolds(referralID, -1); err != nil {
		return err
	}
	return tx.Audit(by, "hold.released", "referral", referralID, map[string]any{"hold": holdID}, map[string]any{"hold": holdID})
}

func (tx *Tx) changeHolds(referralID string, by int) error {
	res := tx.db.Model(&Referral{}).Where("id = ? AND hold_count + ? >= 0", referralID, by).
		Updates(map[string]any{"hold_count": plus("hold_count", by), "lock_version": plus("lock_version", 1)})
	return updated(res, "referral")
}
