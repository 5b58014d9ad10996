package program

import (
	"context"
	"slices"

	"raf/models"
)

// The actions about a refusal that wait for a second person.
const (
	ActionRefuse = "refuse" // begin to close, with the grace of the terms
	ActionReject = "reject" // end the grace early
)

// Refusal is why staff refuse a referral. The list is fixed: each has words for staff and gentle ones for the member.
type Refusal string

// The refusals.
const (
	RefusalNotNew       Refusal = "not_new"       // was with the institution before
	RefusalOpenedEarly  Refusal = "opened_early"  // the account was opened too long before the code
	RefusalEmployee     Refusal = "employee"      // staff, or of the household of staff
	RefusalHousehold    Refusal = "household"     // inviter and friend share what the terms say they may not
	RefusalRewarded     Refusal = "rewarded"      // had a reward for joining before
	RefusalStanding     Refusal = "standing"      // an account is closed, restricted or overdrawn
	RefusalReversed     Refusal = "reversed"      // what counted was sent back or returned
	RefusalUnconfirmed  Refusal = "unconfirmed"   // what we asked for could not be confirmed
	RefusalMisuse       Refusal = "misuse"        // looks like misuse of the programme
	RefusalOutsideTerms Refusal = "outside_terms" // anything else that the accepted terms rule out
)

// Refusals lists the reasons in the order in which staff choose from them.
func Refusals() []Refusal {
	return []Refusal{RefusalNotNew, RefusalOpenedEarly, RefusalRewarded, RefusalEmployee, RefusalHousehold, RefusalStanding, RefusalReversed,
		RefusalUnconfirmed, RefusalMisuse, RefusalOutsideTerms}
}

// Refusing is exactly what a second person agrees to: what closes, from where, why, and which promises are at stake.
type Refusing struct {
	Payment
	State  models.State `json:"state"`
	Reason Refusal      `json:"reason_code"`
}

// RefusalAsked is what a request about a refusal is about.
type RefusalAsked struct {
	Refusing Refusing
	Referral models.Referral
}

func refusalAsked(v source, a models.ApprovalRequest) (any, error) {
	var asked RefusalAsked
	if err := a.Read(&asked.Refusing); err != nil {
		return nil, err
	}
	var err error
	asked.Referral, err = v.Referral(a.SubjectID)
	return asked, err
}

// RefusalRequest is what a person of staff chose and wrote about a referral that should not be paid.
type RefusalRequest struct {
	ReferralID string
	Reason     Refusal
	Why        string // for colleagues; the member never sees it
}

// RequestRefusal asks a second person that a referral be refused, or refuses it at once where the rewards are small enough
// for one person. It closes with the grace of its terms, in which the member can object; the rewards stay reserved until
// that is over. A request without an id was not needed.
func (p *Program) RequestRefusal(ctx context.Context, in RefusalRequest, by Staff) (models.ApprovalRequest, error) {
	if !slices.Contains(Refusals(), in.Reason) {
		return models.ApprovalRequest{}, models.Errorf(models.Invalid, "reason_code")
	}
	if done, err := p.refuseAlone(ctx, in, by); done || err != nil {
		return models.ApprovalRequest{}, err
	}
	return p.askAbout(ctx, ActReject, ActionRefuse, in.ReferralID, in.Why, by, func(v *models.View, r models.Referral) (any, error) {
		return refusing(v, r, models.EventRefuse, in.Reason)
	})
}

// refuseAlone refuses a referral whose rewards stay within what the institution lets one person decide.
func (p *Program) refuseAlone(ctx context.Context, in RefusalRequest, by Staff) (done bool, err error) {
	if p.Tenant().ThresholdMinor == 0 {
		return false, nil
	}
	if err := by.allow(ActReject); err != nil {
		return false, err
	}
	why, err := freeText(in.Why, "reason")
	if err != nil {
		return false, err
	}
	err = p.write(ctx, by, func(tx *models.Tx) error {
		done = false
		if err := tx.LockApprovals("referral", in.ReferralID); err != nil {
			return err
		}
		r, err := tx.Referral(in.ReferralID)
		if err != nil {
			return err
		}
		if err := by.party(r); err != nil {
			return err
		}
		what, err := refusing(&tx.View, r, models.EventRefuse, in.Reason)
		if err != nil || what.TotalMinor > p.Tenant().ThresholdMinor {
			return err
		}
		done = true
		actor := by.actor(models.ActorStaff)
		if err := p.beginRefusal(tx, r, in.Reason, actor); err != nil {
			return err
		}
		if err := tx.OvertakeApprovals("referral", r.ID, "refusal", actor); err != nil {
			return err
		}
		return tx.AddNote(models.ReferralNote{ReferralID: r.ID, StaffUserID: by.User.ID, Text: why})
	})
	return done, err
}

