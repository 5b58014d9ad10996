package command

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"time"

	"raf/models"
	"raf/models/program"
)

// signingChange is what kind of new key an institution is to have: one that waits, or one in the place of all others.
type signingChange struct {
	slug   string
	leaked bool
	lead   time.Duration
}

// rotateSigning makes a new key by which an institution's bank is to know us, beside running servers.
func rotateSigning(ctx context.Context, a *app, base *url.URL, c signingChange, out io.Writer) error {
	t, err := tenantOf(ctx, a.store, c.slug)
	if err != nil {
		return err
	}
	var k models.SigningKey
	becomes := "is published and signs"
	if c.leaked {
		becomes = "takes the place of all others and signs"
		k, err = a.house.For(t).ReplaceSigningKeys(ctx, command())
	} else {
		k, err = a.house.For(t).NewSigningKey(ctx, c.lead, command())
	}
	if errors.Is(err, program.ErrRotating) {
		return fmt.Errorf("%s: %w: see raf keys show; the older key leaves a day after the newer one began to sign", c.slug, err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: key %s %s from %s.\n", c.slug, k.ID, becomes, k.SignsAt.Format(time.RFC3339))
	if t.AuthStyle != models.AuthStyleKey {
		fmt.Fprintln(out, "Its bank gets a secret still: register the key there, then raf tenant set --auth-style key.")
		t.AuthStyle = models.AuthStyleKey
	}
	fmt.Fprint(out, keysText(base, t.TenantProfile))
	return nil
}

// keysShow prints the public half of the keys by which an institution's bank knows us.
func keysShow(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf keys show", flag.ContinueOnError)
	slug := flags.String("tenant", "", "slug of one institution; empty: all")
	asPEM := flags.Bool("pem", false, "as PEM, for a bank that takes no address")
	asSet := flags.Bool("jwks", false, "as the set that is published")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	if *asPEM && *asSet {
		return fmt.Errorf("%w: --pem or --jwks, not both", ErrUsage)
	}
	return s.atHouse(ctx, w, func(a *app, _ *url.URL) error {
		tenants, err := trailsOf(ctx, a.store, *slug)
		if err != nil {
			return err
		}
		for _, t := range tenants {
			if err := showKeys(ctx, a.house.For(t), *asPEM, *asSet, w); err != nil {
				return err
			}
		}
		return nil
	})
}

func showKeys(ctx context.Context, p *program.Program, asPEM, asSet bool, w World) error {
	if asSet {
		set, err := p.KeySet(ctx)
		if err != nil {
			return err
		}
		return json.NewEncoder(w.Stdout).Encode(set)
	}
	all, signer, err := p.PublishedKeys(ctx)
	if err != nil {
		return err
	}
	slug := p.Tenant().Slug
	if len(all) == 0 {
		fmt.Fprintf(w.Stdout, "%s: no signing key\n", slug)
	}
	for _, k := range all {
		fmt.Fprintf(w.Stdout, "%s: key %s, made %s, %s\n", slug, k.ID, k.MadeAt.Format(time.RFC3339), signingWord(k, signer, w.Now()))
		if asPEM {
			fmt.Fprint(w.Stdout, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: k.Public})))
		}
	}
	return nil
}

func signingWord(k, signer models.SigningKey, now time.Time) string {
	switch {
	case k.ID == signer.ID:
		return "signs"
	case k.SignsAt.After(now):
		return "signs from " + k.SignsAt.Format(time.RFC3339)
	default:
		return "signs no more"
	}
}
