package program

import (
	"context"
	"fmt"

	"raf/models"
	"raf/models/secret"
	"raf/providers"
)

// credentials are what the institution's bank knows us by, still sealed: a key that signs, or a secret.
type credentials struct {
	key    models.SigningKey
	secret []byte
}

func (p *Program) credentials(ctx context.Context) (c credentials, err error) {
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		c = credentials{}
		if p.Tenant().AuthStyle != models.AuthStyleKey {
			c.secret, err = v.Secret(models.SecretClient)
			return err
		}
		all, err := v.SigningKeys()
		if err != nil {
			return err
		}
		var signs bool
		if c.key, signs = models.Signer(all, v.Now()); !signs {
			return models.Errorf(models.Internal, "%s has no signing key: raf keys rotate --signing makes one", p.Tenant().Slug)
		}
		return nil
	})
	return c, err
}

// bank is the adapter for the tenant's platform.
func (p *Program) bank(ctx context.Context) (providers.Bank, error) {
	t := p.Tenant()
	h := p.house
	by, err := p.credentials(ctx)
	if err != nil {
		return nil, err
	}
	// The sealed secret and the key's id are part of what an adapter is made from, so that new ones are used without a restart.
	settings := fmt.Sprintf("%q", []any{t.Platform, t.FIURL, t.ClientID, t.InstitutionID, t.Issuers, t.AuthStyle, t.Currency, t.Timezone, t.ClaimsInUserInfo, by.secret, by.key.ID})
	h.mu.Lock()
	known := h.banks[t.ID()]
	h.mu.Unlock()
	if known.settings == settings {
		return known.bank, nil
	}
	s := providers.Settings{FIURL: t.FIURL, ClientID: t.ClientID, InstitutionID: t.InstitutionID, AuthStyle: t.AuthStyle, ClaimsInUserInfo: t.ClaimsInUserInfo,
		Currency: t.Currency, Issuers: t.Issuers, Zone: t.Zone(), Now: h.Now, Logger: p.log(), Beside: h.beside, Memory: published{p.rows}}
	if err := p.open(by, &s); err != nil {
		return nil, err
	}
	if h.Called != nil {
		s.Observe = h.Called(t.Slug)
	}
	// Connecting calls nobody, so the lock may be held: of two first requests one connects and both use its adapter.
	h.mu.Lock()
	defer h.mu.Unlock()
	if known = h.banks[t.ID()]; known.settings == settings {
		return known.bank, nil
	}
	s.Former = known.bank
	bank, err := h.Banks.Connect(t.Platform, s)
	if err != nil {
		return nil, models.Errorf(models.Internal, "bank of %s: %v", t.Slug, err)
	}
	h.banks[t.ID()] = connected{settings, bank}
	return bank, nil
}

// open gives an adapter what its bank knows us by.
func (p *Program) open(by credentials, s *providers.Settings) (err error) {
	t := p.Tenant()
	if t.AuthStyle == models.AuthStyleKey {
		s.ClientKey, err = p.clientKey(by.key)
		return err
	}
	clientSecret, err := p.house.sealer.Open(secret.PurposeVault, by.secret, ClientSecretBinding(t.ID()))
	if err != nil {
		return models.Errorf(models.Internal, "client secret of %s: %v", t.Slug, err)
	}
	s.ClientSecret = providers.NewSecret(string(clientSecret))
	return nil
}
