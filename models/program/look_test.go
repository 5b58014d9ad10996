package program_test

import (
	"errors"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

// TestAStandingThatWasLookedAtSaysNothingOfTax: of one person two things may be found, one after the other.
func TestAStandingThatWasLookedAtSaysNothingOfTax(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by, c, inviter := s.seats(t), s.offer(t, 10000000), s.member(t, "inviter")
		s.spare(t, c, 1)
		r := s.earned(t, "friend", inviter, c)
		bad := known("a", "4417")
		bad.Balance = models.SignNegative
		s.told(t, inviter.ID, bad)
		_, err := s.RequestPayment(t.Context(), r.ID, by.maker)
		wantKind(t, "ask", err, models.Conflict)
		s.resolveHolds(t, r.ID, by.checker)
		s.paidBefore(t, inviter, "MISC", 2026, 195000)
		_, err = s.RequestPayment(t.Context(), r.ID, by.maker)
		wantKind(t, "ask again", err, models.Conflict)
		if n := s.count(t, "SELECT count(*) FROM holds WHERE kind = 'tax_threshold' AND side = 'inviter' AND resolved_at IS NULL"); n != 1 {
			t.Errorf("%d open holds for the form, want 1", n)
		}
	})
}

func TestWhatIsOverCantBeHeld(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, support := s.eligible(t), s.staff(t, "support", models.RoleSupport)
		for _, state := range []models.State{models.StatePaid, models.StateExpired, models.StateRejected} {
			s.exec(t, "UPDATE referrals SET state = '"+string(state)+"' WHERE id = '"+r.ID+"'")
			wantKind(t, string(state), s.PutOnHold(t.Context(), r.ID, "Too late.", support), models.Conflict)
		}
		if n := len(s.holds(t, r.ID)); n != 0 {
			t.Errorf("%d holds", n)
		}
	})
}

func TestWhoMayLiftAHold(t *testing.T) {
	t.Parallel()
	mine, theirs := models.Hold{Kind: program.HoldByStaff, OpenedBy: "me"}, models.Hold{Kind: program.HoldByStaff, OpenedBy: "them"}
	for _, row := range []struct {
		role models.Role
		hold models.Hold
		want bool
	}{
		{models.RoleSupport, mine, true}, {models.RoleSupport, theirs, false}, {models.RoleMaker, theirs, false}, {models.RoleChecker, theirs, true}, {models.RoleAdmin, theirs, true},
		{models.RoleViewer, mine, false}, // who opened it and lost the right since
		{models.RoleAuditor, mine, false},
	} {
		by := program.Staff{User: models.StaffUser{Keys: models.Keys{ID: "me"}, Role: row.role, Status: models.StaffActive}}
		if got := by.MayLift(row.hold); got != row.want {
			t.Errorf("%s lifts a hold of %s: %v", row.role, row.hold.OpenedBy, got)
		}
	}
}

// TestAFindingThatSomebodyElseWroteDownIsNoError: the referral moved on, and whoever pays next looks again.
func TestAFindingThatSomebodyElseWroteDownIsNoError(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, support := s.eligible(t), s.staff(t, "support", models.RoleSupport)
		if err := s.PutOnHold(t.Context(), r.ID, "Meanwhile.", support); err != nil {
			t.Fatal(err)
		}
		if err := s.HoldAsRead(t.Context(), r, support); err != nil {
			t.Errorf("a referral that was read before: %v", err)
		}
		if n := len(s.holds(t, r.ID)); n != 1 {
			t.Errorf("%d holds, want the other person's alone", n)
		}
	})
}

func TestNothingIsAskedForWhereNothingIsLeftToPay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		c := s.offer(t, 1000000, func(x *models.Terms) { x.InviterYearCount, x.AcceptorMinor = 1, 0 })
		inviter := s.member(t, "inviter")
		first, second := s.earned(t, "one", inviter, c), s.earned(t, "two", inviter, c)
		s.exec(t, "UPDATE reward_legs SET status = 'settled', payout_year = 2026 WHERE side = 'inviter' AND referral_id = '"+first.ID+"'")
		s.exec(t, "UPDATE referrals SET state = 'paid' WHERE id = '"+first.ID+"'")
		s.exec(t, "UPDATE reward_legs SET status = 'reserved', void_reason = '' WHERE referral_id = '"+second.ID+"'")
		_, err := s.RequestPayment(t.Context(), second.ID, by.maker)
		if wantKind(t, "ask", err, models.Conflict); errors.Is(err, program.ErrAhead) || errors.Is(err, program.ErrPutOnHold) {
			t.Errorf("refused for another reason: %v", err)
		}
		if n := s.count(t, "SELECT count(*) FROM approval_requests"); n != 0 {
			t.Errorf("%d requests for nothing", n)
		}
	})
}

// TestAReleaseWaitsForAnotherOfTheSamePayee: two that share one are added up one after the other. Here neither crosses the
// threshold of the form alone, and both do.
func TestAReleaseWaitsForAnotherOfTheSamePayee(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by, c, inviter := s.seats(t), s.offer(t, 10000000), s.member(t, "inviter")
		s.spare(t, c, 1)
		s.paidBefore(t, inviter, "MISC", 2026, 192000)
		var asked []models.ApprovalRequest
		for _, friend := range []string{"one", "two"} {
			a, err := s.RequestPayment(t.Context(), s.earned(t, friend, inviter, c).ID, by.maker)
			if err != nil {
				t.Fatal(err)
			}
			asked = append(asked, a)
		}
		done := make(chan error, 1)
		if err := s.rows.InTx(t.Context(), func(tx *models.Tx) error { // the other one is about to be written
			if err := tx.LockMembers([]string{inviter.ID}); err != nil {
				return err
			}
			go func() {
				_, err := s.Approve(t.Context(), asked[0].ID, asked[0].PayloadSHA256, by.checker)
				done <- err
			}()
			return s.blocked(t, done)
		}); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if _, err := s.Approve(t.Context(), asked[1].ID, asked[1].PayloadSHA256, by.checker); !errors.Is(err, program.ErrPutOnHold) {
			t.Errorf("the second ended with %v, want it on hold", err)
		}
	})
}

// TestTheDayOfAReleaseIsTheInstitutions: in the evening of Chicago it is tomorrow in London.
func TestTheDayOfAReleaseIsTheInstitutions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r, by := s.eligible(t), s.seats(t)
		now := s.Clock.Now().UTC()
		s.Clock.Advance(time.Date(now.Year(), now.Month(), now.Day()+1, 2, 0, 0, 0, time.UTC).Sub(now)) // 20:00 of the day before in Chicago
		if err := s.pay(t, r, by); err != nil {
			t.Fatal(err)
		}
		today := s.Clock.Now().In(s.Tenant().Zone()).Format(time.DateOnly)
		if today == s.Clock.Now().UTC().Format(time.DateOnly) {
			t.Fatal("the zones agree on the day")
		}
		if err := s.record(t, r, "CORE-1", today, by); err != nil {
			t.Errorf("paid on the day of its release: %v", err)
		}
	})
}
