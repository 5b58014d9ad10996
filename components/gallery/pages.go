package gallery

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"raf/components/page"
	"raf/components/tile"
	"raf/components/ui"
)

// pages lists the whole pages.
func (s scene) pages() []namedPage {
	w := s.w
	out := []namedPage{
		{"expanded", within(page.Expanded(s.member()), tile.Tile(s.pending()))},
		{"expanded-inviter", within(page.Expanded(s.plainMember()), tile.Tile(s.inviter()))},
		{"landing", page.Invitation(s.landing())},
		{"landing-own", page.Invitation(s.ownLanding())},
		{"landing-unknown", page.Invitation(s.landingUnknown())},
		{"terms", page.OfferTerms(page.Terms{Site: s.site(), Title: w.Terms.Title, Meta: w.Terms.Meta(3), Passages: s.passages()})},
	}
	for _, status := range []int{400, 403, 404, 405, 409, 413, 429, 500, 503} {
		p := w.Trouble.Of(status)
		out = append(out, namedPage{"trouble-" + strconv.Itoa(status), page.Trouble(page.Problem{
			Site: s.site(), Title: p.Title, Lead: p.Lead,
			Go:      ui.Link{Text: w.Trouble.Back, Href: "/plugin/"},
			Request: ui.Phrase{Text: w.Trouble.Note(request), Strong: request},
		})})
	}
	return append(out, namedPage{"trouble-shut", page.Trouble(page.Problem{Site: s.site(), Title: w.Trouble.Shut.Title, Lead: w.Trouble.Shut.Lead,
		Go: ui.Link{Text: w.Common.OpenFullPage, Href: "/auth/", Top: true}, Request: ui.Phrase{Text: w.Trouble.Note(request), Strong: request}})})
}

// within renders inner as the child of outer, as a handler does.
func within(outer, inner templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, inner), out)
	})
}

func (s scene) plainMember() page.Member {
	site := s.site()
	site.Back = ui.Link{Text: s.w.Common.Dashboard, Href: "https://garden.example/dashboard"}
	site.SignOut = &ui.Action{URL: "../auth/signout", Token: token, Text: s.w.Common.SignOut}
	return page.Member{Site: site}
}

func (s scene) member() page.Member {
	w := s.w
	m := s.plainMember()
	m.Aside = []page.Aside{
		{Title: w.Reward.HappensNext, Steps: []ui.Step{
			{State: ui.StepNow, Said: w.Reward.SaidNow, Text: w.Pending.MeetRest(2), When: w.Reward.ByDay(s.on(12, 14))},
			{State: ui.StepNext, Said: w.Reward.SaidNext, Text: w.Reward.LastCheck(fi)},
			{State: ui.StepNext, Said: w.Reward.SaidNext, Text: w.Reward.InAccount(s.dollars(fifty), w.Reward.Checking)},
		}},
		{Title: w.Terms.Title, Text: []string{w.Terms.Accepted(3, s.on(10, 17)) + ". " + w.Terms.KeepText},
			Link: ui.Link{Text: w.Common.Details, Href: "../plugin/?screen=terms"}},
		{Title: w.Terms.Share, Text: []string{w.Terms.ShareText}},
	}
	return m
}

func (s scene) landing() page.Landing {
	w := s.w
	return page.Landing{
		Site:    s.site(),
		Eyebrow: w.Landing.InvitedBy("Avery"),
		Title:   w.Landing.JoinBoth(fi, s.dollars(fifty)),
		Lead:    w.Landing.Lead(fi, 3, 60),
		Offer: &ui.Offer{
			Mine:   ui.Coin{Label: w.Landing.TheyGet("Avery"), Amount: s.dollars(fifty)},
			Theirs: ui.Coin{Label: w.Landing.YouGet, Amount: s.dollars(fifty)},
		},
		CodeLabel: w.Landing.YourCode, Code: code,
		Copy: ui.Copy{
			Text: w.Inviter.Copy, Done: w.Inviter.Copied, Failed: w.Inviter.CopyFailed,
			Value: code, From: "invitation-code", Look: ui.Line,
		},
		Open:      ui.Link{Text: w.Landing.OpenAccount, Href: "https://garden.example/open"},
		Member:    ui.Link{Text: w.Landing.Member, Href: "https://garden.example/"},
		Small:     w.Landing.BringCode,
		TodoTitle: w.Landing.ToDo(3, 60),
		Todos: []page.Todo{
			{Number: "1", Title: w.Rules.DoAccount, Text: w.Rules.AboutAccount},
			{Number: "2", Title: w.Rules.DoPurchases(5), Pips: 5, Text: w.Rules.AboutPurchases},
			{Number: "3", Title: w.Rules.DoPayroll(s.dollars(50000)), Text: w.Rules.AboutPayroll(60)},
		},
		Details: w.Landing.Details,
		Facts: []page.Fact{
			{Term: w.Landing.WhenPaid, Text: w.Landing.WhenPaidText(14)},
			{Term: w.Landing.WhoCan, Text: w.Landing.WhoCanText(fi)},
			{Term: w.Landing.TheirReward("Avery"), Text: w.Landing.RewardText(s.dollars(fifty))},
			{Term: w.Landing.Dates, Text: w.Landing.DatesText(w.DayAndYear(s.day(12, 31), s.zone)) + " " + w.Landing.KeepTerms},
		},
	}
}

// landingUnknown promises nothing and hints at nothing: the same page for every code that is of no use.
func (s scene) landingUnknown() page.Landing {
	w := s.w
	return page.Landing{
		Site:  s.site(),
		Title: w.Landing.UnknownTitle,
		Lead:  w.Landing.UnknownLead(fi),
		Open:  ui.Link{Text: w.Landing.OpenAccount, Href: "https://garden.example/open"},
	}
}
