package program

import (
	"context"
	"time"

	"raf/models"
	"raf/providers"
)

// How often it is looked whose colours are old, and how old they may be: no page ever asks a bank for them.
const (
	themeEvery = time.Minute
	themeLife  = time.Hour
)

// failureUnsupported is the failure of a platform that tells no colours.
const failureUnsupported = "unsupported"

// themeArgs asks for the colours of banks to be kept up to date.
type themeArgs struct{ periodic }

// Kind names the job.
func (themeArgs) Kind() string { return "bank_theme" }

// wantTheme looks at those institutions alone that take their bank's colours.
func (p *Program) wantTheme(ctx context.Context) error {
	if t := p.Tenant(); !t.BankColors || t.Disabled {
		return nil
	}
	return p.FreshenTheme(ctx)
}

// FreshenTheme asks the bank for its colours if what is known is older than an hour. What can't be had leaves what was
// known, with the reason beside it: that is no error.
func (p *Program) FreshenTheme(ctx context.Context) error {
	known, err := p.BankTheme(ctx)
	if err != nil || !known.TriedAt.IsZero() && p.house.Now().Sub(known.TriedAt.Time) < themeLife {
		return err
	}
	bank, err := p.bank(ctx)
	if err != nil {
		return err
	}
	fresh := models.BankTheme{Failure: failureUnsupported}
	if t, tells := bank.(providers.Themer); tells {
		told, err := t.Theme(ctx)
		if err != nil {
			fresh.Failure = string(providers.KindOf(err))
			p.log().Warn("no colours of the bank", "why", fresh.Failure)
		} else {
			fresh = models.BankTheme{LightBrand: told.LightBrand, LightSurface: told.LightSurface, DarkBrand: told.DarkBrand, DarkSurface: told.DarkSurface}
		}
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.SaveBankTheme(fresh) })
}

// BankTheme is what the bank last told of its colours; empty if it was never asked.
func (p *Program) BankTheme(ctx context.Context) (known models.BankTheme, err error) {
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		known, err = v.BankTheme()
		if err != nil && models.KindOf(err) == models.NotFound {
			err = nil
		}
		return err
	})
	return known, err
}
