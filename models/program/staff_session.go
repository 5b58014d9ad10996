package program

import (
	"context"

	"raf/models"
	"raf/models/secret"
)

func (p *Program) staffSession(ctx context.Context, token string) (models.StaffSession, error) {
	var s models.StaffSession
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		s, err = v.StaffSession(secret.Hash(token))
		return err
	})
	if err != nil && models.KindOf(err) == models.NotFound || err == nil && s.StaffUser == nil {
		return s, models.Errorf(models.Denied, "staff session unknown")
	}
	return s, err
}

// StaffOf finds the person behind a token, with today's rights; Denied if the session is not live.
func (p *Program) StaffOf(ctx context.Context, token, requestID string) (Staff, error) {
	s, err := p.staffSession(ctx, token)
	if err != nil {
		return Staff{}, err
	}
	if !s.LiveAt(p.house.Now()) {
		return Staff{}, models.Errorf(models.Denied, "staff session over")
	}
	who := Staff{Session: s, User: *s.StaffUser, RequestID: requestID}
	if who.May(ActAudit) {
		w, err := p.auditWalk(ctx)
		if err != nil {
			return Staff{}, err
		}
		who.Broken = w.Break()
	}
	return who, nil
}

// Seen keeps a session from going idle; it is called by requests that may write.
func (p *Program) Seen(ctx context.Context, s Staff) error {
	return p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.SeeStaffSession(s.Session.ID) })
}

// SignOutStaff ends a session.
func (p *Program) SignOutStaff(ctx context.Context, s Staff) error {
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := tx.EndStaffSession(s.Session.ID); err != nil {
			return err
		}
		return tx.Audit(s.actor(models.ActorStaff), "staff.signed_out", "staff", s.User.ID, nil, map[string]any{"session": s.Session.ID})
	})
}

// Fresh reports whether the second factor was given lately enough to move money or rights.
func (p *Program) Fresh(s Staff) bool {
	return p.house.Now().Sub(s.Session.ProvenAt.Time) < models.StaffFresh
}
