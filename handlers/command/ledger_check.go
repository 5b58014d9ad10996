package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"raf/models"
	"raf/models/program"
)

// ledgerCheck holds what each institution promised and paid against everything else that tells of it, and fails where two
// accounts of the same money differ. It writes nothing and needs no secret, so that an examiner can run it on a copy.
func ledgerCheck(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf ledger check", flag.ContinueOnError)
	slug := flags.String("tenant", "", "slug of one institution; empty: all")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	return s.atStore(w, func(store *models.Store) error { return checkLedgers(ctx, store, *slug, w) })
}

func checkLedgers(ctx context.Context, store *models.Store, slug string, w World) error {
	if err := store.Ready(ctx); err != nil {
		return err
	}
	tenants, err := trailsOf(ctx, store, slug)
	if err != nil {
		return err
	}
	var wrong []string
	for _, t := range tenants {
		c, err := program.CheckLedger(ctx, store.For(t))
		if err != nil {
			return fmt.Errorf("%s: %w", t.Slug, err)
		}
		fmt.Fprintln(w.Stdout, ledgerLine(t, c))
		for _, f := range c.Faults {
			fmt.Fprintf(w.Stdout, "  %s %s: %s\n", f.Kind, f.ID, f.What)
		}
		if len(c.Faults) > 0 {
			wrong = append(wrong, t.Slug)
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("the books do not agree: %s", strings.Join(wrong, ", "))
	}
	return nil
}

// ledgerLine tells one institution's outcome. Amounts under the faults are in minor units, as the rows have them.
func ledgerLine(t models.Tenant, c program.LedgerCheck) string {
	outcome := "all agree"
	if n := len(c.Faults); n > 0 {
		outcome = fmt.Sprintf("WRONG in %d places", n)
	}
	return fmt.Sprintf("%s: %s; campaigns %d, referrals %d, rewards %d, payments %d; promised %s, paid %s", t.Slug, outcome,
		c.Campaigns, c.Referrals, c.Rewards, c.Payments, sums(c.PromisedMinor), sums(c.PaidMinor))
}

func sums(minor map[string]int64) string {
	var parts []string
	for _, currency := range slices.Sorted(maps.Keys(minor)) {
		parts = append(parts, fmt.Sprintf("%d.%02d %s", minor[currency]/100, minor[currency]%100, currency)) // no other has a place here
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, " and ")
}

// atStore opens the database for a command that needs no secret.
func (s Settings) atStore(w World, f func(*models.Store) error) error {
	all := problems(s.Problems)
	all.want(s.DB.OnPostgres() || s.DB.Path != "", "DB_HOST (PostgreSQL) or DB_PATH (SQLite) must be set")
	if err := all.err(); err != nil {
		return err
	}
	s.DB.Now = w.Now
	store, err := models.Open(s.DB)
	if err != nil {
		return err
	}
	return errors.Join(f(store), store.Close())
}
