package models

import (
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Referral is one friend who entered one code. Terms and version are frozen at acceptance.
type Referral struct {
	Keys
	Kind              string
	CampaignID        string
	CampaignVersionID string
	CodeID            string
	InviterMemberID   string `gorm:"default:null"` // empty where the institution itself invites
	AcceptorMemberID  string
	AcceptorPersonKey string // empty if the person could not be verified
	State             State
	StateSince        Instant
	AcceptedAt        Instant
	TermsSHA256       string `gorm:"column:terms_sha256"`
	TermsLocale       string
	WindowFrom        string // YYYY-MM-DD, empty until the anchor is known
	WindowTo          string
	EvaluatedThrough  string // the last posting day judged with complete data
	ClosingUntil      Instant
	DueOn             string // the day payment is promised for
	Source            string // member, link, branch, staff
	HoldCount         int
	CloseReason       string
	CloseCause        string // CauseRefused, or empty where the rules close it
	Verdict           JSON   // of the newest evaluation that could judge
	VerdictOutcome    string
	VerdictAsOf       Instant // the age of the facts behind Verdict
	CheckedAt         Instant // the newest attempt, successful or not
	CheckFailure      string  // why the newest attempt could not judge, empty if it could
	CheckAgainAt      Instant // the bank asked to be left alone until then
	LockVersion       int64
	Listed            `gorm:"embedded"`

	Acceptor    *Member          `gorm:"foreignKey:TenantID,AcceptorMemberID;references:TenantID,ID"`
	Inviter     *Member          `gorm:"foreignKey:TenantID,InviterMemberID;references:TenantID,ID"`
	AcceptorLeg *RewardLeg       `gorm:"foreignKey:TenantID,ReferralID;references:TenantID,ID"`
	Version     *CampaignVersion `gorm:"foreignKey:TenantID,CampaignVersionID;references:TenantID,ID"`
}

// ReferralEvent is one step of a referral's life, append-only.
type ReferralEvent struct {
	Keys
	ReferralID    string
	Seq           int64
	FromState     State
	ToState       State
	Cause         Event
	ActorKind     ActorKind
	ActorID       string
	ReasonCode    string
	PayloadSHA256 string `gorm:"column:payload_sha256"`
	At            Instant
}

// Evaluation is one judgement with the digest of the facts it was made from, append-only.
type Evaluation struct {
	Keys
	ReferralID  string
	RunAt       Instant
	DataAsOf    Instant
	Trigger     string // tile, staff, job
	Outcome     string
	FactsDigest string
	Verdict     JSON
}

// Hold stops payment without losing the referral's place.
type Hold struct {
	Keys
	ReferralID string
	Kind       string
	Side       Side // whose it is; empty: the whole referral's
	OpenedBy   string
	OpenedAt   Instant
	ResolvedBy string
	ResolvedAt Instant
	Resolution string
	Reason     string // why it was opened; it stays
	Found      string // by whoever released it
}

// CauseRefused marks a closing that staff decided. No verdict leads out of it, however good: only the end of the grace,
// or a person who takes the refusal back.
const CauseRefused = "refused"

// HoldIdentity is the hold of a friend whom no person key identifies.
const HoldIdentity = "identity_unverified"

// Actor is who caused a change.
type Actor struct {
	Kind      ActorKind
	ID        string
	RequestID string
}

// AddReferral stores a new referral with its legs, its first event and, where HoldCount says so, the hold of a person
// who could not be verified.
// A second live referral of the same member or person is a Conflict, by unique indexes; in a product campaign a second
// one is, whatever became of the first.
func (tx *Tx) AddReferral(r Referral, legs []RewardLeg, by Actor) (Referral, error) {
	to, err := Next(none, EventAccept, by.Kind)
	if err != nil {
		return r, err
	}
	if r.Kind == KindProduct && slices.ContainsFunc(legs, func(l RewardLeg) bool { return l.Side == SideInviter }) {
		return r, Errorf(Internal, "a reward for an inviter where nobody invites")
	}
	r.Keys, r.State, r.StateSince, r.AcceptedAt = newKeys(), to, At(tx.now), At(tx.now)
	if r.Listed, err = tx.listed(r, legs); err != nil {
		return r, err
	}
	if err := tx.db.Omit(clause.Associations).Create(&r).Error; err != nil {
		return r, wrap(err, "referral")
	}
	for i := range legs {
		legs[i].Keys, legs[i].ReferralID, legs[i].CreatedAt = newKeys(), r.ID, At(tx.now)
	}
	if err := tx.db.Create(&legs).Error; err != nil {
		return r, wrap(err, "reward legs")
	}
	if r.HoldCount > 0 {
		h := Hold{Keys: newKeys(), ReferralID: r.ID, Kind: HoldIdentity, OpenedBy: string(ActorSystem), OpenedAt: At(tx.now)}
		if err := tx.db.Create(&h).Error; err != nil {
			return r, wrap(err, "hold")
		}
	}
	return r, tx.addEvent(r, none, to, EventAccept, by, "")
}

// ReferralChanges are the columns that a step may set beside the state; empty ones stay as they are.
type ReferralChanges struct {
	WindowFrom, WindowTo string
	EvaluatedThrough     string
	DueOn                string
	ClosingUntil         Instant
	CloseReason          string
	CloseCause           string
	Reopen               bool // forget why and until when it was closing
}

func (c ReferralChanges) into(set map[string]any) map[string]any {
	for column, value := range map[string]string{"window_from": c.WindowFrom, "window_to": c.WindowTo, "due_on": c.DueOn,
		"evaluated_through": c.EvaluatedThrough, "close_reason": c.CloseReason, "close_cause": c.CloseCause} {
		if value != "" {
			set[column] = value
		}
	}
	if !c.ClosingUntil.IsZero() {
		set["closing_until"] = c.ClosingUntil
	}
	if c.Reopen {
		set["close_reason"], set["close_cause"], set["closing_until"] = "", "", nil
	}
	return set
}

// Move applies an event to a referral at the state and lock version that were read, with changes to other columns. A
// Conflict means that it has moved meanwhile, or that a hold forbids its approval.
func (tx *Tx) Move(r Referral, event Event, by Actor, changes ReferralChanges) (Referral, error) {
	to, err := Next(r.State, event, by.Kind)
	if err != nil {
		return r, err
	}
	switch event { // here, so that no caller can forget it
	case EventRefuse:
		changes.CloseCause = CauseRefused
	case EventTakeBack, EventBackEarly:
		changes.Reopen = true
	}
	moved := changes.changed(r, to)
	moved.NextOn = nextOn(moved, tx.tenant.Zone())
	set := changes.into(map[string]any{"state": to, "state_since": At(tx.now), "lock_version": gorm.Expr("lock_version + 1"), "next_on": moved.NextOn})
	q := tx.db.Model(&Referral{}).Where("id = ? AND state = ? AND lock_version = ?", r.ID, r.State, r.LockVersion)
	q = tx.only(q, event, to, by)
	if err := updated(q.Updates(set), "referral"); err != nil {
		return r, err
	}
	moved.StateSince, moved.LockVersion = At(tx.now), r.LockVersion+1
	return moved, tx.addEvent(moved, r.State, to, event, by, changes.CloseReason)
}

// only adds what else must be so for a move. It stands in the UPDATE and not in a check before it, or a hold opened or a
// refusal made meanwhile would not count.
func (tx *Tx) only(q *gorm.DB, event Event, to State, by Actor) *gorm.DB {
	switch {
	case to == StateApproved:
		return q.Where("hold_count = 0")
	case event == EventReject && by.Kind == ActorSystem:
		return q.Where("close_cause = ? AND closing_until <= ?", CauseRefused, At(tx.now)) // the grace is the member's
	case event == EventReject || event == EventTakeBack || event == EventBackEarly:
		return q.Where("close_cause = ?", CauseRefused)
	case event == EventLapse:
		return q.Where("close_cause = '' AND (closing_until IS NULL OR closing_until <= ?)", At(tx.now))
	case event == EventMet:
		return q.Where("close_cause = ''") // what staff refused no verdict brings back, and no verdict ends
	}
	return q
}

// addEvent numbers events by the lock version: the conditional UPDATE has just made it unique. What the console counts
// follows from it in the same transaction.
func (tx *Tx) addEvent(r Referral, from, to State, cause Event, by Actor, reason string) error {
	e := ReferralEvent{Keys: newKeys(), ReferralID: r.ID, Seq: r.LockVersion, FromState: from, ToState: to, Cause: cause,
		ActorKind: by.Kind, ActorID: by.ID, ReasonCode: reason, At: At(tx.now)}
	if err := tx.db.Create(&e).Error; err != nil {
		return wrap(err, "referral event")
	}
	if from == to {
		return nil // who changed, not where
	}
	return tx.count(Flow{CampaignID: r.CampaignID, Source: string(from), Target: string(to), N: 1})
}

// SaveEvaluation appends a judgement and makes it the referral's newest. It names the lock version that was read, so
// that a slow check never overwrites a later one's verdict.
func (tx *Tx) SaveEvaluation(r Referral, e Evaluation, changes ReferralChanges) (Referral, error) {
	e.Keys, e.ReferralID, e.RunAt = newKeys(), r.ID, At(tx.now)
	if err := tx.db.Create(&e).Error; err != nil {
		return r, wrap(err, "evaluation")
	}
	judged := changes.changed(r, r.State)
	judged.NextOn = nextOn(judged, tx.tenant.Zone())
	set := changes.into(map[string]any{"verdict": e.Verdict, "verdict_outcome": e.Outcome, "verdict_as_of": e.DataAsOf,
		"checked_at": At(tx.now), "check_failure": "", "check_again_at": nil, "lock_version": gorm.Expr("lock_version + 1"),
		"next_on": judged.NextOn})
	err := updated(tx.db.Model(&Referral{}).Where("id = ? AND lock_version = ?", r.ID, r.LockVersion).Updates(set), "referral")
	judged.LockVersion++
	return judged, err
}

// SaveCheckFailure records that a check could not judge, and why; the last verdict stays. If another check has judged
// since r was read, there is nothing to record: the newer answer stands.
func (tx *Tx) SaveCheckFailure(r Referral, reason string, again time.Time) error {
	set := map[string]any{"checked_at": At(tx.now), "check_failure": reason, "check_again_at": nil}
	if !again.IsZero() {
		set["check_again_at"] = At(again)
	}
	return wrap(tx.db.Model(&Referral{}).Where("id = ? AND lock_version = ?", r.ID, r.LockVersion).Updates(set).Error, "referral")
}
