package command

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"net/url"

	"raf/handlers"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
)

// tenantAdd adds an institution and prints the redirect URIs that it must register at its bank. Nothing is stored before
// everything was found right.
func tenantAdd(ctx context.Context, args []string, s Settings, w World) error {
	f, err := parseTenantFlags("raf tenant add", args, w.Stdout, newTenant())
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %v", ErrUsage, err)
	}
	all := problems(s.Problems)
	keys := s.keyring(&all)
	base, err := s.baseURL()
	if err != nil {
		all = append(all, err.Error())
	}
	var clientSecret string
	if f.profile.AuthStyle != models.AuthStyleKey || f.secretFile != "" { // who signs needs no secret
		if clientSecret, err = readSecret(f.secretFile, w.Stdin); err != nil {
			all = append(all, "--client-secret-file: "+err.Error())
		}
	}
	all = append(all, checkProfile(f.profile, base)...)
	all = append(all, checkBank(f.profile, clientSecret, platforms(s.AllowLoopbackBanks), w.Now)...)
	if err := all.err(); err != nil {
		return err
	}
	return storeTenant(ctx, s, w, keys, base, f.profile, clientSecret)
}

func storeTenant(ctx context.Context, s Settings, w World, keys *secret.Keyring, base *url.URL, p models.TenantProfile, clientSecret string) error {
	a, err := open(s, keys, w.Now)
	if err != nil {
		return err
	}
	if _, err := addTenant(ctx, a, p, clientSecret); err != nil {
		if models.KindOf(err) == models.Conflict {
			err = fmt.Errorf("the slug %q or the host %q is another institution's already", p.Slug, p.Host)
		}
		return errors.Join(err, a.store.Close())
	}
	fmt.Fprintf(w.Stdout, "added %s\n\n%s%s", p.Slug, redirectText(base, p), keysText(base, p))
	return a.store.Close()
}

// redirectText lists the redirect URIs that an institution must register.
func redirectText(base *url.URL, p models.TenantProfile) string {
	text := "Redirect URIs to register at the bank, in this order (the card loads the first):\n"
	for _, uri := range handlers.RedirectURIs(base.String(), p) {
		text += "  " + uri + "\n"
	}
	return text
}

// keysText says where the bank finds the keys of an institution that signs.
func keysText(base *url.URL, p models.TenantProfile) string {
	if p.AuthStyle != models.AuthStyleKey {
		return ""
	}
	return "\nKey set to register at the bank:\n  " + web.LinksOf(base.String(), p).Abs(web.PathKeys) + "\n"
}

// addTenant adds an institution with its client secret or its signing key, and a person key of its own.
func addTenant(ctx context.Context, a *app, p models.TenantProfile, clientSecret string) (models.Tenant, error) {
	sealer := secret.NewSealer(a.keys, rand.Reader)
	return a.store.AddTenant(ctx, p, func(id models.TenantID) ([]models.TenantSecret, error) {
		personKey, err := secret.NewPersonKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		person, err := sealer.Seal(secret.PurposeVault, personKey, program.PersonKeyBinding(id))
		all := []models.TenantSecret{{Kind: models.SecretPerson, Sealed: person}}
		if err != nil || clientSecret == "" {
			return all, err
		}
		client, err := sealer.Seal(secret.PurposeVault, []byte(clientSecret), program.ClientSecretBinding(id))
		return append(all, models.TenantSecret{Kind: models.SecretClient, Sealed: client}), err
	}, func(tx *models.Tx, t models.Tenant) error {
		if p.AuthStyle != models.AuthStyleKey {
			return nil
		}
		return a.house.For(t).HaveSigningKey(tx, command())
	})
}
