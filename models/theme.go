package models

// BankTheme is what the bank's platform last said of its colours, as it said it: whoever derives from them decides what is
// a colour. A try that failed leaves what was known before.
type BankTheme struct {
	TenantID                 TenantID `gorm:"primaryKey;<-:create"`
	LightBrand, LightSurface string
	DarkBrand, DarkSurface   string
	AsOf                     Instant // empty until the bank has told any
	TriedAt                  Instant
	Failure                  string // why the last try told nothing; empty if it did
}

// BankTheme reads the bank's colours; NotFound if nobody ever asked.
func (v *View) BankTheme() (BankTheme, error) {
	var t BankTheme
	return t, wrap(v.db.Take(&t).Error, "bank theme")
}

// SaveBankTheme keeps what the bank told of its colours, or that it told nothing, unless something newer is known.
func (tx *Tx) SaveBankTheme(t BankTheme) error {
	t.TriedAt = At(tx.now)
	set := map[string]any{"tried_at": t.TriedAt, "failure": t.Failure}
	if t.Failure == "" {
		t.AsOf = t.TriedAt
		set["light_brand"], set["light_surface"], set["dark_brand"], set["dark_surface"], set["as_of"] = t.LightBrand, t.LightSurface, t.DarkBrand, t.DarkSurface, t.AsOf
	}
	res := tx.db.Model(&BankTheme{}).Where("tried_at <= ?", t.TriedAt).Updates(set)
	if res.Error != nil || res.RowsAffected == 1 {
		return wrap(res.Error, "bank theme")
	}
	return wrap(tx.db.Clauses(onConflictDoNothing("tenant_id")).Create(&t).Error, "bank theme")
}
