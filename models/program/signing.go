package program

import (
	"context"
	"time"

	"raf/models"
	"raf/models/secret"
	"raf/providers"
)

// SigningLead is how long a key is published at least before it signs: a bank that keeps a copy of our set has seen it by then.
// One that is given the key itself needs somebody's hand, for which it may wait up to MaxSigningLead.
const (
	SigningLead    = time.Hour
	MaxSigningLead = 30 * 24 * time.Hour
)

// AuditSigningKey is the entry that a new signing key leaves.
const AuditSigningKey = "keys.signing_made"

// ErrRotating says that an institution has two signing keys already: a third one would have to push out one that is needed.
var ErrRotating = models.Errorf(models.Conflict, "the last change of signing keys is not over yet")

// NewSigningKey makes a key by which the institution's bank is to know us, and says from when it signs: at once where it is
// the first one, else after lead, when whoever checks it has had the time to learn of it.
func (p *Program) NewSigningKey(ctx context.Context, lead time.Duration, by models.Actor) (k models.SigningKey, err error) {
	if lead < SigningLead || lead > MaxSigningLead {
		return k, models.Errorf(models.Invalid, "signs-in: from %s to %s", SigningLead, MaxSigningLead)
	}
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		all, err := tx.SigningKeys()
		if err != nil {
			return err
		}
		if len(models.Published(all, tx.Now())) > 1 {
			return ErrRotating
		}
		signs := tx.Now()
		if len(all) > 0 {
			signs = signs.Add(lead)
		}
		k, err = p.addSigningKey(tx, signs, by)
		return err
	})
	return k, err
}

// ReplaceSigningKeys is NewSigningKey after a key has leaked: the new one signs at once, and those before it are published no
// more. A bank that keeps a copy of the set refuses us until it reads it anew, and believes a thief for as long.
func (p *Program) ReplaceSigningKeys(ctx context.Context, by models.Actor) (k models.SigningKey, err error) {
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := tx.DropSigningKeys(); err != nil {
			return err
		}
		k, err = p.addSigningKey(tx, tx.Now(), by)
		return err
	})
	return k, err
}

// HaveSigningKey makes the institution's first key if it has none; a bank is told of it before it can know us by it.
func (p *Program) HaveSigningKey(tx *models.Tx, by models.Actor) error {
	all, err := tx.SigningKeys()
	if err != nil || len(all) > 0 {
		return err
	}
	_, err = p.addSigningKey(tx, tx.Now(), by)
	return err
}

func (p *Program) addSigningKey(tx *models.Tx, signs time.Time, by models.Actor) (models.SigningKey, error) {
	k := models.SigningKey{Keys: models.Keys{ID: models.NewID()}, SignsAt: models.At(signs)}
	private, public, err := secret.NewSigningKey(p.house.Random)
	if err == nil {
		k.Public = public
		k.Sealed, err = p.house.sealer.Seal(secret.PurposeVault, private, p.signingBinding(k.ID))
	}
	if err != nil {
		return k, models.Errorf(models.Internal, "signing key: %v", err)
	}
	if err := tx.AddSigningKey(k); err != nil {
		return k, err
	}
	return k, tx.Audit(by, AuditSigningKey, "tenant", string(p.Tenant().ID()), nil, map[string]any{"key": k.ID, "signs_at": k.SignsAt})
}

// PublishedKeys are the signing keys that the world is to know, and the one of them that signs; it has no id if none does.
func (p *Program) PublishedKeys(ctx context.Context) (all []models.SigningKey, signer models.SigningKey, err error) {
	err = p.rows.View(ctx, func(v *models.View) error {
		keys, err := v.SigningKeys()
		all = models.Published(keys, v.Now())
		signer, _ = models.Signer(keys, v.Now())
		return err
	})
	return all, signer, err
}

// KeySet is a JSON Web Key Set (RFC 7517).
type KeySet struct {
	Keys []secret.WebKey `json:"keys"`
}

// KeySet is what the institution's bank checks our signatures with.
func (p *Program) KeySet(ctx context.Context) (KeySet, error) {
	set := KeySet{Keys: []secret.WebKey{}}
	all, _, err := p.PublishedKeys(ctx)
	if err != nil {
		return set, err
	}
	for _, k := range all {
		one, err := secret.WebKeyOf(k.ID, k.Public)
		if err != nil {
			return set, models.Errorf(models.Internal, "signing key %s: %v", k.ID, err)
		}
		set.Keys = append(set.Keys, one)
	}
	return set, nil
}

// KeySet is what all institutions publish together, for a platform that wants one address; whose a key is it does not say. An
// institution whose keys can't be read is left out, so that it does not keep the others' banks from knowing us; it is an error
// where that leaves nothing, or where the time was over before all had been asked.
func (h *House) KeySet(ctx context.Context) (KeySet, error) {
	all := KeySet{Keys: []secret.WebKey{}}
	tenants, err := h.Store.Tenants(ctx)
	if err != nil {
		return all, err
	}
	var failed error
	read := 0
	for _, t := range tenants {
		p := h.For(t)
		one, err := p.KeySet(ctx)
		switch {
		case ctx.Err() != nil:
			return KeySet{}, models.Errorf(models.Unavailable, "keys of all institutions: %v", ctx.Err())
		case err != nil:
			failed = err
			p.log().ErrorContext(ctx, "signing keys could not be read", "cause", err.Error())
		default:
			read++
			all.Keys = append(all.Keys, one.Keys...)
		}
	}
	if read == 0 {
		return all, failed
	}
	return all, nil
}

// clientKey is the key that signs now, as an adapter wants it.
func (p *Program) clientKey(k models.SigningKey) (providers.ClientKey, error) {
	private, err := p.house.sealer.Open(secret.PurposeVault, k.Sealed, p.signingBinding(k.ID))
	if err != nil {
		return providers.ClientKey{}, models.Errorf(models.Internal, "signing key of %s: %v", p.Tenant().Slug, err)
	}
	return providers.ClientKey{ID: k.ID, Private: providers.NewSecret(string(private))}, nil
}

func (p *Program) signingBinding(id string) secret.Binding {
	return secret.Binding{Tenant: string(p.Tenant().ID()), Subject: id, Kind: secret.KindSigningKey}
}
