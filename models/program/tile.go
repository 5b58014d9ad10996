package program

import (
	"context"
	"encoding/json"
	"time"

	"raf/models"
	"raf/models/eligibility"
	"raf/models/secret"
)

// TileState is one of the five states of the tile.
type TileState string

// The five states (product.md, 6.1).
const (
	TileAnonymous TileState = "anonymous"
	TileInviter   TileState = "inviter_ready"
	TilePending   TileState = "acceptor_pending"
	TileEligible  TileState = "acceptor_eligible"
	TilePaid      TileState = "acceptor_paid"
)

// paidFor is how long the paid card stays.
const paidFor = 14 * 24 * time.Hour

// Tile is everything the tile shows of a member, from the database alone.
type Tile struct {
	State    TileState
	Session  models.Session
	Member   models.Member
	Offer    *models.Campaign // nil while no campaign is live
	Referral *models.Referral // the member's own, nil if there is none
	Verdict  *eligibility.Verdict
	Totals   models.InviterTotals
	// CanEnterCode says whether a code entry may still succeed.
	CanEnterCode bool
}

// AnonymousTile is the tile without a session: the offer and nothing else.
func (p *Program) AnonymousTile(ctx context.Context) (Tile, error) {
	t := Tile{State: TileAnonymous}
	err := p.rows.View(ctx, func(v *models.View) error { return p.offer(v, &t) })
	return t, err
}

// Tile reads what a member's tile shows: the session with its member and code, the own referral with its leg and
// version, and the inviter's totals, three SELECTs at most besides the live campaign's once a second.
func (p *Program) Tile(ctx context.Context, by Presented) (Tile, error) {
	var t Tile
	err := p.rows.View(ctx, func(v *models.View) error {
		s, err := liveSession(v, by)
		if err != nil {
			return err
		}
		t = Tile{Session: s, Member: *s.Member}
		return p.fill(v, &t)
	})
	return t, p.noteReplay(ctx, by, err)
}

// LastKnown is Tile for a session that was live when the request began and that the request itself may have ended: a
// check that finds the grant revoked still shows what was known.
func (p *Program) LastKnown(ctx context.Context, s models.Session) (Tile, error) {
	var t Tile
	err := p.rows.View(ctx, func(v *models.View) error {
		now, err := v.Session(s.ID)
		if err != nil {
			return err
		}
		t = Tile{Session: now, Member: *now.Member}
		return p.fill(v, &t)
	})
	return t, err
}

// Landing is what a friend sees who opens an invitation: the offer, and the code in its stored form if it is one that
// can be entered. Nothing of the inviter is read.
func (p *Program) Landing(ctx context.Context, typed string) (t Tile, code string, err error) {
	t = Tile{State: TileAnonymous}
	err = p.rows.View(ctx, func(v *models.View) error {
		if err := p.offer(v, &t); err != nil {
			return err
		}
		normal, ok := secret.NormalizeCode(typed)
		if !ok {
			return nil
		}
		found, _, err := v.CodeOwner(normal)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		if err == nil {
			code = found.Code
		}
		return nil
	})
	return t, code, err
}

func (p *Program) fill(v *models.View, t *Tile) error {
	if err := p.offer(v, t); err != nil {
		return err
	}
	r, err := v.AcceptorReferral(t.Member.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return err
	}
	if err == nil {
		t.Referral = &r
		if len(r.Verdict) > 0 {
			t.Verdict = new(eligibility.Verdict)
			if err := json.Unmarshal(r.Verdict, t.Verdict); err != nil {
				return models.Errorf(models.Internal, "stored verdict of %s: %v", r.ID, err)
			}
		}
	}
	t.State = tileState(t.Referral, v.Now())
	t.CanEnterCode = t.Offer != nil && t.Member.RelinkedTo == "" && (t.Referral == nil || t.Referral.State.ReleasesPromise()) &&
		!p.entryOver(v.Now(), t.Member, t.Offer.CurrentVersion.Terms)
	if t.State != TileInviter {
		return nil
	}
	t.Totals, err = v.InviterTotals(t.Member.ID, v.Now().In(p.Tenant().Zone()).Year())
	return err
}

func (p *Program) offer(v *models.View, t *Tile) error {
	c, err := p.liveCampaign(v)
	switch {
	case err == nil:
		t.Offer = &c
		return nil
	case models.KindOf(err) == models.NotFound:
		return nil
	}
	return err
}

// tileState decides top-down; the first match wins (product.md, 6.1).
func tileState(r *models.Referral, now time.Time) TileState {
	if r == nil {
		return TileInviter
	}
	settled := r.AcceptorLeg != nil && r.AcceptorLeg.Status == models.LegSettled
	switch {
	case (r.State == models.StateEligible || r.State == models.StateApproved) && !settled:
		return TileEligible
	case r.State == models.StateAccepted, r.State == models.StatePending, r.State == models.StateClosing:
		return TilePending
	case settled && r.State != models.StateClawedBack && r.AcceptorLeg.DismissedAt.IsZero() && now.Sub(r.AcceptorLeg.SettledAt.Time) < paidFor:
		return TilePaid
	}
	return TileInviter
}
