package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

func inviterView(tb testing.TB, p presenter, t program.Tile) tile.Inviter {
	tb.Helper()
	view, ok := p.state(t, showing{}).(tile.Inviter)
	if !ok {
		tb.Fatalf("state is a %T, want tile.Inviter", p.state(t, showing{}))
	}
	return view
}

func TestTheInviterSeesTheLinkTheCountsAndTheLimit(t *testing.T) {
	t.Parallel()
	equal(t, tile.Inviter{
		Title: "Give $50, get $50", Lead: "Share your link. You are both paid when your friend meets the requirements.",
		Share: &tile.ShareLink{Label: "Your link:", Shown: "garden.example/r/K7PM3QXD",
			Copy: ui.Copy{Text: "Copy", Done: "Copied", Failed: "Selected", Value: "https://garden.example/r/K7PM3QXD", From: "share-link", Look: ui.Line}},
		Invite: ui.Link{Text: "Invite a friend", Href: "/plugin/share"},
		Counts: []ui.Count{{Value: "2", Label: "Joined"}, {Value: "1", Label: "Rewarded"}, {Value: "$50", Label: "Earned in 2026"}},
		Cap: &tile.Cap{Text: "9 more rewards possible this year", Value: "$50 of $500",
			Bar: ui.Bar{Label: "Rewards this year", Text: "$50 of $500", Value: 1, Max: 10, Count: true}},
		Foot: tile.Foot{Left: ui.Link{Text: "Have a code?", Href: "/plugin/code"}, Right: ui.Link{Text: "Your invitations", Href: "/dashboard/", Top: true}},
	}, inviterView(t, gardenPresenter(t, words.English()), inviterTile(fiftyEach())))
}

func TestTheInviterInSpanishWithALongAmount(t *testing.T) {
	t.Parallel()
	terms := fiftyEach()
	terms.InviterMinor, terms.AcceptorMinor = 100000, 100000
	got := inviterView(t, gardenPresenter(t, words.Spanish()), inviterTile(terms))
	equal(t, "Regale $1,000, reciba $1,000", got.Title)
	equal(t, "$50 de $10,000", got.Cap.Value)
}

func TestTheYearlyLimitIsToldAsItStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paid, taken int64
		limit       int
		title, lead string
		text        string
	}{
		"one more":                  {9, 9, 10, "Give $50, get $50", words.English().Inviter.Lead, "1 more reward possible this year"},
		"all paid":                  {10, 10, 10, "Give $50", "You have earned all you can in 2026. Friends you invite are still paid.", "Starts again on January 1"},
		"all promised, some unpaid": {8, 10, 10, "Give $50", "All your rewards of 2026 are earned or set aside. Friends you invite are still paid.", "Starts again on January 1"},
		"no limit":                  {3, 3, 0, "Give $50, get $50", words.English().Inviter.Lead, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terms := fiftyEach()
			terms.InviterYearCount = c.limit
			from := inviterTile(terms)
			from.Totals = models.InviterTotals{Joined: c.taken, Rewarded: c.paid, PaidOfYear: c.paid, EarnedMinor: c.paid * 5000, CountsOfYear: c.taken}
			got := inviterView(t, gardenPresenter(t, words.English()), from)
			text := ""
			if got.Cap != nil {
				text = got.Cap.Text
			}
			equal(t, []string{c.title, c.lead, c.text}, []string{got.Title, got.Lead, text})
		})
	}
}

func TestTheYearIsTheInstitutionsYear(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.English())
	p.Now = lookTime().AddDate(0, 0, 30).Add(-12 * time.Hour) // 1 January 2027, 04:42 UTC: still 2026 in Chicago
	equal(t, "Earned in 2026", inviterView(t, p, inviterTile(fiftyEach())).Counts[2].Label)
}

func TestACodeCanBeEnteredOnlyWhileItMaySucceed(t *testing.T) {
	t.Parallel()
	from := inviterTile(fiftyEach())
	from.CanEnterCode = false
	equal(t, ui.Link{}, inviterView(t, gardenPresenter(t, words.English()), from).Foot.Left)
}

