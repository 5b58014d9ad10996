package models

import "time"

// AskCore takes the right to have the institution's core asked for a member's newer rows, if nobody did within a time, and
// reports whether it was free. A time ahead is a clock that was set back and is free, or it would never be.
func (tx *Tx) AskCore(memberID string, within time.Duration) (bool, error) {
	free := tx.db.Where("core_asked_at IS NULL OR core_asked_at <= ? OR core_asked_at > ?", At(tx.now.Add(-within)), At(tx.now))
	res := tx.db.Model(&Member{}).Where("id = ?", memberID).Where(free).Update("core_asked_at", At(tx.now))
	return res.RowsAffected == 1, wrap(res.Error, "member")
}

// EndCore records that the core has answered, or will not.
func (tx *Tx) EndCore(memberID string) error {
	return updated(tx.db.Model(&Member{}).Where("id = ?", memberID).Update("core_ended_at", At(tx.now)), "member")
}
