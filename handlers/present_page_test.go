package handlers

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"raf/components/page"
	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models"
	"raf/models/program"
)

func TestTheLandingPageShowsBothAmountsTheCodeAndWhatToDo(t *testing.T) {
	t.Parallel()
	got := gardenPresenter(t, words.English()).landing(strangerTile(), "K7PM3QXD")
	got.Site = page.Site{}
	for i := range got.Todos {
		got.Todos[i].Text = ""
	}
	equal(t, page.Landing{
		Eyebrow: "A friend invited you", Title: "Join Garden, and you both get $50",
		Lead:      "Open an account with this code, meet three requirements in 60 days, and Garden pays each of you.",
		Offer:     &ui.Offer{Mine: ui.Coin{Label: "they get", Amount: "$50"}, Theirs: ui.Coin{Label: "you get", Amount: "$50"}},
		CodeLabel: "Your invitation code", Code: "K7PM-3QXD",
		Copy:      ui.Copy{Text: "Copy", Done: "Copied", Failed: "Selected", Value: "K7PM-3QXD", From: "invitation-code", Look: ui.Line},
		Open:      ui.Link{Text: "Open an account", Href: "https://digital.garden.example"},
		Member:    ui.Link{Text: "I am a member already", Href: "/auth/", Top: true},
		Small:     "Keep the code: you enter it in digital banking once you have joined.",
		TodoTitle: "Three things to do within 60 days of opening",
		Todos: []page.Todo{{Number: "1", Title: "Open a checking account"}, {Number: "2", Title: "5 debit card purchases", Pips: 5},
			{Number: "3", Title: "$500 of payroll deposits"}},
		Details: "The details",
		Facts: []page.Fact{
			{Term: "When you are paid", Text: "Within 14 days of meeting the last requirement, into your account. The account must be open and in good standing then."},
			{Term: "Who can take part", Text: "New members of Garden. One reward per person."},
			{Term: "What your friend gets", Text: "They are rewarded for inviting you: $50 when you meet the requirements."},
			{Term: "Dates", Text: "Codes are accepted until December 31, 2026. If the offer ends, invitations already accepted keep their terms."},
		},
	}, got)
}

func TestALandingPageWithoutAnOfferPromisesNothing(t *testing.T) {
	t.Parallel()
	got := gardenPresenter(t, words.English()).landing(program.Tile{State: program.TileAnonymous}, "K7PM3QXD")
	got.Site = page.Site{}
	equal(t, page.Landing{Eyebrow: "A friend invited you", Title: "No offer right now",
		Lead: "This invitation brings no reward at the moment. You can open an account at Garden all the same.",
		Open: ui.Link{Text: "Open an account", Href: "https://digital.garden.example"}}, got)
}

func TestAnUnknownCodeIsNotRepeated(t *testing.T) {
	t.Parallel()
	got := gardenPresenter(t, words.Spanish()).unknownCode()
	got.Site = page.Site{}
	equal(t, page.Landing{Title: "Este enlace no se puede usar",
		Lead: "Pida uno nuevo a su amigo. De todos modos puede abrir una cuenta en Garden.",
		Open: ui.Link{Text: "Abrir una cuenta", Href: "https://digital.garden.example"}}, got)
}

func TestAChoiceOnTheLandingPageIsTitledAsOne(t *testing.T) {
	t.Parallel()
	terms := fiftyEach()
	terms.InviterMinor, terms.EndsOn = 0, ""
	terms.Rules = json.RawMessage(strings.Replace(threeRules, `"id":"all","kind":"all"`, `"id":"all","kind":"at_least","k":2`, 1))
	got := gardenPresenter(t, words.English()).landing(program.Tile{Offer: offerOf(terms)}, "K7PM3QXD")
	equal(t, "Any 2 of these 3 are enough:", got.TodoTitle)
	equal(t, "If the offer ends, invitations already accepted keep their terms.", got.Facts[len(got.Facts)-1].Text)
	if len(got.Facts) != 3 {
		t.Errorf("tells of a reward that the inviter does not get: %+v", got.Facts)
	}
}

