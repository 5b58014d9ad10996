package program

import (
	"context"
	"slices"

	"raf/models"
)

// decision is what one kind of request needs and does once a second person agreed. apply runs in the transaction that
// closes the request; it looks at everything again and holds what would happen now against what was asked for
// (ApprovalRequest.Binds), because the request may be a day old.
type decision struct {
	act   Act                                                   // what the second person must be allowed to do
	about func(v source, a models.ApprovalRequest) (any, error) // what it is about, for whoever looks at it
	apply func(p *Program, tx *models.Tx, a models.ApprovalRequest, by Staff) error
}

// decisions are all kinds of requests, by their action.
func decisions() map[string]decision {
	return map[string]decision{
		ActionPay:      {ActRelease, paymentAsked, (*Program).release},
		ActionMarkPaid: {ActRelease, paymentAsked, (*Program).settle},
		ActionPublish:  {ActPublish, publicationAsked, (*Program).publish},
		ActionRole:     {ActDecideHouse, roleAsked, (*Program).grantRole},

		ActionRefuse:  {ActDecideReferral, refusalAsked, (*Program).refuse},
		ActionReject:  {ActDecideReferral, refusalAsked, (*Program).reject},
		ActionAttach:  {ActDecideReferral, attachAsked, (*Program).attach},
		ActionCorrect: {ActDecideReferral, correctAsked, (*Program).correct},
		ActionRelink:  {ActDecideReferral, relinkAsked, (*Program).relink},

		ActionThreshold: {ActDecideHouse, thresholdAsked, (*Program).raiseThreshold},
		ActionRules:     {ActDecideHouse, rulesAsked, (*Program).changeRules},
	}
}

// MayDecide reports whether a person could be the second one for a request. That they did not ask for it themselves is
// part of it, and that it is not about themselves.
func (s Staff) MayDecide(a models.ApprovalRequest) bool {
	d, known := decisions()[a.Action]
	return known && s.May(d.act) && a.RequestedBy != s.User.ID && a.SubjectID != s.User.ID
}

// Decides reports whether a person can be the second one for any kind of request.
func (s Staff) Decides() bool {
	_, any := s.decidable()
	return any
}

// decidable is what of everything that waits a person could be the second one for; false if there is no such kind.
func (s Staff) decidable() (models.ApprovalFilter, bool) {
	f := models.ApprovalFilter{Decider: s.User.ID}
	for action, d := range decisions() {
		if s.May(d.act) {
			f.Actions = append(f.Actions, action)
		}
	}
	slices.Sort(f.Actions)
	return f, len(f.Actions) > 0
}

// toDecide is how many requests wait for a person's decision.
func (s Staff) toDecide(v *models.View) (int64, error) {
	f, any := s.decidable()
	if !any {
		return 0, nil
	}
	return v.CountApprovals(f)
}

// Waiting is the number beside the inbox: what waits for this person's decision or, for somebody who decides nothing,
// everything that waits.
func (p *Program) Waiting(ctx context.Context, by Staff) (n int64, err error) {
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		if by.Decides() {
			n, err = by.toDecide(v)
		} else {
			n, err = v.CountApprovals(models.ApprovalFilter{})
		}
		return err
	})
	return n, err
}

// Approve lets what another person asked for happen, if it is still exactly that. seen is the hash of what this person
// had on the screen. Everything is one transaction: the decision, what it does, the audit rows.
func (p *Program) Approve(ctx context.Context, approvalID, seen string, by Staff) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	err := p.once(ctx, by, deed{action: actionApprove, subject: approvalID, body: seen,
		first: func(tx *models.Tx) error {
			d, err := decides(&tx.View, approvalID, by)
			if err != nil {
				return err
			}
			if a, err = tx.DecideApproval(approvalID, seen, models.ApprovalApproved, "", by.actor(models.ActorSecond)); err != nil {
				return err
			}
			return d.apply(p, tx, a, by)
		},
		again: func(tx *models.Tx, _ models.IdempotencyKey) (err error) {
			a, err = tx.Approval(approvalID)
			return err
		},
	})
	if err == nil {
		p.forgetOffer()
	}
	return a, p.held(ctx, err, by)
}

// actionApprove is what a second person's form does.
const actionApprove = "approve"

// decides finds what a request asks for and refuses people who may not decide that kind.
func decides(v *models.View, approvalID string, by Staff) (decision, error) {
	a, err := v.Approval(approvalID)
	if err != nil {
		return decision{}, err
	}
	d, known := decisions()[a.Action]
	if !known {
		return d, models.Errorf(models.Internal, "approval %s asks for %q", a.ID, a.Action)
	}
	if a.SubjectID == by.User.ID {
		return d, models.Errorf(models.Denied, "nobody decides about themselves")
	}
	return d, by.allow(d.act)
}

// Refuse closes a request without anything happening; whoever asked takes it back instead.
func (p *Program) Refuse(ctx context.Context, approvalID, seen, reason string, by Staff) (models.ApprovalRequest, error) {
	var a models.ApprovalRequest
	err := p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := still(tx, by); err != nil {
			return err
		}
		open, err := tx.Approval(approvalID)
		if err != nil {
			return err
		}
		status := models.ApprovalRefused
		if open.RequestedBy == by.User.ID {
			status = models.ApprovalWithdrawn
		} else if _, err = decides(&tx.View, approvalID, by); err != nil {
			return err
		} else if reason, err = freeText(reason, "reason"); err != nil {
			return err
		}
		a, err = tx.DecideApproval(approvalID, seen, status, reason, by.actor(models.ActorStaff))
		return err
	})
	return a, err
}
