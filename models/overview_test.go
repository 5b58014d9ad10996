package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// set changes a referral's row as a story of months would have.
func (h *history) set(t *testing.T, r models.Referral, changes map[string]any) {
	t.Helper()
	write(t, h.ts, func(tx *models.Tx) error {
		return tx.DB().Model(&models.Referral{}).Where("id = ?", r.ID).Updates(changes).Error
	})
}

// joined is a new referral of a history's first friend to come.
func (h *history) joined(t *testing.T, changes map[string]any) models.Referral {
	t.Helper()
	h.join(t)
	r := h.open[len(h.open)-1]
	h.set(t, r, changes)
	return r
}

func TestOwedIsWhatWasEarnedAndIsNotPaid(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 5)
		h.campaigns = []models.Campaign{h.campaigns[0], h.campaigns[0]} // all under one
		late := map[string]any{"state": models.StateEligible, "due_on": "2026-11-20"}
		h.joined(t, late)
		h.joined(t, late)
		voided := h.joined(t, map[string]any{"state": models.StateApproved, "due_on": "2026-12-05"})
		h.joined(t, map[string]any{"state": models.StatePending, "due_on": ""})
		h.joined(t, map[string]any{"state": models.StatePaid, "due_on": "2026-11-01"})
		write(t, h.ts, func(tx *models.Tx) error {
			legs, err := tx.Legs(voided.ID)
			if err != nil {
				return err
			}
			return tx.VoidLeg(legs[1], "cap")
		})
		read(t, h.ts, func(v *models.View) error {
			got, err := v.Owed()
			slices.SortFunc(got, func(a, b models.Owed) int { return strings.Compare(a.DueOn, b.DueOn) })
			want := []models.Owed{
				{CampaignID: h.campaigns[0].ID, DueOn: "2026-11-20", State: models.StateEligible, Referrals: 2, Rewards: 4, Minor: 15000},
				{CampaignID: h.campaigns[0].ID, DueOn: "2026-12-05", State: models.StateApproved, Referrals: 1, Rewards: 1, Minor: 2500},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("owed (-want +got):\n%s", diff)
			}
			return err
		})
	})
}

func TestUnaskedLeavesOutWhatIsHeldOrWaits(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 6)
		h.joined(t, map[string]any{"state": models.StateEligible})
		h.joined(t, map[string]any{"state": models.StateEligible, "hold_count": 1})
		h.joined(t, map[string]any{"state": models.StateApproved})
		waits := h.joined(t, map[string]any{"state": models.StateEligible})
		write(t, h.ts, func(tx *models.Tx) error {
			u, err := tx.AddStaff(models.StaffUser{Email: "m@bank.test", Role: models.RoleMaker}, models.Actor{Kind: models.ActorSystem})
			if err != nil {
				return err
			}
			_, err = tx.RequestApproval("pay", "referral", waits.ID, map[string]string{}, "", models.Actor{Kind: models.ActorStaff, ID: u.ID})
			return err
		})
		read(t, h.ts, func(v *models.View) error {
			got, err := v.Unasked("pay")
			if want := (models.Owed{Referrals: 1, Rewards: 2, Minor: 7500}); got != want {
				t.Errorf("unasked = %+v, want %+v", got, want)
			}
			return err
		})
		db.Clock.Advance(models.ApprovalLife) // the request is over, so it has to be asked for again
		read(t, h.ts, func(v *models.View) error {
			got, err := v.Unasked("pay")
			if got.Referrals != 2 {
				t.Errorf("after the request expired %d referrals are unasked, want 2", got.Referrals)
			}
			return err
		})
	})
}

func TestWhatEndsSoonIsCountedByWindowOrGrace(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 7)
		until := db.Clock.Now().Add(7 * 24 * time.Hour)
		for _, changes := range []map[string]any{
			{"state": models.StatePending, "window_to": "2026-12-02"}, // the first day counts
			{"state": models.StateAccepted, "window_to": "2026-12-09"},
			{"state": models.StateClosing, "window_to": "2026-11-20", "closing_until": models.At(until.Add(-time.Hour))},
			{"state": models.StatePending, "window_to": "2026-12-10"},                                             // a day later
			{"state": models.StatePending, "window_to": ""},                                                       // not known yet
			{"state": models.StateEligible, "window_to": "2026-12-05"},                                            // not in progress any more
			{"state": models.StateClosing, "window_to": "2026-12-05", "closing_until": models.At(until.Add(1e9))}, // its grace lasts longer
		} {
			h.joined(t, changes)
		}
		read(t, h.ts, func(v *models.View) error {
			got, err := v.EndingBetween("", "2026-12-02", "2026-12-09", until)
			if got != 3 {
				t.Errorf("%d end soon, want 3", got)
			}
			if none, err := v.EndingBetween("another", "2026-12-02", "2026-12-09", until); none != 0 || err != nil {
				t.Errorf("%d of another campaign (%v), want none", none, err)
			}
			return err
		})
	})
}

func TestHoldsAreCountedWhereTheyStand(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		h := newHistory(t, db, "America/Chicago", 8)
		read(t, h.ts, func(v *models.View) error {
			if at, err := v.OldestHold(); !at.IsZero() || err != nil {
				t.Errorf("without a hold the oldest is of %v (%v)", at, err)
			}
			return nil
		})
		by := models.Actor{Kind: models.ActorStaff, ID: "s"}
		first := db.Clock.Now()
		for _, state := range []models.State{models.StateEligible, models.StateEligible, models.StatePending} {
			r := h.joined(t, map[string]any{"state": state})
			write(t, h.ts, func(tx *models.Tx) error { return tx.OpenHold(r, "staff", "why", by) })
			db.Clock.Advance(time.Hour)
		}
		read(t, h.ts, func(v *models.View) error {
			held, err := v.Held()
			if err != nil {
				return err
			}
			if all, met := held.Of(""), held.Of("", models.StateEligible); all != 3 || met != 2 {
				t.Errorf("%d on hold, %d of them met, want 3 and 2", all, met)
			}
			at, err := v.OldestHold()
			if !at.Equal(first) {
				t.Errorf("the oldest hold is of %v, want %v", at, first)
			}
			return err
		})
	})
}
