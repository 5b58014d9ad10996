package program_test

import (
	"errors"
	"testing"

	"raf/models"
	"raf/models/program"
)

func TestTheYearlyCapVoidsTheInvitersRewardAndPaysTheFriend(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		c := s.offer(t, 1000000, func(x *models.Terms) { x.InviterYearCount = 2 })
		inviter := s.member(t, "inviter")
		var all []models.Referral
		for _, friend := range []string{"one", "two"} {
			all = append(all, s.earned(t, friend, inviter, c))
		}
		// A third one whose inviter leg was promised all the same, as under another campaign's higher cap.
		s.exec(t, "UPDATE reward_legs SET status = 'void' WHERE side = 'inviter'")
		all = append(all, s.earned(t, "three", inviter, c))
		s.exec(t, "UPDATE reward_legs SET status = 'reserved', void_reason = '' WHERE side = 'inviter'")
		before := s.count(t, "SELECT SUM(committed_minor) FROM campaigns")
		for i, r := range all {
			if err := s.pay(t, r, by); err != nil {
				t.Fatalf("release %d: %v", i+1, err)
			}
		}
		legs := s.legs(t, all[2])
		if l := legs[models.SideInviter]; l.Status != models.LegVoid || l.VoidReason != program.VoidCap {
			t.Errorf("the third inviter leg is %s (%s), want void(cap)", l.Status, l.VoidReason)
		}
		if l := legs[models.SideAcceptor]; l.Status != models.LegPayable || l.PayoutYear != 2026 {
			t.Errorf("the friend's leg is %s of %d, want payable of 2026", l.Status, l.PayoutYear)
		}
		if after := s.count(t, "SELECT SUM(committed_minor) FROM campaigns"); before-after != 5000 {
			t.Errorf("%d went back to the budget, want the voided 5000", before-after)
		}
		if err := s.record(t, all[2], "CORE-3", "2026-12-02", by); err != nil {
			t.Errorf("the friend alone is paid: %v", err)
		}
		if n := s.count(t, "SELECT count(*) FROM payouts"); n != 1 {
			t.Errorf("%d payouts, want the friend's alone", n)
		}
	})
}

func TestWhoMetEverythingFirstComesFirstUnderTheCap(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		c := s.offer(t, 1000000, func(x *models.Terms) { x.InviterYearCount = 2 })
		inviter := s.member(t, "inviter")
		first, second := s.earned(t, "one", inviter, c), s.earned(t, "two", inviter, c)
		s.exec(t, "UPDATE reward_legs SET status = 'settled', payout_year = 2026 WHERE side = 'inviter' AND referral_id = '"+first.ID+"'")
		third := s.earned(t, "three", inviter, c) // its inviter leg is void from the start: two are promised
		s.exec(t, "UPDATE reward_legs SET status = 'reserved', void_reason = '' WHERE referral_id = '"+third.ID+"'")
		// Staff press the later one first: the place belongs to the earlier one while it waits, and nothing is void for its sake.
		if _, err := s.RequestPayment(t.Context(), third.ID, by.maker); !errors.Is(err, program.ErrAhead) {
			t.Fatalf("the later one first: %v", err)
		}
		if l := s.legs(t, third)[models.SideInviter]; l.Status != models.LegReserved {
			t.Errorf("meanwhile the later one's is %s, want reserved", l.Status)
		}
		if err := s.pay(t, second, by); err != nil {
			t.Fatal(err)
		}
		if err := s.pay(t, third, by); err != nil {
			t.Fatal(err)
		}
		if l := s.legs(t, third)[models.SideInviter]; l.Status != models.LegVoid {
			t.Errorf("the later one's is %s, want void", l.Status)
		}
		if l := s.legs(t, second)[models.SideInviter]; l.Status != models.LegPayable {
			t.Errorf("the earlier one's is %s, want payable", l.Status)
		}
	})
}

