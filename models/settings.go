package models

import (
	"gorm.io/gorm"
)

// What new offers may tell an inviter about friends.
const (
	VisibilityNone   = "none"
	VisibilityCounts = "counts"
	VisibilityStage  = "stage" // with the friend's consent
)

// MaxThreshold is the most that an institution may let one person release alone, in minor units for both sides together:
// half of the commonest offer, so that the usual reward always takes two. The database holds it too.
const MaxThreshold = 5000

// Settings are what an institution's own people may change of it.
type Settings struct {
	Name, SupportPhone, SupportEmail, SupportURL, Timezone, BrandColor, PostalAddress, InviterVisibility string
	BankColors, SamePerson, CoreRefresh                                                                  bool
	ThresholdMinor                                                                                       int64
	Logo                                                                                                 string
}

// SettingsRow is the settings as they stand, with who changed them last.
type SettingsRow struct {
	Settings
	Version   int64
	ChangedBy string
	ChangedAt Instant
}

// TenantLogo is a picture of an institution, made anew from what was sent; its name is its hash.
type TenantLogo struct {
	TenantID TenantID `gorm:"primaryKey;<-:create"`
	Name     string   `gorm:"primaryKey;<-:create"`
	Image    []byte
	AddedAt  Instant
}

// ownRow is this transaction's institution in the one table that has no tenant_id and so no wall: neither the plugin nor
// row-level security would stop a statement that forgets the condition, so it is made here and nowhere else.
func (v *View) ownRow() (*gorm.DB, error) {
	tenant, ok := tenantFrom(v.db.Statement.Context)
	if !ok {
		return nil, wrap(errNoTenant, "settings")
	}
	return v.db.WithContext(exempt(v.db.Statement.Context)).Model(&tenantRow{}).Where("id = ?", string(tenant)), nil
}

// Settings reads the settings as they are, past the cache that tenants are resolved from.
func (v *View) Settings() (SettingsRow, error) {
	own, err := v.ownRow()
	if err != nil {
		return SettingsRow{}, err
	}
	var row tenantRow
	if err := own.Take(&row).Error; err != nil {
		return SettingsRow{}, wrap(err, "settings")
	}
	p := row.TenantProfile
	return SettingsRow{Settings{Name: p.Name, SupportPhone: p.SupportPhone, SupportEmail: p.SupportEmail, SupportURL: p.SupportURL, Timezone: p.Timezone,
		BrandColor: p.BrandColor, BankColors: p.BankColors, PostalAddress: p.PostalAddress, InviterVisibility: p.InviterVisibility, SamePerson: p.SamePerson, CoreRefresh: p.CoreRefresh, ThresholdMinor: p.ThresholdMinor, Logo: p.Logo},
		row.Version, row.ChangedBy, row.ChangedAt}, nil
}

// ChangeSettings replaces the settings, if they are still of the version that was read. The audit row holds all of them
// before and after: none is about a person.
func (tx *Tx) ChangeSettings(next Settings, version int64, by Actor) error {
	before, err := tx.Settings()
	if err != nil {
		return err
	}
	own, err := tx.ownRow()
	if err != nil {
		return err
	}
	res := own.Where("version = ?", version).Updates(map[string]any{"name": next.Name, "support_phone": next.SupportPhone, "support_email": next.SupportEmail,
		"support_url": next.SupportURL, "timezone": next.Timezone, "brand_color": next.BrandColor, "bank_colors": next.BankColors, "postal_address": next.PostalAddress, "inviter_visibility": next.InviterVisibility, "same_person": next.SamePerson, "core_refresh": next.CoreRefresh,
		"threshold_minor": next.ThresholdMinor, "logo": next.Logo, "version": plus("version", 1), "changed_by": by.ID, "changed_at": At(tx.now)})
	if err := updated(res, "settings"); err != nil {
		return err
	}
	tenant, _ := tenantFrom(tx.db.Statement.Context)
	return tx.Audit(by, "settings.changed", "tenant", string(tenant), before.Settings, next)
}

// AddLogo keeps a picture under its name; the same one again is no error.
func (tx *Tx) AddLogo(name string, image []byte) error {
	l := TenantLogo{Name: name, Image: image, AddedAt: At(tx.now)}
	return wrap(tx.db.Clauses(onConflictDoNothing("tenant_id", "name")).Create(&l).Error, "logo")
}

// DropLogos forgets all pictures but one.
func (tx *Tx) DropLogos(but string) error {
	return wrap(tx.db.Where("name <> ?", but).Delete(&TenantLogo{}).Error, "logos")
}

// LogoImage is a picture by its name.
func (v *View) LogoImage(name string) ([]byte, error) {
	var l TenantLogo
	err := v.db.Where("name = ?", name).Take(&l).Error
	return l.Image, wrap(err, "logo")
}

// Forget drops what is remembered of an institution, so that whoever changed a setting here sees it at once; other
// processes see it within a second (tenantTTL).
func (s *Store) Forget(t Tenant) {
	s.tenants.mu.Lock()
	defer s.tenants.mu.Unlock()
	for key, cached := range s.tenants.byKey {
		if cached.tenant.id == t.id {
			delete(s.tenants.byKey, key)
		}
	}
}
