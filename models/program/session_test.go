package program_test

import (
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

func TestASessionLivesWithinItsBounds(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		sql    string // on the session's row, as of the kit's start
		after  time.Duration
		denied bool
	}{
		{"fresh", "", 0, false},
		{"idle for just under half an hour", "", 30*time.Minute - time.Second, false},
		{"idle for half an hour", "", 30 * time.Minute, true},
		{"seen lately, begun just under twelve hours ago", "seen_at = '2026-12-03T03:40:00.000000Z'", 12*time.Hour - 2*time.Second, false},
		{"seen lately, begun twelve hours ago", "seen_at = '2026-12-03T03:40:00.000000Z'", 12 * time.Hour, true},
		{"revoked", "revoked_at = '2026-12-02T15:42:00.000000Z'", 0, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				in := s.signedIn(t, "avery")
				if row.sql != "" {
					s.exec(t, "UPDATE sessions SET "+row.sql)
				}
				s.Clock.Advance(row.after)
				if _, err := s.Session(t.Context(), by(in)); (models.KindOf(err) == models.Denied && err != nil) != row.denied || (err != nil) != row.denied {
					t.Errorf("error = %v, want denied = %v", err, row.denied)
				}
			})
		})
	}
}

func TestATokenIsOnlyGoodForItsOwnSession(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		avery, blake := s.signedIn(t, "avery"), s.signedIn(t, "blake")
		for name, p := range map[string]program.Presented{
			"another member":  {MemberID: blake.Member.ID, SessionID: avery.Session.ID, JTI: avery.Session.JTI},
			"another token":   {MemberID: avery.Member.ID, SessionID: avery.Session.ID, JTI: blake.Session.JTI},
			"no token":        {MemberID: avery.Member.ID, SessionID: avery.Session.ID},
			"unknown session": {MemberID: avery.Member.ID, SessionID: "x", JTI: avery.Session.JTI},
		} {
			if _, err := s.Session(t.Context(), p); models.KindOf(err) != models.Denied || err == nil {
				t.Errorf("%s: error = %v, want denied", name, err)
			}
		}
	})
}

func TestATokenIsIssuedAgainWhileTheBanksWordIsYoung(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		in := s.signedIn(t, "avery")
		s.Clock.Advance(15 * time.Minute)
		if err := s.Reissue(t.Context(), in.Session, in.Session.JTI, "second"); err != nil {
			t.Fatalf("after 15 minutes: %v", err)
		}
		// A request that overlapped keeps the old token for a while, and cannot rotate again with it.
		if err := s.Reissue(t.Context(), in.Session, in.Session.JTI, "third"); models.KindOf(err) != models.Conflict {
			t.Errorf("rotating with the token before: error = %v, want a conflict", err)
		}
		second := by(in)
		second.JTI = "second"
		for _, step := range []struct {
			after time.Duration
			old   bool
		}{{0, true}, {29 * time.Second, true}, {time.Second, false}} {
			s.Clock.Advance(step.after)
			if _, err := s.Session(t.Context(), by(in)); (err == nil) != step.old {
				t.Errorf("the token before, %v on: error = %v, want good = %v", step.after, err, step.old)
			}
			if _, err := s.Session(t.Context(), second); err != nil {
				t.Errorf("the newest token: %v", err)
			}
		}
		session, err := s.Session(t.Context(), second)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Reissue(t.Context(), session, "second", "third"); models.KindOf(err) != models.Denied || err == nil {
			t.Errorf("after more than 15 minutes: error = %v, want denied", err)
		}
	})
}

func TestAnEndedSessionIsNotIssuedAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		in := s.signedIn(t, "avery")
		for range 2 { // ending twice is no error
			if err := s.EndSession(t.Context(), by(in)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Reissue(t.Context(), in.Session, in.Session.JTI, "second"); err == nil {
			t.Error("a revoked session got a new token")
		}
	})
}

func TestOfTwentyRequestsThatReissueAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		in := s.signedIn(t, "avery")
		errs := make([]error, 20)
		race(20, func(i int) { errs[i] = s.Reissue(t.Context(), in.Session, in.Session.JTI, "next-"+string(rune('a'+i))) })
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if models.KindOf(err) != models.Conflict {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d tokens were issued, want 1", won)
		}
	})
}

func TestSigningOutEndsTheSessionAndForgetsTheGrant(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		in, other := s.signedIn(t, "avery"), s.signedIn(t, "blake")
		for range 2 {
			if err := s.SignOut(t.Context(), by(in), "req"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Session(t.Context(), by(in)); models.KindOf(err) != models.Denied {
			t.Errorf("the session: error = %v, want denied", err)
		}
		if n := s.count(t, "SELECT count(*) FROM bank_grants"); n != 1 {
			t.Errorf("%d grants are left, want the other member's", n)
		}
		if _, err := s.Session(t.Context(), by(other)); err != nil {
			t.Errorf("the other member's session: %v", err)
		}
	})
}
