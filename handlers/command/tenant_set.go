package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"slices"

	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// tenantSet changes what an institution's row says of it: any flag of tenant add, checked as there, all or nothing. Running
// servers follow within a second.
func tenantSet(ctx context.Context, args []string, s Settings, w World) error {
	const name = "raf tenant set"
	f, err := parseTenantFlags(name, args, w.Stdout, models.TenantProfile{})
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %v", ErrUsage, err)
	}
	return s.atHouse(ctx, w, func(a *app, base *url.URL) error {
		t, err := tenantOf(ctx, a.store, f.profile.Slug)
		if err != nil {
			return err
		}
		p := a.house.For(t)
		version, err := p.TenantVersion(ctx)
		if err != nil {
			return err
		}
		a.store.Forget(t) // what is merged is at least as new as the version
		if t, err = tenantOf(ctx, a.store, t.Slug); err != nil {
			return err
		}
		merged, err := parseTenantFlags(name, args, w.Stdout, asAdded(t.TenantProfile))
		if err != nil {
			return fmt.Errorf("%w: %v", ErrUsage, err)
		}
		next, clientSecret, err := s.checkSet(merged, t.TenantProfile, base, w)
		if err != nil {
			return err
		}
		if err := p.ChangeTenant(ctx, next, version, clientSecret, command()); err != nil {
			switch {
			case errors.Is(err, program.ErrNoClientSecret):
				return fmt.Errorf("--client-secret-file: must be set, %s has none yet", t.Slug)
			case models.KindOf(err) == models.Conflict:
				err = fmt.Errorf("nothing was changed: the host %q is another institution's, or %w", next.Host, err)
			}
			return err
		}
		fmt.Fprintf(w.Stdout, "changed %s\n", t.Slug)
		if next.AuthStyle != t.AuthStyle || next.Host != t.Host {
			fmt.Fprint(w.Stdout, keysText(base, next))
		}
		if next.Host != t.Host {
			fmt.Fprintf(w.Stdout, "\nMembers and staff sign in anew at the new host. %s", redirectText(base, next))
		}
		return nil
	})
}

// asAdded fills in what an institution of an older version has left empty, as tenant add does.
func asAdded(p models.TenantProfile) models.TenantProfile {
	if p.AuthStyle == "" {
		p.AuthStyle = newTenant().AuthStyle
	}
	return p
}

// checkSet holds the merged profile to what tenant add asks. The client secret is empty where it stays.
func (s Settings) checkSet(f tenantFlags, was models.TenantProfile, base *url.URL, w World) (next models.TenantProfile, clientSecret string, err error) {
	var all problems
	next = f.profile
	if f.secretFile != "" {
		if clientSecret, err = readSecret(f.secretFile, w.Stdin); err != nil {
			all = append(all, "--client-secret-file: "+err.Error())
		}
	}
	known := platforms(s.AllowLoopbackBanks)
	moved := next.Platform != was.Platform || next.FIURL != was.FIURL
	if moved {
		next.Issuers = nil // told by where its digital banking is now
	}
	all = append(all, checkProfile(next, base)...)
	all = append(all, checkBank(next, clientSecretFor(clientSecret), known, w.Now)...)
	if err := all.err(); err != nil {
		return next, "", err
	}
	if moved && next.Platform == was.Platform {
		next.Issuers = append(issuersOf(next, known, w), issuersOf(was, known, w)...)
		next.Issuers = slices.Compact(next.Issuers)
	}
	return next, clientSecret, nil
}

// clientSecretFor stands for the secret that stays: whether an adapter can be made does not depend on what it is.
func clientSecretFor(given string) string {
	if given == "" {
		return "unchanged"
	}
	return given
}

// issuersOf are the issuers that an institution's tokens may name. Those of before stay when its host changes: the tokens
// that members' grants hold name them still.
func issuersOf(p models.TenantProfile, known providers.Registry, w World) []string {
	bank, err := tried(p, clientSecretFor(""), known, w.Now)
	if signIn, can := bank.(providers.SignIn); err == nil && can {
		return signIn.Issuers()
	}
	return p.Issuers
}

// tenantOf finds an institution, or says plainly that there is none.
func tenantOf(ctx context.Context, store *models.Store, slug string) (models.Tenant, error) {
	if slug == "" {
		return models.Tenant{}, fmt.Errorf("%w: --slug must be set", ErrUsage)
	}
	t, err := store.TenantBySlug(ctx, slug)
	if models.KindOf(err) == models.NotFound {
		err = fmt.Errorf("there is no institution %q", slug)
	}
	return t, err
}
