package models

import (
	"time"
)

// Role is what a person of staff may do (product.md, section 9). Nobody is maker and checker of one thing: that is held
// by the approval itself, not by the role alone.
type Role string

// The roles.
const (
	RoleViewer  Role = "viewer"
	RoleSupport Role = "support" // viewer who may attach, hold and note
	RoleEditor  Role = "editor"  // campaigns
	RoleMaker   Role = "maker"   // asks for payments
	RoleChecker Role = "checker" // releases what another asked for
	RoleAdmin   Role = "admin"   // staff and settings
	RoleAuditor Role = "auditor" // reads all, changes nothing
	// RoleOperator is somebody of the platform whom the institution can see looking on: read-only, for a bounded time.
	RoleOperator Role = "operator"
)

// StaffUser is a person of the institution who signs in to the console.
type StaffUser struct {
	Keys
	Email          string // lower case
	Name           string
	MemberRef      string // the person's own member number: nobody acts where they are a party. NoAccount, or empty: not told
	Role           Role
	Status         string  // invited, active, disabled
	PasswordHash   string  // Argon2id, encoded with its parameters
	TOTPSealed     []byte  `gorm:"column:totp_sealed"`
	TOTPStep       int64   `gorm:"column:totp_step"` // the newest time step used: no code is good twice (RFC 6238, 5.2)
	RecoveryHashes JSON    // SHA-256 of the unused recovery codes, of 80 bits each
	RecoveryAt     Instant // when one of them was last used; its person is told
	InviteHash     string  // of the one-time link, empty once used
	InviteUntil    Instant
	InviteOpenedAt Instant // when the link was last opened; its person is told
	Failures       int64   // tries at the door in the present window that were not followed by a second factor
	FailedSince    Instant
	WrongTotal     int64 // codes tried with the right password since the last second factor
	CreatedAt      Instant
	Until          Instant // operators only: when their look ends
	AdmitReason    string  // operators only: why they look
	Version        int64   // of what colleagues may change: two who change it at once notice
	ChangedBy      string
	ChangedAt      Instant
}

// The statuses of a person of staff.
const (
	StaffInvited  = "invited"
	StaffActive   = "active"
	StaffDisabled = "disabled"
)

// StaffSession is a signed-in browser of a person of staff. The cookie holds a random token, the row only its hash.
type StaffSession struct {
	Keys
	TokenHash   string
	StaffUserID string
	CreatedAt   Instant
	SeenAt      Instant
	ProvenAt    Instant // when the second factor was last given; zero while only the password was
	RevokedAt   Instant
	Failures    int64 // wrong codes in a row where one was asked for again

	StaffUser *StaffUser `gorm:"foreignKey:TenantID,StaffUserID;references:TenantID,ID"`
}

// The bounds of a staff session (security.md, H4 and H5).
const (
	StaffAbsolute = 8 * time.Hour
	StaffIdle     = 15 * time.Minute
	StaffFresh    = 5 * time.Minute // how old the second factor may be where money or rights move
)

// ActiveAt reports whether the person may be signed in at all: enrolled, not disabled, and if of the platform, not past
// the end of the look.
func (u StaffUser) ActiveAt(now time.Time) bool {
	return u.Status == StaffActive && (u.Role != RoleOperator || now.Before(u.Until.Time))
}

// LiveAt reports whether the session may be used: second factor given, not over, the person active.
func (s StaffSession) LiveAt(now time.Time) bool {
	return s.StaffUser != nil && s.StaffUser.ActiveAt(now) && s.RevokedAt.IsZero() && !s.ProvenAt.IsZero() &&
		now.Sub(s.CreatedAt.Time) < StaffAbsolute && now.Sub(s.SeenAt.Time) < StaffIdle
}

// NoAccount is the member number of a person of staff who has no account at the institution.
const NoAccount = "none"

// AddStaff invites a person; the hash is that of the one-time link. An e-mail that is taken is a Conflict.
func (tx *Tx) AddStaff(u StaffUser, by Actor) (StaffUser, error) {
	u.Keys, u.Status, u.CreatedAt, u.RecoveryHashes = newKeys(), StaffInvited, At(tx.now), JSON("[]")
	u.Version, u.ChangedBy, u.ChangedAt = 1, by.ID, At(tx.now)
	if err := tx.db.Create(&u).Error; err != nil {
		return u, wrap(err, "staff user")
	}
	action := "staff.invited"
	if u.Role == RoleOperator {
		action = "operator.admitted"
	}
	return u, tx.Audit(by, action, "staff", u.ID, nil, u.standing())
}

// StaffByEmail finds a person by e-mail in lower case.
func (v *View) StaffByEmail(email string) (StaffUser, error) {
	var u StaffUser
	return u, wrap(v.db.Where("email = ?", email).Take(&u).Error, "staff user")
}

