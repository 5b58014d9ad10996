package program

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"strings"

	"raf/models"
	"raf/models/secret"
)

// InviteStaff adds a person and returns the token of a one-time link. Only its hash is stored.
func (p *Program) InviteStaff(ctx context.Context, email, name string, role models.Role, by models.Actor) (token string, err error) {
	if token, err = secret.NewToken(p.house.Random, 32); err != nil {
		return "", err
	}
	return token, p.rows.InTx(ctx, func(tx *models.Tx) error {
		_, err := tx.AddStaff(models.StaffUser{Email: strings.ToLower(strings.TrimSpace(email)), Name: cleanName(name, 80), Role: role,
			InviteHash: secret.Hash(token), InviteUntil: models.At(tx.Now().Add(inviteLife))}, by)
		return err
	})
}

// Enrolment is what a one-time link leads to: the person, and the secret to put into an authenticator app.
type Enrolment struct {
	Person models.StaffUser
	Secret string // base32
	URL    string // otpauth://
}

// BeginEnrolment opens a one-time link. The app's secret follows from the link, so that reloading the page shows the
// same one and nothing is stored before the person has proven it.
func (p *Program) BeginEnrolment(ctx context.Context, token string) (Enrolment, error) {
	var u models.StaffUser
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		u, err = v.StaffByInvite(secret.Hash(token))
		return err
	})
	if err != nil {
		return Enrolment{}, err
	}
	key := p.enrolmentSecret(token, u)
	coded := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key)
	issuer := "RAF " + p.Tenant().Name
	link := "otpauth://totp/" + escape(issuer+":"+u.Email) + "?secret=" + coded + "&issuer=" + escape(issuer)
	return Enrolment{Person: u, Secret: coded, URL: link}, nil
}

func (p *Program) enrolmentSecret(token string, u models.StaffUser) []byte {
	mac := secret.MAC(p.house.Keys.Current(secret.PurposeStaffSession), "totp", string(p.Tenant().ID()), u.ID, token)
	return []byte(mac)[:totpSecretSize]
}

// FinishEnrolment sets the password and the app, if the code proves it, and returns the recovery codes, shown once. An
// Invalid error names the field: "password" or "code".
func (p *Program) FinishEnrolment(ctx context.Context, token, password, code string) ([]string, error) {
	if n := len([]rune(password)); n < minPassword || len(password) > maxPassword {
		return nil, models.Errorf(models.Invalid, "password")
	}
	enrolment, err := p.BeginEnrolment(ctx, token)
	if err != nil {
		return nil, err
	}
	step, ok := p.totpStep(enrolment.Secret, code)
	if !ok {
		return nil, models.Errorf(models.Invalid, "code")
	}
	hash, err := p.hashPassword(ctx, password)
	if err != nil {
		return nil, err
	}
	sealed, err := p.house.sealer.Seal(secret.PurposeVault, []byte(enrolment.Secret), totpBinding(p.Tenant().ID(), enrolment.Person.ID))
	if err != nil {
		return nil, models.Errorf(models.Internal, "seal authenticator: %v", err)
	}
	codes, hashes := make([]string, recoveryCount), make([]string, recoveryCount)
	for i := range codes {
		raw, err := secret.NewCode(p.house.Random)
		if err != nil {
			return nil, err
		}
		codes[i], hashes[i] = secret.DisplayCode(raw), secret.Hash(raw)
	}
	stored, err := json.Marshal(hashes)
	if err != nil {
		return nil, models.Errorf(models.Internal, "recovery codes: %v", err)
	}
	return codes, p.rows.InTx(ctx, func(tx *models.Tx) error {
		return tx.Enrol(enrolment.Person, hash, sealed, step, models.JSON(stored))
	})
}
