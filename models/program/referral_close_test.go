package program_test

import (
	"testing"
	"time"

	"raf/models"
)

func TestARefusalClosesWithTheGraceOfItsTermsAndThenIsFinal(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		r := s.refused(t, s.eligible(t), maker, checker)
		local := s.Clock.Now().In(s.Tenant().Zone())
		last := time.Date(local.Year(), local.Month(), local.Day()+7, 23, 59, 59, 0, s.Tenant().Zone())
		if r.State != models.StateClosing || r.CloseCause != models.CauseRefused || r.CloseReason != "misuse" || !r.ClosingUntil.Equal(last) {
			t.Errorf("state %s for %q %q until %v, want closing, refused, until %v", r.State, r.CloseCause, r.CloseReason, r.ClosingUntil, last)
		}
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'reserved'"); n != 2 || s.counts(t)["committed"] != 10000 {
			t.Errorf("%d legs are reserved, want both while the grace runs", n)
		}
		s.Clock.Advance(last.Sub(s.Clock.Now()) - time.Second)
		if n, err := s.CloseDue(t.Context(), "req"); n != 0 || err != nil {
			t.Errorf("a second before the end %d were closed (%v)", n, err)
		}
		s.Clock.Advance(time.Second)
		if n, err := s.CloseDue(t.Context(), "req"); n != 1 || err != nil {
			t.Errorf("%d were closed (%v), want 1", n, err)
		}
		if n, err := s.CloseDue(t.Context(), "req"); n != 0 || err != nil {
			t.Errorf("a second run closed %d (%v)", n, err)
		}
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'void' AND void_reason = 'rejected'"); n != 2 || s.counts(t)["committed"] != 0 {
			t.Errorf("%d void legs, committed %d, want both void and nothing promised", n, s.counts(t)["committed"])
		}
		if n := s.count(t, "SELECT count(*) FROM referral_events WHERE to_state = 'rejected' AND reason_code = 'misuse' AND actor_kind = 'system'"); n != 1 {
			t.Errorf("%d events of the end, want 1 that names the reason", n)
		}
	})
}

func TestNoVerdictBringsBackWhatStaffRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		s.pendingFriend(t)
		friend := s.again(t)
		s.refused(t, s.referral(t, friend.Member), maker, checker)
		s.met()
		s.check(t, friend.Member)
		got := s.referral(t, friend.Member)
		if got.State != models.StateClosing || got.VerdictOutcome != "met" {
			t.Errorf("state %s with the verdict %q, want closing, and the verdict kept", got.State, got.VerdictOutcome)
		}
		err := s.rows.InTx(t.Context(), func(tx *models.Tx) error {
			got.CloseCause = "" // a caller that has not looked
			_, err := tx.Move(got, models.EventMet, models.Actor{Kind: models.ActorSystem}, models.ReferralChanges{})
			return err
		})
		wantKind(t, "the move itself", err, models.Conflict)
		s.Clock.Advance(9 * 24 * time.Hour)
		reads, _ := s.bank.calls()
		s.check(t, s.again(t).Member)
		if again, _ := s.bank.calls(); again != reads || s.referral(t, friend.Member).State != models.StateRejected {
			t.Errorf("state %s after %d more reads, want rejected by the visit and the bank left alone", s.referral(t, friend.Member).State, again-reads)
		}
	})
}

