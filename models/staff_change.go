package models

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ErrLastAdmin is a change that would leave an institution with nobody who may make changes.
var ErrLastAdmin = &Error{Kind: Conflict, Public: "the last active admin stays"}

// ListStaff is everybody, by name.
func (v *View) ListStaff() ([]StaffUser, error) {
	var all []StaffUser
	return all, wrap(v.db.Order("name, id").Limit(1000).Find(&all).Error, "staff")
}

// StaffSeen says when each person was last seen, by id; whoever never signed in is missing.
func (v *View) StaffSeen() (map[string]Instant, error) {
	var newest []StaffSession
	err := v.db.Model(&StaffSession{}).Select("tenant_id, staff_user_id, MAX(seen_at) AS seen_at").Where("proven_at IS NOT NULL").
		Group("tenant_id, staff_user_id").Find(&newest).Error
	seen := make(map[string]Instant, len(newest))
	for _, s := range newest {
		seen[s.StaffUserID] = s.SeenAt
	}
	return seen, wrap(err, "staff sessions")
}

// SetStaffRole gives a person another role, if nobody changed the person since u was read.
func (tx *Tx) SetStaffRole(u StaffUser, role Role, by Actor) (StaffUser, error) {
	return tx.changeStaff(u, "staff.role_changed", map[string]any{"role": role}, by)
}

// SetStaffMember records a person's own member number, if nobody changed the person since u was read.
func (tx *Tx) SetStaffMember(u StaffUser, ref string, by Actor) (StaffUser, error) {
	return tx.changeStaff(u, "staff.member_set", map[string]any{"member_ref": ref}, by)
}

// SetStaffStatus disables or enables a person; disabling ends all their sessions in the same transaction.
func (tx *Tx) SetStaffStatus(u StaffUser, status string, by Actor) (StaffUser, error) {
	action, set := "staff.enabled", map[string]any{"status": status}
	if status == StaffDisabled {
		action, set["invite_hash"] = "staff.disabled", "" // or the one-time link would bring them back
	}
	changed, err := tx.changeStaff(u, action, set, by)
	if err != nil || status != StaffDisabled {
		return changed, err
	}
	return changed, tx.EndStaffSessionsOf(u, by)
}

// ResetStaff makes a person enrol anew: password, authenticator app, recovery codes, sessions and wrong tries are gone,
// and the one-time link of hash is the only way in.
func (tx *Tx) ResetStaff(u StaffUser, hash string, until Instant, by Actor) (StaffUser, error) {
	changed, err := tx.changeStaff(u, "staff.reset", map[string]any{"status": StaffInvited, "password_hash": "", "totp_sealed": nil, "recovery_hashes": JSON("[]"),
		"invite_hash": hash, "invite_until": until, "invite_opened_at": nil, "recovery_at": nil, "failures": 0, "failed_since": nil, "wrong_total": 0}, by)
	if err != nil {
		return changed, err
	}
	return changed, tx.EndStaffSessionsOf(u, by)
}

// AdmitOperator lets somebody of the platform look on again, until a moment and for a reason; ResetStaff goes with it.
func (tx *Tx) AdmitOperator(u StaffUser, until Instant, reason string, by Actor) (StaffUser, error) {
	if u.Role != RoleOperator {
		return u, Errorf(Conflict, "%s is staff already", u.Email)
	}
	return tx.changeStaff(u, "operator.admitted", map[string]any{"until": until, "admit_reason": reason}, by)
}

// EndStaffSessionsOf signs a person out everywhere. The person's row is locked first: what they have under way holds it
// (HoldStaff) and is over before this ends, or begins after it and finds no session.
func (tx *Tx) EndStaffSessionsOf(u StaffUser, by Actor) error {
	if err := wrap(tx.db.Model(&StaffUser{}).Where("id = ?", u.ID).UpdateColumn("totp_step", gorm.Expr("totp_step")).Error, "staff"); err != nil {
		return err
	}
	res := tx.db.Model(&StaffSession{}).Where("staff_user_id = ? AND revoked_at IS NULL", u.ID).Update("revoked_at", At(tx.now))
	if res.Error != nil {
		return wrap(res.Error, "staff sessions")
	}
	return tx.Audit(by, "staff.sessions_ended", "staff", u.ID, nil, map[string]any{"sessions": res.RowsAffected})
}

// HoldStaff reads a person under a shared lock, so that whoever is disabled or given another role while something of
// theirs is under way is found out by one of the two: the change waits, or the thing is refused.
func (tx *Tx) HoldStaff(id string) (StaffUser, error) {
	var u StaffUser
	return u, wrap(tx.db.Clauses(clause.Locking{Strength: "SHARE"}).Where("id = ?", id).Take(&u).Error, "staff user")
}

// changeStaff changes a row that is still the one that was read. People of staff never end the last active admin, each
// other's at the same moment included; the machine's operator may, because there is a way back from there.
func (tx *Tx) changeStaff(u StaffUser, action string, set map[string]any, by Actor) (StaffUser, error) {
	if err := tx.LockAdmins(); err != nil {
		return u, err
	}
	set["version"], set["changed_by"], set["changed_at"] = plus("version", 1), by.ID, At(tx.now)
	if err := updated(tx.db.Model(&StaffUser{}).Where("id = ? AND version = ?", u.ID, u.Version).Updates(set), "staff user"); err != nil {
		return u, err
	}
	if by.Kind != ActorSystem && u.Role == RoleAdmin && u.Status == StaffActive {
		var left int64
		if err := tx.activeAdmins().Count(&left).Error; err != nil {
			return u, wrap(err, "staff")
		}
		if left == 0 {
			return u, ErrLastAdmin
		}
	}
	changed, err := tx.Staff(u.ID)
	if err != nil {
		return u, err
	}
	return changed, tx.Audit(by, action, "staff", u.ID, u.standing(), changed.standing())
}

// standing is what the audit keeps of a person: no name, no e-mail.
func (u StaffUser) standing() map[string]any {
	s := map[string]any{"role": u.Role, "status": u.Status}
	if u.Role == RoleOperator {
		s["until"], s["reason"] = u.Until, u.AdmitReason
	}
	return s
}

func (tx *Tx) activeAdmins() *gorm.DB {
	return tx.db.Model(&StaffUser{}).Where("role = ? AND status = ?", RoleAdmin, StaffActive)
}

// LockAdmins takes the row locks of all active admins, so that of two who end each other at the same moment the second
// one counts after the first. SQLite has one writer at a time anyway.
func (tx *Tx) LockAdmins() error {
	return wrap(tx.activeAdmins().UpdateColumn("totp_step", gorm.Expr("totp_step")).Error, "staff")
}
