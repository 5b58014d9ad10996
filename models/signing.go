package models

import (
	"slices"
	"time"
)

// AuthStyleKey is the AuthStyle of an institution whose bank knows us by a key instead of a secret.
const AuthStyleKey = "key"

// KeepSigningKey is how long a key stays published after another one signs: what it has signed may still be on its way, and
// whoever keeps a copy of the set must not find a signature without its key.
const KeepSigningKey = 24 * time.Hour

// SigningKey is a private key by which an institution's bank knows us. Its id is the one under which it is published.
type SigningKey struct {
	Keys
	Nth     int64
	Public  []byte // PKIX
	Sealed  []byte
	MadeAt  Instant
	SignsAt Instant
}

// SigningKeys are the institution's keys, the oldest first.
func (v *View) SigningKeys() (all []SigningKey, err error) {
	return all, wrap(v.db.Order("nth").Find(&all).Error, "signing keys")
}

// AddSigningKey adds a key behind the others. One that somebody else added meanwhile makes it a Conflict.
func (tx *Tx) AddSigningKey(k SigningKey) error {
	all, err := tx.SigningKeys()
	if err != nil {
		return err
	}
	if k.Nth = 1; len(all) > 0 {
		k.Nth = all[len(all)-1].Nth + 1
	}
	k.MadeAt = At(tx.now)
	return wrap(tx.db.Create(&k).Error, "signing key")
}

// DropSigningKeys removes all of them: what they sign is believed no longer than others keep a copy of the set.
func (tx *Tx) DropSigningKeys() error {
	return wrap(tx.db.Where("nth > 0").Delete(&SigningKey{}).Error, "signing keys")
}

// Signer is the key that signs at a moment, of keys in their order.
func Signer(all []SigningKey, now time.Time) (SigningKey, bool) {
	for _, k := range slices.Backward(all) {
		if !k.SignsAt.After(now) {
			return k, true
		}
	}
	return SigningKey{}, false
}

// Published are the keys that the world is to know at a moment, of keys in their order: the one that signs, any that will,
// and those that have not been over for long.
func Published(all []SigningKey, now time.Time) []SigningKey {
	for i := len(all) - 1; i > 0; i-- {
		if all[i].SignsAt.Add(KeepSigningKey).Before(now) {
			return all[i:]
		}
	}
	return all
}
