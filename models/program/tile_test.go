package program_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
)

// scene is a site on which one friend, signed in, was accepted.
func (s site) scene(t *testing.T) (program.SignedIn, models.Referral) {
	t.Helper()
	c, inviter := s.offer(t, 1000000), s.member(t, "inviter")
	friend := s.signedIn(t, "friend")
	return friend, s.accepted(t, friend.Member, inviter, c)
}

func TestTheTileFollowsReferralAndLeg(t *testing.T) {
	t.Parallel()
	day := func(n int) string {
		return modelstest.Start().AddDate(0, 0, n).Format("2006-01-02T15:04:05.000000Z")
	}
	each(t, func(t *testing.T, s site) {
		friend, r := s.scene(t)
		s.Clock.Advance(time.Minute)
		for _, row := range []struct {
			state    models.State
			leg      models.LegStatus
			settled  string
			gone     bool // dismissed
			want     program.TileState
			canEnter bool
		}{
			{"accepted", "reserved", "", false, program.TilePending, false},
			{"pending", "reserved", "", false, program.TilePending, false},
			{"closing", "reserved", "", false, program.TilePending, false},
			{"eligible", "reserved", "", false, program.TileEligible, false},
			{"approved", "payable", "", false, program.TileEligible, false},
			{"approved", "failed", "", false, program.TileEligible, false},
			{"approved", "unknown", "", false, program.TileEligible, false},
			{"approved", "settled", day(-1), false, program.TilePaid, false}, // the inviter's leg is still under way
			{"paid", "settled", day(-1), false, program.TilePaid, false},
			{"paid", "settled", day(-13), false, program.TilePaid, false},
			{"paid", "settled", day(-14), false, program.TileInviter, false},
			{"paid", "settled", day(-1), true, program.TileInviter, false},
			{"clawed_back", "settled", day(-1), false, program.TileInviter, false},
			{"clawed_back", "reversed", day(-1), false, program.TileInviter, false},
			{"expired", "void", "", false, program.TileInviter, true},
			{"rejected", "void", "", false, program.TileInviter, true},
			{"cancelled", "void", "", false, program.TileInviter, true},
		} {
			null := func(v string, on bool) string {
				if !on {
					return "NULL"
				}
				return "'" + v + "'"
			}
			s.exec(t, "UPDATE referrals SET state = '"+string(row.state)+"' WHERE id = '"+r.ID+"'")
			s.exec(t, "UPDATE reward_legs SET status = '"+string(row.leg)+"', settled_at = "+null(row.settled, row.settled != "")+", dismissed_at = "+
				null(day(0), row.gone)+" WHERE side = 'acceptor'")
			tile, err := s.Tile(t.Context(), by(friend))
			if err != nil || tile.State != row.want || tile.CanEnterCode != row.canEnter {
				t.Errorf("%s with the leg %s of %q, dismissed %v: tile %s, code entry %v, error %v, want %s and %v",
					row.state, row.leg, row.settled, row.gone, tile.State, tile.CanEnterCode, err, row.want, row.canEnter)
			}
		}
	})
}

func TestTheInvitersTileCountsFriends(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		c, inviter := s.offer(t, 1000000), s.signedIn(t, "inviter")
		paid, _ := s.accepted(t, s.member(t, "one"), inviter.Member, c), s.accepted(t, s.member(t, "two"), inviter.Member, c)
		// The third friend has not agreed that the inviter sees the joining, and is not counted.
		quiet, err := s.Accept(t.Context(), program.Acceptance{Member: s.member(t, "three"), Typed: inviter.Member.Code.Code,
			TermsSHA256: c.CurrentVersion.SHA256, Locale: "en", Source: "member"})
		if err != nil || quiet.Refused != "" {
			t.Fatalf("the third friend: refused %q, error %v", quiet.Refused, err)
		}
		s.exec(t, "UPDATE reward_legs SET status = 'settled' WHERE referral_id = '"+paid.ID+"'")
		tile, err := s.Tile(t.Context(), by(inviter))
		want := models.InviterTotals{Joined: 2, Rewarded: 1, PaidOfYear: 1, EarnedMinor: 5000, CountsOfYear: 3}
		if diff := cmp.Diff(want, tile.Totals); diff != "" || err != nil || tile.State != program.TileInviter || tile.Member.Code == nil || tile.Offer == nil {
			t.Errorf("tile %s, code %v, offer %v, error %v; totals (-want +got):\n%s", tile.State, tile.Member.Code, tile.Offer, err, diff)
		}
	})
}

