package program

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"raf/models"
	"raf/models/secret"
)

// The bounds of staff sign-in (security.md, H1 and H2).
const (
	inviteLife     = 72 * time.Hour
	totpPeriod     = 30
	recoveryCount  = 10
	minPassword    = 12
	maxPassword    = 200
	totpSecretSize = 20 // RFC 4226, section 4: 160 bits
)

// argonParams costs 19 MiB and about 30 ms (OWASP's second recommendation); hashing runs two at a time, so that a flood
// of guesses can't use up the memory.
func argonParams() *argon2id.Params {
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// errSignIn is the one answer to a wrong e-mail, password or code.
func errSignIn() error { return models.Errorf(models.Denied, "e-mail, password or code is not right") }

func totpBinding(t models.TenantID, staffID string) secret.Binding {
	return secret.Binding{Tenant: string(t), Subject: staffID, Kind: secret.KindTOTP}
}

// StaffPassword checks the first factor and opens a session that is good for the second one only. Unknown people and
// people whose tries are used up cost the same time as others, and the answer is the same.
func (p *Program) StaffPassword(ctx context.Context, email, password string) (token string, err error) {
	u, err := p.firstFactor(ctx, email, password, false)
	if err != nil {
		return "", err
	}
	if token, err = secret.NewToken(p.house.Random, 32); err != nil {
		return "", err
	}
	return token, p.rows.InTx(ctx, func(tx *models.Tx) error {
		_, err := tx.AddStaffSession(u.ID, secret.Hash(token))
		return err
	})
}

// StaffAtOnce checks both factors in one step. It is the way in for somebody whose tries others have used up: a guess
// must be right twice at once, and neither the answer nor its time says which half was wrong. However many strangers
// guess, it stays open: only tries whose password was right count towards the hard stop.
func (p *Program) StaffAtOnce(ctx context.Context, email, password, code, requestID string) (string, error) {
	u, err := p.firstFactor(ctx, email, password, true)
	if err != nil {
		return "", err
	}
	half, err := secret.NewToken(p.house.Random, 32)
	if err != nil {
		return "", err
	}
	var s models.StaffSession
	err = p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		s, err = tx.AddStaffSession(u.ID, secret.Hash(half))
		return err
	})
	if err != nil {
		return "", err
	}
	return p.secondFactor(ctx, u, s, code, requestID)
}

// firstFactor takes a try before it compares anything, so that a thousand guesses at once are counted like a thousand
// one after the other. Both is for tries that carry the second factor too.
func (p *Program) firstFactor(ctx context.Context, email, password string, both bool) (models.StaffUser, error) {
	var u models.StaffUser
	known := true
	err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		u, err = tx.StaffByEmail(strings.ToLower(cleanLine(email)))
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		if err = tx.TakeDoorTry(u.ID, both); models.KindOf(err) == models.Denied { // unknown people have none either
			known, err = false, nil
		}
		return err
	})
	if err != nil {
		return u, err
	}
	nobody, err := p.house.unknownPerson() // made for whoever comes first, or the first unknown e-mail would cost two hashes
	if err != nil {
		return u, err
	}
	hash := cmp.Or(u.PasswordHash, nobody)
	right, err := p.comparePassword(ctx, password, hash)
	if err != nil {
		return u, err
	}
	known = known && right && u.ActiveAt(p.house.Now()) && u.WrongTotal < models.DoorStop
	if both {
		if known, err = p.takeCodeTry(ctx, u, known); err != nil {
			return u, err
		}
	}
	if !known {
		return u, errSignIn()
	}
	return u, nil
}

// takeCodeTry takes a try at the code for somebody whose password was right. It asks the database for everybody else as
// well, so that the time of an answer does not tell that the password was.
func (p *Program) takeCodeTry(ctx context.Context, u models.StaffUser, known bool) (bool, error) {
	id := u.ID
	if !known {
		id = ""
	}
	err := p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.TakeCodeTry(id) })
	if models.KindOf(err) == models.Denied {
		return false, nil
	}
	return err == nil, err
}

// StaffCode checks the second factor, a code of the app or a recovery code, and returns the session's new token.
func (p *Program) StaffCode(ctx context.Context, token, code, requestID string) (string, error) {
	s, err := p.staffSession(ctx, token)
	if err != nil {
		return "", err
	}
	u := *s.StaffUser
	if !u.ActiveAt(p.house.Now()) || !s.RevokedAt.IsZero() || p.house.Now().Sub(s.SeenAt.Time) > models.StaffIdle {
		return "", errSignIn()
	}
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		if s.ProvenAt.IsZero() {
			if err := tx.TakeCodeTry(u.ID); err != nil {
				return err
			}
		}
		return tx.TakeSessionTry(s.ID)
	})
	if err != nil && models.KindOf(err) == models.Denied {
		return "", p.closeSession(ctx, s)
	}
	if err != nil {
		return "", err
	}
	return p.secondFactor(ctx, u, s, code, requestID)
}

