package models

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"raf/models/secret"
)

// VaultKind names what rests sealed in an institution's rows. Flows are not among them: they are over before a key can be
// taken out of use.
type VaultKind string

// The kinds of what rests sealed.
const (
	VaultClient VaultKind = SecretClient
	VaultPerson VaultKind = SecretPerson
	VaultGrant  VaultKind = "bank_grant"
	VaultTOTP   VaultKind = "authenticator"
	// VaultRetired are the grants that the bank is still to be told of; their subjects are RetiredGrant ids.
	VaultRetired VaultKind = "retired_grant"
	VaultSigner  VaultKind = "signing_key"
)

// VaultKinds are all of them, what can't be got again first.
func VaultKinds() []VaultKind {
	return []VaultKind{VaultPerson, VaultClient, VaultSigner, VaultTOTP, VaultGrant, VaultRetired}
}

// SealedValue is a sealed value and whose it is: a member or a person of staff, a signing key by its id, or the secret's kind where it is the
// institution's own.
type SealedValue struct {
	Subject string
	Sealed  []byte
}

// SealedCount is how many values were sealed with one key; Head is what they begin with (secret.Sealer.Head).
type SealedCount struct {
	Head []byte
	N    int64
}

// vault is where values of a kind rest.
func (v *View) vault(kind VaultKind) (q *gorm.DB, subject, sealed clause.Column) {
	switch kind {
	case VaultGrant:
		return v.db.Model(&BankGrant{}), clause.Column{Name: "member_id"}, clause.Column{Name: "sealed"}
	case VaultRetired:
		return v.db.Model(&RetiredGrant{}), clause.Column{Name: "id"}, clause.Column{Name: "sealed"}
	case VaultTOTP:
		return v.db.Model(&StaffUser{}).Where("totp_sealed IS NOT NULL"), clause.Column{Name: "id"}, clause.Column{Name: "totp_sealed"}
	case VaultSigner:
		return v.db.Model(&SigningKey{}), clause.Column{Name: "id"}, clause.Column{Name: "sealed"}
	default:
		return v.db.Model(&TenantSecret{}).Where("kind = ?", string(kind)), clause.Column{Name: "kind"}, clause.Column{Name: "sealed"}
	}
}

// SealedOtherwise are values of a kind that do not begin with head, at most limit behind the subject after.
func (v *View) SealedOtherwise(kind VaultKind, head []byte, after string, limit int) (all []SealedValue, err error) {
	q, subject, sealed := v.vault(kind)
	err = q.Select("? AS subject, ? AS sealed", subject, sealed).Where("substr(?, 1, ?) <> ? AND ? > ?", sealed, secret.HeadSize, head, subject, after).
		Order(clause.OrderByColumn{Column: subject}).Limit(limit).Find(&all).Error
	return all, wrap(err, "sealed values")
}

// SealedBy counts the values of a kind by the key they were sealed with.
func (v *View) SealedBy(kind VaultKind) (all []SealedCount, err error) {
	q, _, sealed := v.vault(kind)
	err = q.Select("substr(?, 1, ?) AS head, COUNT(*) AS n", sealed, secret.HeadSize).Group("head").Order("head").Find(&all).Error
	return all, wrap(err, "sealed values")
}

// Reseal replaces a sealed value by the same one under another key, if its bytes are still those that were read: whoever
// stored a newer value meanwhile wins. The row's version stays, because nothing that it counts has changed.
func (tx *Tx) Reseal(kind VaultKind, old SealedValue, next []byte) (done bool, err error) {
	q, subject, sealed := tx.vault(kind)
	res := q.Where("? = ? AND ? = ?", subject, old.Subject, sealed, old.Sealed).UpdateColumn(sealed.Name, next)
	return res.RowsAffected == 1, wrap(res.Error, "sealed value")
}
