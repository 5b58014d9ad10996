package program_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"raf/models"
	"raf/models/program"
)

func TestARefusedSignInLeavesARow(t *testing.T) {
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
	})
}

// B3, and whoever holds an old token must not fill the trail: with two instances, a page and a tile, at once and in turn.
func TestAReplayedTokenLeavesOneRowAMinute(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		second, err := models.Open(s.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		in := s.signedIn(t, "friend")
		prev := in.Session.JTI
		for _, next := range []string{"second", "third"} { // of two tokens before the newest one is good for the overlap
			if err := s.Reissue(t.Context(), in.Session, prev, next); err != nil {
				t.Fatal(err)
			}
			prev = next
		}
		old := program.Presented{MemberID: in.Member.ID, SessionID: in.Session.ID, JTI: in.Session.JTI}
		comesBack := func() {
			var all sync.WaitGroup
			for _, p := range []*program.Program{s.Program, s.another(second).For(s.Tenant())} {
				for range 4 {
					all.Go(func() {
						_, err := p.Session(t.Context(), old)
						wantKind(t, "a replaced token", err, models.Denied)
					})
					all.Go(func() {
						_, err := p.Tile(t.Context(), old)
						wantKind(t, "a replaced token at the tile", err, models.Denied)
					})
				}
			}
			all.Wait()
		}
		for _, row := range []struct {
			name string
			wait time.Duration
			want int64
		}{
			{"at once", 0, 1},
			{"again in the same minute", models.ReplayQuiet - time.Millisecond, 1},
			{"a minute after the row", time.Millisecond, 2},
			{"with a clock that was set back far", -time.Hour, 3},
		} {
			s.Clock.Advance(row.wait)
			comesBack()
			if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'session.token_replayed' AND subject_id = '"+in.Member.ID+"'"); n != row.want {
				t.Errorf("%s: %d rows of the replayed token, want %d", row.name, n, row.want)
			}
		}
		// While somebody else writes, whoever leaves no row waits for nobody.
		err = s.rows.InTx(t.Context(), func(tx *models.Tx) error {
			if _, err := tx.TakeReplay(in.Session.ID); err != nil {
				return err
			}
			soon, cancel := context.WithTimeout(t.Context(), 30*time.Second) // whoever waits, waits for ever
			defer cancel()
			_, err := s.Session(soon, old)
			if soon.Err() != nil {
				t.Error("a refusal that leaves no row waited for somebody who writes")
			}
			return err
		})
		wantKind(t, "beside somebody who writes", err, models.Denied)
	})
}
