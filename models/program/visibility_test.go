package program_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/program"
)

// TestAnInviterSeesOfFriendsWhatTheTermsAndTheFriendAllow: two friends of each kind of terms, one who agreed and was then
// rewarded, or not, and one who did not agree.
func TestAnInviterSeesOfFriendsWhatTheTermsAndTheFriendAllow(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		visibility     string
		agreed, silent int64 // what Joined counts while nobody was rewarded
		paid           models.InviterTotals
		stages         []models.FriendStage
		asked          int64
	}{
		{models.VisibilityNone, 0, 0, models.InviterTotals{PaidOfYear: 2, EarnedMinor: 10000, CountsOfYear: 2}, nil, 0},
		{models.VisibilityCounts, 1, 0, models.InviterTotals{Joined: 2, Rewarded: 2, PaidOfYear: 2, EarnedMinor: 10000, CountsOfYear: 2}, nil, 2},
		{models.VisibilityStage, 1, 0, models.InviterTotals{Joined: 2, Rewarded: 2, Stages: 1, PaidOfYear: 2, EarnedMinor: 10000, CountsOfYear: 2},
			[]models.FriendStage{{GivenName: "Agreed", FamilyInitial: "A", State: models.StateAccepted}}, 2},
	} {
		t.Run(row.visibility, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s site) {
				c, inviter := s.offer(t, 1000000, func(terms *models.Terms) { terms.Visibility = row.visibility }), s.signedIn(t, "inviter")
				agreed, silent := s.member(t, "agreed"), s.member(t, "silent")
				s.exec(t, "UPDATE members SET given_name = 'Agreed', family_initial = 'A' WHERE id = '"+agreed.ID+"'")
				s.exec(t, "UPDATE members SET given_name = 'Silent', family_initial = 'S' WHERE id = '"+silent.ID+"'")
				seen := func(what string, joined int64) program.Tile {
					tile, err := s.Tile(t.Context(), by(inviter))
					if err != nil {
						t.Fatal(err)
					}
					if tile.Totals.Joined != joined {
						t.Errorf("%s: %d joined, want %d", what, tile.Totals.Joined, joined)
					}
					return tile
				}
				r := s.accepted(t, agreed, inviter.Member, c)
				seen("a friend who agreed", row.agreed)
				quiet, err := s.Accept(t.Context(), program.Acceptance{Member: silent, Typed: inviter.Member.Code.Code, TermsSHA256: c.CurrentVersion.SHA256, Locale: "en", Source: "member"})
				if err != nil || quiet.Refused != "" {
					t.Fatalf("%v, %v", quiet.Refused, err)
				}
				tile := seen("a friend who did not", row.agreed+row.silent)
				if diff := cmp.Diff(row.stages, tile.Friends); diff != "" {
					t.Errorf("friends (-want +got):\n%s", diff)
				}
				if n := s.count(t, "SELECT count(*) FROM consents WHERE kind = 'share_status'"); n != row.asked {
					t.Errorf("%d answers about what the inviter sees, want %d", n, row.asked)
				}
				s.exec(t, "UPDATE reward_legs SET status = 'settled' WHERE side = 'inviter'")
				tile, err = s.Tile(t.Context(), by(inviter))
				if diff := cmp.Diff(row.paid, tile.Totals); diff != "" || err != nil {
					t.Errorf("both rewarded: error %v (-want +got):\n%s", err, diff)
				}
				s.exec(t, "UPDATE referrals SET state = 'rejected' WHERE id = '"+r.ID+"'")
				if tile, err = s.Tile(t.Context(), by(inviter)); len(tile.Friends) != 0 || err != nil {
					t.Errorf("of a friend who was refused: %+v, %v", tile.Friends, err)
				}
			})
		})
	}
}