func TestAPausedOfferIsGoneWithinASecond(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.offer(t, 0)
		shown := func() bool {
			tile, err := s.AnonymousTile(t.Context())
			if err != nil || tile.State != program.TileAnonymous || tile.Member.ID != "" {
				t.Errorf("tile = %+v, error = %v", tile, err)
			}
			return tile.Offer != nil
		}
		if !shown() {
			t.Error("a live offer is not shown")
		}
		s.exec(t, "UPDATE campaigns SET status = 'paused'")
		s.Clock.Advance(time.Second)
		if shown() {
			t.Error("a paused offer is still shown after a second")
		}
		s.exec(t, "UPDATE campaigns SET status = 'live'")
		s.Clock.Advance(time.Second)
		if !shown() {
			t.Error("an offer that is live again is not shown")
		}
	})
}

func TestTheLandingPageShowsOnlyCodesThatCanBeEntered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		s.offer(t, 0)
		inviter := s.member(t, "inviter")
		code := inviter.Code.Code
		for typed, want := range map[string]string{code: code, strings.ToLower(code[:4] + "-" + code[4:]): code, "ZZZZ-ZZZZ": "", "<script>": "", "": ""} {
			tile, got, err := s.Landing(t.Context(), typed)
			if err != nil || got != want || tile.Member.ID != "" || tile.Offer == nil {
				t.Errorf("%q: code %q, error %v, want %q and nothing of the inviter", typed, got, err, want)
			}
		}
		s.exec(t, "UPDATE referral_codes SET status = 'rotated'")
		if _, got, err := s.Landing(t.Context(), code); err != nil || got != "" {
			t.Errorf("a rotated code: %q, %v", got, err)
		}
	})
}

// TestATileTakesThreeReadsAtMost counts at the driver, with the offer in the cache.
func TestATileTakesThreeReadsAtMost(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		friend, r := s.scene(t)
		inviter := s.signedIn(t, "inviter")
		var counter modelstest.Counter
		cfg := s.Config
		cfg.OpenDB = counter.Open
		store, err := models.Open(cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		p := s.another(store).For(s.Tenant())
		at := s.Clock.Now().Format("2006-01-02T15:04:05.000000Z")
		state := func(text string) func() {
			return func() { s.exec(t, "UPDATE referrals SET state = '"+text+"' WHERE id = '"+r.ID+"'") }
		}
		for _, row := range []struct {
			want    program.TileState
			arrange func()
			show    func() (program.Tile, error)
			reads   int
		}{
			{program.TileAnonymous, func() {}, func() (program.Tile, error) { return p.AnonymousTile(t.Context()) }, 0},
			{program.TileInviter, func() {}, func() (program.Tile, error) { return p.Tile(t.Context(), by(inviter)) }, 3},
			{program.TilePending, state("pending"), func() (program.Tile, error) { return p.Tile(t.Context(), by(friend)) }, 2},
			{program.TileEligible, state("eligible"), func() (program.Tile, error) { return p.Tile(t.Context(), by(friend)) }, 2},
			{program.TilePaid, func() {
				state("paid")()
				s.exec(t, "UPDATE reward_legs SET status = 'settled', settled_at = '"+at+"'")
			}, func() (program.Tile, error) { return p.Tile(t.Context(), by(friend)) }, 2},
		} {
			row.arrange()
			asked, _ := s.bank.calls()
			if _, err := row.show(); err != nil { // warms connections and the offer
				t.Fatal(err)
			}
			counter.Take()
			tile, err := row.show()
			if err != nil || tile.State != row.want {
				t.Errorf("tile %s, %v, want %s", tile.State, err, row.want)
			}
			var rest []string
			reads := 0
			for _, statement := range counter.Take() {
				switch {
				case strings.Contains(statement, "set_config('app.tenant'"):
					rest = append(rest, "set_config")
				case strings.HasPrefix(statement, "SELECT "):
					reads++
				default:
					rest = append(rest, statement)
				}
			}
			want := []string{"BEGIN READ ONLY", "COMMIT"}
			if s.Config.OnPostgres() {
				want = []string{"BEGIN READ ONLY", "set_config", "COMMIT"}
			}
			if diff := cmp.Diff(want, rest); diff != "" || reads != row.reads {
				t.Errorf("%s: %d reads, want %d; other statements (-want +got):\n%s", row.want, reads, row.reads, diff)
			}
			if again, _ := s.bank.calls(); again != asked {
				t.Errorf("%s: the bank was asked", row.want)
			}
		}
	})
}

func TestLastKnownShowsATileWhoseSessionHasJustEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		friend, _ := s.scene(t)
		if err := s.EndSession(t.Context(), by(friend)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Tile(t.Context(), by(friend)); models.KindOf(err) != models.Denied {
			t.Errorf("the tile: error = %v, want denied", err)
		}
		tile, err := s.LastKnown(t.Context(), friend.Session)
		if err != nil || tile.State != program.TilePending || tile.Member.ID != friend.Member.ID {
			t.Errorf("last known: %s of %s, %v", tile.State, tile.Member.ID, err)
		}
	})
}
