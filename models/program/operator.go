package program

import (
	"context"
	"time"

	"raf/models"
	"raf/models/secret"
)

// The bounds of a look by the platform, in hours.
const (
	MinLook = 1
	MaxLook = 8
)

// Admission lets somebody of the platform look at one institution: read-only, for a few hours, for a reason that the
// institution's own people can read. There is no identity across institutions; each look is a person of its own there.
type Admission struct {
	Email, Name, Reason string
	Hours               int
}

// AdmitOperator makes the one-time link of a look. Somebody who was let in before begins anew, with a new second factor.
// An Invalid error names the field; an e-mail of the institution's own staff is a Conflict.
func (p *Program) AdmitOperator(ctx context.Context, in Admission, by models.Actor) (token string, until time.Time, err error) {
	who, err := Invitation{Email: in.Email, Name: in.Name, Role: models.RoleViewer}.check()
	if err != nil {
		return "", until, err
	}
	if in.Hours < MinLook || in.Hours > MaxLook {
		return "", until, models.Errorf(models.Invalid, "hours")
	}
	if in.Reason, err = freeText(in.Reason, "reason"); err != nil {
		return "", until, err
	}
	if token, err = secret.NewToken(p.house.Random, 32); err != nil {
		return "", until, err
	}
	err = p.rows.InTx(ctx, func(tx *models.Tx) error {
		end := models.At(tx.Now().Add(time.Duration(in.Hours) * time.Hour))
		until = end.Time
		u, err := tx.StaffByEmail(who.Email)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		if err != nil {
			_, err = tx.AddStaff(models.StaffUser{Email: who.Email, Name: who.Name, Role: models.RoleOperator, Until: end, AdmitReason: in.Reason,
				InviteHash: secret.Hash(token), InviteUntil: end}, by)
			return err
		}
		if u, err = tx.AdmitOperator(u, end, in.Reason, by); err != nil {
			return err
		}
		_, err = tx.ResetStaff(u, secret.Hash(token), end, by)
		return err
	})
	return token, until, err
}

// LooksOn reports whether the person is of the platform: such a person changes nothing, anywhere.
func (s Staff) LooksOn() bool { return s.User.Role == models.RoleOperator }

// ResetStaff makes the one-time link of somebody who lost the second factor, by the machine's operator: the role stays,
// also that of the last admin, for whom this is the way back in. An e-mail that nobody has is NotFound.
func (p *Program) ResetStaff(ctx context.Context, email string, by models.Actor) (token string, err error) {
	if token, err = secret.NewToken(p.house.Random, 32); err != nil {
		return "", err
	}
	return token, p.rows.InTx(ctx, func(tx *models.Tx) error {
		u, err := tx.StaffByEmail(email)
		if err != nil {
			return err
		}
		until := tx.Now().Add(inviteLife)
		if u.Role == models.RoleOperator && u.Until.Before(until) {
			until = u.Until.Time
		}
		if err := tx.LapseApproval(ActionRole, u.ID, by); err != nil {
			return err
		}
		_, err = tx.ResetStaff(u, secret.Hash(token), models.At(until), by)
		return err
	})
}

// StaffList is everybody, for the machine's operator.
func (p *Program) StaffList(ctx context.Context) (all []models.StaffUser, err error) {
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		all, err = v.ListStaff()
		return err
	})
	return all, err
}
