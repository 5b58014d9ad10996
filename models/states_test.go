package models_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

func states() []models.State {
	return []models.State{"", models.StateInvited, models.StateAccepted, models.StatePending, models.StateClosing, models.StateEligible,
		models.StateApproved, models.StatePaid, models.StateExpired, models.StateRejected, models.StateCancelled, models.StateClawedBack}
}

func events() []models.Event {
	return []models.Event{models.EventAccept, models.EventAccount, models.EventMet, models.EventOutOfReach, models.EventLapse, models.EventRefuse,
		models.EventReject, models.EventTakeBack, models.EventBackEarly, models.EventCorrect, models.EventRelink, models.EventApprove, models.EventSettle, models.EventClawBack, models.EventCancel}
}

func actors() []models.ActorKind {
	return []models.ActorKind{models.ActorMember, models.ActorStaff, models.ActorSecond, models.ActorLone, models.ActorSystem}
}

// allowed is product.md, section 6, written out once more by hand: from, event, who, to.
var allowed = map[string]models.State{
	" accept member": "accepted", " accept second": "accepted",
	"invited accept member": "accepted", "invited accept second": "accepted", "invited lapse system": "expired",
	"accepted account system": "pending", "accepted out_of_reach system": "closing",
	"pending met system": "eligible", "pending out_of_reach system": "closing",
	"closing met system": "eligible", "closing lapse system": "expired", "closing reject system": "rejected", "closing reject second": "rejected",
	"accepted refuse staff": "closing", "accepted refuse second": "closing", "pending refuse staff": "closing", "pending refuse second": "closing",
	"closing take_back staff": "pending", "closing take_back second": "pending", "closing back_early staff": "accepted", "closing back_early second": "accepted",
	"eligible refuse staff": "closing", "eligible refuse second": "closing",
	"eligible approve system": "approved", "eligible approve second": "approved", "eligible approve lone": "approved",
	"approved settle system": "paid", "paid claw_back second": "clawed_back",
	"invited cancel member": "cancelled", "invited cancel staff": "cancelled", "invited cancel system": "cancelled",
	"accepted cancel member": "cancelled", "accepted cancel staff": "cancelled", "accepted cancel system": "cancelled",
	"pending cancel member": "cancelled", "pending cancel staff": "cancelled", "pending cancel system": "cancelled",
	"closing cancel member": "cancelled", "closing cancel staff": "cancelled", "closing cancel system": "cancelled",
	"eligible cancel member": "cancelled", "eligible cancel staff": "cancelled", "eligible cancel system": "cancelled",
	"approved cancel member": "cancelled", "approved cancel staff": "cancelled", "approved cancel system": "cancelled",
}

func TestOnlyTheTablesTransitionsAreAllowed(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, from := range states() {
		for _, event := range events() {
			known := false
			for key := range allowed {
				known = known || key[:min(len(key), len(fmt.Sprintf("%s %s ", from, event)))] == fmt.Sprintf("%s %s ", from, event)
			}
			for _, who := range actors() {
				to, err := models.Next(from, event, who)
				want, ok := allowed[fmt.Sprintf("%s %s %s", from, event, who)]
				switch {
				case ok:
					seen++
					if err != nil || to != want {
						t.Errorf("%q %s by %s = %q, %v, want %q", from, event, who, to, err, want)
					}
				case known:
					if to != from || models.KindOf(err) != models.Denied {
						t.Errorf("%q %s by %s = %q, %v, want denied", from, event, who, to, err)
					}
				default:
					if to != from || models.KindOf(err) != models.Conflict || err == nil {
						t.Errorf("%q %s by %s = %q, %v, want a conflict", from, event, who, to, err)
					}
				}
			}
		}
	}
	if seen != len(allowed) {
		t.Errorf("%d of %d allowed transitions were met", seen, len(allowed))
	}
}

func TestEveryStateSaysWhetherItIsOver(t *testing.T) {
	t.Parallel()
	over := []models.State{"paid", "expired", "rejected", "cancelled", "clawed_back"}
	releases := []models.State{"expired", "rejected", "cancelled"}
	for _, s := range states() {
		if got := s.Over(); got != slices.Contains(over, s) {
			t.Errorf("%q.Over() = %v", s, got)
		}
		if got := s.ReleasesPromise(); got != slices.Contains(releases, s) {
			t.Errorf("%q.ReleasesPromise() = %v", s, got)
		}
	}
}

