package program_test

import (
	"testing"

	"raf/models"
	"raf/models/program"
)

// correct asks for another inviter, by member number.
func (s site) correct(t *testing.T, r models.Referral, inviter string, by program.Staff) (models.ApprovalRequest, error) {
	t.Helper()
	return s.RequestCorrection(t.Context(), program.CorrectionRequest{ReferralID: r.ID, Inviter: inviter, Why: "typed the wrong code"}, by)
}

func TestACorrectedInviterGetsTheRewardAndTheOldOneNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		r := s.eligible(t)
		right := s.member(t, "right")
		pay, err := s.RequestPayment(t.Context(), r.ID, maker)
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.correct(t, r, right.Code.Code, maker)
		s.agreed(t, a, err, checker)
		got := s.referral(t, models.Member{Keys: models.Keys{ID: r.AcceptorMemberID}})
		if got.InviterMemberID != right.ID || got.CodeID != right.Code.ID || got.State != models.StateEligible || got.LockVersion != r.LockVersion+1 {
			t.Errorf("inviter %s by code %s in %s at %d", got.InviterMemberID, got.CodeID, got.State, got.LockVersion)
		}
		for query, want := range map[string]int64{
			"SELECT count(*) FROM reward_legs WHERE side = 'inviter' AND status = 'reserved' AND payee_member_id = '" + right.ID + "'": 1,
			"SELECT count(*) FROM reward_legs WHERE friend_visible":                                                                    0,
			"SELECT count(*) FROM reward_legs":                                                                                         2,
			"SELECT committed_minor FROM campaigns":                                                                                    10000,
			"SELECT count(*) FROM reassignments WHERE kind = 'corrected' AND from_member_id = '" + r.InviterMemberID + "' AND to_member_id = '" + right.ID + "' AND approval_id = '" + a.ID + "'": 1,
			"SELECT count(*) FROM referral_events WHERE cause = 'correct' AND from_state = to_state AND actor_id = '" + checker.User.ID + "'":                                                     1,
			"SELECT count(*) FROM audit_log WHERE action = 'referral.correct'":                                                                                                                    1,
			"SELECT count(*) FROM approval_requests WHERE id = '" + pay.ID + "' AND status = 'expired'":                                                                                           1,
			"SELECT count(*) FROM audit_log WHERE action = 'approval.overtaken' AND subject_id = '" + r.ID + "'":                                                                                  1,
		} {
			if got := s.count(t, query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		_, err = s.Approve(t.Context(), pay.ID, pay.PayloadSHA256, checker)
		wantKind(t, "paying the old inviter", err, models.Conflict)
	})
}

func TestACorrectionAsksWhatACodeEntryAsks(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		prepare func(t *testing.T, s site, r models.Referral, right models.Member)
		want    program.Reason
	}{
		"the friend": {func(t *testing.T, s site, _ models.Referral, right models.Member) {
			s.exec(t, "UPDATE members SET customer_ref = 'x' WHERE id = '"+right.ID+"'")
			s.exec(t, "UPDATE members SET customer_ref = 'c-right' WHERE subject = 'friend'")
		}, program.RefusedOwn},
		"an employee": {func(t *testing.T, s site, _ models.Referral, right models.Member) {
			s.exec(t, "UPDATE members SET employee = true WHERE id = '"+right.ID+"'")
		}, program.RefusedEmployee},
		"the friend under another login": {func(t *testing.T, s site, _ models.Referral, right models.Member) {
			s.exec(t, "UPDATE members SET person_key = 'person-friend' WHERE id = '"+right.ID+"'")
		}, program.RefusedSamePerson},
		"whom the friend invited": {func(t *testing.T, s site, r models.Referral, right models.Member) {
			friend, err := readMember(t, s, r.AcceptorMemberID)
			if err != nil {
				t.Fatal(err)
			}
			s.accepted(t, right, friend, s.onOffer(t))
		}, program.RefusedLoop},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				maker, checker := s.two(t)
				r, right := s.eligible(t), s.member(t, "right")
				early, err := s.correct(t, r, "c-right", maker)
				if err != nil {
					t.Fatal(err)
				}
				row.prepare(t, s, r, right)
				_, err = s.correct(t, r, "c-right", maker)
				if got := program.RefusedFor(err); got != row.want {
					t.Errorf("asking: %q (%v), want %q", got, err, row.want)
				}
				if row.want == program.RefusedOwn {
					return // the early request names the other one
				}
				_, err = s.Approve(t.Context(), early.ID, early.PayloadSHA256, checker)
				if got := program.RefusedFor(err); got != row.want {
					t.Errorf("deciding: %q (%v), want %q", got, err, row.want)
				}
			})
		})
	}
}

