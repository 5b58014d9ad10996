package models

import (
	"encoding/base64"
	"strings"
	"time"

	"gorm.io/gorm/clause"
)

// ReferralFilter narrows the staff's list. Days are YYYY-MM-DD in the institution's zone, turned into instants by the
// caller; empty fields do not narrow.
type ReferralFilter struct {
	States   []State
	Search   string // a friend's code, a member number, or the beginning of a first name
	From, To time.Time
	Held     bool
	Owed     bool // eligible or approved, not yet paid
	// DueBefore keeps what is owed and was promised for an earlier day, YYYY-MM-DD.
	DueBefore string
}

// PageSize is how many referrals a page holds.
const PageSize = 50

// ReferralPage is one page, newest first. Older and Newer are cursors, empty at the ends.
type ReferralPage struct {
	Rows         []Referral
	Older, Newer string
}

// owed are the states in which money was earned and is not paid yet.
func owed() []State { return []State{StateEligible, StateApproved} }

// ListReferrals is one keyset page: page 1,000 costs what page 1 costs, and a row that is added meanwhile moves nothing.
// A cursor that is none of ours is Invalid.
func (v *View) ListReferrals(f ReferralFilter, cursor string) (ReferralPage, error) {
	q := v.db.Joins("Acceptor").Joins("Inviter").Joins("AcceptorLeg", v.db.Where(map[string]any{"side": SideAcceptor}))
	if len(f.States) > 0 {
		q = q.Where("referrals.state IN ?", f.States)
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
	if term := strings.TrimSpace(f.Search); term != "" {
		ids, err := v.membersMatching(term)
		if err != nil {
			return ReferralPage{}, err
		}
		q = q.Where(v.db.Where("referrals.acceptor_member_id IN ?", ids).Or("referrals.inviter_member_id IN ?", ids))
	}
	backwards := strings.HasPrefix(cursor, "n.")
	order := "referrals.accepted_at DESC, referrals.id DESC"
	if cursor != "" {
		at, id, err := parseCursor(cursor)
		if err != nil {
			return ReferralPage{}, err
		}
		if backwards {
			q, order = q.Where("(referrals.accepted_at, referrals.id) > (?, ?)", at, id), "referrals.accepted_at, referrals.id"
		} else {
			q = q.Where("(referrals.accepted_at, referrals.id) < (?, ?)", at, id)
		}
	}
	var rows []Referral
	if err := q.Order(order).Limit(PageSize + 1).Find(&rows).Error; err != nil {
		return ReferralPage{}, wrap(err, "referrals")
	}
	return cut(rows, cursor != "", backwards), nil
}

// cut turns the rows of a query, one more than a page holds if there are more, into a page with its cursors.
func cut(rows []Referral, turned, backwards bool) ReferralPage {
	more := len(rows) > PageSize
	if more {
		rows = rows[:PageSize]
	}
	if backwards {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	page := ReferralPage{Rows: rows}
	if len(rows) == 0 {
		return page
	}
	if more && !backwards || backwards {
		page.Older = makeCursor("o.", rows[len(rows)-1])
	}
	if more && backwards || turned && !backwards {
		page.Newer = makeCursor("n.", rows[0])
	}
	return page
}

func makeCursor(direction string, r Referral) string {
	return direction + base64.RawURLEncoding.EncodeToString([]byte(r.AcceptedAt.UTC().Format(instantLayout)+"|"+r.ID))
}

func parseCursor(cursor string) (at Instant, id string, err error) {
	_, coded, found := strings.Cut(cursor, ".")
	raw, decodeErr := base64.RawURLEncoding.DecodeString(coded)
	stamp, id, split := strings.Cut(string(raw), "|")
	t, timeErr := time.Parse(instantLayout, stamp)
	if !found || decodeErr != nil || !split || timeErr != nil || !ValidID(id) {
		return at, "", Errorf(Invalid, "this page of the list does not exist")
	}
	return At(t), id, nil
}

// searchLimit bounds how many members a search term may stand for.
const searchLimit = 500

// membersMatching finds members by the beginning of a first name, a whole member number or a whole code.
func (v *View) membersMatching(term string) ([]string, error) {
	var members []Member
	low, high := term, term+"\U0010FFFF"
	// A range on the name uses the index; LIKE would not on every collation, and its wildcards would be the member's.
	err := v.db.Select("tenant_id", "id").Where("given_name >= ? AND given_name < ?", low, high).Or("customer_ref = ?", term).
		Limit(searchLimit).Find(&members).Error
	if err != nil {
		return nil, wrap(err, "members")
	}
	ids := []string{}
	for _, m := range members {
		ids = append(ids, m.ID)
	}
	var codes []ReferralCode
	code := strings.ToUpper(strings.ReplaceAll(term, "-", ""))
	if err := v.db.Select("tenant_id", "id", "member_id").Where("code = ?", code).Find(&codes).Error; err != nil {
		return nil, wrap(err, "referral codes")
	}
	for _, c := range codes {
		ids = append(ids, c.MemberID)
	}
	return ids, nil
}

// Referral finds one referral with both people, the friend's leg and the version.
func (v *View) Referral(id string) (Referral, error) {
	var r Referral
	err := v.db.Joins("Acceptor").Joins("Inviter").Joins("Version").Joins("AcceptorLeg", v.db.Where(map[string]any{"side": SideAcceptor})).
		Where("referrals.id = ?", id).Take(&r).Error
	return r, wrap(err, "referral")
}

// LegsOf lists the legs of many referrals, for a page of the list.
func (v *View) LegsOf(referralIDs []string) ([]RewardLeg, error) {
	var legs []RewardLeg
	return legs, wrap(v.db.Where("referral_id IN ?", referralIDs).Find(&legs).Error, "reward legs")
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

// OpenHold puts a referral on hold.
func (tx *Tx) OpenHold(r Referral, kind, reason string, by Actor) error {
	h := Hold{Keys: newKeys(), ReferralID: r.ID, Kind: kind, OpenedBy: by.ID, OpenedAt: At(tx.now), Reason: reason}
	if err := tx.db.Create(&h).Error; err != nil {
		return wrap(err, "hold")
	}
	if err := tx.changeHolds(r.ID, 1); err != nil {
		return err
	}
	return tx.Audit(by, "hold.opened", "referral", r.ID, nil, map[string]any{"hold": h.ID, "kind": kind})
}

// OpenHoldAt puts a referral on hold as it was read: one that has changed since is a Conflict, so that of two who find the
// same at once one writes it down.
func (tx *Tx) OpenHoldAt(r Referral, kind, reason string, by Actor) (Referral, error) {
	res := tx.db.Model(&Referral{}).Where("id = ? AND lock_version = ?", r.ID, r.LockVersion).
		Updates(map[string]any{"hold_count": plus("hold_count", 1), "lock_version": plus("lock_version", 1)})
	if err := updated(res, "referral"); err != nil {
		return r, err
	}
	r.HoldCount, r.LockVersion = r.HoldCount+1, r.LockVersion+1
	h := Hold{Keys: newKeys(), ReferralID: r.ID, Kind: kind, OpenedBy: by.ID, OpenedAt: At(tx.now), Reason: reason}
	if err := tx.db.Create(&h).Error; err != nil {
		return r, wrap(err, "hold")
	}
	return r, tx.Audit(by, "hold.opened", "referral", r.ID, nil, map[string]any{"hold": h.ID, "kind": kind})
}

// ResolveHold lifts a hold, once.
func (tx *Tx) ResolveHold(referralID, holdID, reason string, by Actor) error {
	res := tx.db.Model(&Hold{}).Where("id = ? AND referral_id = ? AND resolved_at IS NULL", holdID, referralID).
		Updates(map[string]any{"resolved_by": by.ID, "resolved_at": At(tx.now), "resolution": "released", "reason": reason})
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
