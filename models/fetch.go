package models

import "time"

// KeyFetch is one of the places for fetches of the bank's keys that nothing planned: whoever takes one may ask.
type KeyFetch struct {
	TenantID  TenantID `gorm:"primaryKey;<-:create"`
	Place     int64    `gorm:"primaryKey;autoIncrement:false;<-:create"`
	FetchedAt Instant
}

// TakeKeyFetch takes a place that has been free for as long as per, of so many that there are, and reports whether there
// was one. A time far ahead is a clock that was set back and frees the place, or nobody could ask for as long as it was set.
func (tx *Tx) TakeKeyFetch(places int, per time.Duration) (bool, error) {
	for place := 1; place <= places; place++ {
		res := tx.db.Model(&KeyFetch{}).Where("place = ? AND (fetched_at <= ? OR fetched_at > ?)", place, At(tx.now.Add(-per)), At(tx.now.Add(per))).
			Updates(map[string]any{"fetched_at": At(tx.now)})
		if res.Error == nil && res.RowsAffected == 0 {
			res = tx.db.Clauses(onConflictDoNothing("tenant_id", "place")).Create(&KeyFetch{Place: int64(place), FetchedAt: At(tx.now)})
		}
		if res.Error != nil || res.RowsAffected == 1 {
			return res.Error == nil, wrap(res.Error, "key fetch")
		}
	}
	return false, nil
}
