package models

import (
	"time"

	"gorm.io/gorm"
)

// BankGrant is a member's permission to read at the bank: the provider's bytes, sealed for (tenant, member). One row a
// member; a lease makes sure that only one process renews it at a time.
type BankGrant struct {
	TenantID    TenantID `gorm:"primaryKey;<-:create"`
	MemberID    string   `gorm:"primaryKey;<-:create"`
	Sealed      []byte
	Scopes      string // as granted, space-separated
	Permissions string // how each item stands, in JSON; empty if nobody knows
	ExpiresAt   Instant
	Refreshable bool
	Version     int64  // rises with every change; a renewal names the version it read
	LeaseOwner  string // the process attempt that renews now, empty if none
	LeaseUntil  Instant
	Tries       int64 // renewals begun whose answer was not seen, this one's included
	CreatedAt   Instant
	UsedAt      Instant
}

// Grant finds a member's grant.
func (v *View) Grant(memberID string) (BankGrant, error) {
	var g BankGrant
	return g, wrap(v.db.Where("member_id = ?", memberID).Take(&g).Error, "bank grant")
}

// PutGrant replaces a member's grant after a sign-in. What the bank was still to be told of older ones is dropped with them:
// banks may keep one grant for all sign-ins of a member, and giving the older back late would end this one.
func (tx *Tx) PutGrant(g BankGrant) error {
	if err := tx.db.Where("member_id = ?", g.MemberID).Delete(&BankGrant{}).Error; err != nil {
		return wrap(err, "bank grant")
	}
	if err := tx.db.Where("member_id = ?", g.MemberID).Delete(&RetiredGrant{}).Error; err != nil {
		return wrap(err, "retired grant")
	}
	g.Version, g.LeaseOwner, g.LeaseUntil, g.Tries = tx.now.UnixNano(), "", Instant{}, 0
	g.CreatedAt, g.UsedAt = At(tx.now), At(tx.now)
	return wrap(tx.db.Create(&g).Error, "bank grant")
}

// DropGrantVersion forgets a grant that the bank has ended, unless a newer sign-in has replaced it meanwhile.
func (tx *Tx) DropGrantVersion(memberID string, version int64) (dropped bool, err error) {
	res := tx.db.Where("member_id = ? AND version = ?", memberID, version).Delete(&BankGrant{})
	return res.RowsAffected == 1, wrap(res.Error, "bank grant")
}

// LeaseGrant takes the right to renew a grant at the version that was read. A Conflict means that somebody else holds
// it or has renewed already. A lease outlives a killed holder only until its deadline, and counts as a try, because a
// killed holder can't tell how far it came.
func (tx *Tx) LeaseGrant(memberID string, version int64, owner string, d time.Duration) error {
	return updated(tx.db.Model(&BankGrant{}).
		Where("member_id = ? AND version = ? AND (lease_owner = '' OR lease_until < ?)", memberID, version, At(tx.now)).
		Updates(map[string]any{"lease_owner": owner, "lease_until": At(tx.now.Add(d)), "tries": gorm.Expr("tries + 1")}), "bank grant")
}

// RenewGrant stores a renewed grant under the lease of owner and gives the lease up.
func (tx *Tx) RenewGrant(g BankGrant, owner string) error {
	return updated(tx.db.Model(&BankGrant{}).
		Where("member_id = ? AND version = ? AND lease_owner = ?", g.MemberID, g.Version, owner).
		Updates(map[string]any{"sealed": g.Sealed, "scopes": g.Scopes, "permissions": g.Permissions, "expires_at": g.ExpiresAt, "refreshable": g.Refreshable,
			"version": g.Version + 1, "tries": 0, "lease_owner": "", "lease_until": nil, "used_at": At(tx.now)}), "bank grant")
}

// ReleaseGrant gives a lease up without a renewal; unused says that the try did not use the grant.
func (tx *Tx) ReleaseGrant(memberID, owner string, unused bool) error {
	changes := map[string]any{"lease_owner": "", "lease_until": nil}
	if unused {
		changes["tries"] = gorm.Expr("tries - 1")
	}
	return wrap(tx.db.Model(&BankGrant{}).Where("member_id = ? AND lease_owner = ?", memberID, owner).Updates(changes).Error, "bank grant")
}
