package program

import (
	"context"
	"errors"
	"time"

	"raf/models"
	"raf/providers"
)

// Told is what a bank told of a member and lets us read, as the member may see it.
type Told struct {
	Tile        Tile
	Permissions providers.Permissions // empty if they were not kept at the last sign-in
	AccountsOf  models.Instant        // when the accounts that are kept were read; zero if none are
	Apps        string                // where the institution lists what members gave; empty if that is not known
}

// Told reads what was told of a member, from the database alone.
func (p *Program) Told(ctx context.Context, s models.Session) (out Told, err error) {
	if out.Tile, err = p.LastKnown(ctx, s); err != nil {
		return out, err
	}
	err = p.rows.View(ctx, func(v *models.View) error {
		row, err := v.Grant(s.MemberID)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		if out.Permissions, err = permissionsOf(row); err != nil {
			return err
		}
		facts, err := v.AccountFacts(s.MemberID)
		out.AccountsOf = facts[s.MemberID].AsOf
		return err
	})
	if err != nil {
		return out, err
	}
	bank, err := p.bank(ctx)
	if lister, can := bank.(providers.AppsLister); err == nil && can {
		out.Apps = lister.ConnectedApps()
	}
	return out, err
}

// ErrWithdrawn says that the member ended our access and has not signed in by an own decision since.
var ErrWithdrawn = errors.New("the member ended our access")

// Withdraw ends our access to a member's data: nothing is read any more, here or at the bank, and nobody is signed in as the
// member. What was found until now stays, because rewards hang on it.
func (p *Program) Withdraw(ctx context.Context, by Presented, requestID string) error {
	var retired []models.RetiredGrant
	err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		// First, because a sign-in that is being stored holds the member's row: what it leaves is ended here, or it sees this.
		if err := tx.MarkWithdrawn(by.MemberID); err != nil {
			return err
		}
		if retired, err = tx.RetireGrant(by.MemberID); err != nil {
			return err
		}
		if err := tx.EndSessionsOf(by.MemberID); err != nil {
			return err
		}
		return tx.Audit(p.actor(by.MemberID, requestID), "member.withdrew", "member", by.MemberID, nil, map[string]any{"session": by.SessionID})
	})
	if err == nil {
		p.returnSoon(ctx, retired)
	}
	return err
}

// clocksApart is how far the clocks of our own servers may be from each other.
const clocksApart = 5 * time.Second

// withdrawn reports a sign-in that nobody decided on since the member ended our access: the bank's answer to the card's own
// question is no permission, nor is any answer to what was asked before that moment.
func withdrawn(tx *models.Tx, subject string, flow models.SigninFlow) (memberID string, is bool, err error) {
	m, err := tx.MemberBySubject(subject)
	if err != nil {
		if models.KindOf(err) == models.NotFound {
			err = nil
		}
		return "", false, err
	}
	// Read again under the lock: the member may be ending our access at this very moment, in another tab.
	if err := tx.LockMember(m.ID); err != nil {
		return "", false, err
	}
	m, err = tx.MemberBySubject(subject)
	return m.ID, !m.WithdrawnAt.IsZero() && (flow.Place == models.PlaceCard || !flow.CreatedAt.After(m.WithdrawnAt.Add(clocksApart))), err
}
