package program

import (
	"context"
	"slices"

	"raf/models"
)

// ActionRelink waits for a second person: a member's referrals follow to the login that the bank knows them by now.
const ActionRelink = "relink"

// RelinkRequest is what staff wrote about a person who was enrolled anew at the bank.
type RelinkRequest struct {
	ReferralID string      // where they were when they asked
	Side       models.Side // whose login is the old one
	Number     string      // the member number of the new one
	Why        string
	Attested   bool // staff have seen that it is the same person
}

// Relinking is exactly what a second person agrees to: every referral and every unpaid reward that changes hands.
type Relinking struct {
	ReferralID string             `json:"referral_id"`
	FromID     string             `json:"from_member_id"`
	ToID       string             `json:"to_member_id"`
	SamePerson bool               `json:"same_person"` // by the fingerprint
	Attested   bool               `json:"attested"`    // by staff
	Referrals  []RelinkedReferral `json:"referrals"`
}

// RelinkedReferral is one of them. A leg that is paid stays with the login it was paid to, and LegMoves is false.
type RelinkedReferral struct {
	ID          string           `json:"id"`
	Side        models.Side      `json:"side"`
	State       models.State     `json:"state"`
	LegID       string           `json:"leg_id"`
	Leg         models.LegStatus `json:"leg"`
	LegMoves    bool             `json:"leg_moves"`
	AmountMinor int64            `json:"amount_minor"`
	Currency    string           `json:"currency"`
}

// RelinkAsked is what a request to re-link a member is about.
type RelinkAsked struct {
	Relinking Relinking
	From, To  models.Member
}

func relinkAsked(v source, a models.ApprovalRequest) (any, error) {
	var asked RelinkAsked
	err := a.Read(&asked.Relinking)
	if err != nil {
		return nil, err
	}
	if asked.From, err = v.Member(asked.Relinking.FromID); err != nil {
		return nil, err
	}
	asked.To, err = v.Member(asked.Relinking.ToID)
	return asked, err
}

// RequestRelink asks a second person to let a member's referrals follow to a new login. The fingerprint of the person
// must be the same, or staff attest that it is one person; two people whose tax ids differ are never joined.
func (p *Program) RequestRelink(ctx context.Context, in RelinkRequest, by Staff) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	if err := by.allow(ActCorrect); err != nil {
		return a, err
	}
	why, err := freeText(in.Why, "reason")
	if err != nil {
		return a, err
	}
	err = p.write(ctx, by, func(tx *models.Tx) error {
		r, err := tx.Referral(in.ReferralID)
		if err != nil {
			return err
		}
		fromID := r.AcceptorMemberID
		if in.Side == models.SideInviter {
			fromID = r.InviterMemberID
		}
		if fromID == "" {
			return models.Errorf(models.Conflict, "the institution itself invited")
		}
		from, err := tx.Member(fromID)
		if err != nil {
			return err
		}
		to, err := newLogin(&tx.View, from, in.Number)
		if err != nil {
			return err
		}
		if err := by.noParty(&from, &to); err != nil {
			return err
		}
		what, _, err := relinking(&tx.View, from, to, in.Attested)
		if err != nil {
			return err
		}
		what.ReferralID = r.ID
		a, err = tx.RequestApproval(ActionRelink, "member", from.ID, what, why, by.actor(models.ActorStaff))
		return err
	})
	return a, err
}

// newLogin is the other login under a member number, which may well be the old number.
func newLogin(v *models.View, from models.Member, typed string) (models.Member, error) {
	all, err := v.MembersNumbered(cleanLine(typed))
	if err != nil {
		return models.Member{}, err
	}
	all = slices.DeleteFunc(all, func(m models.Member) bool { return m.ID == from.ID })
	switch len(all) {
	case 0:
		return models.Member{}, models.Errorf(models.Invalid, "number:%s", WrongUnknown)
	case 1:
		return all[0], nil
	}
	return models.Member{}, models.Errorf(models.Invalid, "number:%s", WrongSeveral)
}