// StaffByInvite finds the person of a one-time link that is still good.
func (v *View) StaffByInvite(hash string) (StaffUser, error) {
	var u StaffUser
	return u, wrap(v.db.Where("invite_hash = ? AND invite_until > ? AND invite_hash <> ''", hash, At(v.now)).Take(&u).Error, "invitation")
}

// Staff finds a person by id.
func (v *View) Staff(id string) (StaffUser, error) {
	var u StaffUser
	return u, wrap(v.db.Where("id = ?", id).Take(&u).Error, "staff user")
}

// StaffNames maps the ids of all staff to their names, for timelines.
func (v *View) StaffNames() (map[string]string, error) {
	var all []StaffUser
	err := v.db.Select("tenant_id", "id", "name").Find(&all).Error
	names := make(map[string]string, len(all))
	for _, u := range all {
		names[u.ID] = u.Name
	}
	return names, wrap(err, "staff")
}

// OpenInvite notes that a one-time link was opened, if it is still good.
func (tx *Tx) OpenInvite(u StaffUser) error {
	res := tx.db.Model(&StaffUser{}).Where("id = ? AND invite_hash = ? AND invite_hash <> ''", u.ID, u.InviteHash).Update("invite_opened_at", At(tx.now))
	if err := updated(res, "invitation"); err != nil {
		return err
	}
	return tx.Audit(Actor{Kind: ActorSystem}, "staff.link_opened", "staff", u.ID, nil, nil)
}

// Enrol uses up an invitation: the condition on its hash lets one of two enrolments at once win.
func (tx *Tx) Enrol(u StaffUser, passwordHash string, totpSealed []byte, step int64, recovery JSON) error {
	res := tx.db.Model(&StaffUser{}).Where("id = ? AND invite_hash = ? AND invite_hash <> ''", u.ID, u.InviteHash).Updates(map[string]any{
		"status": StaffActive, "password_hash": passwordHash, "totp_sealed": totpSealed, "totp_step": step, "recovery_hashes": recovery,
		"invite_hash": "", "failures": 0, "failed_since": nil, "wrong_total": 0})
	if err := updated(res, "invitation"); err != nil {
		return err
	}
	return tx.Audit(Actor{Kind: ActorStaff, ID: u.ID}, "staff.enrolled", "staff", u.ID, map[string]any{"status": u.Status}, map[string]any{"status": StaffActive})
}

// UseTOTPStep records the time step of a code; a step that was used already is a Conflict.
func (tx *Tx) UseTOTPStep(staffID string, step int64) error {
	return updated(tx.db.Model(&StaffUser{}).Where("id = ? AND totp_step < ?", staffID, step).Update("totp_step", step), "one-time code")
}

// AddStaffSession begins a session after the password; it is good for nothing until the second factor is proven.
func (tx *Tx) AddStaffSession(staffID, tokenHash string) (StaffSession, error) {
	s := StaffSession{Keys: newKeys(), TokenHash: tokenHash, StaffUserID: staffID, CreatedAt: At(tx.now), SeenAt: At(tx.now)}
	return s, wrap(tx.db.Omit("StaffUser").Create(&s).Error, "staff session")
}

// StaffSession finds a session by the hash of its token, with its person, in one SELECT: rights are read per request.
func (v *View) StaffSession(tokenHash string) (StaffSession, error) {
	var s StaffSession
	return s, wrap(v.db.Joins("StaffUser").Where("staff_sessions.token_hash = ?", tokenHash).Take(&s).Error, "staff session")
}

// ProveStaffSession records a second factor; the token changes at the first one, so that one planted before sign-in is
// worth nothing after it.
func (tx *Tx) ProveStaffSession(s StaffSession, tokenHash string) error {
	return updated(tx.db.Model(&StaffSession{}).Where("id = ? AND token_hash = ? AND revoked_at IS NULL", s.ID, s.TokenHash).
		Updates(map[string]any{"token_hash": tokenHash, "proven_at": At(tx.now), "seen_at": At(tx.now), "failures": 0}), "staff session")
}

// SeeStaffSession keeps a session from going idle.
func (tx *Tx) SeeStaffSession(id string) error {
	return wrap(tx.db.Model(&StaffSession{}).Where("id = ?", id).Update("seen_at", At(tx.now)).Error, "staff session")
}

// EndStaffSession revokes a session.
func (tx *Tx) EndStaffSession(id string) error {
	return wrap(tx.db.Model(&StaffSession{}).Where("id = ? AND revoked_at IS NULL", id).Update("revoked_at", At(tx.now)).Error, "staff session")
}

// UseRecovery replaces the list of unused recovery codes, if it is still the one that was read.
func (tx *Tx) UseRecovery(u StaffUser, left JSON) error {
	return updated(tx.db.Model(&StaffUser{}).Where("id = ? AND recovery_hashes = ?", u.ID, string(u.RecoveryHashes)).
		Updates(map[string]any{"recovery_hashes": left, "recovery_at": At(tx.now)}), "recovery code")
}
