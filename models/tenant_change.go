package models

import "gorm.io/gorm"

// operated are the columns that the machine's operator may change; the slug stands in links that members hold.
func operated() []any {
	return []any{"host", "fi_url", "issuers", "client_id", "institution_id", "timezone", "currency", "auth_style", "brand_color", "support_phone",
		"support_email", "support_url", "sign_in", "same_person", "core_refresh", "claims_in_user_info", "payroll_allow", "payroll_deny", "platform", "version", "changed_by", "changed_at"}
}

// ChangeTenant replaces what an institution's row says of it, if it is still of the version that was read, and its client
// secret where a sealed one is given. A host that is taken is a Conflict, and so is another currency once there are
// campaigns: their budgets and rewards are in the old one.
func (tx *Tx) ChangeTenant(next TenantProfile, version int64, clientSecret []byte, by Actor) error {
	before, own, err := tx.ownProfile()
	if err != nil {
		return err
	}
	if next.Currency != before.Currency {
		var n int64
		if err := tx.db.Model(&Campaign{}).Count(&n).Error; err != nil {
			return wrap(err, "campaigns")
		}
		if n > 0 {
			return Errorf(Conflict, "there are campaigns in %s", before.Currency)
		}
	}
	next.Slug, next.Disabled = before.Slug, before.Disabled
	row := tenantRow{TenantProfile: next, Version: version + 1, ChangedBy: by.ID, ChangedAt: At(tx.now)}
	if err := updated(own.Where("version = ?", version).Select("name", operated()...).Updates(row), "tenant "+before.Slug); err != nil {
		return err
	}
	if clientSecret != nil {
		if err := tx.setClientSecret(clientSecret); err != nil {
			return err
		}
	}
	tenant, _ := tenantFrom(tx.db.Statement.Context)
	return tx.Audit(by, "tenant.changed", "tenant", string(tenant), before, struct {
		TenantProfile
		ClientSecretReplaced bool
	}{next, clientSecret != nil})
}

// setClientSecret replaces the client secret. An institution that signs may never have had one.
func (tx *Tx) setClientSecret(sealed []byte) error {
	res := tx.db.Model(&TenantSecret{}).Where("kind = ?", SecretClient).Update("sealed", sealed)
	if res.Error == nil && res.RowsAffected == 0 {
		res = tx.db.Create(&TenantSecret{Kind: SecretClient, Sealed: sealed})
	}
	return wrap(res.Error, "client secret")
}

// Ended is what disabling an institution ended.
type Ended struct {
	Sessions, StaffSessions, Grants int64
	GivenBack                       int64 // of the grants, those that the bank took back at once
	Retired                         []RetiredGrant
}

// DisableTenant switches an institution off, or on again; one that is in that state already is a Conflict. Either way
// everybody is signed out and nothing may be read at the bank any more: what a request of the last second (tenantTTL) still
// began while it was switched off does not come back with it.
func (tx *Tx) DisableTenant(disabled bool, reason string, by Actor) (ended Ended, err error) {
	before, own, err := tx.ownProfile()
	if err != nil {
		return ended, err
	}
	res := own.Where("disabled = ?", !disabled).Updates(map[string]any{"disabled": disabled, "version": plus("version", 1), "changed_by": by.ID, "changed_at": At(tx.now)})
	if err := updated(res, "tenant "+before.Slug); err != nil {
		return ended, err
	}
	// The rows of all staff are locked first, as EndStaffSessionsOf does for one.
	if err := tx.db.Model(&StaffUser{}).Where("status <> ?", "").UpdateColumn("totp_step", gorm.Expr("totp_step")).Error; err != nil {
		return ended, wrap(err, "staff")
	}
	staff := tx.db.Model(&StaffSession{}).Where("revoked_at IS NULL").Update("revoked_at", At(tx.now))
	members := tx.endSessions(tx.db)
	for _, r := range []*gorm.DB{staff, members} {
		if r.Error != nil {
			return ended, wrap(r.Error, "tenant "+before.Slug)
		}
	}
	retired, err := tx.retire(tx.db.Where("member_id <> ?", ""))
	if err != nil {
		return ended, err
	}
	ended = Ended{Sessions: members.RowsAffected, StaffSessions: staff.RowsAffected, Grants: int64(len(retired)), Retired: retired}
	action := "tenant.disabled"
	if !disabled {
		action = "tenant.enabled"
	}
	tenant, _ := tenantFrom(tx.db.Statement.Context)
	return ended, tx.Audit(by, action, "tenant", string(tenant), map[string]any{"disabled": !disabled},
		map[string]any{"disabled": disabled, "reason": reason, "sessions": ended.Sessions, "staff_sessions": ended.StaffSessions, "grants": ended.Grants})
}

// ownProfile is the institution's own row as it stands, and the row itself for a change.
func (tx *Tx) ownProfile() (TenantProfile, *gorm.DB, error) {
	own, err := tx.ownRow()
	if err != nil {
		return TenantProfile{}, nil, err
	}
	var row tenantRow
	if err := own.Session(&gorm.Session{}).Take(&row).Error; err != nil {
		return TenantProfile{}, nil, wrap(err, "tenant")
	}
	own, err = tx.ownRow()
	return row.TenantProfile, own, err
}
