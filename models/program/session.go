package program

import (
	"context"
	"errors"
	"time"

	"raf/models"
)

// The ages that decide over a session (design.md, 3.6).
const (
	// ConfirmedFresh is how old the bank's last confirmation may be when a card is loaded.
	ConfirmedFresh = 60 * time.Second
	// ConfirmedAtMost is how old it may be for the token to be issued again without asking.
	ConfirmedAtMost = 15 * time.Minute
	// overlap is how long the token before the newest stays good, for requests that were under way.
	overlap = 30 * time.Second
)

// Presented is what a browser's token says, after its signature was found good.
type Presented struct{ MemberID, SessionID, JTI string }

// Session finds the live session behind a token. Denied means that it was ended, is over, or that the token was
// replaced by a newer one a while ago, which is how a stolen one looks.
func (p *Program) Session(ctx context.Context, by Presented) (models.Session, error) {
	var s models.Session
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		s, err = liveSession(v, by)
		return err
	})
	return s, p.noteReplay(ctx, s, err)
}

// errReplaced is a token that was good, until the session got a newer one: an old tab, or a stolen copy.
var errReplaced = models.Errorf(models.Denied, "token replaced")

// noteReplay leaves a row in the audit log when a replaced token comes back (security.md, B3), and passes the error on. It
// is the one write that a GET may cause besides the four of design.md: an event that nobody records never happened. One row
// says it for a while: whoever holds such a token must not decide how long the trail gets.
func (p *Program) noteReplay(ctx context.Context, s models.Session, err error) error {
	if !errors.Is(err, errReplaced) || s.ReplayToldAt(p.house.Now()) {
		return err
	}
	return errors.Join(err, p.rows.InTx(ctx, func(tx *models.Tx) error {
		first, err := tx.TakeReplay(s.ID)
		if err != nil || !first {
			return err
		}
		return tx.Audit(models.Actor{Kind: models.ActorSystem}, "session.token_replayed", "member", s.MemberID, nil, map[string]any{"session": s.ID})
	}))
}

func liveSession(v *models.View, by Presented) (models.Session, error) {
	s, err := v.Session(by.SessionID)
	switch {
	case err != nil && models.KindOf(err) == models.NotFound:
		return s, models.Errorf(models.Denied, "session unknown")
	case err != nil:
		return s, err
	case s.MemberID != by.MemberID || s.Member == nil:
		return s, models.Errorf(models.Denied, "session of another member")
	case !s.LiveAt(v.Now()):
		return s, models.Errorf(models.Denied, "session over")
	case by.JTI == s.JTI, by.JTI == s.PriorJTI && v.Now().Before(s.PriorUntil.Time):
		return s, nil
	}
	return s, errReplaced
}

// Reissue makes next the session's token, while the bank's confirmation is young enough. A Conflict means that another
// request has just done so: the caller keeps its token, which is good for the overlap.
func (p *Program) Reissue(ctx context.Context, s models.Session, prev, next string) error {
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if tx.Now().Sub(s.ConfirmedAt.Time) > ConfirmedAtMost {
			return models.Errorf(models.Denied, "the bank has not confirmed the member lately")
		}
		return tx.RotateJTI(s.ID, prev, next, overlap)
	})
}

// SignOut ends a session, forgets the grant and gives it back to the bank, for which nobody waits; it is no error to do so
// twice.
func (p *Program) SignOut(ctx context.Context, by Presented, requestID string) error {
	var retired []models.RetiredGrant
	err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		if err := tx.EndSession(by.SessionID); err != nil {
			return err
		}
		if retired, err = tx.RetireGrant(by.MemberID); err != nil {
			return err
		}
		return tx.Audit(p.actor(by.MemberID, requestID), "member.signed_out", "member", by.MemberID, nil, map[string]any{"session": by.SessionID})
	})
	if err == nil {
		p.returnSoon(ctx, retired)
	}
	return err
}

// EndSession ends a session because the bank says that nobody, or somebody else, is signed in.
func (p *Program) EndSession(ctx context.Context, by Presented) error {
	return p.rows.InTx(ctx, func(tx *models.Tx) error { return tx.EndSession(by.SessionID) })
}
