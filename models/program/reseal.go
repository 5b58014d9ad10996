package program

import (
	"bytes"
	"context"

	"raf/models"
	"raf/models/secret"
)

// resealBatch is how many values one transaction seals anew: few enough to hold their rows for a moment only.
const resealBatch = 200

// AuditResealed is the row that a batch of values sealed anew leaves.
const AuditResealed = "keys.rotated"

// Resealed is what became of an institution's sealed values of one kind.
type Resealed struct {
	Kind models.VaultKind
	Done int64            // sealed anew, this time
	Left map[string]int64 // still sealed with another key, by its id; unknown keys too, and "" for what nobody sealed
}

// Any reports whether values are left under other keys.
func (r Resealed) Any() bool { return len(r.Left) > 0 }

// VaultKey names the key that values are sealed with now.
func (h *House) VaultKey() string { return h.Keys.Current(secret.PurposeVault).ID() }

// Reseal seals what rests under older keys with the current one, and says of one kind after the other what became of it.
// Servers may run beside it: a value that somebody stored meanwhile stays. What does not open is left as it is and counted.
// What is sealed stays the same value, the key of person fingerprints above all: with another one, everybody who was paid
// would be a stranger.
func (p *Program) Reseal(ctx context.Context, by models.Actor, tell func(Resealed)) error {
	for _, kind := range models.VaultKinds() {
		done, err := p.reseal(ctx, kind, by)
		if err != nil {
			return err
		}
		left, err := p.LeftSealed(ctx, kind)
		if err != nil {
			return err
		}
		tell(Resealed{kind, done, left})
	}
	return nil
}

// LeftSealed counts the values of a kind that were sealed with another key than the current one, by that key's id.
func (p *Program) LeftSealed(ctx context.Context, kind models.VaultKind) (map[string]int64, error) {
	left, err := p.SealedKeys(ctx, kind)
	delete(left, p.house.VaultKey())
	return left, err
}

// reseal walks once over the values of a kind. Each batch is a transaction, so that a run that was broken off is gone on
// with by the next one.
func (p *Program) reseal(ctx context.Context, kind models.VaultKind, by models.Actor) (done int64, err error) {
	after := ""
	for {
		var some []models.SealedValue
		err := p.rows.View(ctx, func(v *models.View) (err error) {
			some, err = v.SealedOtherwise(kind, p.house.sealer.Head(secret.PurposeVault), after, resealBatch)
			return err
		})
		if err != nil || len(some) == 0 {
			return done, err
		}
		after = some[len(some)-1].Subject
		n := int64(0)
		err = p.rows.InTx(ctx, func(tx *models.Tx) error {
			if n, err = p.resealSome(tx, kind, some); err != nil || n == 0 {
				return err
			}
			return tx.Audit(by, AuditResealed, "tenant", string(p.Tenant().ID()), nil, map[string]any{"kind": kind, "rows": n, "key": p.house.VaultKey()})
		})
		if err != nil {
			return done, err
		}
		done += n
	}
}

func (p *Program) resealSome(tx *models.Tx, kind models.VaultKind, some []models.SealedValue) (n int64, err error) {
	for _, old := range some {
		next, opens, err := p.sealedAnew(p.vaultBinding(kind, old.Subject), old.Sealed)
		if err != nil {
			return n, err
		}
		if !opens {
			continue
		}
		done, err := tx.Reseal(kind, old, next)
		if err != nil {
			return n, err
		}
		if done {
			n++
		}
	}
	return n, nil
}

// sealedAnew opens a value and seals it with the current key. What was sealed is opened once more before anybody stores it.
func (p *Program) sealedAnew(whose secret.Binding, old []byte) (next []byte, opens bool, err error) {
	value, err := p.house.sealer.Open(secret.PurposeVault, old, whose)
	if err != nil {
		return nil, false, nil // under a key that is gone, or altered: whoever reads the count must find out
	}
	if next, err = p.house.sealer.Seal(secret.PurposeVault, value, whose); err != nil {
		return nil, true, models.Errorf(models.Internal, "seal anew: %v", err)
	}
	if again, err := p.house.sealer.Open(secret.PurposeVault, next, whose); err != nil || !bytes.Equal(again, value) {
		return nil, true, models.Errorf(models.Internal, "what was sealed anew does not open")
	}
	return next, true, nil
}

// vaultBinding says whose a value at rest is.
func (p *Program) vaultBinding(kind models.VaultKind, subject string) secret.Binding {
	switch kind {
	case models.VaultGrant:
		return p.grantBinding(subject)
	case models.VaultRetired:
		return p.grantBinding(models.RetiredMember(subject))
	case models.VaultTOTP:
		return totpBinding(p.Tenant().ID(), subject)
	case models.VaultSigner:
		return p.signingBinding(subject)
	case models.VaultPerson:
		return PersonKeyBinding(p.Tenant().ID())
	default:
		return ClientSecretBinding(p.Tenant().ID())
	}
}
