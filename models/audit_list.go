package models

import (
	"strings"
	"time"

	"gorm.io/gorm"
)

// AuditFilter narrows the trail; empty fields do not narrow.
type AuditFilter struct {
	Search    *AuditSearch
	Actions   []string // whole actions, or groups of them that end in a dot
	ActorKind ActorKind
	ActorID   string
	Subject   string   // id of what it was done to
	Kinds     []string // of what it was done to
	Doing     []string // actions that count as such a kind, whatever they are filed under
	Origin    string   // where it came from
	From, To  time.Time
}

// AuditSearch is what a search term may mean: a row is found by its action, or by the id of its subject, its actor or its
// request. Without any nothing is found.
type AuditSearch struct {
	Actions []string
	IDs     []string
}

// AuditPage is one page of the trail, newest first. Older and Newer are cursors, empty at the ends.
type AuditPage struct {
	Rows         []AuditRow
	Older, Newer string
}

// ListAudit is one keyset page. A cursor that is none of ours is Invalid.
func (v *View) ListAudit(f AuditFilter, cursor string) (AuditPage, error) {
	return v.auditPage(f, cursor, PageSize)
}

func (v *View) auditPage(f AuditFilter, cursor string, size int) (AuditPage, error) {
	q := v.trail(f)
	order, backwards := "at DESC, id DESC", strings.HasPrefix(cursor, newer)
	if cursor != "" {
		at, id, err := parseMomentCursor(cursor, "trail")
		if err != nil {
			return AuditPage{}, err
		}
		if backwards {
			q, order = q.Where("(at, id) > (?, ?)", at, id), "at, id"
		} else {
			q = q.Where("(at, id) < (?, ?)", at, id)
		}
	}
	var rows []AuditRow
	if err := q.Order(order).Limit(size + 1).Find(&rows).Error; err != nil {
		return AuditPage{}, wrap(err, "audit rows")
	}
	rows, more := cutPage(rows, size, backwards)
	page := AuditPage{Rows: rows}
	if len(rows) > 0 && (more || backwards) {
		page.Older = momentCursor(older, rows[len(rows)-1].At, rows[len(rows)-1].ID)
	}
	if len(rows) > 0 && cursor != "" && (more || !backwards) {
		page.Newer = momentCursor(newer, rows[0].At, rows[0].ID)
	}
	return page, nil
}

// trail are the rows that a filter keeps.
func (v *View) trail(f AuditFilter) *gorm.DB {
	q := v.db.Model(&AuditRow{})
	if len(f.Actions) > 0 {
		q = q.Where(v.actions(f.Actions))
	}
	if f.ActorKind == ActorStaff { // alone or as the second one, it is a person of staff
		q = q.Where("actor_kind IN ?", []ActorKind{ActorStaff, ActorSecond, ActorLone})
	} else if f.ActorKind != "" {
		q = q.Where("actor_kind = ?", f.ActorKind)
	}
	if f.ActorID != "" {
		q = q.Where("actor_id = ?", f.ActorID)
	}
	if f.Subject != "" {
		q = q.Where("subject_id = ?", f.Subject)
	}
	if len(f.Kinds) > 0 {
		of := v.db.Where("subject_kind IN ?", f.Kinds)
		if len(f.Doing) > 0 {
			of = of.Or("action IN ?", f.Doing)
		}
		q = q.Where(of)
	}
	if f.Origin != "" {
		q = q.Where("ip_hmac = ? AND ip_hmac <> ''", f.Origin) // the second half is the index's
	}
	if !f.From.IsZero() {
		q = q.Where("at >= ?", At(f.From))
	}
	if !f.To.IsZero() {
		q = q.Where("at < ?", At(f.To))
	}
	if s := f.Search; s != nil {
		found := v.db.Where("subject_id IN ?", s.IDs).Or("actor_id IN ?", s.IDs).Or("request_id IN ?", s.IDs)
		if len(s.Actions) > 0 {
			found = found.Or(v.actions(s.Actions))
		}
		q = q.Where(found)
	}
	return q
}

// actions keeps whole actions and, as ranges that an index serves, groups of them.
func (v *View) actions(all []string) *gorm.DB {
	var whole []string
	q := v.db
	for _, a := range all {
		if group, is := strings.CutSuffix(a, "."); is {
			q = q.Or("action >= ? AND action < ?", a, group+"/") // the byte after the dot
		} else {
			whole = append(whole, a)
		}
	}
	return q.Or("action IN ?", whole)
}

// CountAudit is how many rows a filter keeps.
func (v *View) CountAudit(f AuditFilter) (int64, error) {
	var n int64
	return n, wrap(v.trail(f).Count(&n).Error, "audit rows")
}

// ExportAudit is ListAudit in larger pages.
func (v *View) ExportAudit(f AuditFilter, cursor string) (AuditPage, error) {
	return v.auditPage(f, cursor, exportSize)
}

// AuditEntry finds one row.
func (v *View) AuditEntry(id string) (AuditRow, error) {
	var row AuditRow
	return row, wrap(v.db.Where("id = ?", id).Take(&row).Error, "audit row")
}

// MembersNamed finds members by id, for the names beside a page of rows.
func (v *View) MembersNamed(ids []string) (map[string]Member, error) {
	var all []Member
	err := v.db.Where("id IN ?", ids).Find(&all).Error
	out := make(map[string]Member, len(all))
	for _, m := range all {
		out[m.ID] = m
	}
	return out, wrap(err, "members")
}
