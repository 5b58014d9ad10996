package models

import (
	"time"

	"gorm.io/gorm"
)

// The bounds of wrong tries (security.md, H2). They are facts of the database, so that two instances count together.
const (
	// DoorTries is how often the door may be tried in a window; then it is shut until the window is over.
	DoorTries = 10
	// DoorWindow is that window, and how long the door stays shut.
	DoorWindow = 15 * time.Minute
	// DoorStop is how many tries without a success shut the door for good: a colleague must make a new link.
	DoorStop = 100
	// SessionTries is how many wrong codes in a row a signed-in session survives.
	SessionTries = 10
)

// TakeDoorTry takes one try at the door from a person's allowance, before anything is compared: counted afterwards, a
// thousand guesses at once would all be let through. A Denied error says that none is left. proven tries carry both
// factors and are held by the hard stop alone: that is how the person of a locked account gets in.
func (tx *Tx) TakeDoorTry(staffID string, proven bool) error {
	mine := tx.db.Model(&StaffUser{}).Where("id = ?", staffID)
	over := mine.Session(&gorm.Session{}).Where("failed_since IS NULL OR failed_since <= ?", At(tx.now.Add(-DoorWindow)))
	if err := over.Updates(map[string]any{"failures": 0, "failed_since": At(tx.now)}).Error; err != nil {
		return wrap(err, "staff user")
	}
	take := mine.Session(&gorm.Session{}).Where("wrong_total < ?", DoorStop)
	if !proven {
		take = take.Where("failures < ?", DoorTries)
	}
	res := take.Updates(map[string]any{"failures": plus("failures", 1), "wrong_total": plus("wrong_total", 1)})
	return noneLeft(updated(res, "staff user"))
}

// ClearStaffFailures forgets wrong tries after a second factor.
func (tx *Tx) ClearStaffFailures(staffID string) error {
	set := map[string]any{"failures": 0, "failed_since": nil, "wrong_total": 0}
	return wrap(tx.db.Model(&StaffUser{}).Where("id = ?", staffID).Updates(set).Error, "staff user")
}

// TakeSessionTry takes one try from a signed-in session, also before anything is compared. It is the session's own count:
// whoever guesses at the door must not be able to lock a colleague out of the work they are in.
func (tx *Tx) TakeSessionTry(id string) error {
	res := tx.db.Model(&StaffSession{}).Where("id = ? AND revoked_at IS NULL AND failures < ?", id, SessionTries).Update("failures", plus("failures", 1))
	return noneLeft(updated(res, "staff session"))
}

// noneLeft says Denied where the condition of a taking UPDATE found no row.
func noneLeft(err error) error {
	if KindOf(err) == Conflict {
		return Errorf(Denied, "too many wrong tries")
	}
	return err
}
