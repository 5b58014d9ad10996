package models

import (
	"strings"

	"gorm.io/gorm"
)

// ApprovalFilter narrows what waits for a second person; empty fields do not narrow.
type ApprovalFilter struct {
	Actions  []string
	Decider  string // a person of staff: neither asked for by them nor about them
	Subjects []string
}

// Cursor is the place of a page that begins with this request.
func (a ApprovalRequest) Cursor() string { return momentCursor(from, a.RequestedAt, a.ID) }

// ApprovalPage is one page of what waits, oldest first. After and Before are cursors, empty at the ends.
type ApprovalPage struct {
	Rows          []ApprovalRequest
	After, Before string
}

// waiting are the open requests that a filter keeps.
func (v *View) waiting(f ApprovalFilter) *gorm.DB {
	q := v.db.Model(&ApprovalRequest{}).Where("status = ? AND expires_at > ?", ApprovalOpen, At(v.now))
	if len(f.Actions) > 0 {
		q = q.Where("action IN ?", f.Actions)
	}
	if f.Decider != "" {
		q = q.Where("requested_by <> ? AND subject_id <> ?", f.Decider, f.Decider)
	}
	if len(f.Subjects) > 0 {
		q = q.Where("subject_id IN ?", f.Subjects)
	}
	return q
}

// CountApprovals is how many requests wait. It reads no payload, so that every page can afford it.
func (v *View) CountApprovals(f ApprovalFilter) (int64, error) {
	var n int64
	return n, wrap(v.waiting(f).Count(&n).Error, "approval requests")
}

// WaitingFor lists all that waits and that a filter keeps, oldest first. It is for filters that keep few: of an action
// that has one subject a row of settings, or about one thing.
func (v *View) WaitingFor(f ApprovalFilter) ([]ApprovalRequest, error) {
	var all []ApprovalRequest
	return all, wrap(v.waiting(f).Order("requested_at, id").Find(&all).Error, "approval requests")
}

// historySize is how many of each kind a referral's page tells.
const historySize = 100

// RequestsAbout lists what was asked about a subject, open or decided, newest first.
func (v *View) RequestsAbout(subjectID string) ([]ApprovalRequest, error) {
	var all []ApprovalRequest
	return all, wrap(v.db.Where("subject_id = ?", subjectID).Order("requested_at DESC, id DESC").Limit(historySize).Find(&all).Error, "approval requests")
}

// Checks lists when the bank was asked about a referral and what it made of it, newest first, without the verdicts.
func (v *View) Checks(referralID string) ([]Evaluation, error) {
	var all []Evaluation
	err := v.db.Select("tenant_id", "id", "referral_id", "run_at", "trigger", "outcome").Where("referral_id = ?", referralID).
		Order("run_at DESC, id DESC").Limit(historySize).Find(&all).Error
	return all, wrap(err, "evaluations")
}

// ListApprovals is one keyset page of what waits: the thousandth request is as near as the first. A cursor that is none
// of ours is Invalid.
func (v *View) ListApprovals(f ApprovalFilter, cursor string, size int) (ApprovalPage, error) {
	q, order, backwards := v.waiting(f), "requested_at, id", strings.HasPrefix(cursor, newer)
	if cursor != "" {
		at, id, err := parseMomentCursor(cursor, "inbox")
		if err != nil {
			return ApprovalPage{}, err
		}
		switch {
		case backwards:
			q, order = q.Where("(requested_at, id) < (?, ?)", at, id), "requested_at DESC, id DESC"
		case strings.HasPrefix(cursor, from):
			q = q.Where("(requested_at, id) >= (?, ?)", at, id)
		default:
			q = q.Where("(requested_at, id) > (?, ?)", at, id)
		}
	}
	var rows []ApprovalRequest
	if err := q.Order(order).Limit(size + 1).Find(&rows).Error; err != nil {
		return ApprovalPage{}, wrap(err, "approval requests")
	}
	rows, more := cutPage(rows, size, backwards)
	page := ApprovalPage{Rows: rows}
	if len(rows) > 0 && (more || backwards) {
		page.After = momentCursor(older, rows[len(rows)-1].RequestedAt, rows[len(rows)-1].ID)
	}
	if len(rows) > 0 && cursor != "" && (more || !backwards) {
		page.Before = momentCursor(newer, rows[0].RequestedAt, rows[0].ID)
	}
	return page, nil
}

// ToDecide is what payments a person may let happen: the open requests of two actions that they may decide, and the
// rewards behind them in the institution's currency. No payload is read.
func (v *View) ToDecide(decider, release, record string) (Owed, error) {
	about := func(action string) *gorm.DB {
		return v.waiting(ApprovalFilter{Actions: []string{action}, Decider: decider}).Select("subject_id")
	}
	meant := v.db.Where("state = ? AND id IN (?)", StateEligible, about(release)).Or("state = ? AND id IN (?)", StateApproved, about(record))
	return piled(v.owedRows().Where(meant), "rewards to decide")
}
