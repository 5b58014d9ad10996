package models

// IdempotencyKey is the key of a form that moved money, written in the transaction of what it moved and kept for ever: the
// same form sent again, in a minute or in a year, changes nothing more.
type IdempotencyKey struct {
	Keys
	IdemKey     string
	StaffUserID string
	Action      string
	SubjectID   string
	BodySHA256  string `gorm:"column:body_sha256"`
	At          Instant
}

// UseKey takes a key for what a person is about to do. A key that was used before is found instead, as it was used then;
// one that another transaction is using right now is waited for.
func (tx *Tx) UseKey(k IdempotencyKey) (found IdempotencyKey, used bool, err error) {
	k.Keys, k.At = newKeys(), At(tx.now)
	res := tx.db.Clauses(onConflictDoNothing("tenant_id", "idem_key")).Create(&k)
	if res.Error != nil || res.RowsAffected == 1 {
		return k, false, wrap(res.Error, "idempotency key")
	}
	return found, true, wrap(tx.db.Where("idem_key = ?", k.IdemKey).Take(&found).Error, "idempotency key")
}