// relinking is what following to a new login would change as everything stands, with the referrals it is about, or why
// it can't be.
func relinking(v *models.View, from, to models.Member, attested bool) (Relinking, []models.Referral, error) {
	what := Relinking{FromID: from.ID, ToID: to.ID, SamePerson: from.PersonKey != "" && from.PersonKey == to.PersonKey, Attested: attested}
	byTax := from.PersonKeyKind == models.PersonByTaxID && to.PersonKeyKind == models.PersonByTaxID
	switch {
	case from.RelinkedTo != "" || to.RelinkedTo != "":
		return what, nil, models.Errorf(models.Conflict, "the login was re-linked already")
	case byTax && !what.SamePerson:
		return what, nil, models.Errorf(models.Invalid, "number:%s", WrongOther)
	case !what.SamePerson && !attested:
		return what, nil, models.Errorf(models.Invalid, "attested")
	}
	all, err := v.ReferralsOf(from.ID)
	if err != nil {
		return what, nil, err
	}
	if len(all) == 0 {
		return what, nil, models.Errorf(models.Conflict, "the login has no referrals any more")
	}
	taken, _, err := v.OpenReferralOf(to.ID, "")
	if err != nil {
		return what, nil, err
	}
	for _, r := range all {
		side := models.SideInviter
		if r.AcceptorMemberID == from.ID {
			side = models.SideAcceptor
		}
		switch {
		case r.AcceptorMemberID == to.ID || r.InviterMemberID == to.ID:
			return what, nil, refused(RefusedOwn) // the two logins invited each other
		case side == models.SideAcceptor && r.Kind == models.KindRelationship && taken && !r.State.ReleasesPromise():
			return what, nil, refused(RefusedTaken)
		}
		if r.Kind == models.KindProduct {
			if took, _, err := v.TookPart(r.CampaignID, to.ID, ""); err != nil || took {
				if err == nil {
					err = refused(RefusedTaken)
				}
				return what, nil, err
			}
		}
		leg, err := legOf(v, r.ID, side)
		if err != nil {
			return what, nil, err
		}
		if inFlight(leg.Status) {
			return what, nil, models.Errorf(models.Conflict, "a reward is on its way to the old login")
		}
		what.Referrals = append(what.Referrals, RelinkedReferral{ID: r.ID, Side: side, State: r.State, LegID: leg.ID, Leg: leg.Status,
			LegMoves: moves(leg.Status), AmountMinor: leg.AmountMinor, Currency: leg.Currency})
	}
	for _, pair := range [][2]models.Member{{from, to}, {to, from}} {
		if why, err := ring(v, pair[0], pair[1]); err != nil || why != "" {
			if err == nil {
				err = refused(why)
			}
			return what, nil, err
		}
	}
	return what, all, nil
}

// inFlight reports money that was released to a payee, or has left for one and may or may not have arrived: two people
// agreed to that payee and no other. Once its payment is recorded, or came back, the login can be re-linked.
func inFlight(s models.LegStatus) bool {
	return slices.Contains([]models.LegStatus{models.LegPayable, models.LegBatched, models.LegSubmitted, models.LegUnknown}, s)
}

// moves reports a leg that follows its person: nothing of it has been paid.
func moves(s models.LegStatus) bool { return s != models.LegSettled && s != models.LegReversed }

// relink lets everything follow, after it was looked at again behind the gate of acceptances.
func (p *Program) relink(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	var asked Relinking
	if err := a.Read(&asked); err != nil {
		return err
	}
	if err := tx.PassGate(); err != nil {
		return err
	}
	from, err := tx.Member(asked.FromID)
	if err != nil {
		return err
	}
	to, err := tx.Member(asked.ToID)
	if err != nil {
		return err
	}
	if err := by.noParty(&from, &to); err != nil {
		return err
	}
	now, all, err := relinking(&tx.View, from, to, asked.Attested)
	if err != nil {
		return err
	}
	now.ReferralID = asked.ReferralID
	if err := a.Binds(now); err != nil {
		return err
	}
	actor := by.actor(models.ActorSecond)
	for i, r := range all {
		if err := follows(tx, r, now.Referrals[i], to, a.ID, actor); err != nil {
			return err
		}
	}
	if err := tx.Retire(from, to); err != nil {
		return err
	}
	// The old login shows nothing of this person any more, and we read nothing at the bank in its name.
	if err := tx.EndSessionsOf(from.ID); err != nil {
		return err
	}
	if _, err := tx.RetireGrant(from.ID); err != nil {
		return err
	}
	return tx.Audit(actor, "member.relinked", "member", from.ID, nil, map[string]any{"to": to.ID, "same_person": now.SamePerson,
		"attested": now.Attested, "referrals": len(all), "request": a.ID})
}

// follows moves one referral to the new login, with its reward if that is unpaid.
func follows(tx *models.Tx, r models.Referral, f RelinkedReferral, to models.Member, approvalID string, by models.Actor) error {
	if err := tx.LockApprovals("referral", r.ID); err != nil {
		return err
	}
	leg, err := legOf(&tx.View, r.ID, f.Side)
	if err != nil {
		return err
	}
	key, was := to.PersonKey, r.InviterMemberID
	if key == "" {
		key = r.AcceptorPersonKey // a login that proves less does not make the person a stranger
	}
	if f.Side == models.SideAcceptor {
		was = r.AcceptorMemberID
	}
	_, err = tx.Reassign(r, models.Reassignment{Kind: models.ReassignRelinked, Side: f.Side, FromMemberID: was, ToMemberID: to.ID,
		FromCodeID: r.CodeID, ToCodeID: r.CodeID, LegBefore: leg.Status, LegAfter: leg.Status, ApprovalID: approvalID}, key, by)
	if err != nil {
		return err
	}
	if f.LegMoves {
		change := models.PayeeChange{Payee: to.ID, Status: leg.Status, VoidReason: leg.VoidReason, FriendVisible: leg.FriendVisible}
		if err := tx.ChangePayee(leg, change); err != nil {
			return err
		}
	}
	if err := tx.OvertakeApprovals("referral", r.ID, approvalID, by); err != nil {
		return err
	}
	return tx.Audit(by, "referral.relink", "referral", r.ID, map[string]any{"side": f.Side, "member": was}, map[string]any{"side": f.Side, "member": to.ID,
		"leg_follows": f.LegMoves, "request": approvalID})
}