func TestACorrectionFollowsTheYearsOfBothInviters(t *testing.T) {
	t.Parallel()
	one := func(terms *models.Terms) { terms.InviterYearCount = 1 }
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		c := s.offer(t, 40000, one)
		full, free := s.member(t, "full"), s.member(t, "free")
		s.accepted(t, s.member(t, "first"), full, c)
		r := s.accepted(t, s.member(t, "friend"), free, c)
		committed := func(want int64, when string) {
			t.Helper()
			if got := s.counts(t)["committed"]; got != want {
				t.Errorf("%s: committed %d, want %d", when, got, want)
			}
		}
		committed(20000, "at first")
		a, err := s.correct(t, r, "c-full", maker)
		s.agreed(t, a, err, checker)
		committed(15000, "to one whose year is full")
		if n := s.count(t, "SELECT amount_minor FROM referrals WHERE id = '"+r.ID+"'"); n != 5000 {
			t.Errorf("the list says %d, want the friend's 5000 alone", n)
		}
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'void' AND void_reason = 'cap' AND payee_member_id = '"+full.ID+"'"); n != 1 {
			t.Errorf("%d capped legs, want 1", n)
		}
		a, err = s.correct(t, r, "c-free", maker)
		s.agreed(t, a, err, checker)
		committed(20000, "and back")
		if n := s.count(t, "SELECT amount_minor FROM referrals WHERE id = '"+r.ID+"'"); n != 10000 {
			t.Errorf("the list says %d, want both", n)
		}
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'reserved' AND void_reason = ''"); n != 4 {
			t.Errorf("%d reserved legs, want all 4", n)
		}
		// A promise more needs a budget that holds it.
		a, err = s.correct(t, r, "c-full", maker)
		s.agreed(t, a, err, checker)
		s.exec(t, "UPDATE campaigns SET budget_minor = 15000")
		a, err = s.correct(t, r, "c-free", maker)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Approve(t.Context(), a.ID, a.PayloadSHA256, checker)
		if program.RefusedFor(err) != program.RefusedClosed {
			t.Errorf("past the budget: %v", err)
		}
	})
}

func TestAnInviterIsCorrectedBeforePaymentOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		r := s.eligible(t)
		s.member(t, "right")
		early, err := s.correct(t, r, "c-right", maker)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.correct(t, r, "c-inviter", maker)
		wantKind(t, "the same inviter", err, models.Invalid)
		_, err = s.correct(t, r, "nobody", maker)
		wantKind(t, "nobody", err, models.Invalid)
		for _, state := range []models.State{models.StateApproved, models.StatePaid, models.StateRejected, models.StateExpired} {
			s.exec(t, "UPDATE referrals SET state = '"+string(state)+"'")
			_, err = s.correct(t, r, "c-right", maker)
			wantKind(t, string(state), err, models.Conflict)
			_, err = s.Approve(t.Context(), early.ID, early.PayloadSHA256, checker)
			wantKind(t, "deciding in "+string(state), err, models.Conflict)
		}
		for _, role := range []models.Role{models.RoleViewer, models.RoleSupport, models.RoleEditor, models.RoleChecker, models.RoleAuditor} {
			_, err := s.correct(t, r, "c-right", s.staff(t, "a-"+string(role), role))
			wantKind(t, string(role), err, models.Denied)
		}
	})
}

func TestANewPairThatNobodyCanTellApartIsHeld(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		r, right := s.eligible(t), s.member(t, "right")
		s.exec(t, "UPDATE members SET person_key_kind = 'customer_identifier' WHERE id = '"+right.ID+"'")
		a, err := s.correct(t, r, "c-right", maker)
		s.agreed(t, a, err, checker)
		if n := s.count(t, "SELECT hold_count FROM referrals"); n != 1 {
			t.Errorf("%d holds, want the one of a person who could not be verified", n)
		}
	})
}

func TestTheDatabaseLetsAPayeeChangeOnlyByAReassignment(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		r, right := s.eligible(t), s.member(t, "right")
		steal := "UPDATE reward_legs SET payee_member_id = '" + right.ID + "' WHERE side = 'inviter'"
		if _, err := s.raw.ExecContext(t.Context(), steal); err == nil {
			t.Error("a payee changed without a trace")
		}
		a, err := s.correct(t, r, "c-right", maker)
		s.agreed(t, a, err, checker)
		s.exec(t, "UPDATE reward_legs SET status = 'settled'")
		// The trace of long ago names this very change, and the money is gone.
		if _, err := s.raw.ExecContext(t.Context(), "UPDATE reward_legs SET payee_member_id = '"+r.InviterMemberID+"' WHERE side = 'inviter'"); err == nil {
			t.Error("the payee of a paid reward changed")
		}
	})
}
