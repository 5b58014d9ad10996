package handlers

import (
	"testing"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models"
	"raf/models/program"
)

func termsView(tb testing.TB, p presenter, t program.Tile) tile.Terms {
	tb.Helper()
	view, ok := p.terms(t).(tile.Terms)
	if !ok {
		tb.Fatalf("terms are a %T", p.terms(t))
	}
	return view
}

func TestAnAcceptedReferralShowsTheTermsItWasAcceptedUnder(t *testing.T) {
	t.Parallel()
	from := caseyTile()
	live := fiftyEach()
	live.AcceptorMinor, live.HoldDays = 100, 1
	from.Offer = offerOf(live)
	got := termsView(t, gardenPresenter(t, words.English()), from)
	equal(t, []string{"acceptor_pending", "Version 3, accepted October 17", "/plugin/"}, []string{got.As, got.Meta, got.Back.Href})
	equal(t, ui.Passage{Title: "What you get", Text: []string{"$50, paid once, when every requirement below is met.",
		"Your friend gets $50 for inviting you. Whoever invites is rewarded at most 10 times in a calendar year."}}, got.Passages[0])
	equal(t, "All of it within 60 days. Only what has posted counts.", got.Passages[1].Text[0])
	equal(t, "The days begin when the account is opened, and the last one still counts.", got.Passages[1].Text[1])
	equal(t, "Open a checking account. An account that you have already counts too, however old it is.", got.Passages[1].Text[2])
	if n := len(got.Passages[1].Text); n != 5 {
		t.Errorf("%d lines of requirements, want the two of the window and three", n)
	}
	equal(t, []string{"The offer begins on January 1, 2026.", "Codes are accepted until December 31, 2026."}, got.Passages[2].Text)
	equal(t, ui.Passage{Title: "The details", Text: []string{"Our words.", "More of them."}}, got.Passages[len(got.Passages)-1])
}

func TestWhoCanEnterACodeReadsTheOfferThatWouldBeAccepted(t *testing.T) {
	t.Parallel()
	live := fiftyEach()
	live.AcceptorMinor = 7500
	from := inviterTile(live)
	from.Referral = caseyTile().Referral
	from.Referral.State = models.StateExpired
	got := termsView(t, gardenPresenter(t, words.English()), from)
	equal(t, []string{"Version 3", "/plugin/code", "$75, paid once, when every requirement below is met."},
		[]string{got.Meta, got.Back.Href, got.Passages[0].Text[0]})

	from.CanEnterCode = false
	equal(t, "$50, paid once, when every requirement below is met.", termsView(t, gardenPresenter(t, words.English()), from).Passages[0].Text[0])
}

func TestAStrangerReadsHowItWorksFirst(t *testing.T) {
	t.Parallel()
	got := termsView(t, gardenPresenter(t, words.Spanish()), strangerTile())
	equal(t, []string{"Usted invita", "Su amigo se une", "Los dos reciben su dinero", "Qué recibe"},
		[]string{got.Passages[0].Title, got.Passages[1].Title, got.Passages[2].Title, got.Passages[3].Title})
}

func TestTheInstitutionsTextFallsBackToEnglish(t *testing.T) {
	t.Parallel()
	terms := fiftyEach()
	p := gardenPresenter(t, words.Spanish())
	equal(t, []string{"Nuestras palabras."}, p.ownText(terms))
	terms.Text = map[string]string{"es": " \n", "en": "Only\r\n\r\nEnglish."}
	equal(t, []string{"Only", "English."}, p.ownText(terms))
	terms.Text = nil
	if got := p.passages(terms); len(got) != 6 {
		t.Errorf("without a text there are %d passages, want the six that are generated", len(got))
	}
}

func TestWithoutAnyTermsTheTileIsShown(t *testing.T) {
	t.Parallel()
	if got, ok := gardenPresenter(t, words.English()).terms(program.Tile{State: program.TileInviter}).(tile.NoOffer); !ok {
		t.Errorf("got %+v", got)
	}
}
