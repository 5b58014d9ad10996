package models

import (
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// SigninFlow is one sign-in attempt between its two halves. It is single-use: consuming deletes it.
type SigninFlow struct {
	Keys
	StateHash   string // SHA-256 of the state; the state itself is only in the browser's URL
	BrowserHash string // of the cookie that ties the attempt to the browser that began it
	Place       string // card or page
	Blob        []byte // the provider's flow, sealed
	CreatedAt   Instant
	ExpiresAt   Instant
}

// The places a sign-in begins in.
const (
	PlaceCard = "card"
	PlacePage = "page"
)

// AddFlow keeps a flow.
func (tx *Tx) AddFlow(f SigninFlow) error {
	f.Keys, f.CreatedAt = newKeys(), At(tx.now)
	return wrap(tx.db.Create(&f).Error, "sign-in flow")
}

// TakeFlow consumes the flow of a state in one DELETE … RETURNING: of a hundred copies of a callback one gets it.
func (tx *Tx) TakeFlow(stateHash string) (SigninFlow, error) {
	var gone []SigninFlow
	res := tx.db.Clauses(clause.Returning{}).Where("state_hash = ?", stateHash).Delete(&gone)
	if res.Error != nil {
		return SigninFlow{}, wrap(res.Error, "sign-in flow")
	}
	if len(gone) != 1 || !tx.now.Before(gone[0].ExpiresAt.Time) {
		return SigninFlow{}, Errorf(NotFound, "sign-in flow not found")
	}
	return gone[0], nil
}

// DropFlows forgets flows by state hash (the oldest of a browser that opened too many) and all expired ones.
func (tx *Tx) DropFlows(stateHashes []string) error {
	q := tx.db.Where("expires_at < ?", At(tx.now))
	if len(stateHashes) > 0 {
		q = q.Or("state_hash IN ?", stateHashes)
	}
	return wrap(q.Delete(&SigninFlow{}).Error, "sign-in flows")
}

// Session is a member's signed-in browser on the server. The cookie's JWT is only its short-lived shadow.
type Session struct {
	Keys
	MemberID    string
	ConfirmedAt Instant // when the bank last confirmed who sits there
	SeenAt      Instant
	CreatedAt   Instant
	RevokedAt   Instant
	JTI         string `gorm:"column:jti"`       // of the newest JWT
	PriorJTI    string `gorm:"column:prior_jti"` // still good until PriorUntil, for requests that overlapped a re-issue
	PriorUntil  Instant
	ReplayedAt  Instant // when a replaced JWT was last written down

	Member *Member `gorm:"foreignKey:TenantID,MemberID;references:TenantID,ID"`
}

// The bounds of a session (security.md, B3).
const (
	SessionAbsolute = 12 * time.Hour
	SessionIdle     = 30 * time.Minute
)

// ReplayQuiet is how long a replaced JWT that comes back is not written down again.
const ReplayQuiet = time.Minute

// LiveAt reports whether the session may still be used at now.
func (s Session) LiveAt(now time.Time) bool {
	return s.RevokedAt.IsZero() && now.Sub(s.CreatedAt.Time) < SessionAbsolute && now.Sub(s.SeenAt.Time) < SessionIdle
}

// ReplayToldAt reports whether a replaced JWT was written down a short while before now. A time far ahead is a clock that was
// set back, and tells nothing.
func (s Session) ReplayToldAt(now time.Time) bool {
	return !s.ReplayedAt.IsZero() && now.Sub(s.ReplayedAt.Time).Abs() < ReplayQuiet
}

// Session finds a session with its member and the member's code, in one SELECT.
func (v *View) Session(id string) (Session, error) {
	var s Session
	err := v.db.Joins("Member").Joins("Member.Code", v.db.Where(map[string]any{"status": CodeActive})).
		Where("sessions.id = ?", id).Take(&s).Error
	return s, wrap(err, "session")
}

// AddSession begins a session of a member the bank has just confirmed; mint makes the token for the new session's id
// and returns the token's own.
func (tx *Tx) AddSession(memberID string, mint func(sessionID string) (jti string, err error)) (Session, error) {
	now := At(tx.now)
	s := Session{Keys: newKeys(), MemberID: memberID, ConfirmedAt: now, SeenAt: now, CreatedAt: now}
	var err error
	if s.JTI, err = mint(s.ID); err != nil {
		return s, Errorf(Internal, "token: %v", err)
	}
	return s, wrap(tx.db.Create(&s).Error, "session")
}

// RotateJTI makes next the session's newest JWT if prev still is; the loser of a race gets a Conflict and keeps prev
// for the overlap.
func (tx *Tx) RotateJTI(sid, prev, next string, overlap time.Duration) error {
	return updated(tx.db.Model(&Session{}).Where("id = ? AND jti = ? AND revoked_at IS NULL", sid, prev).Updates(map[string]any{
		"jti": next, "prior_jti": prev, "prior_until": At(tx.now.Add(overlap)), "seen_at": At(tx.now),
	}), "session")
}

// TakeReplay reports whether a replaced JWT that came back is to be written down: of all processes that see it within
// ReplayQuiet one is told so.
func (tx *Tx) TakeReplay(sid string) (bool, error) {
	res := tx.db.Model(&Session{}).Where("id = ?", sid).
		Where("replayed_at IS NULL OR replayed_at <= ? OR replayed_at >= ?", At(tx.now.Add(-ReplayQuiet)), At(tx.now.Add(ReplayQuiet))).
		Updates(map[string]any{"replayed_at": At(tx.now)})
	return res.RowsAffected == 1, wrap(res.Error, "session")
}

// EndSession revokes a session; ending it twice is no error.
func (tx *Tx) EndSession(id string) error {
	return wrap(tx.endSessions(tx.db.Where("id = ?", id)).Error, "session")
}

// EndSessionsOf revokes all sessions of a member.
func (tx *Tx) EndSessionsOf(memberID string) error {
	return wrap(tx.endSessions(tx.db.Where("member_id = ?", memberID)).Error, "sessions")
}

func (tx *Tx) endSessions(q *gorm.DB) *gorm.DB {
	return q.Model(&Session{}).Where("revoked_at IS NULL").Update("revoked_at", At(tx.now))
}

func onConflictDoNothing(columns ...string) clause.OnConflict {
	oc := clause.OnConflict{DoNothing: true}
	for _, c := range columns {
		oc.Columns = append(oc.Columns, clause.Column{Name: c})
	}
	return oc
}
