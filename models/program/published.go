package program

import (
	"context"
	"time"

	"raf/models"
	"raf/providers"
)

// published is a bank's memory in the tenant's rows.
type published struct{ rows models.TenantStore }

// Recall reads the document of a kind; the zero one if the bank has never published any.
func (m published) Recall(ctx context.Context, kind string) (providers.Published, error) {
	var d models.BankDocument
	err := m.rows.View(ctx, func(v *models.View) (err error) {
		d, err = v.BankDocument(kind)
		return err
	})
	if models.KindOf(err) == models.NotFound {
		return providers.Published{}, nil
	}
	return providers.Published{Kind: d.Kind, Address: d.Address, Body: d.Body, At: d.FetchedAt.Time}, err
}

// Keep stores what the bank published in the place of what it had.
func (m published) Keep(ctx context.Context, p providers.Published) error {
	return m.rows.InTx(ctx, func(tx *models.Tx) error {
		return tx.SaveBankDocument(models.BankDocument{Kind: p.Kind, Address: p.Address, Body: p.Body, FetchedAt: models.At(p.At)})
	})
}

// MayFetch takes one of the fetches that all processes have together.
func (m published) MayFetch(ctx context.Context, most int, per time.Duration) (may bool, err error) {
	err = m.rows.InTx(ctx, func(tx *models.Tx) error {
		may, err = tx.TakeKeyFetch(most, per)
		return err
	})
	return may, err
}
