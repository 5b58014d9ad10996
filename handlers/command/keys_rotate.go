package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"

	"raf/models"
	"raf/models/program"
)

// keysRotate seals what rests in the database with the current SECRET_KEY, beside running servers, and fails while
// something is left under another key: dropping that key would lose it.
func keysRotate(ctx context.Context, args []string, s Settings, w World) error {
	flags := flag.NewFlagSet("raf keys rotate", flag.ContinueOnError)
	signing := flags.Bool("signing", false, "make a new key by which an institution's bank is to know us, instead")
	slug := flags.String("tenant", "", "slug of the institution, with --signing")
	lead := flags.Duration("signs-in", program.SigningLead, "with --signing: how long the new key waits, at most 720h; for a bank where somebody registers it by hand")
	leaked := flags.Bool("leaked", false, "with --signing: the keys so far are published no more and the new one signs at once; its bank refuses us until it reads the set anew")
	if over, err := parse(flags, args, w); over || err != nil {
		return err
	}
	waits := *lead != program.SigningLead
	if *leaked && waits {
		return fmt.Errorf("%w: --leaked or --signs-in, not both: a leaked key must not be waited for", ErrUsage)
	}
	if *signing || *slug != "" || *leaked || waits {
		if !*signing || *slug == "" {
			return fmt.Errorf("%w: --signing and --tenant go together: each institution has signing keys of its own", ErrUsage)
		}
		return s.atHouse(ctx, w, func(a *app, base *url.URL) error {
			return rotateSigning(ctx, a, base, signingChange{*slug, *leaked, *lead}, w.Stdout)
		})
	}
	return s.atHouse(ctx, w, func(a *app, _ *url.URL) error { return rotate(ctx, a, w.Stdout) })
}

func rotate(ctx context.Context, a *app, out io.Writer) error {
	tenants, err := a.store.Tenants(ctx)
	if err != nil {
		return err
	}
	left := map[string]int64{}
	for _, t := range tenants {
		err := a.house.For(t).Reseal(ctx, command(), func(r program.Resealed) {
			line := fmt.Sprintf("%s: %s: sealed anew: %d", t.Slug, vaultWord(r.Kind), r.Done)
			if r.Any() {
				line += ", LEFT " + underKeys(r.Left)
			}
			fmt.Fprintln(out, line)
			for id, n := range r.Left {
				left[id] += n
			}
		})
		if err != nil {
			return fmt.Errorf("%s: %w", t.Slug, err)
		}
	}
	if len(left) > 0 {
		return fmt.Errorf("left under other keys than %s: %s; keep those keys in SECRET_KEY_FALLBACKS, see that every server has the new SECRET_KEY, run it again",
			a.house.VaultKey(), underKeys(left))
	}
	fmt.Fprintf(out, "everything rests under key %s. The old key may leave SECRET_KEY_FALLBACKS an hour after the last server began with the new one.\n",
		a.house.VaultKey())
	return nil
}

// underKeys tells how many values are under which keys.
func underKeys(left map[string]int64) string {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(left)) {
		if id == "" {
			parts = append(parts, fmt.Sprintf("%d that no key sealed", left[id]))
			continue
		}
		parts = append(parts, fmt.Sprintf("%d under key %s", left[id], id))
	}
	return strings.Join(parts, ", ")
}

func vaultWord(kind models.VaultKind) string {
	return map[models.VaultKind]string{models.VaultClient: "client secret", models.VaultPerson: "person key",
		models.VaultSigner: "signing keys", models.VaultTOTP: "authenticator apps", models.VaultGrant: "permissions to read at the bank", models.VaultRetired: "permissions to be given back"}[kind]
}

// atHouse opens the application for a command that is about more than one institution; base is where links lead.
func (s Settings) atHouse(ctx context.Context, w World, f func(a *app, base *url.URL) error) error {
	all := problems(s.Problems)
	keys := s.keyring(&all)
	base, err := s.baseURL()
	if err != nil {
		all = append(all, err.Error())
	}
	if err := all.err(); err != nil {
		return err
	}
	a, err := open(s, keys, w.Now)
	if err != nil {
		return err
	}
	if err = a.store.Ready(ctx); err == nil {
		err = f(a, base)
	}
	return errors.Join(err, a.store.Close())
}
