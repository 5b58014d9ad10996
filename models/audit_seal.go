package models

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

// AuditHead is where an institution's chain ends: the number and the hash of the newest sealed row. It is kept apart from
// the rows, so that taking the newest ones away is found too.
type AuditHead struct {
	TenantID TenantID `gorm:"primaryKey;<-:create"`
	Seq      int64
	Hash     string
	SealedAt Instant
}

// auditForm names the form that is hashed. Another form gets another name, so that old seals are read by old rules.
const auditForm = "raf-audit-1"

// seal is the hash of the row at its place in the chain: SHA-256 over every column that never changes, the place and the
// hash of the row before. Each field is written as its length in bytes, a colon, the bytes and a comma, so that no two
// rows are written alike; an examiner can recompute it from an export with any tool.
func (r AuditRow) seal(seq int64, prev string) string {
	sum := sha256.New()
	for _, field := range []string{auditForm, string(r.TenantID), strconv.FormatInt(seq, 10), prev, r.ID, string(r.ActorKind), r.ActorID, r.Action,
		r.SubjectKind, r.SubjectID, r.BeforeSHA, r.AfterSHA, string(r.Diff), r.RequestID, r.IPHmac, r.At.UTC().Format(instantLayout)} {
		fmt.Fprintf(sum, "%d:%s,", len(field), field) // a hash takes everything
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// SealAudit gives the oldest unsealed rows, limit at most, their places in the chain and reports how many. It looks for
// rows without a place, not for rows after a mark: one that was committed late, with an older id, is only sealed later.
// Two sealers at once work one after the other, behind the head's row lock.
func (tx *Tx) SealAudit(limit int) (int, error) {
	head, err := tx.lockAuditHead()
	if err != nil {
		return 0, err
	}
	var rows []AuditRow
	if err := tx.db.Where("seq IS NULL").Order("id").Limit(limit).Find(&rows).Error; err != nil {
		return 0, wrap(err, "audit rows")
	}
	if len(rows) == 0 {
		return 0, nil
	}
	seq, hash := head.Seq, head.Hash
	for _, row := range rows {
		prev := hash
		seq++
		hash = row.seal(seq, prev)
		res := tx.db.Model(&AuditRow{}).Where("id = ? AND seq IS NULL", row.ID).Updates(map[string]any{"seq": seq, "prev_hash": prev, "hash": hash})
		if err := updated(res, "audit row"); err != nil {
			return 0, err
		}
	}
	res := tx.db.Model(&AuditHead{}).Where("seq = ? AND hash = ?", head.Seq, head.Hash).
		Updates(map[string]any{"seq": seq, "hash": hash, "sealed_at": At(tx.now)})
	return len(rows), updated(res, "audit head")
}

// lockAuditHead reads the head, made with the first seal, under a lock that lasts until the transaction ends. The lock is
// an UPDATE because SELECT … FOR UPDATE is dropped on SQLite without a word.
func (tx *Tx) lockAuditHead() (AuditHead, error) {
	var head AuditHead
	if err := tx.db.Clauses(onConflictDoNothing("tenant_id")).Create(&AuditHead{}).Error; err != nil {
		return head, wrap(err, "audit head")
	}
	res := tx.db.Model(&AuditHead{}).Where("seq >= 0").UpdateColumn("seq", plus("seq", 0))
	if err := updated(res, "audit head"); err != nil {
		return head, err
	}
	return tx.AuditHead()
}

// AuditHead is where the chain ends; the zero head before the first seal.
func (v *View) AuditHead() (AuditHead, error) {
	var head AuditHead
	err := wrap(v.db.Take(&head).Error, "audit head")
	if KindOf(err) == NotFound {
		return AuditHead{}, nil
	}
	return head, err
}

// AuditWaiting counts the rows that wait for their seal.
func (v *View) AuditWaiting() (int64, error) {
	var n int64
	return n, wrap(v.db.Model(&AuditRow{}).Where("seq IS NULL").Count(&n).Error, "audit rows")
}
