package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"raf/handlers"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

// The bounds of what is well.
const (
	clockWarn  = 2 * time.Second  // between the database's clock and ours
	clockFail  = 30 * time.Second // a second factor is over by then
	bankWarn   = 5 * time.Second  // between a bank's clock and ours
	bankFail   = 60 * time.Second // what we sign is over by then
	walkLate   = 48 * time.Hour   // since the trail was last walked to its end
	probeBound = 10 * time.Second // of one bank
)

// findings prints a line for each check and remembers whether one failed.
type findings struct {
	out    io.Writer
	failed int
}

func (f *findings) ok(what, format string, args ...any) { f.line("ok  ", what, format, args...) }

func (f *findings) warn(what, format string, args ...any) { f.line("warn", what, format, args...) }

func (f *findings) fail(what, format string, args ...any) {
	f.failed++
	f.line("FAIL", what, format, args...)
}

func (f *findings) line(grade, what, format string, args ...any) {
	fmt.Fprintf(f.out, "%s  %s: %s\n", grade, what, strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; "))
}

// doctor checks what can be checked from here, a line each, and fails if one of the checks does. What hangs on a check that
// failed is left out.
func doctor(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf doctor", flag.ContinueOnError)
	slug := flags.String("tenant", "", "slug of one institution; empty: all")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	f := &findings{out: w.Stdout}
	base, keys := s.examineConfiguration(f)
	if s.DB.OnPostgres() || s.DB.Path != "" {
		if err := s.examineRest(ctx, f, w, *slug, base, keys); err != nil {
			return err
		}
	}
	if f.failed > 0 {
		return fmt.Errorf("checks that failed: %d", f.failed)
	}
	return nil
}

// examineConfiguration holds the environment to what serve asks. Both answers are nil where they can't be had.
func (s Settings) examineConfiguration(f *findings) (*url.URL, *secret.Keyring) {
	var key problems
	keys := s.keyring(&key)
	for _, p := range key {
		f.fail("keys", "%s", p)
	}
	base, all := s.environment()
	for _, p := range all {
		f.fail("configuration", "%s", p)
	}
	if len(all) == 0 {
		f.ok("configuration", "serves %s", base)
	}
	return base, keys
}

func (s Settings) examineRest(ctx context.Context, f *findings, w World, slug string, base *url.URL, keys *secret.Keyring) error {
	if keys == nil { // the database is looked at all the same
		var err error
		if keys, err = secret.NewKeyring("a key that seals nothing: k8Zr3QwLx1Vt7YpB5nMd0HgS2fJc9EuA", nil); err != nil {
			return err
		}
		base = nil
	}
	a, err := open(s, keys, w.Now)
	if err != nil {
		f.fail("database", "%v", err)
		return nil
	}
	if examineDatabase(ctx, f, a, w) && base != nil {
		err = examineTenants(ctx, f, a, slug, base)
	}
	return errors.Join(err, a.store.Close())
}

// examineDatabase reports whether rows can be looked at.
func examineDatabase(ctx context.Context, f *findings, a *app, w World) bool {
	walls, err := a.store.Walls(ctx)
	if err != nil {
		f.fail("database", "%v", err)
		return false
	}
	ready := a.store.Ready(ctx)
	if ready != nil {
		f.fail("migrations", "%v", ready)
	} else {
		f.ok("migrations", "the schema and the tables of jobs are current")
	}
	if walls == nil {
		f.warn("database", "SQLite serves one small instance; PostgreSQL is the production database")
		return ready == nil
	}
	f.ok("database", "answers %s", walls.Role)
	if len(walls.Over) > 0 {
		f.fail("role", "%s passes row-level security: %s", walls.Role, walls.Pass())
	} else {
		f.ok("role", "%s owns nothing and passes no wall", walls.Role)
	}
	if len(walls.Unforced) > 0 {
		f.fail("walls", "row-level security is not forced on %s: run raf migrate", strings.Join(walls.Unforced, ", "))
	} else {
		f.ok("walls", "row-level security is forced on each table of institutions")
	}
	switch off := walls.Now.Sub(w.Now()).Abs(); {
	case off > clockFail:
		f.fail("clock", "the database's clock is %s off", off.Round(time.Second))
	case off > clockWarn:
		f.warn("clock", "the database's clock is %s off", off.Round(time.Second))
	default:
		f.ok("clock", "the database's is ours")
	}
	return ready == nil
}

func examineTenants(ctx context.Context, f *findings, a *app, slug string, base *url.URL) error {
	tenants, err := trailsOf(ctx, a.store, slug)
	if err != nil {
		return err
	}
	left := map[string]int64{}
	for _, t := range tenants {
		p := a.house.For(t)
		for _, kind := range models.VaultKinds() {
			some, err := p.LeftSealed(ctx, kind)
			if err != nil {
				return err
			}
			for id, n := range some {
				left[id] += n
			}
		}
	}
	examineKeys(f, a, left)
	for _, t := range tenants {
		if err := examineTenant(ctx, f, a.house.For(t), base, a.house.Now); err != nil {
			return err
		}
	}
	return nil
}

// examineKeys says whether a key that is still needed is missing, and whether one is kept for nothing.
func examineKeys(f *findings, a *app, left map[string]int64) {
	for id, n := range left {
		if _, ours := a.keys.ByID(secret.PurposeVault, id); ours {
			f.warn("keys", "the fallback %s is still needed by %d values: run raf keys rotate", id, n)
		} else {
			f.fail("keys", "not in SECRET_KEY or SECRET_KEY_FALLBACKS: %s", underKeys(map[string]int64{id: n}))
		}
	}
	if len(left) == 0 {
		f.ok("keys", "everything rests under %s; no fallback is needed for it", a.house.VaultKey())
	}
}

func examineTenant(ctx context.Context, f *findings, p *program.Program, base *url.URL, now func() time.Time) error {
	t := p.Tenant()
	stands, err := p.Health(ctx)
	if err != nil {
		return err
	}
	if stands.Sealed != nil {
		f.fail(t.Slug+": secrets", "%v", stands.Sealed)
	} else {
		f.ok(t.Slug+": secrets", "client secret or signing key, and person key, open")
	}
	if t.Disabled {
		f.warn(t.Slug+": state", "disabled; its bank is not asked")
	} else if stands.Sealed == nil {
		examineBank(ctx, f, p)
	}
	examineSigner(ctx, f, p, stands, base, now())
	if bank := handlers.BankOrigin(t.FIURL); bank == "" {
		f.fail(t.Slug+": frame policy", "no page may frame the card, for %q is no origin: raf tenant set --fi-url", t.FIURL)
	} else {
		f.ok(t.Slug+": frame policy", "%s may frame the card, and nobody else", bank)
	}
	f.ok(t.Slug+": redirect URIs", "%s", strings.Join(handlers.RedirectURIs(base.String(), t.TenantProfile), " "))
	if stands.Offers > 0 {
		f.ok(t.Slug+": campaigns", "taking friends today: %d", stands.Offers)
	} else {
		f.warn(t.Slug+": campaigns", "none takes friends today")
	}
	walk, at := stands.Walk, now()
	switch {
	case walk.Fault != "":
		f.fail(t.Slug+": audit trail", "does not hold at entry %d: run raf audit verify", walk.FaultSeq)
	case walk.EndedAt.IsZero() || at.Sub(walk.EndedAt.Time) > walkLate:
		f.warn(t.Slug+": audit trail", "was not walked to its end lately: do jobs run?")
	default:
		f.ok(t.Slug+": audit trail", "walked %s", walk.EndedAt.In(t.Zone()).Format("2006-01-02 15:04 MST"))
	}
	return nil
}

func examineBank(ctx context.Context, f *findings, p *program.Program) {
	within, cancel := context.WithTimeout(ctx, probeBound)
	defer cancel()
	what := p.Tenant().Slug + ": bank"
	gap, err := p.ProbeBank(within)
	switch {
	case errors.Is(err, program.ErrNoProbe):
		f.warn(what, "%v", err)
	case err != nil:
		f.fail(what, "no sign-in is possible: %v", err)
	default:
		f.ok(what, "%s publishes metadata and keys as it must", p.Tenant().FIURL)
	}
	if gap.Told || err == nil {
		examineBankClock(f, p.Tenant(), gap)
	}
}

// examineBankClock compares the clocks that a sign-in is judged by: the times in the bank's tokens by ours, those in what we
// sign by the bank's.
func examineBankClock(f *findings, t models.Tenant, gap providers.Gap) {
	what, off, side := t.Slug+": clock", gap.Ahead.Abs(), "ahead of"
	if gap.Ahead < 0 {
		side = "behind"
	}
	switch {
	case !gap.Told:
		f.warn(what, "the bank's answers carry no date")
	case off > bankFail:
		f.fail(what, "the bank's is %s %s ours, and sign-ins may fail: keep ours by NTP", off.Round(time.Second), side)
	case off > bankWarn:
		f.warn(what, "the bank's is %s %s ours: keep ours by NTP", off.Round(time.Second), side)
	default:
		f.ok(what, "the bank's is ours")
	}
}
