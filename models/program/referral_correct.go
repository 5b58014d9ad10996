package program

import (
	"context"
	"slices"

	"raf/models"
)

// ActionCorrect waits for a second person: another inviter for a friend who typed the wrong code.
const ActionCorrect = "correct_inviter"

// CorrectionRequest is what staff wrote about a wrong inviter.
type CorrectionRequest struct {
	ReferralID string
	Inviter    string // a code or a member number
	Why        string
}

// Correcting is exactly what a second person agrees to: which inviter instead of which, and what becomes of the reward.
type Correcting struct {
	ReferralID  string           `json:"referral_id"`
	State       models.State     `json:"state"`
	FromID      string           `json:"from_member_id"`
	ToID        string           `json:"to_member_id"`
	ToCodeID    string           `json:"to_code_id"`
	LegID       string           `json:"leg_id"`
	LegBefore   models.LegStatus `json:"leg_before"`
	LegAfter    models.LegStatus `json:"leg_after"`
	AmountMinor int64            `json:"amount_minor"`
	Currency    string           `json:"currency"`
}

// CorrectAsked is what a request for another inviter is about.
type CorrectAsked struct {
	Correcting Correcting
	Referral   models.Referral
	To         models.Member
}

func correctAsked(v source, a models.ApprovalRequest) (any, error) {
	var asked CorrectAsked
	err := a.Read(&asked.Correcting)
	if err != nil {
		return nil, err
	}
	if asked.Referral, err = v.Referral(a.SubjectID); err != nil {
		return nil, err
	}
	asked.To, err = v.Member(asked.Correcting.ToID)
	return asked, err
}

// Correctable reports whether the inviter may still change: nothing has been released.
func Correctable(s models.State) bool {
	return slices.Contains([]models.State{models.StateAccepted, models.StatePending, models.StateClosing, models.StateEligible}, s)
}

// RequestCorrection asks a second person to put another inviter in the place of a wrong one.
func (p *Program) RequestCorrection(ctx context.Context, in CorrectionRequest, by Staff) (models.ApprovalRequest, error) {
	return p.askAbout(ctx, ActCorrect, ActionCorrect, in.ReferralID, in.Why, by, func(v *models.View, r models.Referral) (any, error) {
		to, err := named(v, in.Inviter, "inviter")
		if err != nil {
			return nil, err
		}
		if to.ID == r.InviterMemberID {
			return nil, models.Errorf(models.Invalid, "inviter:%s", WrongSame)
		}
		if err := by.noParty(&to); err != nil {
			return nil, err
		}
		what, _, err := p.correcting(v, r, to)
		return what, err
	})
}

// correcting is what another inviter would mean as everything stands, with the leg it is about, or why it can't be.
func (p *Program) correcting(v *models.View, r models.Referral, to models.Member) (Correcting, models.RewardLeg, error) {
	var leg models.RewardLeg
	if !Correctable(r.State) {
		return Correcting{}, leg, models.Errorf(models.Conflict, "the referral is %s", r.State)
	}
	if r.Kind == models.KindProduct {
		return Correcting{}, leg, models.Errorf(models.Conflict, "the institution itself invited")
	}
	if to.Code == nil || to.RelinkedTo != "" {
		return Correcting{}, leg, refused(RefusedUnknown)
	}
	why := unfit(*r.Acceptor, to)
	if why == "" {
		var err error
		if why, err = ring(v, *r.Acceptor, to); err != nil {
			return Correcting{}, leg, err
		}
	}
	if why != "" {
		return Correcting{}, leg, refused(why)
	}
	leg, err := legOf(v, r.ID, models.SideInviter)
	if err != nil {
		return Correcting{}, leg, err
	}
	after := leg.Status
	switch {
	case leg.Status == models.LegReserved, leg.Status == models.LegVoid && leg.VoidReason == voidCap:
		full, err := capped(v, to.ID, r.Version.Terms, leg.RewardYear)
		if err != nil {
			return Correcting{}, leg, err
		}
		if after = models.LegReserved; full {
			after = models.LegVoid
		}
	case leg.Status != models.LegVoid:
		return Correcting{}, leg, models.Errorf(models.Conflict, "the inviter's reward is %s", leg.Status)
	}
	return Correcting{ReferralID: r.ID, State: r.State, FromID: r.InviterMemberID, ToID: to.ID, ToCodeID: to.Code.ID, LegID: leg.ID,
		LegBefore: leg.Status, LegAfter: after, AmountMinor: leg.AmountMinor, Currency: leg.Currency}, leg, nil
}

