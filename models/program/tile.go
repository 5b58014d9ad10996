package program

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"raf/models"
	"raf/models/eligibility"
	"raf/models/secret"
	"raf/providers"
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
	Offer    *models.Campaign // nil while no campaign is live in which members invite
	Referral *models.Referral // the member's own that the tile is about, nil if there is none
	Verdict  *eligibility.Verdict
	Held     providers.Holder // who keeps back what the last check was denied, where that is known
	// Also are the member's other referrals under way: an invitation and offers of the institution run side by side.
	Also   []models.Referral
	Totals models.InviterTotals
	// Friends are those who agreed that their inviter sees how far they are.
	Friends []models.FriendStage
	// Own says, of a landing page, that its code is the institution's and not a member's.
	Own bool
	// CanEnterCode says whether the code of another member may still be entered.
	CanEnterCode bool
	// CanTakeUp says whether an offer of the institution itself is open to the member, by its campaign's code.
	CanTakeUp bool
}

// AnonymousTile is the tile without a session: the offer and nothing else.
func (p *Program) AnonymousTile(ctx context.Context) (Tile, error) {
	t := Tile{State: TileAnonymous}
	err := p.rows.View(ctx, func(v *models.View) error {
		offers, err := p.offers(v)
		t.Offer = invitation(offers)
		return err
	})
	return t, err
}

// Tile reads what a member's tile shows: the session with its member and code, the own referral with its leg and
// version, and the inviter's totals, three SELECTs at most besides the live campaign's once a second.
func (p *Program) Tile(ctx context.Context, by Presented) (Tile, error) {
	var t Tile
	var s models.Session
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		if s, err = liveSession(v, by); err != nil {
			return err
		}
		t = Tile{Session: s, Member: *s.Member}
		return p.fill(v, &t)
	})
	return t, p.noteReplay(ctx, s, err)
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

// Landing is what a friend sees who opens an invitation: the offer that the code is for, and the code in its stored form
// if it is one that can be entered. Nothing of the inviter is read.
func (p *Program) Landing(ctx context.Context, typed string) (t Tile, code string, err error) {
	t = Tile{State: TileAnonymous}
	err = p.rows.View(ctx, func(v *models.View) error {
		offers, err := p.offers(v)
		if err != nil {
			return err
		}
		t.Offer = invitation(offers)
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
		if t.Own = err == nil && found.CampaignID != ""; t.Own {
			t.Offer = ofID(offers, found.CampaignID)
		}
		return nil
	})
	return t, code, err
}

func (p *Program) fill(v *models.View, t *Tile) error {
	offers, err := p.offers(v)
	if err != nil {
		return err
	}
	t.Offer = invitation(offers)
	own, err := v.AcceptorReferrals(t.Member.ID)
	if err != nil {
		return err
	}
	if t.Referral, t.Also = foremost(own, v.Now()); t.Referral != nil && len(t.Referral.Verdict) > 0 {
		t.Verdict = new(eligibility.Verdict)
		if err := json.Unmarshal(t.Referral.Verdict, t.Verdict); err != nil {
			return models.Errorf(models.Internal, "stored verdict of %s: %v", t.Referral.ID, err)
		}
	}
	if t.Referral != nil && providers.Kind(t.Referral.CheckFailure) == providers.KindDenied {
		if t.Held, err = heldBack(v, t.Member.ID); err != nil {
			return err
		}
	}
	t.State = tileState(t.Referral, v.Now())
	p.canEnter(t, own, offers, v.Now())
	if t.State != TileInviter {
		return nil
	}
	if t.Totals, err = v.InviterTotals(t.Member.ID, v.Now().In(p.Tenant().Zone()).Year()); err != nil || t.Totals.Stages == 0 {
		return err
	}
	t.Friends, err = v.FriendStages(t.Member.ID)
	return err
}

// canEnter says which codes the member may still enter.
func (p *Program) canEnter(t *Tile, own []models.Referral, offers []models.Campaign, now time.Time) {
	if t.Member.RelinkedTo != "" {
		return
	}
	invited := slices.ContainsFunc(own, func(r models.Referral) bool { return r.Kind == models.KindRelationship && !r.State.ReleasesPromise() })
	t.CanEnterCode = t.Offer != nil && !invited && !p.entryOver(now, t.Member, t.Offer.CurrentVersion.Terms)
	t.CanTakeUp = !t.Member.Employee && slices.ContainsFunc(offers, func(c models.Campaign) bool {
		taken := slices.ContainsFunc(own, func(r models.Referral) bool { return r.CampaignID == c.ID })
		return c.Kind == models.KindProduct && !taken && !full(c) && !p.entryOver(now, t.Member, c.CurrentVersion.Terms)
	})
}

// invitation is the offer that members invite to, nil if there is none.
func invitation(offers []models.Campaign) *models.Campaign {
	for _, c := range offers {
		if c.Kind == models.KindRelationship {
			return &c
		}
	}
	return nil
}

// ofID is the campaign of an id, nil if it takes nobody now.
func ofID(offers []models.Campaign, id string) *models.Campaign {
	for _, c := range offers {
		if c.ID == id {
			return &c
		}
	}
	return nil
}

// foremost picks the referral that the tile is about, and those that run beside it. The order of the states decides first
// (product.md, 6.1); of two in one state the one whose day comes first, and of two paid ones or two that are over the newest.
func foremost(own []models.Referral, now time.Time) (*models.Referral, []models.Referral) {
	order := []TileState{TileEligible, TilePending, TilePaid, TileInviter}
	rank := func(r models.Referral) int { return slices.Index(order, tileState(&r, now)) }
	own = slices.Clone(own)
	slices.SortStableFunc(own, func(a, b models.Referral) int {
		byDay := 0
		if rank(a) == rank(b) && rank(a) < slices.Index(order, TilePaid) {
			byDay = cmp.Compare(a.NextOn, b.NextOn)
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), byDay)
	})
	if len(own) == 0 {
		return nil, nil
	}
	also := slices.DeleteFunc(slices.Clone(own[1:]), func(r models.Referral) bool { return rank(r) >= slices.Index(order, TilePaid) })
	return &own[0], also
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
