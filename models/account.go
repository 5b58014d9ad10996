package models

import (
	"encoding/json"
	"strings"
)

// AccountFacts is what the bank last said of a member's accounts, for the choice of a payee's account and for a look at
// the standing before money leaves. One row a member; numbers and balances are not kept.
type AccountFacts struct {
	TenantID TenantID `gorm:"primaryKey;<-:create"`
	MemberID string   `gorm:"primaryKey;<-:create"`
	AsOf     Instant
	Accounts []KnownAccount `gorm:"serializer:json"`
}

// TableName is account_facts.
func (AccountFacts) TableName() string { return "account_facts" }

// KnownAccount is one account in the bank's words.
type KnownAccount struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	LastFour string `json:"last_four,omitempty"` // empty if the bank's mask does not end in four digits
	Standing string `json:"standing"`
	Balance  Sign   `json:"balance,omitempty"`
}

// Sign is all that is kept of a balance.
type Sign string

// The signs; empty is a balance that the bank did not tell.
const (
	SignNegative Sign = "negative"
	SignCovered  Sign = "covered"
)

// Payable reports whether money can be sent to an account that people can tell by its kind and last four digits.
func (a KnownAccount) Payable() bool {
	return a.LastFour != "" && (a.Kind == "checking" || a.Kind == "savings" || a.Kind == "deposit") && a.Standing != "closed" && a.Standing != "bad"
}

// LastFour is the end of an account number as the bank masks it, empty if that is not four digits.
func LastFour(masked string) string {
	if len(masked) < 4 {
		return ""
	}
	end := masked[len(masked)-4:]
	if strings.Trim(end, "0123456789") != "" {
		return ""
	}
	return end
}

// SaveAccountFacts keeps what the bank said of a member's accounts, unless something newer is known.
func (tx *Tx) SaveAccountFacts(f AccountFacts) error {
	raw, err := json.Marshal(f.Accounts)
	if err != nil {
		return Errorf(Internal, "accounts: %v", err)
	}
	res := tx.db.Model(&AccountFacts{}).Where("member_id = ? AND as_of < ?", f.MemberID, f.AsOf).
		Updates(map[string]any{"as_of": f.AsOf, "accounts": JSON(raw)})
	if res.Error != nil || res.RowsAffected == 1 {
		return wrap(res.Error, "account facts")
	}
	return wrap(tx.db.Clauses(onConflictDoNothing("tenant_id", "member_id")).Create(&f).Error, "account facts")
}

// AccountFacts is what is known of some members' accounts, by member; who is missing was never told of.
func (v *View) AccountFacts(memberIDs ...string) (map[string]AccountFacts, error) {
	var all []AccountFacts
	err := v.db.Where("member_id IN ?", memberIDs).Find(&all).Error
	known := map[string]AccountFacts{}
	for _, f := range all {
		known[f.MemberID] = f
	}
	return known, wrap(err, "account facts")
}
