package program_test

import (
	"errors"
	"testing"
	"time"

	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
	"raf/providers"
)

func TestAFriendGoesFromAcceptedToEligible(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		friend, _ := s.pendingFriend(t)
		friend = s.again(t)
		s.bank.set(func(b *fakeBank) { b.accounts = nil })
		if got := s.check(t, friend.Member); got.Failure != "" || s.referral(t, friend.Member).State != models.StateAccepted {
			t.Errorf("without an account: %q, state %s", got.Failure, s.referral(t, friend.Member).State)
		}
		s.bank.set(func(b *fakeBank) {
			b.accounts = []providers.Account{checking("chk", "2026-12-01"), checking("old", "2026-11-30")}
			b.rows["chk"] = purchases("chk", "2026-12-03", 3)
		})
		s.check(t, friend.Member)
		r := s.referral(t, friend.Member)
		if r.State != models.StatePending || r.WindowFrom == "" || r.VerdictOutcome != string(eligibility.NotYet) {
			t.Errorf("with an account: state %s, window from %q, outcome %q", r.State, r.WindowFrom, r.VerdictOutcome)
		}
		if m, err := readMember(t, s, friend.Member.ID); err != nil || m.JoinedOn != "2026-11-30" {
			t.Errorf("joined on %q (%v), want the earliest opening", m.JoinedOn, err)
		}
		s.bank.set(func(b *fakeBank) {
			b.rows["chk"] = append(purchases("chk", "2026-12-03", 5), payroll("chk", "2026-12-04", 50000))
		})
		s.check(t, friend.Member)
		r = s.referral(t, friend.Member)
		if r.State != models.StateEligible || r.DueOn != "2026-12-24" || r.VerdictOutcome != string(eligibility.Met) {
			t.Errorf("with everything: state %s, due %q, outcome %q, want eligible and two weeks on", r.State, r.DueOn, r.VerdictOutcome)
		}
		if n := s.count(t, "SELECT count(*) FROM evaluations WHERE facts_digest <> '' AND trigger = 'tile'"); n != 3 {
			t.Errorf("%d evaluations, want 3", n)
		}
		reads, _ := s.bank.calls()
		s.check(t, friend.Member)
		if again, _ := s.bank.calls(); again != reads {
			t.Error("the bank was asked about a friend who is eligible already")
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action IN ('referral.account', 'referral.met')"); n != 2 {
			t.Errorf("%d audit rows of the two steps, want 2", n)
		}
	})
}

func TestAFriendWhoCannotMakeItClosesAndThenExpires(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		friend, _ := s.pendingFriend(t)
		friend = s.again(t)
		s.check(t, friend.Member)
		s.Clock.Advance(80 * 24 * time.Hour) // past window and posting grace
		friend = s.again(t)
		s.check(t, friend.Member)
		r := s.referral(t, friend.Member)
		local := s.Clock.Now().In(s.Tenant().Zone())
		last := time.Date(local.Year(), local.Month(), local.Day()+7, 23, 59, 59, 0, s.Tenant().Zone())
		if r.State != models.StateClosing || r.CloseReason == "" || !r.ClosingUntil.Equal(last) {
			t.Errorf("state %s, reason %q, until %v", r.State, r.CloseReason, r.ClosingUntil)
		}
		s.Clock.Advance(last.Sub(s.Clock.Now()) - time.Minute)
		friend = s.again(t)
		if s.check(t, friend.Member); s.referral(t, friend.Member).State != models.StateClosing {
			t.Error("the grace ended early")
		}
		if got := s.counts(t)["committed"]; got != 10000 {
			t.Errorf("committed %d while the grace runs, want 10000", got)
		}
		s.Clock.Advance(time.Minute)
		if s.check(t, friend.Member); s.referral(t, friend.Member).State != models.StateExpired {
			t.Errorf("state %s, want expired", s.referral(t, friend.Member).State)
		}
		if got := s.counts(t)["committed"]; got != 0 {
			t.Errorf("committed %d after the end, want 0", got)
		}
		if n := s.count(t, "SELECT count(*) FROM reward_legs WHERE status = 'void' AND void_reason = 'expired'"); n != 2 {
			t.Errorf("%d void legs, want 2", n)
		}
		// What came to nothing does not stand in the way of a second try.
		c := s.offer(t, 0)
		s.exec(t, "UPDATE campaigns SET status = 'ended' WHERE id <> '"+c.ID+"'")
		s.accepted(t, friend.Member, s.member(t, "another"), c)
	})
}

func TestLateProofDuringTheGraceStillCounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.check(t, friend.Member)
		s.Clock.Advance(80 * 24 * time.Hour)
		friend = s.again(t)
		s.check(t, friend.Member)
		s.bank.set(func(b *fakeBank) {
			b.rows["chk"] = append(purchases("chk", "2026-12-20", 5), payroll("chk", "2026-12-21", 50000))
		})
		if s.check(t, friend.Member); s.referral(t, friend.Member).State != models.StateEligible {
			t.Errorf("state %s, want eligible", s.referral(t, friend.Member).State)
		}
	})
}

