package command

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/pquerna/otp/totp"

	"raf/models"
	"raf/models/program"
	"raf/models/secret"
)

// demoPassword is the password of everybody on the staff of the demo's institutions.
const demoPassword = "sandbox-staff"

// demoSeats are the staff of each institution of the demo.
func demoSeats() []staffFlags {
	return []staffFlags{{name: "Alex Admin", role: models.RoleAdmin}, {name: "Morgan Maker", role: models.RoleMaker},
		{name: "Chris Checker", role: models.RoleChecker}, {name: "Val Viewer", role: models.RoleViewer}, {name: "Eddie Editor", role: models.RoleEditor},
		{name: "Sage Support", role: models.RoleSupport}, {name: "Aude Auditor", role: models.RoleAuditor}}
}

// demoEmail is the user name of a seat.
func demoEmail(slug string, role models.Role) string { return fmt.Sprintf("%s@%s.test", role, slug) }

// demoStaff signs the demo's staff in with a button. It exists in the demo only: it holds what an authenticator app holds.
type demoStaff struct {
	st   *stage
	file string

	mu      sync.Mutex
	secrets map[string]string // of the authenticator app, by e-mail
}

// openDemoStaff reads the secrets of a demo that goes on.
func openDemoStaff(st *stage, dir string) (*demoStaff, error) {
	d := &demoStaff{st: st, file: filepath.Join(dir, "staff.json"), secrets: map[string]string{}}
	raw, err := os.ReadFile(d.file)
	if errors.Is(err, os.ErrNotExist) {
		return d, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &d.secrets)
	}
	if err != nil {
		return nil, fmt.Errorf("demo staff: %w", err)
	}
	return d, nil
}

// enrol invites and enrols the staff of one institution, as they would do themselves.
func (d *demoStaff) enrol(ctx context.Context, slug string) error {
	t, err := d.st.app.store.TenantBySlug(ctx, slug)
	if err != nil {
		return err
	}
	p := d.st.app.house.For(t)
	for _, seat := range demoSeats() {
		email := demoEmail(slug, seat.role)
		link, err := p.InviteStaff(ctx, email, seat.name, seat.role, models.NoAccount, models.Actor{Kind: models.ActorSystem, ID: "demo"})
		if err != nil {
			return err
		}
		begun, err := p.BeginEnrolment(ctx, link)
		if err != nil {
			return err
		}
		d.mu.Lock()
		d.secrets[email] = begun.Secret
		d.mu.Unlock()
		if _, err := p.FinishEnrolment(ctx, link, begun.Offer, demoPassword, d.code(email)); err != nil {
			return fmt.Errorf("enrol %s: %w", email, err)
		}
	}
	raw, err := json.Marshal(d.secrets)
	if err != nil {
		return fmt.Errorf("demo staff: %w", err)
	}
	return os.WriteFile(d.file, raw, 0o600)
}

// code is what the authenticator app of a person shows now; empty for people it does not know.
func (d *demoStaff) code(email string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	code, err := totp.GenerateCode(d.secrets[email], d.st.clock.Now())
	if err != nil || d.secrets[email] == "" {
		return ""
	}
	return code
}

// Code is the code to type where one is asked for again.
func (d *demoStaff) Code(email string) string { return d.code(email) }

// SignIn opens a session for a seat.
func (d *demoStaff) SignIn(ctx context.Context, t models.Tenant, role models.Role) (string, error) {
	token, err := secret.NewToken(rand.Reader, 32)
	if err != nil {
		return "", err
	}
	return token, d.st.app.store.For(t).InTx(ctx, func(tx *models.Tx) error {
		u, err := tx.StaffByEmail(demoEmail(t.Slug, role))
		if err != nil {
			return err
		}
		s, err := tx.AddStaffSession(u.ID, secret.Hash(token))
		if err != nil {
			return err
		}
		return tx.ProveStaffSession(s, secret.Hash(token))
	})
}

// seat is a person of the demo's staff, for the story.
func (d *demoStaff) seat(ctx context.Context, t models.Tenant, role models.Role) (program.Staff, error) {
	token, err := d.SignIn(ctx, t, role)
	if err != nil {
		return program.Staff{}, err
	}
	return d.st.app.house.For(t).StaffOf(ctx, token, "")
}
