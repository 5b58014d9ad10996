package command

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"raf/models"
)

// auditVerify walks the trail of every institution, or of one, and fails if one of them is broken. It needs no secret, so
// that an examiner can run it on a copy.
func auditVerify(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf audit verify", flag.ContinueOnError)
	slug := flags.String("tenant", "", "slug of one institution; empty: all")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	return s.atStore(w, func(store *models.Store) error { return verifyTrails(ctx, store, *slug, w) })
}

func verifyTrails(ctx context.Context, store *models.Store, slug string, w World) error {
	if err := store.Ready(ctx); err != nil {
		return err
	}
	tenants, err := trailsOf(ctx, store, slug)
	if err != nil {
		return err
	}
	var broken []string
	for _, t := range tenants {
		var check models.ChainCheck
		err := store.For(t).View(ctx, func(v *models.View) (err error) {
			check, err = v.VerifyAudit()
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", t.Slug, err)
		}
		fmt.Fprintln(w.Stdout, trailLine(t, check))
		if check.Break != nil {
			broken = append(broken, fmt.Sprintf("%s at entry %d", t.Slug, check.Break.Seq))
		}
	}
	if len(broken) > 0 {
		return fmt.Errorf("the audit trail does not hold: %s", strings.Join(broken, ", "))
	}
	return nil
}

func trailsOf(ctx context.Context, store *models.Store, slug string) ([]models.Tenant, error) {
	if slug == "" {
		return store.Tenants(ctx)
	}
	t, err := store.TenantBySlug(ctx, slug)
	if models.KindOf(err) == models.NotFound {
		err = fmt.Errorf("there is no institution %q", slug)
	}
	return []models.Tenant{t}, err
}

// trailLine tells one institution's outcome. The head is for keeping elsewhere: who can rewrite the whole database can
// rewrite the whole chain, but not the head that somebody wrote down.
func trailLine(t models.Tenant, c models.ChainCheck) string {
	line := fmt.Sprintf("%s: entries that hold: %d", t.Slug, c.Rows)
	if c.Rows > 0 {
		line += ", sealed until " + c.Until.In(t.Zone()).Format("2006-01-02 15:04:05 MST")
	}
	if c.Waiting > 0 {
		line += fmt.Sprintf(", without a seal yet: %d", c.Waiting)
	}
	if c.Break == nil {
		return strings.TrimSpace(line + "; head " + c.Head)
	}
	line = fmt.Sprintf("%s: BROKEN: %s", t.Slug, c.Break)
	if c.Break.RowID != "" {
		line += " (id " + c.Break.RowID + ")"
	}
	return line + fmt.Sprintf("; entries before it that hold: %d", c.Rows)
}
