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
	// DoorStop is how many tries with the right password and no right code shut the door for good: a colleague must make
	// a new link. Only those prove that a password was stolen; a stop that counted guesses of strangers would be a way to
	// shut anybody out whose e-mail is known.
	DoorStop = 100
	// SessionTries is how many wrong codes in a row a session survives, proven before or not.
	SessionTries = 10
)

// TakeDoorTry takes one try at the door from a person's allowance, before anything is compared: counted afterwards, a
// thousand guesses at once would all be let through. A Denied error says that none is left. Tries that carry both factors
// at once are never held here: that is how the person of a shut door gets in, and what bounds them is TakeCodeTry.
func (tx *Tx) TakeDoorTry(staffID string, both bool) error {
	mine := tx.db.Model(&StaffUser{}).Where("id = ?", staffID)
	over := mine.Session(&gorm.Session{}).Where("failed_since IS NULL OR failed_since <= ?", At(tx.now.Add(-DoorWindow)))
	if err := over.Updates(map[string]any{"failures": 0, "failed_since": At(tx.now)}).Error; err != nil {
		return wrap(err, "staff user")
	}
	take := mine.Session(&gorm.Session{})
	if !both {
		take = take.Where("failures < ?", DoorTries)
	}
	return noneLeft(updated(take.Update("failures", plus("failures", 1)), "staff user"))
}

// TakeCodeTry takes one try at the code from somebody whose password was right, before the code is compared. The hard
// stop counts these and nothing else.
func (tx *Tx) TakeCodeTry(staffID string) error {
	res := tx.db.Model(&StaffUser{}).Where("id = ? AND wrong_total < ?", staffID, DoorStop).Update("wrong_total", plus("wrong_total", 1))
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
