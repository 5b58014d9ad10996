package program

import (
	"context"

	"raf/models"
	"raf/models/secret"
)

// TenantVersion is the version of the institution's row. Whoever merges a change reads it before the row, so that a change
// by somebody else in between is noticed.
func (p *Program) TenantVersion(ctx context.Context) (version int64, err error) {
	err = p.rows.View(ctx, func(v *models.View) error {
		row, err := v.Settings()
		version = row.Version
		return err
	})
	return version, err
}

// ErrNoClientSecret says that an institution is to send a secret and has none.
var ErrNoClientSecret = models.Errorf(models.Invalid, "there is no client secret")

// ChangeTenant replaces what the institution's row says of it, and the client secret where one is given; both or nothing. Where
// a key is to prove who we are and there is none, it is made.
// Running servers follow within a second.
func (p *Program) ChangeTenant(ctx context.Context, next models.TenantProfile, version int64, clientSecret string, by models.Actor) error {
	var sealed []byte
	if clientSecret != "" {
		var err error
		if sealed, err = p.house.sealer.Seal(secret.PurposeVault, []byte(clientSecret), ClientSecretBinding(p.Tenant().ID())); err != nil {
			return models.Errorf(models.Internal, "seal client secret: %v", err)
		}
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if next.AuthStyle == models.AuthStyleKey {
			if err := p.HaveSigningKey(tx, by); err != nil {
				return err
			}
		} else if _, err := tx.Secret(models.SecretClient); sealed == nil && err != nil && models.KindOf(err) == models.NotFound {
			return ErrNoClientSecret // it has signed from its first day
		}
		return tx.ChangeTenant(next, version, sealed, by)
	})
}

// DisableTenant switches the institution off, or on again with undo: nobody reaches it, everybody is signed out, what members
// let us read is given back to the bank, and then it is not asked any more. What was promised stays, and so do its dates:
// seals, walks, retention and the calendar go on.
func (p *Program) DisableTenant(ctx context.Context, undo bool, reason string, by models.Actor) (ended models.Ended, err error) {
	if reason, err = freeText(reason, "reason"); err != nil {
		return ended, err
	}
	err = p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		ended, err = tx.DisableTenant(!undo, reason, by)
		return err
	})
	if err == nil {
		ended.GivenBack = p.giveBack(ctx, ended.Retired)
	}
	return ended, err
}

// SealedKeys counts what rests sealed of a kind by the id of the key it was sealed with; "" is what no key sealed.
func (p *Program) SealedKeys(ctx context.Context, kind models.VaultKind) (map[string]int64, error) {
	var all []models.SealedCount
	err := p.rows.View(ctx, func(v *models.View) (err error) { all, err = v.SealedBy(kind); return err })
	by := map[string]int64{}
	for _, c := range all {
		id, _ := p.house.sealer.HeadKey(secret.PurposeVault, c.Head)
		by[id] += c.N
	}
	return by, err
}
