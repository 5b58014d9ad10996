package program_test

import (
	"errors"
	"testing"

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
