package models

import "time"

// AcceptanceGate is one row an institution: acceptances pass it one at a time. Two members who enter each other's codes
// in the same moment would each see no loop; the gate's row lock makes the second see the first.
type AcceptanceGate struct {
	TenantID TenantID `gorm:"primaryKey;<-:create"`
	Passed   int64
}

// PassGate waits for its turn; the row stays locked until the transaction ends.
func (tx *Tx) PassGate() error {
	res := tx.db.Model(&AcceptanceGate{}).Where("passed >= 0").UpdateColumn("passed", increment("passed"))
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

// CodeAttempts counts refusals since a moment: of a member, of an address, and of the whole institution.
func (v *View) CodeAttempts(memberID, addressHash string, memberSince, addressSince time.Time) (ofMember, ofAddress int64, err error) {
	if err = v.db.Model(&CodeAttempt{}).Where("member_id = ? AND at > ?", memberID, At(memberSince)).Count(&ofMember).Error; err == nil {
		err = v.db.Model(&CodeAttempt{}).Where("address_hash = ? AND at > ?", addressHash, At(addressSince)).Count(&ofAddress).Error
	}
	return ofMember, ofAddress, wrap(err, "code attempts")
}

// LockMember takes the row lock of a member, so that two guesses at once are counted one after the other.
func (tx *Tx) LockMember(id string) error {
	return updated(tx.db.Model(&Member{}).Where("id = ?", id).UpdateColumn("seen_at", At(tx.now)), "member")
}
