package program

import (
	"context"
	"net/url"

	"github.com/alexedwards/argon2id"

	"raf/models"
)

func escape(s string) string { return url.PathEscape(s) }

// hashing waits for one of the two places in which passwords are hashed.
func (h *House) hashing(ctx context.Context) (leave func(), err error) {
	select {
	case h.argon <- struct{}{}:
		h.hashes.Add(1)
		return func() { <-h.argon }, nil
	case <-ctx.Done():
		return nil, &models.Error{Kind: models.Unavailable, Public: "gave up waiting", Err: ctx.Err()}
	}
}

func (p *Program) hashPassword(ctx context.Context, password string) (string, error) {
	leave, err := p.house.hashing(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	hash, err := argon2id.CreateHash(password, argonParams())
	if err != nil {
		return "", models.Errorf(models.Internal, "hash password: %v", err)
	}
	return hash, nil
}

func (p *Program) comparePassword(ctx context.Context, password, hash string) (bool, error) {
	if len(password) > maxPassword {
		password = password[:maxPassword+1] // never right, and never costly
	}
	leave, err := p.house.hashing(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	right, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, models.Errorf(models.Internal, "compare password: %v", err)
	}
	return right, nil
}

// unknownPerson is the hash that the passwords of unknown people are compared with.
func (h *House) unknownPerson() (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.nobody == "" {
		hash, err := argon2id.CreateHash("nobody has this password", argonParams())
		if err != nil {
			return "", models.Errorf(models.Internal, "hash password: %v", err)
		}
		h.nobody = hash
	}
	return h.nobody, nil
}
