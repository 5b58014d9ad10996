package program

import (
	"context"
	"errors"

	"raf/models"
	"raf/models/secret"
	"raf/providers"
)

// Health is what of an institution can be told from its own rows.
type Health struct {
	Sealed error // why a secret or a key of its own does not open; nil: all do
	Offers int   // campaigns that take friends today
	Walk   models.AuditWalk
	Keys   int               // signing keys that are published
	Signer models.SigningKey // the one that signs; without an id if there is none
}

// signerOpens looks at what proves who we are where no secret does.
func (p *Program) signerOpens(v *models.View, s *Health) error {
	all, err := v.SigningKeys()
	if err != nil {
		return err
	}
	s.Keys = len(models.Published(all, v.Now()))
	var signs bool
	if s.Signer, signs = models.Signer(all, v.Now()); signs {
		_, err = p.clientKey(s.Signer)
		s.Sealed = errors.Join(s.Sealed, err)
	}
	return nil
}

// Health looks at the institution's secrets, campaigns and trail.
func (p *Program) Health(ctx context.Context) (s Health, err error) {
	err = p.rows.View(ctx, func(v *models.View) error {
		s = Health{}
		for _, kind := range []models.VaultKind{models.VaultClient, models.VaultPerson} {
			sealed, err := v.Secret(string(kind))
			if err != nil && models.KindOf(err) != models.NotFound {
				return err
			}
			if err == nil {
				_, err = p.house.sealer.Open(secret.PurposeVault, sealed, p.vaultBinding(kind, ""))
			}
			s.Sealed = errors.Join(s.Sealed, err)
		}
		if err := p.signerOpens(v, &s); err != nil {
			return err
		}
		offers, err := v.TakingOn(p.day(v.Now()))
		if err != nil {
			return err
		}
		s.Offers = len(offers)
		s.Walk, err = v.AuditWalk()
		return err
	})
	return s, err
}

// ErrNoProbe says that a platform's adapter can't tell whether its bank is reached.
var ErrNoProbe = errors.New("the platform has no probe")

// ProbeBank asks the institution's bank whether members could sign in now, and what time it is there.
func (p *Program) ProbeBank(ctx context.Context) (providers.Gap, error) {
	bank, err := p.bank(ctx)
	if err != nil {
		return providers.Gap{}, err
	}
	prober, can := bank.(providers.Prober)
	if !can {
		return providers.Gap{}, ErrNoProbe
	}
	return prober.Probe(ctx)
}