func TestARefusalTakenBackStandsWhereItsEvidencePutsIt(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		prepare func(s site)
		want    models.State
		due     string
	}{
		"no account yet":           {func(site) {}, models.StateAccepted, ""},
		"an account and no more":   {func(s site) { s.met(); s.bank.set(func(b *fakeBank) { b.rows["chk"] = nil }) }, models.StatePending, ""},
		"everything was met":       {func(s site) { s.met() }, models.StateEligible, "2026-12-24"},
		"nothing can be met again": {func(s site) { s.met(); s.bank.set(func(b *fakeBank) { b.rows["chk"] = nil }) }, models.StateClosing, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				maker, checker := s.two(t)
				s.pendingFriend(t)
				friend := s.again(t)
				r := s.referral(t, friend.Member)
				s.bank.set(func(b *fakeBank) { b.accounts = nil })
				row.prepare(s)
				s.check(t, friend.Member)
				s.refused(t, r, maker, checker)
				if row.want == models.StateClosing { // the window ends while the refusal stands
					s.exec(t, "UPDATE referrals SET verdict = '"+`{"outcome":"impossible","reason":"window_over","window":{"known":true,"from":"2026-12-01","to":"2027-01-30"}}`+"'")
				}
				s.Clock.Advance(24 * time.Hour)
				err := s.TakeBackRefusal(t.Context(), r.ID, "The branch has seen the pay slips.", maker)
				if err != nil {
					t.Fatal(err)
				}
				got := s.referral(t, friend.Member)
				if got.State != row.want || got.CloseCause != "" || got.DueOn != row.due {
					t.Errorf("state %s, cause %q, due %q, want %s, none and %q", got.State, got.CloseCause, got.DueOn, row.want, row.due)
				}
				if row.want != models.StateClosing && (got.CloseReason != "" || !got.ClosingUntil.IsZero()) {
					t.Errorf("reason %q until %v is left", got.CloseReason, got.ClosingUntil)
				}
				err = s.TakeBackRefusal(t.Context(), r.ID, "again", maker)
				wantKind(t, "taking it back twice", err, models.Conflict)
				if n := s.count(t, "SELECT count(*) FROM referral_notes WHERE staff_user_id = '"+maker.User.ID+"'"); n != 1 {
					t.Errorf("%d notes say why, want 1", n)
				}
			})
		})
	}
}

func TestTheGraceEndsEarlyByTwoPeopleOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		maker, checker := s.two(t)
		r := s.eligible(t)
		_, err := s.RequestRejection(t.Context(), r.ID, "at once", maker)
		wantKind(t, "what nobody refused", err, models.Conflict)
		r = s.refused(t, r, maker, checker)
		a, err := s.RequestRejection(t.Context(), r.ID, "the friend asked us to end it", maker)
		if err != nil {
			t.Fatal(err)
		}
		both := maker
		both.User.Role = models.RoleAdmin
		_, err = s.Approve(t.Context(), a.ID, a.PayloadSHA256, both)
		wantKind(t, "who asked, with another role", err, models.Denied)
		s.agreed(t, a, nil, checker)
		if n := s.count(t, "SELECT count(*) FROM referrals WHERE state = 'rejected'"); n != 1 || s.counts(t)["committed"] != 0 {
			t.Errorf("%d rejected, committed %d", n, s.counts(t)["committed"])
		}
		// By itself the end of the grace is the only way.
		err = s.rows.InTx(t.Context(), func(tx *models.Tx) error {
			_, err := tx.Move(r, models.EventReject, models.Actor{Kind: models.ActorSystem}, models.ReferralChanges{})
			return err
		})
		wantKind(t, "a job before the end", err, models.Conflict)
	})
}

func TestOneThatCannotBeClosedHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c := s.offer(t, 0)
		stuck := s.offer(t, 0)
		s.exec(t, "UPDATE campaigns SET status = 'ended' WHERE id = '"+stuck.ID+"'")
		s.accepted(t, s.member(t, "friend"), s.member(t, "inviter"), c)
		s.accepted(t, s.member(t, "other"), s.member(t, "another"), c)
		s.exec(t, "UPDATE referrals SET state = 'closing', close_cause = 'refused', closing_until = accepted_at")
		s.exec(t, "UPDATE campaigns SET committed_minor = 10000 WHERE id = '"+c.ID+"'") // one promise is missing from the books
		closed, err := s.CloseDue(t.Context(), "req")
		if closed != 1 || err == nil {
			t.Errorf("closed %d, error %v, want one closed and the other told", closed, err)
		}
	})
}
