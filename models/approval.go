package models

import (
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"
)

// ApprovalRequest is something that waits for a second person. It is bound to the SHA-256 of exactly what would happen;
// the database refuses that whoever asked decides.
type ApprovalRequest struct {
	Keys
	Action         string // pay, mark_paid
	SubjectKind    string
	SubjectID      string
	Payload        JSON
	PayloadSHA256  string `gorm:"column:payload_sha256"`
	Reason         string
	RequestedBy    string
	RequestedAt    Instant
	ExpiresAt      Instant
	Status         string
	DecidedBy      *string
	DecidedAt      Instant
	DecisionReason string
}

// The statuses of a request.
const (
	ApprovalOpen      = "open"
	ApprovalApproved  = "approved"
	ApprovalRefused   = "refused"
	ApprovalWithdrawn = "withdrawn"
	ApprovalExpired   = "expired"
)

// ApprovalLife is how long a request waits for its second person.
const ApprovalLife = 24 * time.Hour

// The requests that move money; the other actions are named where they are decided.
const (
	ActionPay      = "pay"       // release both rewards
	ActionMarkPaid = "mark_paid" // record that they were paid outside
)

// SubjectPayment is what requests that move money are filed under in the trail, beside the referral's own rows.
const SubjectPayment = "payment"

// filedUnder is the kind of subject of a request in the trail.
func (a ApprovalRequest) filedUnder() string {
	if a.Action == ActionPay || a.Action == ActionMarkPaid {
		return SubjectPayment
	}
	return a.SubjectKind
}

// RequestApproval stores what would happen, for ApprovalLife. A request for the same thing that is open already is a
// Conflict.
func (tx *Tx) RequestApproval(action, subjectKind, subjectID string, payload any, reason string, by Actor) (ApprovalRequest, error) {
	return tx.RequestApprovalUntil(At(tx.now.Add(ApprovalLife)), ApprovalRequest{Action: action, SubjectKind: subjectKind, SubjectID: subjectID, Reason: reason}, payload, by)
}

// RequestApprovalUntil is RequestApproval for something that can't be decided at once, and so waits longer. Of a it takes
// the action, the subject and the reason.
func (tx *Tx) RequestApprovalUntil(until Instant, a ApprovalRequest, payload any, by Actor) (ApprovalRequest, error) {
	raw, err := json.Marshal(payload)
	if err != nil {
		return ApprovalRequest{}, Errorf(Internal, "approval: %v", err)
	}
	a = ApprovalRequest{Keys: newKeys(), Action: a.Action, SubjectKind: a.SubjectKind, SubjectID: a.SubjectID, Payload: JSON(raw), PayloadSHA256: sha(raw),
		Reason: a.Reason, RequestedBy: by.ID, RequestedAt: At(tx.now), ExpiresAt: until, Status: ApprovalOpen}
	if err := tx.expireApprovals(); err != nil {
		return a, err
	}
	if err := tx.db.Create(&a).Error; err != nil {
		return a, wrap(err, "approval request")
	}
	return a, tx.Audit(by, "approval.requested", a.filedUnder(), a.SubjectID, nil, map[string]any{"request": a.ID, "action": a.Action, "payload": a.PayloadSHA256})
}

// expireApprovals closes what nobody decided in time, so that it can be asked for again.
func (tx *Tx) expireApprovals() error {
	return wrap(tx.db.Model(&ApprovalRequest{}).Where("status = ? AND expires_at <= ?", ApprovalOpen, At(tx.now)).
		Updates(map[string]any{"status": ApprovalExpired, "decided_at": At(tx.now)}).Error, "approval requests")
}

// LockApprovals takes the row locks of what waits about a thing, in one order and before any lock of the thing itself: two
// requests about it that are decided at once would otherwise wait for each other.
func (tx *Tx) LockApprovals(subjectKind, subjectID string) error {
	var waiting []ApprovalRequest
	return wrap(tx.db.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Select("tenant_id", "id").
		Where("subject_kind = ? AND subject_id = ? AND status = ?", subjectKind, subjectID, ApprovalOpen).Order("id").Find(&waiting).Error, "approval requests")
}

// OvertakeApprovals closes what else waits about a thing that has just changed under it: nobody could let it happen any
// more. The one that caused the change is named as the reason.
func (tx *Tx) OvertakeApprovals(subjectKind, subjectID, causeID string, by Actor) error {
	res := tx.db.Model(&ApprovalRequest{}).Where("subject_kind = ? AND subject_id = ? AND status = ? AND id <> ?", subjectKind, subjectID, ApprovalOpen, causeID).
		Updates(map[string]any{"status": ApprovalExpired, "decided_at": At(tx.now), "decision_reason": "overtaken by " + causeID})
	if res.Error != nil || res.RowsAffected == 0 {
		return wrap(res.Error, "approval requests")
	}
	return tx.Audit(by, "approval.overtaken", subjectKind, subjectID, nil, map[string]any{"by": causeID, "requests": res.RowsAffected})
}