func TestTheMemberPageExplainsWhatItsTileSays(t *testing.T) {
	t.Parallel()
	closed := inviterTile(fiftyEach())
	closed.Referral = caseyTile().Referral
	closed.Referral.State, closed.Verdict = models.StateExpired, caseyVerdict()
	for name, c := range map[string]struct {
		from   program.Tile
		titles string
	}{
		"pending":       {caseyTile(), "What counts, Offer terms"},
		"eligible":      {devonTile(), "Offer terms"},
		"paid":          {ellisTile(), "Offer terms"},
		"inviter":       {inviterTile(fiftyEach()), "How it works"},
		"own expired":   {closed, "Why it was not paid, How it works"},
		"no offer":      {program.Tile{State: program.TileInviter}, ""},
		"not signed in": {strangerTile(), "How it works"},
	} {
		var titles []string
		for _, aside := range gardenPresenter(t, words.English()).memberPage(c.from).Aside {
			titles = append(titles, aside.Title)
		}
		if got := strings.Join(titles, ", "); got != c.titles {
			t.Errorf("%s: explains %q, want %q", name, got, c.titles)
		}
	}
}

func TestWhyAReferralWasClosedIsToldInFull(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state       models.State
		phone, want string
	}{
		{models.StateExpired, "(555) 010-0142", "Your 60 days ended before everything was met. Missing: purchases and payroll."},
		{models.StateRejected, "(555) 010-0142", "A review found that this reward can't be paid. For the reasons, call (555) 010-0142."},
		{models.StateRejected, "", "A review found that this reward can’t be paid. For the reasons, ask Garden."},
		{models.StateCancelled, "", "The invitation was withdrawn."},
		{models.StateClawedBack, "(555) 010-0142", "The reward was paid and then taken back. For the reasons, call (555) 010-0142."},
		{models.StateClawedBack, "", "The reward was paid and then taken back. For the reasons, ask Garden."},
	} {
		p := gardenPresenter(t, words.English())
		p.Tenant.SupportPhone = c.phone
		from := caseyTile()
		from.State, from.Referral.State = program.TileInviter, c.state
		// The catalogue is free to set either apostrophe.
		got := strings.ReplaceAll(p.memberPage(from).Aside[0].Text[0], "’", "'")
		equal(t, strings.ReplaceAll(c.want, "’", "'"), got)
	}
}

func TestSignOutIsOfferedToWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.English())
	if got := p.memberPage(strangerTile()).SignOut; got != nil {
		t.Errorf("a stranger can sign out: %+v", got)
	}
	from := caseyTile()
	from.Session.ID = "session"
	equal(t, &ui.Action{Text: "Sign out", URL: "/auth/signout", Token: "sign-out-token"}, p.memberPage(from).SignOut)
}

func TestTheWholePageHoldsTheTileAsItIs(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.English())
	var whole, part bytes.Buffer
	state := p.state(caseyTile(), showing{})
	if err := expanded(p.memberPage(caseyTile()), state).Render(t.Context(), &whole); err != nil {
		t.Fatal(err)
	}
	if err := tile.Tile(state).Render(t.Context(), &part); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(whole.Bytes(), part.Bytes()) {
		t.Error("the tile does not stand in its page byte for byte")
	}
	for _, want := range []string{"/static/page.1.css", "/theme.css", "https://digital.garden.example"} {
		if !bytes.Contains(whole.Bytes(), []byte(want)) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

func TestAnErrorPageSaysWhatIsSoAndLeadsBack(t *testing.T) {
	t.Parallel()
	render := func(p presenter, status int, framed bool) string {
		var out bytes.Buffer
		if err := p.Failure(status, framed).Render(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	p := gardenPresenter(t, words.English())
	for status, title := range map[int]string{404: "There is nothing here", 403: "This page could not be opened from there",
		409: "This was changed in the meantime", 413: "That was too much at once", 503: "We are closed for a moment", 500: "This did not work"} {
		got := render(p, status, true)
		for _, want := range []string{title, `href="/plugin/"`, "7F2K91QC"} {
			if !strings.Contains(got, want) {
				t.Errorf("%d: %q is not on the page", status, want)
			}
		}
	}
	if got := render(p, 404, false); !strings.Contains(got, `href="/dashboard/"`) {
		t.Error("outside of the card the way back is not the whole page")
	}
	p.Tenant, p.Assets.Theme = models.TenantProfile{}, ""
	if got := render(p, 404, false); strings.Contains(got, "/dashboard/") || strings.Contains(got, "theme") || !strings.Contains(got, "Refer a friend") {
		t.Errorf("a page of no tenant leads somewhere: %s", got)
	}
}
