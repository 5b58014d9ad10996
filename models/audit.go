package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// AuditRow is one change: who, what, to whom, before and after. It is written in the change's own transaction and
// never touched again; a job seals Seq, PrevHash and Hash in order later (design.md, 3.15).
type AuditRow struct {
	Keys
	ActorKind   ActorKind
	ActorID     string
	Action      string
	SubjectKind string
	SubjectID   string
	BeforeSHA   string `gorm:"column:before_sha"`
	AfterSHA    string `gorm:"column:after_sha"`
	Diff        JSON
	RequestID   string
	IPHmac      string `gorm:"column:ip_hmac"` // Origin's tag, empty for jobs and commands
	At          Instant
	Seq         *int64 `gorm:"<-:update"`
	PrevHash    string `gorm:"<-:update"`
	Hash        string `gorm:"<-:update"`
}

// TableName is audit_log.
func (AuditRow) TableName() string { return "audit_log" }

// Audit appends a row. Before and after are structs or maps without personal data; nil is "did not exist".
func (tx *Tx) Audit(by Actor, action, subjectKind, subjectID string, before, after any) error {
	b, err := json.Marshal(before)
	if err != nil {
		return Errorf(Internal, "audit: %v", err)
	}
	a, err := json.Marshal(after)
	if err != nil {
		return Errorf(Internal, "audit: %v", err)
	}
	diff, err := json.Marshal(map[string]json.RawMessage{"before": b, "after": a})
	if err != nil {
		return Errorf(Internal, "audit: %v", err)
	}
	from := ""
	if tx.origin != nil {
		if from, err = tx.origin(&tx.View); err != nil {
			return err
		}
	}
	row := AuditRow{Keys: newKeys(), ActorKind: by.Kind, ActorID: by.ID, Action: action, SubjectKind: subjectKind,
		SubjectID: subjectID, BeforeSHA: sha(b), AfterSHA: sha(a), Diff: diff, RequestID: by.RequestID, IPHmac: from, At: At(tx.now)}
	return wrap(tx.db.Create(&row).Error, "audit row")
}

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// plus is column + n, for counters that are changed where they are.
func plus(column string, n int) clause.Expr {
	return gorm.Expr("? + ?", clause.Column{Name: column}, n)
}
