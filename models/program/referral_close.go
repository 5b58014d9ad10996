package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"raf/models"
	"raf/models/eligibility"
)

// TakeBackRefusal ends a refusal in the member's favour: the referral stands again where its evidence puts it, and a
// day of payment that was promised stays. It gives no money away, so one person decides.
func (p *Program) TakeBackRefusal(ctx context.Context, referralID, why string, by Staff) error {
	if err := by.allow(ActReject); err != nil {
		return err
	}
	why, err := freeText(why, "reason")
	if err != nil {
		return err
	}
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := tx.LockApprovals("referral", referralID); err != nil {
			return err
		}
		r, err := tx.Referral(referralID)
		if err != nil {
			return err
		}
		if err := by.party(r); err != nil {
			return err
		}
		actor := by.actor(models.ActorStaff)
		event := models.EventTakeBack
		if r.WindowFrom == "" {
			event = models.EventBackEarly
		}
		if r, err = p.move(tx, r, event, actor, models.ReferralChanges{}); err != nil {
			return err
		}
		if err := tx.AddNote(models.ReferralNote{ReferralID: r.ID, StaffUserID: by.User.ID, Text: why}); err != nil {
			return err
		}
		if err := tx.OvertakeApprovals("referral", r.ID, "take_back", actor); err != nil || len(r.Verdict) == 0 {
			return err
		}
		var v eligibility.Verdict
		if err := json.Unmarshal(r.Verdict, &v); err != nil {
			return models.Errorf(models.Internal, "verdict of referral %s: %v", r.ID, err)
		}
		return p.follow(tx, r, v, models.Actor{Kind: models.ActorSystem, ID: "take_back", RequestID: by.RequestID})
	})
}

// overdue reports a refusal whose grace is over.
func (p *Program) overdue(r models.Referral) bool {
	return r.State == models.StateClosing && r.CloseCause == models.CauseRefused && !p.house.Now().Before(r.ClosingUntil.Time)
}

// close makes one refusal final; a Conflict means that somebody was faster.
func (p *Program) close(ctx context.Context, r models.Referral, by models.Actor) error {
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := tx.LockApprovals("referral", r.ID); err != nil {
			return err
		}
		_, err := p.move(tx, r, models.EventReject, by, models.ReferralChanges{CloseReason: r.CloseReason})
		if err != nil {
			return err
		}
		return tx.OvertakeApprovals("referral", r.ID, "closing", by)
	})
}

// closeBatch is how many refusals one reading brings.
const closeBatch = 100

// CloseDue makes every refusal final whose grace is over and gives its promises back, for a job to call. Each is a
// transaction of its own: one that fails holds up no other, and is told at the end. Two jobs at once do no harm.
func (p *Program) CloseDue(ctx context.Context, requestID string) (closed int, err error) {
	by := models.Actor{Kind: models.ActorSystem, ID: "job", RequestID: requestID}
	for {
		var due []models.Referral
		err := p.rows.View(ctx, func(v *models.View) (err error) {
			due, err = v.RefusedDue(closeBatch)
			return err
		})
		if err != nil {
			return closed, err
		}
		before := closed
		var failed []error
		for _, r := range due {
			if err := p.close(ctx, r, by); err != nil {
				failed = append(failed, fmt.Errorf("referral %s: %w", r.ID, err))
			} else {
				closed++
			}
		}
		if closed == before { // none is due, or none of those that are can be closed
			return closed, errors.Join(failed...)
		}
	}
}
