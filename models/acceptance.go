package models

import (
	"time"

	"gorm.io/gorm"
)

// AcceptanceGate is one row an institution: acceptances pass it one at a time. Two members who enter each other's codes
// in the same moment would each see no loop; the gate's row lock makes the second see the first.
type AcceptanceGate struct {
	TenantID TenantID `gorm:"primaryKey;<-:create"`
	Passed   int64
}

// PassGate waits for its turn; the row stays locked until the transaction ends.
func (tx *Tx) PassGate() error {
	res := tx.db.Model(&AcceptanceGate{}).Where("passed >= 0").UpdateColumn("passed", plus("passed", 1))
	return updated(res, "acceptance gate")
}

// Consent is what a person agreed to, in which words, append-only.
type Consent struct {
	Keys
	MemberID   string
	ReferralID string
	Kind       string // terms, share_status
	Version    string
	TextSHA256 string `gorm:"column:text_sha256"`
	Granted    bool
	AttestedBy string // the person of staff who says so for the member; empty for the member's own word
	At         Instant
}

// The kinds of consent.
const (
	ConsentTerms = "terms"
	ConsentShare = "share_status"
)

// AddConsents stores consents.
func (tx *Tx) AddConsents(all []Consent) error {
	for i := range all {
		all[i].Keys, all[i].At = newKeys(), At(tx.now)
	}
	return wrap(tx.db.Create(&all).Error, "consents")
}

// CodeAttempt is a refused code entry: the reason is for staff, the count is what limits guessing. What was typed is
// not kept.
type CodeAttempt struct {
	Keys
	MemberID    string
	AddressHash string // HMAC of the address
	Reason      string
	RequestID   string
	At          Instant
}

// AddCodeAttempt stores a refusal.
func (tx *Tx) AddCodeAttempt(a CodeAttempt) error {
	a.Keys, a.At = newKeys(), At(tx.now)
	return wrap(tx.db.Create(&a).Error, "code attempt")
}

// Guesses lists when a member guessed since a moment, newest first and at most limit of them. Only refusals for one of
// the reasons given are guesses: a full campaign is not the member's doing.
func (v *View) Guesses(memberID string, reasons []string, since time.Time, limit int) ([]Instant, error) {
	return guesses(v.db.Where("member_id = ?", memberID), reasons, since, limit)
}

// GuessesFrom is Guesses for an address.
func (v *View) GuessesFrom(addressHash string, reasons []string, since time.Time, limit int) ([]Instant, error) {
	return guesses(v.db.Where("address_hash = ?", addressHash), reasons, since, limit)
}

func guesses(of *gorm.DB, reasons []string, since time.Time, limit int) ([]Instant, error) {
	var rows []CodeAttempt
	err := of.Select("tenant_id", "id", "at").Where("at > ? AND reason IN ?", At(since), reasons).Order("at DESC").Limit(limit).Find(&rows).Error
	all := make([]Instant, len(rows))
	for i, row := range rows {
		all[i] = row.At
	}
	return all, wrap(err, "code attempts")
}

// LockMember takes the row lock of a member, so that two guesses at once are counted one after the other.
func (tx *Tx) LockMember(id string) error {
	return updated(tx.db.Model(&Member{}).Where("id = ?", id).UpdateColumn("seen_at", At(tx.now)), "member")
}