func referral(t *testing.T, ts models.TenantStore, acceptor string) (r models.Referral) {
	t.Helper()
	read(t, ts, func(v *models.View) (err error) { r, err = v.AcceptorReferral(acceptor); return err })
	return r
}

func eventsOf(t *testing.T, ts models.TenantStore, referralID string) (lines []string) {
	t.Helper()
	read(t, ts, func(v *models.View) error {
		var rows []models.ReferralEvent
		err := v.DB().Where("referral_id = ?", referralID).Order("seq").Find(&rows).Error
		for _, e := range rows {
			lines = append(lines, fmt.Sprintf("%d %s>%s %s %s/%s %s", e.Seq, e.FromState, e.ToState, e.Cause, e.ActorKind, e.ActorID, e.ReasonCode))
		}
		return err
	})
	return lines
}

func TestAMoveIsNumberedAndAStaleOneIsAConflict(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		system := models.Actor{Kind: models.ActorSystem, ID: "tile"}
		stale := referral(t, a.ts, "rival")
		var moved models.Referral
		write(t, a.ts, func(tx *models.Tx) (err error) {
			moved, err = tx.Move(stale, models.EventOutOfReach, system, models.ReferralChanges{CloseReason: "window_over", ClosingUntil: models.At(tx.Now())})
			return err
		})
		if got := referral(t, a.ts, "rival"); got.State != models.StateClosing || got.LockVersion != 1 || got.CloseReason != "window_over" || got.LockVersion != moved.LockVersion {
			t.Errorf("after the move: state %s, lock version %d, reason %q", got.State, got.LockVersion, got.CloseReason)
		}
		// The state alone would not notice: closing again from pending, and a second move at the old version.
		sameState, another := moved, moved
		sameState.LockVersion, another.LockVersion = 0, 41 // the number of whose event would be free
		for name, r := range map[string]models.Referral{"the old state": stale, "the old lock version": sameState, "another lock version": another} {
			err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				_, err := tx.Move(r, models.EventCancel, system, models.ReferralChanges{})
				return err
			})
			if models.KindOf(err) != models.Conflict || err == nil {
				t.Errorf("a move that read %s: error = %v, want a conflict", name, err)
			}
		}
		write(t, a.ts, func(tx *models.Tx) (err error) {
			moved, err = tx.Move(moved, models.EventMet, system, models.ReferralChanges{})
			return err
		})
		want := []string{"0 >pending accept /garden ", "1 pending>closing out_of_reach system/tile window_over", "2 closing>eligible met system/tile "}
		if diff := cmp.Diff(want, eventsOf(t, a.ts, "younger")); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
			return tx.DB().Create(&models.ReferralEvent{Keys: models.Keys{ID: "again"}, ReferralID: "younger", Seq: 2, At: models.At(tx.Now())}).Error
		})
		if models.KindOf(err) != models.Conflict {
			t.Errorf("a second event with the same number: error = %v, want a conflict", err)
		}
	})
}

func TestAHoldBlocksApprovalAndNothingElse(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		system, second := models.Actor{Kind: models.ActorSystem}, models.Actor{Kind: models.ActorSecond}
		write(t, a.ts, func(tx *models.Tx) error {
			return tx.DB().Model(&models.Referral{}).Where("id = ?", "younger").Update("hold_count", 1).Error
		})
		write(t, a.ts, func(tx *models.Tx) error {
			_, err := tx.Move(mustReferral(tx, "rival"), models.EventMet, system, models.ReferralChanges{})
			return err
		})
		approve := func() error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				_, err := tx.Move(mustReferral(tx, "rival"), models.EventApprove, second, models.ReferralChanges{})
				return err
			})
		}
		if err := approve(); models.KindOf(err) != models.Conflict || err == nil {
			t.Errorf("approval under a hold: error = %v, want a conflict", err)
		}
		write(t, a.ts, func(tx *models.Tx) error {
			return tx.DB().Model(&models.Referral{}).Where("id = ?", "younger").Update("hold_count", 0).Error
		})
		if err := approve(); err != nil {
			t.Errorf("approval after the hold: %v", err)
		}
	})
}

// mustReferral reads a referral that the fixture holds; a missing one moves nothing and shows as a conflict.
func mustReferral(tx *models.Tx, acceptor string) models.Referral {
	r, _ := tx.AcceptorReferral(acceptor)
	return r
}
