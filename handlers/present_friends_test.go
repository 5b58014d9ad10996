package handlers

import (
	"slices"
	"strings"
	"testing"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models"
	"raf/models/program"
)

func TestFriendsAreNamedOnTheWholePageAloneAndWithTheirStage(t *testing.T) {
	t.Parallel()
	from := inviterTile(fiftyEach())
	from.Friends = []models.FriendStage{{GivenName: "Blake", FamilyInitial: "B", State: models.StatePending}, {GivenName: "Casey", State: models.StateApproved},
		{GivenName: "Devon", FamilyInitial: "D", State: models.StatePaid}, {GivenName: "Ellis", FamilyInitial: "E", State: models.StateClosing}}
	for _, row := range []struct {
		say  words.Words
		want []string
	}{
		{words.English(), []string{"Blake B. joined and is on the way.", "Casey met everything.", "Devon D. was rewarded.", "Ellis E. joined and is on the way.", "Only friends who agreed to it are named here."}},
		{words.Spanish(), []string{"Blake B. se unió y va en camino.", "Casey cumplió todo.", "Devon D. recibió su recompensa.", "Ellis E. se unió y va en camino.", "Aquí solo aparecen los amigos que lo permitieron."}},
	} {
		p := gardenPresenter(t, row.say)
		var got []string
		for _, a := range p.memberPage(from).Aside {
			if a.Title == p.Say.Inviter.Friends {
				got = a.Text
			}
		}
		equal(t, row.want, got)
		var card strings.Builder
		if err := tile.Tile(p.state(from, showing{})).Render(t.Context(), &card); err != nil {
			t.Fatal(err)
		}
		for _, f := range from.Friends {
			if strings.Contains(card.String(), f.GivenName) {
				t.Errorf("the card names %s", f.GivenName)
			}
		}
		from := from
		from.Friends = nil
		for _, a := range p.memberPage(from).Aside {
			if a.Title == p.Say.Inviter.Friends {
				t.Error("a heading over nobody")
			}
		}
	}
}

func TestAFriendIsAskedAboutExactlyWhatTheInviterWouldSee(t *testing.T) {
	t.Parallel()
	for visibility, want := range map[string]string{models.VisibilityNone: "", models.VisibilityCounts: "Let my friend see that I joined and was rewarded.",
		models.VisibilityStage: "Let my friend see my first name and initial, and how far I am with this offer."} {
		terms := fiftyEach()
		terms.Visibility = visibility
		form, ok := gardenPresenter(t, words.English()).codeEntry(inviterTile(terms), codeEntry{}).(tile.CodeEntry)
		if !ok || form.Consent.Text != want {
			t.Errorf("under %s: %q", visibility, form.Consent.Text)
		}
	}
}

func TestWhereNothingOfFriendsShowsTheInvitersOwnMoneyDoes(t *testing.T) {
	t.Parallel()
	terms := fiftyEach()
	terms.Visibility = models.VisibilityNone
	from := inviterTile(terms)
	from.Totals = models.InviterTotals{PaidOfYear: 1, EarnedMinor: 5000, CountsOfYear: 1}
	p := gardenPresenter(t, words.English())
	own := []ui.Count{{Value: "$50", Label: "Earned in 2026"}}
	equal(t, own, inviterView(t, p, from).Counts)
	from.Totals.Joined, from.Totals.Rewarded = 1, 1 // of an offer of before, which showed them
	if got := inviterView(t, p, from).Counts; len(got) != 3 || slices.Equal(got, own) {
		t.Errorf("with a friend of before: %+v", got)
	}
	from.Offer, from.Totals = nil, program.Tile{}.Totals
	from.Totals.EarnedMinor = 5000
	if got := p.noOffer(from); !slices.Equal(got.Counts, own) {
		t.Errorf("without an offer: %+v", got.Counts)
	}
}