func TestBankTroubleKeepsTheLastVerdict(t *testing.T) {
	t.Parallel()
	bad := func(kind providers.Kind) error { return &providers.Error{Kind: kind, Op: "accounts"} }
	for _, row := range []struct {
		name  string
		want  providers.Kind
		spoil func(b *fakeBank)
	}{
		{"down", providers.KindDown, func(b *fakeBank) { b.accountsErr = bad(providers.KindDown) }},
		{"denied", providers.KindDenied, func(b *fakeBank) { b.accountsErr = bad(providers.KindDenied) }},
		{"malformed", providers.KindMalformed, func(b *fakeBank) { b.accountsErr = bad(providers.KindMalformed) }},
		{"an error of no kind", providers.KindDown, func(b *fakeBank) { b.accountsErr = errors.New("boom") }},
		{"accounts, but no rows", providers.KindDown, func(b *fakeBank) { b.rowsErr = bad(providers.KindDown) }},
		{"rows denied", providers.KindDenied, func(b *fakeBank) { b.rowsErr = bad(providers.KindDenied) }},
		{"rows of one account of two", providers.KindThrottled, func(b *fakeBank) {
			b.accounts = append(b.accounts, checking("second", "2026-12-02"))
			b.rowsErrOf["second"] = bad(providers.KindThrottled)
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				s.pendingFriend(t)
				friend := s.again(t)
				s.bank.set(func(b *fakeBank) { b.rows["chk"] = purchases("chk", "2026-12-03", 3) })
				s.check(t, friend.Member)
				before := s.referral(t, friend.Member)
				s.Clock.Advance(time.Minute)
				s.bank.set(row.spoil)
				if got := s.check(t, friend.Member); got.Failure != row.want {
					t.Errorf("failure %q, want %q", got.Failure, row.want)
				}
				after := s.referral(t, friend.Member)
				if after.State != before.State || string(after.Verdict) != string(before.Verdict) || after.VerdictAsOf != before.VerdictAsOf {
					t.Errorf("state %s, verdict of %v, want %s of %v unchanged", after.State, after.VerdictAsOf, before.State, before.VerdictAsOf)
				}
				if after.CheckFailure != string(row.want) || !after.CheckedAt.Equal(s.Clock.Now()) {
					t.Errorf("failure %q at %v is stored", after.CheckFailure, after.CheckedAt)
				}
				s.bank.set(func(b *fakeBank) { b.accountsErr, b.rowsErr, b.rowsErrOf = nil, nil, map[string]error{} })
				if s.check(t, friend.Member); s.referral(t, friend.Member).CheckFailure != "" {
					t.Errorf("failure %q is still stored after a good check", s.referral(t, friend.Member).CheckFailure)
				}
			})
		})
	}
}

// TestPartialFactsAreNeverANo breaks the bank after the window's end, when complete facts would close the referral.
func TestPartialFactsAreNeverANo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.check(t, friend.Member)
		s.Clock.Advance(80 * 24 * time.Hour)
		friend = s.again(t)
		s.bank.set(func(b *fakeBank) {
			b.accounts = append(b.accounts, checking("second", "2026-12-02"))
			b.rowsErrOf["second"] = &providers.Error{Kind: providers.KindDown, Op: "transactions"}
		})
		if got := s.check(t, friend.Member); got.Failure != providers.KindDown || s.referral(t, friend.Member).State != models.StatePending {
			t.Errorf("failure %q, state %s, want down and pending", got.Failure, s.referral(t, friend.Member).State)
		}
	})
}

func TestABankThatAsksForQuietGetsIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.bank.set(func(b *fakeBank) {
			b.accountsErr = &providers.Error{Kind: providers.KindThrottled, Op: "accounts", RetryAfter: 30 * time.Second}
		})
		s.check(t, friend.Member)
		reads, _ := s.bank.calls()
		s.bank.set(func(b *fakeBank) { b.accountsErr = nil })
		s.Clock.Advance(30*time.Second - time.Microsecond)
		if got := s.check(t, friend.Member); got.Failure != providers.KindThrottled {
			t.Errorf("failure %q, want throttled", got.Failure)
		}
		if again, _ := s.bank.calls(); again != reads {
			t.Error("the bank was asked before its time")
		}
		s.Clock.Advance(time.Microsecond)
		if got := s.check(t, friend.Member); got.Failure != "" {
			t.Errorf("failure %q after the quiet", got.Failure)
		}
		if r := s.referral(t, friend.Member); !r.CheckAgainAt.IsZero() || r.CheckFailure != "" {
			t.Errorf("quiet until %v for %q is still stored", r.CheckAgainAt, r.CheckFailure)
		}
	})
}

func TestAMemberWithoutAReferralIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		if got := s.check(t, s.signedIn(t, "avery").Member); got != (program.Checked{}) {
			t.Errorf("checked = %+v", got)
		}
		if reads, _ := s.bank.calls(); reads != 0 {
			t.Error("the bank was asked")
		}
	})
}

func TestChecksAtOnceSaveOneVerdictEachAndNeverAnError(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.pendingFriend(t)
		friend := s.again(t)
		s.bank.set(func(b *fakeBank) {
			b.rows["chk"] = append(purchases("chk", "2026-12-03", 5), payroll("chk", "2026-12-04", 50000))
		})
		race(20, func(int) {
			if _, err := s.Check(t.Context(), friend.Member, "tile", "req"); err != nil {
				t.Error(err)
			}
		})
		if n := s.count(t, "SELECT count(*) FROM referral_events WHERE to_state = 'eligible'"); n != 1 || s.referral(t, friend.Member).State != models.StateEligible {
			t.Errorf("%d steps to eligible, want 1", n)
		}
	})
}
