package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

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
	return p.write(ctx, by, func(tx *models.Tx) error {
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

// close makes the end of a refusal's grace final; a Conflict means that somebody was faster.
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

// closeBatch is how many referrals one reading brings.
const closeBatch = 100

// A closing that rules began ends by the bank's word alone: an old verdict is no "no". The job asks for it where nobody
// opens the tile, a few at a time, and again a day later while the bank can't be asked.
const (
	askBatch = 5
	askEvery = 24 * time.Hour
)

// AskDue checks referrals out of reach whose grace is over: what arrived late still counts, and what the bank still says
// no to expires. One that the bank tells nothing about stays as it is, for staff to see.
func (p *Program) AskDue(ctx context.Context, requestID string) (asked int, err error) {
	var due []models.Referral
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		due, err = v.ClosingUnasked(v.Now().Add(-askEvery), askBatch)
		return err
	})
	var failed []error
	for _, r := range due {
		if _, err := p.check(ctx, *r.Acceptor, r, triggerJob, requestID); err != nil {
			failed = append(failed, fmt.Errorf("referral %s: %w", r.ID, err))
			continue
		}
		asked++
	}
	return asked, errors.Join(append(failed, err)...)
}

// CloseDue makes every refusal final whose grace is over, and gives its promises back. Each is a
// transaction of its own: one that fails holds up no other, and is told at the end. Two jobs at once do no harm.
func (p *Program) CloseDue(ctx context.Context, requestID string) (closed int, err error) {
	by := models.Actor{Kind: models.ActorSystem, ID: "job", RequestID: requestID}
	for {
		var due []models.Referral
		err := p.rows.View(ctx, func(v *models.View) (err error) {
			due, err = v.ClosingDue(closeBatch)
			return err
		})
		if err != nil {
			return closed, err
		}
		before := closed
		var failed []error
		for _, r := range due {
			switch err := p.close(ctx, r, by); {
			case err != nil && !p.movedOn(ctx, r):
				failed = append(failed, fmt.Errorf("referral %s: %w", r.ID, err))
			case err == nil:
				closed++
			}
		}
		if closed == before { // none is due, or none of those that are can be closed
			return closed, errors.Join(failed...)
		}
	}
}

// movedOn reports whether a referral is no longer as it was read: then whoever was faster did what was to be done.
func (p *Program) movedOn(ctx context.Context, r models.Referral) bool {
	var now models.Referral
	err := p.rows.View(ctx, func(v *models.View) (err error) { now, err = v.Referral(r.ID); return err })
	return err == nil && now.LockVersion != r.LockVersion
}
