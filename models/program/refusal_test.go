package program_test

import (
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

func TestARefusedSignInAndAReplayedTokenLeaveARow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.begin(t, "state-of-a-stranger-state-of-a-stranger")
		if _, err := s.finish(t, program.Callback{State: "state-of-a-stranger-state-of-a-stranger", TieHash: "another", Place: models.PlaceCard}); err == nil {
			t.Fatal("another browser finished the sign-in")
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'signin.refused' AND diff LIKE '%other_browser%'"); n != 1 {
			t.Errorf("%d rows of the refused sign-in, want 1", n)
		}
		if _, err := s.finish(t, program.Callback{State: "nobody-began-this-nobody-began-this", TieHash: "x", Place: models.PlaceCard}); err == nil {
			t.Fatal("a state out of nowhere signed in")
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'signin.refused'"); n != 1 {
			t.Errorf("%d rows after a state out of nowhere, want still 1", n)
		}
		in := s.signedIn(t, "friend")
		if err := s.Reissue(t.Context(), in.Session, in.Session.JTI, "next"); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(time.Minute)
		_, err := s.Session(t.Context(), program.Presented{MemberID: in.Member.ID, SessionID: in.Session.ID, JTI: in.Session.JTI})
		wantKind(t, "a replaced token", err, models.Denied)
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'session.token_replayed'"); n != 1 {
			t.Errorf("%d rows of the replayed token, want 1", n)
		}
	})
}