// legOf is the leg of one side.
func legOf(v *models.View, referralID string, side models.Side) (models.RewardLeg, error) {
	legs, err := v.Legs(referralID)
	if err != nil {
		return models.RewardLeg{}, err
	}
	i := slices.IndexFunc(legs, func(l models.RewardLeg) bool { return l.Side == side })
	if i < 0 {
		return models.RewardLeg{}, models.Errorf(models.Internal, "referral %s has no reward of the %s", referralID, side)
	}
	return legs[i], nil
}

// correct puts the other inviter in place, after everything was looked at again behind the gate of acceptances: the
// graph of invitations changes.
func (p *Program) correct(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	var asked Correcting
	if err := a.Read(&asked); err != nil {
		return err
	}
	if err := tx.PassGate(); err != nil {
		return err
	}
	r, err := tx.Referral(a.SubjectID)
	if err != nil {
		return err
	}
	to, err := tx.Member(asked.ToID)
	if err != nil {
		return err
	}
	if err := by.noParty(r.Acceptor, r.Inviter, &to); err != nil {
		return err
	}
	now, leg, err := p.correcting(&tx.View, r, to)
	if err != nil {
		return err
	}
	if err := a.Binds(now); err != nil {
		return err
	}
	actor := by.actor(models.ActorSecond)
	was := r
	r, err = tx.Reassign(r, models.Reassignment{Kind: models.ReassignCorrected, Side: models.SideInviter, FromMemberID: now.FromID, ToMemberID: to.ID,
		FromCodeID: r.CodeID, ToCodeID: now.ToCodeID, LegBefore: now.LegBefore, LegAfter: now.LegAfter, ApprovalID: a.ID}, "", actor)
	if err != nil {
		return err
	}
	if err := p.swapPayee(tx, r, leg, now); err != nil {
		return err
	}
	if err := p.holdUnverified(tx, r, to); err != nil {
		return err
	}
	if err := tx.OvertakeApprovals("referral", r.ID, a.ID, actor); err != nil {
		return err
	}
	return tx.Audit(actor, "referral.correct", "referral", r.ID, map[string]any{"inviter": was.InviterMemberID, "code": was.CodeID, "leg": now.LegBefore},
		map[string]any{"inviter": to.ID, "code": now.ToCodeID, "leg": now.LegAfter, "request": a.ID})
}

// swapPayee gives the inviter's reward to the new one, whose own year decides whether there is one. What the friend
// agreed to show was meant for somebody else, so the new inviter sees nothing of it.
func (p *Program) swapPayee(tx *models.Tx, r models.Referral, leg models.RewardLeg, c Correcting) error {
	change := models.PayeeChange{Payee: c.ToID, Status: c.LegAfter, VoidReason: leg.VoidReason}
	switch {
	case c.LegBefore == models.LegVoid && c.LegAfter == models.LegReserved:
		change.VoidReason = ""
		if err := tx.ReserveMore(r.CampaignID, leg.Amount()); err != nil {
			if models.KindOf(err) == models.Conflict {
				return refused(RefusedClosed)
			}
			return err
		}
	case c.LegBefore == models.LegReserved && c.LegAfter == models.LegVoid:
		change.VoidReason = voidCap
		if err := tx.Release(r.CampaignID, leg.Amount()); err != nil {
			return err
		}
	}
	return tx.ChangePayee(leg, change)
}

// holdUnverified opens the hold of a pair that nobody can tell apart, where the new pair is one and no such hold is open.
func (p *Program) holdUnverified(tx *models.Tx, r models.Referral, inviter models.Member) error {
	if p.unverified(r.Kind, *r.Acceptor, inviter) == 0 {
		return nil
	}
	holds, err := tx.Holds(r.ID)
	if err != nil {
		return err
	}
	for _, h := range holds {
		if h.Kind == models.HoldIdentity && h.ResolvedAt.IsZero() {
			return nil
		}
	}
	return tx.OpenHold(r, models.HoldIdentity, "", models.Actor{Kind: models.ActorSystem, ID: string(models.ActorSystem)})
}
