package handlers

import (
	"testing"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models/program"
)

func strangerTile() program.Tile {
	return program.Tile{State: program.TileAnonymous, Offer: offerOf(fiftyEach())}
}

func anonymousView(tb testing.TB, p presenter, t program.Tile, outcome signInOutcome) tile.Anonymous {
	tb.Helper()
	view, ok := p.stranger(t, outcome).(tile.Anonymous)
	if !ok {
		tb.Fatalf("stranger is a %T, want tile.Anonymous", p.stranger(t, outcome))
	}
	return view
}

func TestAStrangerSeesTheTwoAmountsAndTheWayIn(t *testing.T) {
	t.Parallel()
	equal(t, tile.Anonymous{
		Offer: &ui.Offer{Mine: ui.Coin{Label: "you get", Amount: "$50"}, Theirs: ui.Coin{Label: "they get", Amount: "$50"}},
		Title: "Invite a friend to Garden", Lead: ui.Plain("You each get $50 once your friend has joined and met the requirements."),
		SignIn: ui.Link{Text: "Sign in to get your link", Href: "/auth/", Top: true},
		Foot: tile.Foot{Left: ui.Link{Text: "Have a code?", Href: "/auth/", Top: true},
			Right: ui.Link{Text: "How it works", Href: "/plugin/terms"}},
	}, anonymousView(t, gardenPresenter(t, words.English()), strangerTile(), signInOffered))
}

func TestUnequalAmountsAreNotCalledEqual(t *testing.T) {
	t.Parallel()
	terms := fiftyEach()
	terms.InviterMinor, terms.AcceptorMinor = 2500, 100000
	got := anonymousView(t, gardenPresenter(t, words.Spanish()), program.Tile{State: program.TileAnonymous, Offer: offerOf(terms)}, signInOffered)
	equal(t, "Usted recibe $25 y su amigo $1,000 cuando su amigo se une y cumple los requisitos.", got.Lead.Text)
	equal(t, &ui.Offer{Mine: ui.Coin{Label: "usted", Amount: "$25"}, Theirs: ui.Coin{Label: "su amigo", Amount: "$1,000"}}, got.Offer)
}

func TestAStrangerWithoutAnOfferCanStillSignIn(t *testing.T) {
	t.Parallel()
	equal(t, tile.Anonymous{Title: "No offer right now", Lead: ui.Plain("Invitations already under way keep their terms and are still paid."),
		SignIn: ui.Link{Text: "Sign in", Href: "/auth/", Top: true}},
		anonymousView(t, gardenPresenter(t, words.English()), program.Tile{State: program.TileAnonymous}, signInOffered))
}

func TestABrowserThatBlocksCookiesIsSentToTheWholePage(t *testing.T) {
	t.Parallel()
	got := anonymousView(t, gardenPresenter(t, words.English()), strangerTile(), signInBlocked)
	equal(t, "Open it in a full page", got.Title)
	equal(t, ui.Link{Text: "Open full page", Href: "/auth/", Top: true}, got.SignIn)
	equal(t, tile.Foot{Left: ui.Link{Text: "How it works", Href: "/plugin/terms"}}, got.Foot)
}

func TestABrowserWithoutAnyCookiesReadsWhatToDo(t *testing.T) {
	t.Parallel()
	for i, say := range []words.Words{words.English(), words.Spanish()} {
		got := anonymousView(t, gardenPresenter(t, say), strangerTile(), signInKeptNothing)
		equal(t, []string{"Allow cookies for this page", "Permita las cookies de esta página"}[i], got.Title)
		equal(t, ui.Link{Text: []string{"Sign in", "Iniciar sesión"}[i], Href: "/auth/", Top: true}, got.SignIn)
	}
}

func TestAFailedSignInGivesANumberAndNoReason(t *testing.T) {
	t.Parallel()
	want := tile.Message{As: "anonymous", Title: "Nothing was changed",
		Notice: &ui.Notice{Tone: ui.Red, Text: ui.Phrase{Text: "Sign-in did not work. You can try again, or open Refer a friend in a full page.",
			Strong: "Sign-in did not work."}},
		Lead:    ui.Phrase{Text: "If it happens again, call (555) 010-0142 and say request 7F2K91QC.", Strong: "7F2K91QC"},
		Primary: ui.Link{Text: "Try again", Href: "/plugin/"},
		Foot:    tile.Foot{Left: ui.Link{Text: "Open full page", Href: "/auth/", Top: true}}}
	p := gardenPresenter(t, words.English())
	equal(t, tile.State(want), p.stranger(strangerTile(), signInFailed))

	p.Tenant.SupportPhone = ""
	want.Lead.Text = "If it happens again, ask Garden and say request 7F2K91QC."
	equal(t, tile.State(want), p.stranger(strangerTile(), signInFailed))
}

func TestAnUnreachableBankOrARefusalOfTheMembersHidesNoOffer(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.English())
	offered := anonymousView(t, p, strangerTile(), signInOffered)
	for outcome, notice := range map[signInOutcome]ui.Notice{
		signInUnreachable: {Tone: ui.Amber, Text: ui.Plain("We can’t reach Garden right now. Nothing is lost: the day a purchase posts is the day that counts.")},
		signInDeclined:    {Tone: ui.Blue, Text: ui.Plain("You chose not to go on. Nothing was shared with us.")},
	} {
		want := offered
		want.Notice = &notice
		equal(t, want, anonymousView(t, p, strangerTile(), outcome))
	}
}
