package models

import (
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"
)

// LoneDayFactor bounds what one person may release alone in a day, in thresholds: many small payments must not add up to a
// large one that nobody else saw. The database holds it too.
const LoneDayFactor = 5

// LoneRelease is a payment that one person released under the threshold, with the threshold of that moment. Of a referral
// there is one at most, and it is of the whole of it.
type LoneRelease struct {
	Keys
	ReferralID     string
	StaffUserID    string
	Payload        JSON   // who gets how much, into which account
	PayloadSHA256  string `gorm:"column:payload_sha256"`
	AmountMinor    int64
	ThresholdMinor int64
	Currency       string
	Day            string // YYYY-MM-DD in the institution's zone
	Nth            int    // of the person's on that day
	DayMinor       int64  // what the person released alone that day, this with it
	At             Instant
}

// Read decodes what was released.
func (l LoneRelease) Read(payload any) error {
	if err := json.Unmarshal(l.Payload, payload); err != nil {
		return Errorf(Internal, "payload of release %s: %v", l.ID, err)
	}
	return nil
}

// HoldThreshold reads what one person may release alone and keeps it from changing until the transaction ends: a release
// and a lower threshold can't both believe that they came first.
func (tx *Tx) HoldThreshold() (int64, error) {
	own, err := tx.ownRow()
	if err != nil {
		return 0, err
	}
	var row tenantRow
	err = own.Clauses(clause.Locking{Strength: "SHARE"}).Select("id", "threshold_minor").Take(&row).Error
	return row.ThresholdMinor, wrap(err, "settings")
}

// AddLoneRelease records that one person released a payment. A second one of a referral, or one that somebody else of the
// same name added to the day meanwhile, is a Conflict; what the threshold does not cover the database refuses.
func (tx *Tx) AddLoneRelease(l LoneRelease, payload any) (LoneRelease, error) {
	raw, err := json.Marshal(payload)
	if err != nil {
		return l, Errorf(Internal, "release: %v", err)
	}
	day, err := tx.LoneDay(tx.Today())
	if err != nil {
		return l, err
	}
	before := day[l.StaffUserID]
	l.Keys, l.Payload, l.PayloadSHA256, l.At = newKeys(), JSON(raw), sha(raw), At(tx.now)
	l.Day, l.Nth, l.DayMinor = tx.Today(), before.N+1, before.Minor+l.AmountMinor
	return l, wrap(tx.db.Create(&l).Error, "release")
}

// LoneRelease finds the release of a referral by one person; NotFound if there is none.
func (v *View) LoneRelease(referralID string) (LoneRelease, error) {
	var l LoneRelease
	return l, wrap(v.db.Where("referral_id = ?", referralID).Take(&l).Error, "release")
}

// LoneSum is what one person released alone in a day.
type LoneSum struct {
	N     int
	Minor int64
}

// LoneDay is what each person of staff released alone in a day.
func (v *View) LoneDay(day string) (map[string]LoneSum, error) {
	var rows []struct {
		StaffUserID string
		N           int
		Minor       int64
	}
	err := v.db.Model(&LoneRelease{}).Select("staff_user_id", "COUNT(*) AS n", "SUM(amount_minor) AS minor").Where("day = ?", day).Group("staff_user_id").Find(&rows).Error
	all := map[string]LoneSum{}
	for _, row := range rows {
		all[row.StaffUserID] = LoneSum{row.N, row.Minor}
	}
	return all, wrap(err, "releases")
}

// Today is the day of the transaction in the institution's zone.
func (v *View) Today() string { return v.now.In(v.tenant.Zone()).Format(time.DateOnly) }