// TestARefusalAheadLeavesItsPlaceToTheNext: a promise is not lost to somebody who then gets nothing.
func TestARefusalAheadLeavesItsPlaceToTheNext(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		c := s.offer(t, 1000000, func(x *models.Terms) { x.InviterYearCount = 1 })
		inviter := s.member(t, "inviter")
		first, second := s.earned(t, "one", inviter, c), s.earned(t, "two", inviter, c)
		s.exec(t, "UPDATE reward_legs SET status = 'reserved', void_reason = '' WHERE referral_id = '"+second.ID+"'")
		if _, err := s.RequestPayment(t.Context(), second.ID, by.maker); !errors.Is(err, program.ErrAhead) {
			t.Fatalf("the later one first: %v", err)
		}
		s.exec(t, "UPDATE referrals SET state = 'rejected' WHERE id = '"+first.ID+"'")
		s.exec(t, "UPDATE reward_legs SET status = 'void' WHERE referral_id = '"+first.ID+"'")
		if err := s.pay(t, second, by); err != nil {
			t.Fatal(err)
		}
		if l := s.legs(t, second)[models.SideInviter]; l.Status != models.LegPayable {
			t.Errorf("the inviter's reward is %s (%s), want payable", l.Status, l.VoidReason)
		}
	})
}

func TestTwoReleasesAtOnceShareOneLastPlace(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		c := s.offer(t, 1000000, func(x *models.Terms) { x.InviterYearCount = 1 })
		inviter := s.member(t, "inviter")
		var asked []models.ApprovalRequest
		for _, friend := range []string{"one", "two"} {
			r := s.earned(t, friend, inviter, c)
			s.exec(t, "UPDATE reward_legs SET status = 'reserved', void_reason = '' WHERE referral_id = '"+r.ID+"'")
			a, err := s.RequestPayment(t.Context(), r.ID, by.maker)
			if err != nil {
				t.Fatal(err)
			}
			asked = append(asked, a)
			s.exec(t, "UPDATE referrals SET hold_count = 1") // or the second could not be asked for while the first waits
		}
		s.exec(t, "UPDATE referrals SET hold_count = 0")
		errs := make([]error, len(asked))
		race(len(asked), func(i int) { _, errs[i] = s.Approve(t.Context(), asked[i].ID, asked[i].PayloadSHA256, by.checker) })
		for i, err := range errs {
			if err != nil && !errors.Is(err, program.ErrAhead) {
				t.Errorf("release %d: %v", i, err)
			}
			if err == nil {
				continue
			}
			if _, err := s.Approve(t.Context(), asked[i].ID, asked[i].PayloadSHA256, by.checker); err != nil {
				t.Errorf("release %d after those ahead: %v", i, err)
			}
		}
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE side = 'inviter' AND status = 'payable'"); n != 1 {
			t.Errorf("%d inviter rewards were released, want 1", n)
		}
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE side = 'acceptor' AND status = 'payable'"); n != 2 {
			t.Errorf("%d friends' rewards were released, want both", n)
		}
	})
}

func TestASideThatIsPromisedNothingIsVoidAndTheOtherPaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		by := s.seats(t)
		c := s.offer(t, 1000000, func(x *models.Terms) { x.InviterMinor = 0 })
		r := s.earned(t, "friend", s.member(t, "inviter"), c)
		if err := s.pay(t, r, by); err != nil {
			t.Fatal(err)
		}
		if err := s.record(t, r, "CORE-1", "2026-12-02", by); err != nil {
			t.Fatal(err)
		}
		if l := s.legs(t, r)[models.SideInviter]; l.Status != models.LegVoid || l.VoidReason != program.VoidEmpty {
			t.Errorf("the empty leg is %s (%s)", l.Status, l.VoidReason)
		}
		if now := s.state(t, r.ID); now.State != models.StatePaid {
			t.Errorf("it is %s", now.State)
		}
	})
}
