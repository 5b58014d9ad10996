package program

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

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

type themeArgs struct{}

// Kind names the job.
func (themeArgs) Kind() string { return "bank_theme" }

// InsertOpts lets one wait at a time. It is not tried again: the next one comes soon.
func (themeArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByState: unfinished()}}
}

// painter keeps the colours of those institutions that take their bank's.
type painter struct {
	river.WorkerDefaults[themeArgs]
	house *House
}

// Work looks at all institutions; one that fails does not keep the others from being looked at.
func (w *painter) Work(ctx context.Context, _ *river.Job[themeArgs]) error {
	tenants, err := w.house.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		if t.BankColors && !t.Disabled {
			err = errors.Join(err, w.house.For(t).FreshenTheme(ctx))
		}
	}
	return err
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
