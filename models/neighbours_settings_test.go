package models_test

import (
	"raf/models"
	"raf/models/modelstest"
)

// settingsCalls are the calls on what an institution says of itself.
func settingsCalls() map[string]func(tx *models.Tx, who string) (any, error) {
	by := models.Actor{Kind: models.ActorStaff, ID: "maker"}
	return map[string]func(tx *models.Tx, who string) (any, error){
		"Settings": func(tx *models.Tx, _ string) (any, error) { return tx.Settings() },
		"ChangeSettings": func(tx *models.Tx, who string) (any, error) {
			row, err := tx.Settings()
			if err != nil {
				return nil, err
			}
			row.PostalAddress = who
			return nil, tx.ChangeSettings(row.Settings, row.Version, by)
		},
		"SealedOtherwise": func(tx *models.Tx, _ string) (any, error) {
			return tx.SealedOtherwise(models.VaultGrant, []byte("head"), "", 10)
		},
		"SealedBy": func(tx *models.Tx, _ string) (any, error) { return tx.SealedBy(models.VaultGrant) },
		"Reseal": func(tx *models.Tx, who string) (any, error) {
			return tx.Reseal(models.VaultGrant, models.SealedValue{Subject: who, Sealed: []byte("garden")}, []byte("anew"))
		},
		"ChangeTenant": func(tx *models.Tx, who string) (any, error) {
			row, err := tx.Settings()
			if err != nil {
				return nil, err
			}
			p := modelstest.Profile("garden")
			p.ClientID = who
			return nil, tx.ChangeTenant(p, row.Version, []byte(who), by)
		},
		"DisableTenant": func(tx *models.Tx, who string) (any, error) { return tx.DisableTenant(who == "friend", "why", by) },
		"LogoImage":     func(tx *models.Tx, _ string) (any, error) { return tx.LogoImage("logo") },
		"AddLogo":       func(tx *models.Tx, who string) (any, error) { return nil, tx.AddLogo("logo-"+who, []byte("picture")) },
		"DropLogos":     func(tx *models.Tx, _ string) (any, error) { return nil, tx.DropLogos("logo") },
	}
}