// beginRefusal lets the grace begin.
func (p *Program) beginRefusal(tx *models.Tx, r models.Referral, why Refusal, by models.Actor) error {
	end, err := closingEnd(tx.Now(), r.Version.Terms)
	if err != nil {
		return err
	}
	_, err = p.move(tx, r, models.EventRefuse, by, models.ReferralChanges{CloseReason: string(why), ClosingUntil: end})
	return err
}

// RequestRejection asks a second person that a refusal become final before its grace is over.
func (p *Program) RequestRejection(ctx context.Context, referralID, why string, by Staff) (models.ApprovalRequest, error) {
	return p.askAbout(ctx, ActReject, ActionReject, referralID, why, by, func(v *models.View, r models.Referral) (any, error) {
		return refusing(v, r, models.EventReject, Refusal(r.CloseReason))
	})
}

// askAbout stores a request about a referral; payload says what would happen, or why it can't.
func (p *Program) askAbout(ctx context.Context, act Act, action, referralID, why string, by Staff,
	payload func(*models.View, models.Referral) (any, error)) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	if err := by.allow(act); err != nil {
		return a, err
	}
	why, err := freeText(why, "reason")
	if err != nil {
		return a, err
	}
	err = p.write(ctx, by, func(tx *models.Tx) error {
		r, err := tx.Referral(referralID)
		if err != nil {
			return err
		}
		if err := by.party(r); err != nil {
			return err
		}
		what, err := payload(&tx.View, r)
		if err != nil {
			return err
		}
		a, err = tx.RequestApproval(action, "referral", r.ID, what, why, by.actor(models.ActorStaff))
		return err
	})
	return a, err
}

// refusing is what a refusal would mean as the referral stands.
func refusing(v *models.View, r models.Referral, event models.Event, why Refusal) (Refusing, error) {
	if _, err := models.Next(r.State, event, models.ActorSecond); err != nil {
		return Refusing{}, err
	}
	if event == models.EventReject && r.CloseCause != models.CauseRefused {
		return Refusing{}, models.Errorf(models.Conflict, "the referral is closing by its rules, nobody refused it")
	}
	stake, _, err := paymentOf(v, r, models.LegReserved)
	return Refusing{Payment: stake, State: r.State, Reason: why}, err
}

// refuse begins the grace of a referral that two people refuse.
func (p *Program) refuse(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	return p.refusal(tx, a, models.EventRefuse, by)
}

// reject ends that grace early.
func (p *Program) reject(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	return p.refusal(tx, a, models.EventReject, by)
}

func (p *Program) refusal(tx *models.Tx, a models.ApprovalRequest, event models.Event, by Staff) error {
	r, err := tx.Referral(a.SubjectID)
	if err != nil {
		return err
	}
	if err := by.party(r); err != nil {
		return err
	}
	var asked Refusing
	if err := a.Read(&asked); err != nil {
		return err
	}
	now, err := refusing(&tx.View, r, event, asked.Reason)
	if err != nil {
		return err
	}
	if err := a.Binds(now); err != nil {
		return err
	}
	if event == models.EventRefuse {
		err = p.beginRefusal(tx, r, asked.Reason, by.actor(models.ActorSecond))
	} else {
		_, err = p.move(tx, r, event, by.actor(models.ActorSecond), models.ReferralChanges{CloseReason: string(asked.Reason)})
	}
	if err != nil {
		return err
	}
	return tx.OvertakeApprovals("referral", r.ID, a.ID, by.actor(models.ActorSecond))
}