// DecideApproval closes an open request that has not expired, once; payloadSHA is the hash of what the person saw.
func (tx *Tx) DecideApproval(id, payloadSHA, status, reason string, by Actor) (ApprovalRequest, error) {
	a, err := tx.Approval(id)
	if err != nil {
		return a, err
	}
	if a.RequestedBy == by.ID && status != ApprovalWithdrawn {
		return a, Errorf(Denied, "a second person decides what the first one asked for")
	}
	if a.RequestedBy != by.ID && status == ApprovalWithdrawn {
		return a, Errorf(Denied, "only who asked can take it back")
	}
	if payloadSHA != a.PayloadSHA256 { // of a row that never changes
		return a, Errorf(Conflict, "approval changed")
	}
	if err := tx.LockApprovals(a.SubjectKind, a.SubjectID); err != nil {
		return a, err
	}
	res := tx.db.Model(&ApprovalRequest{}).Where("id = ? AND status = ? AND expires_at > ?", id, ApprovalOpen, At(tx.now)).
		Updates(map[string]any{"status": status, "decided_by": by.ID, "decided_at": At(tx.now), "decision_reason": reason})
	if err := updated(res, "approval request"); err != nil {
		return a, err
	}
	return a, tx.Audit(by, "approval."+status, a.filedUnder(), a.SubjectID, map[string]any{"request": a.ID}, map[string]any{"request": a.ID, "payload": a.PayloadSHA256})
}

// LapseApproval closes the open request for a thing, if there is one, because the thing has become another one.
func (tx *Tx) LapseApproval(action, subjectID string, by Actor) error {
	a, err := tx.OpenApproval(action, subjectID)
	if KindOf(err) == NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	res := tx.db.Model(&ApprovalRequest{}).Where("id = ? AND status = ?", a.ID, ApprovalOpen).
		Updates(map[string]any{"status": ApprovalExpired, "decided_at": At(tx.now)})
	if err := updated(res, "approval request"); err != nil {
		return err
	}
	return tx.Audit(by, "approval."+ApprovalExpired, a.filedUnder(), a.SubjectID, map[string]any{"request": a.ID}, map[string]any{"request": a.ID, "payload": a.PayloadSHA256})
}

// Approval finds a request.
func (v *View) Approval(id string) (ApprovalRequest, error) {
	var a ApprovalRequest
	return a, wrap(v.db.Where("id = ?", id).Take(&a).Error, "approval request")
}

// ApprovalAt finds what a person asked for at a moment.
func (v *View) ApprovalAt(action, subjectID, by string, at Instant) (ApprovalRequest, error) {
	var a ApprovalRequest
	return a, wrap(v.db.Where("action = ? AND subject_id = ? AND requested_by = ? AND requested_at = ?", action, subjectID, by, at).Take(&a).Error, "approval request")
}

// ApprovedRequest finds the newest request for a thing that a second person agreed to; NotFound if there is none.
func (v *View) ApprovedRequest(action, subjectID string) (ApprovalRequest, error) {
	var a ApprovalRequest
	err := v.db.Where("action = ? AND subject_id = ? AND status = ?", action, subjectID, ApprovalApproved).Order("decided_at DESC, id DESC").Limit(1).Take(&a).Error
	return a, wrap(err, "approval request")
}

// OpenApproval finds the open request for a thing; NotFound if there is none.
func (v *View) OpenApproval(action, subjectID string) (ApprovalRequest, error) {
	var a ApprovalRequest
	return a, wrap(v.db.Where("action = ? AND subject_id = ? AND status = ? AND expires_at > ?", action, subjectID, ApprovalOpen, At(v.now)).
		Take(&a).Error, "approval request")
}

// ReferralNote is what a person of staff wrote about a referral, append-only.
type ReferralNote struct {
	Keys
	ReferralID  string
	StaffUserID string
	Text        string
	At          Instant
}

// AddNote stores a note.
func (tx *Tx) AddNote(n ReferralNote) error {
	n.Keys, n.At = newKeys(), At(tx.now)
	return wrap(tx.db.Create(&n).Error, "note")
}

// Notes lists the notes of a referral, newest first.
func (v *View) Notes(referralID string) ([]ReferralNote, error) {
	var all []ReferralNote
	return all, wrap(v.db.Where("referral_id = ?", referralID).Order("at DESC, id DESC").Limit(200).Find(&all).Error, "notes")
}

// Read decodes what was asked for.
func (a ApprovalRequest) Read(payload any) error {
	if err := json.Unmarshal(a.Payload, payload); err != nil {
		return Errorf(Internal, "payload of approval %s: %v", a.ID, err)
	}
	return nil
}

// Intact reports whether what is stored is what was asked for and approved.
func (a ApprovalRequest) Intact() bool { return sha(a.Payload) == a.PayloadSHA256 }

// Binds compares what would happen now with what was asked for; a difference is a Conflict.
func (a ApprovalRequest) Binds(payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return Errorf(Internal, "approval: %v", err)
	}
	if sha(raw) != a.PayloadSHA256 {
		return Errorf(Conflict, "what was asked for has changed meanwhile")
	}
	return nil
}