func TestAMemberWithoutACodeHasNothingToShare(t *testing.T) {
	t.Parallel()
	from := inviterTile(fiftyEach())
	from.Member.Code = nil
	p := gardenPresenter(t, words.English())
	got := inviterView(t, p, from)
	if got.Share != nil || got.Invite.Href != "" || got.Lead != "" {
		t.Errorf("shares without a code: %+v", got)
	}
	if _, ok := p.share(from).(tile.Inviter); !ok {
		t.Errorf("the share screen without a code is a %T", p.share(from))
	}
}

func TestWithoutAnOfferTheCountsStay(t *testing.T) {
	t.Parallel()
	from := inviterTile(fiftyEach())
	from.Offer, from.CanEnterCode = nil, false
	p := gardenPresenter(t, words.English())
	want := tile.NoOffer{Title: "No offer right now", Lead: "Invitations already under way keep their terms and are still paid.",
		Counts: []ui.Count{{Value: "2", Label: "Joined"}, {Value: "1", Label: "Rewarded"}, {Value: "$50", Label: "Earned in 2026"}},
		Foot:   tile.Foot{Left: ui.Link{Text: "Your invitations", Href: "/dashboard/", Top: true}}}
	equal(t, tile.State(want), p.state(from, showing{}))
	equal(t, tile.State(want), p.share(from))

	from.Totals, want.Counts = models.InviterTotals{}, nil
	equal(t, tile.State(want), p.state(from, showing{}))
}

func TestAnOwnReferralThatEndedBadlyIsOneLine(t *testing.T) {
	t.Parallel()
	for state, want := range map[models.State]string{
		models.StateExpired:    "Your own $50 was not paid.",
		models.StateRejected:   "Your own $50 was not paid.",
		models.StateCancelled:  "Your own $50 was not paid.",
		models.StateClawedBack: "Your own $50 was taken back.",
		models.StatePaid:       "",
	} {
		from := inviterTile(fiftyEach())
		from.Referral = caseyTile().Referral
		from.Referral.State = state
		got := inviterView(t, gardenPresenter(t, words.English()), from)
		if want == "" {
			if got.Notice != nil || got.Lead == "" {
				t.Errorf("%s: notice %+v", state, got.Notice)
			}
			continue
		}
		equal(t, &ui.Notice{Tone: ui.Blue, Text: ui.Plain(want), Link: ui.Link{Text: "See why", Href: "/dashboard/", Top: true}}, got.Notice)
		equal(t, "", got.Lead)
	}
}

func TestTheShareScreenNamesBothRewardsInWhatIsSent(t *testing.T) {
	t.Parallel()
	terms := fiftyEach()
	terms.AcceptorMinor = 7500
	got, ok := gardenPresenter(t, words.English()).share(inviterTile(terms)).(tile.Share)
	if !ok {
		t.Fatal("no share screen")
	}
	equal(t, "I bank at Garden. Join with my link and meet the requirements: you get $75, and I get $50:", got.Text)
	equal(t, []string{"K7PM-3QXD", "https://garden.example/r/K7PM3QXD", "https://garden.example/r/K7PM3QXD"}, []string{got.Code, got.Link, got.Copy.Value})
	for _, link := range []ui.Link{got.Mail, got.Message} {
		_, query, _ := strings.Cut(link.Href, "?")
		values, err := url.ParseQuery(query)
		if err != nil || values.Get("body") != got.Text+" "+got.Link || strings.Contains(link.Href, "+") {
			t.Errorf("%s sends %q (%v)", link.Href, values.Get("body"), err)
		}
	}
	if n := len(got.QR.Modules); n != 29 || len(got.QR.Modules[0]) != n {
		t.Errorf("QR code of %d modules, want 29 for 111 pixels in all", n)
	}
}

func TestAnAmpersandInANameStaysInsideTheMessage(t *testing.T) {
	t.Parallel()
	p := gardenPresenter(t, words.English())
	p.Tenant.Name = "Field & Garden + Co"
	got := p.share(inviterTile(fiftyEach())).(tile.Share)
	values, err := url.ParseQuery(strings.TrimPrefix(got.Mail.Href, "mailto:?"))
	if err != nil || len(values) != 2 || values.Get("subject") != "Join me at Field & Garden + Co" {
		t.Errorf("mail is %v (%v)", values, err)
	}
}

func TestALinkTooLongForAQRCodeGivesNone(t *testing.T) {
	t.Parallel()
	if web.Modules(strings.Repeat("x", 5000)) != nil {
		t.Error("drew something for a link that fits no code")
	}
}
