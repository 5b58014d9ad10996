package program

import (
	"context"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"

	"raf/models"
	"raf/models/secret"
)

// InviteStaff adds a person and returns the token of a one-time link. Only its hash is stored. ref is their own member
// number, as in Invitation; an Invalid error names it.
func (p *Program) InviteStaff(ctx context.Context, email, name string, role models.Role, ref string, by models.Actor) (token string, err error) {
	if ref, err = memberRef(ref); err != nil {
		return "", err
	}
	if token, err = secret.NewToken(p.house.Random, 32); err != nil {
		return "", err
	}
	return token, p.rows.InTx(ctx, func(tx *models.Tx) error {
		_, err := tx.AddStaff(models.StaffUser{Email: strings.ToLower(strings.TrimSpace(email)), Name: cleanName(name, 80), Role: role, MemberRef: ref,
			InviteHash: secret.Hash(token), InviteUntil: models.At(tx.Now().Add(inviteLife))}, by)
		return err
	})
}

// Enrolment is what a one-time link leads to: the person, and the secret to put into an authenticator app.
type Enrolment struct {
	Person models.StaffUser
	Secret string         // base32
	URL    string         // otpauth://
	Offer  string         // the secret, sealed, for the form that proves it
	Before models.Instant // when the link was opened before; zero if never
}

// Invited is the person of a one-time link that is still good.
func (p *Program) Invited(ctx context.Context, token string) (models.StaffUser, error) {
	var u models.StaffUser
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		u, err = v.StaffByInvite(secret.Hash(token))
		return err
	})
	return u, err
}

// BeginEnrolment opens a one-time link. The app's secret is another one at each opening, and stored nowhere before the
// person has proven it: whoever made the link, and opened it first, does not hold the second factor that its person sets
// up. That it was opened is noted and told.
func (p *Program) BeginEnrolment(ctx context.Context, token string) (Enrolment, error) {
	u, err := p.Invited(ctx, token)
	if err != nil {
		return Enrolment{}, err
	}
	key := make([]byte, totpSecretSize)
	if _, err := io.ReadFull(p.house.Random, key); err != nil {
		return Enrolment{}, models.Errorf(models.Internal, "authenticator: %v", err)
	}
	sealed, err := p.house.sealer.Seal(secret.PurposeVault, key, p.offerBinding(u))
	if err != nil {
		return Enrolment{}, models.Errorf(models.Internal, "seal authenticator: %v", err)
	}
	if err := p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.OpenInvite(u) }); err != nil {
		return Enrolment{}, err
	}
	return p.enrolment(u, key, base64.RawURLEncoding.EncodeToString(sealed)), nil
}

// ResumeEnrolment is the enrolment that a form carries, as it was begun. An offer of another link is NotFound.
func (p *Program) ResumeEnrolment(ctx context.Context, token, offer string) (Enrolment, error) {
	u, err := p.Invited(ctx, token)
	if err != nil {
		return Enrolment{}, err
	}
	sealed, err := base64.RawURLEncoding.DecodeString(offer)
	if err != nil {
		return Enrolment{}, models.Errorf(models.NotFound, "no such offer of a second factor")
	}
	key, err := p.house.sealer.Open(secret.PurposeVault, sealed, p.offerBinding(u))
	if err != nil {
		return Enrolment{}, models.Errorf(models.NotFound, "offer of a second factor: %v", err)
	}
	return p.enrolment(u, key, offer), nil
}

// offerBinding ties an offered secret to one link: a new link makes all offers of the old one worthless.
func (p *Program) offerBinding(u models.StaffUser) secret.Binding {
	return secret.Binding{Tenant: string(p.Tenant().ID()), Subject: u.InviteHash, Kind: secret.KindTOTPOffer}
}

func (p *Program) enrolment(u models.StaffUser, key []byte, offer string) Enrolment {
	coded := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key)
	issuer := "RAF " + p.Tenant().Name
	link := "otpauth://totp/" + escape(issuer+":"+u.Email) + "?secret=" + coded + "&issuer=" + escape(issuer)
	return Enrolment{Person: u, Secret: coded, URL: link, Offer: offer, Before: u.InviteOpenedAt}
}

// FinishEnrolment sets the password and the app of an offer, if the code proves it, and returns the recovery codes, shown
// once. An Invalid error names the field: "password" or "code".
func (p *Program) FinishEnrolment(ctx context.Context, token, offer, password, code string) ([]string, error) {
	if n := len([]rune(password)); n < minPassword || len(password) > maxPassword {
		return nil, models.Errorf(models.Invalid, "password")
	}
	enrolment, err := p.ResumeEnrolment(ctx, token, offer)
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
		raw, err := secret.NewRecovery(p.house.Random)
		if err != nil {
			return nil, err
		}
		codes[i], hashes[i] = secret.DisplayRecovery(raw), secret.Hash(raw)
	}
	stored, err := json.Marshal(hashes)
	if err != nil {
		return nil, models.Errorf(models.Internal, "recovery codes: %v", err)
	}
	return codes, p.rows.InTx(ctx, func(tx *models.Tx) error {
		return tx.Enrol(enrolment.Person, hash, sealed, step, models.JSON(stored))
	})
}