// StaffAtDoor is the e-mail of whoever has said the password of a session and not yet the code.
func (p *Program) StaffAtDoor(ctx context.Context, token string) (string, error) {
	s, err := p.staffSession(ctx, token)
	if err != nil || !s.ProvenAt.IsZero() {
		return "", err
	}
	return s.StaffUser.Email, nil
}

// closeSession ends a session in which too many codes were wrong: whoever sits there is not its person.
func (p *Program) closeSession(ctx context.Context, s models.StaffSession) error {
	err := p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := tx.EndStaffSession(s.ID); err != nil {
			return err
		}
		return tx.Audit(models.Actor{Kind: models.ActorSystem}, "staff.codes_used_up", "staff", s.StaffUserID, nil, map[string]any{"session": s.ID})
	})
	if err != nil {
		return err
	}
	return errSignIn()
}

// secondFactor proves a session by a code.
func (p *Program) secondFactor(ctx context.Context, u models.StaffUser, s models.StaffSession, code, requestID string) (string, error) {
	next, err := secret.NewToken(p.house.Random, 32)
	if err != nil {
		return "", err
	}
	prove := func(tx *models.Tx) error {
		if err := tx.ProveStaffSession(s, secret.Hash(next)); err != nil {
			return err
		}
		if err := tx.ClearStaffFailures(u.ID); err != nil {
			return err
		}
		return tx.Audit(models.Actor{Kind: models.ActorStaff, ID: u.ID, RequestID: requestID}, "staff.proven", "staff", u.ID, nil, map[string]any{"session": s.ID})
	}
	step, ok, err := p.appStep(u, code)
	if err != nil {
		return "", err
	}
	if ok {
		err = p.rows.InTx(ctx, func(tx *models.Tx) error {
			if err := tx.UseTOTPStep(u.ID, step); err != nil {
				return err
			}
			return prove(tx)
		})
	} else {
		err = p.useRecovery(ctx, u, code, requestID, prove)
	}
	switch {
	case err != nil && (models.KindOf(err) == models.Conflict || models.KindOf(err) == models.Denied):
		return "", errSignIn() // used before, or no code at all
	case err != nil:
		return "", err
	}
	return next, nil
}

// useRecovery uses up a recovery code: the condition on the stored list lets each be used once.
func (p *Program) useRecovery(ctx context.Context, u models.StaffUser, code, requestID string, prove func(*models.Tx) error) error {
	normal, ok := secret.NormalizeRecovery(code)
	var hashes []string
	if !ok || json.Unmarshal(u.RecoveryHashes, &hashes) != nil || !slices.Contains(hashes, secret.Hash(normal)) {
		return errSignIn()
	}
	left, err := json.Marshal(slices.DeleteFunc(hashes, func(h string) bool { return h == secret.Hash(normal) }))
	if err != nil {
		return models.Errorf(models.Internal, "recovery codes: %v", err)
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := tx.UseRecovery(u, models.JSON(left)); err != nil {
			return err
		}
		if err := tx.Audit(models.Actor{Kind: models.ActorStaff, ID: u.ID, RequestID: requestID}, "staff.recovery_used", "staff", u.ID, nil, map[string]any{"left": len(hashes) - 1}); err != nil {
			return err
		}
		return prove(tx)
	})
}

func (p *Program) appStep(u models.StaffUser, code string) (int64, bool, error) {
	if len(u.TOTPSealed) == 0 {
		return 0, false, nil
	}
	raw, err := p.house.sealer.Open(secret.PurposeVault, u.TOTPSealed, totpBinding(p.Tenant().ID(), u.ID))
	if err != nil {
		return 0, false, models.Errorf(models.Internal, "authenticator of %s: %v", u.ID, err)
	}
	step, ok := p.totpStep(string(raw), code)
	return step, ok, nil
}

// totpStep finds the time step of a code (RFC 6238), one step of clock difference to either side.
func (p *Program) totpStep(coded, code string) (int64, bool) {
	code = strings.Join(strings.Fields(code), "")
	if len(code) != int(otp.DigitsSix) {
		return 0, false
	}
	now := p.house.Now().Unix() / totpPeriod
	for _, step := range []int64{now, now - 1, now + 1} {
		if hotp.Validate(code, uint64(step), coded) {
			return step, true
		}
	}
	return 0, false
}
