package handlers

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"raf/components/page"
	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
	"raf/models/secret"
)

// expanded puts a tile into the member's whole page.
func expanded(view page.Member, state tile.State) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return page.Expanded(view).Render(templ.WithChildren(ctx, tile.Tile(state)), w)
	})
}

// memberPage is what stands around and beside a tile in the whole page.
func (p presenter) memberPage(t program.Tile) (m page.Member) {
	m = page.Member{Site: p.Site("")}
	if home := web.Origin(p.Tenant.FIURL); home != "" {
		m.Back = ui.Link{Text: p.Say.Common.Dashboard, Href: p.Tenant.FIURL}
	}
	if t.Session.ID != "" {
		m.SignOut = &ui.Action{Text: p.Say.Common.SignOut, URL: p.At.To(web.PathSignOut), Token: p.signOutToken}
	}
	defer func() {
		m.Aside = append(m.Aside, p.besides(t)...)
		if t.Session.ID != "" {
			m.Contact = append(m.Contact, p.toMe())
		}
	}()
	switch t.State {
	case program.TilePending:
		m.Aside = append(p.whatCounts(t.Referral), p.acceptedTerms(t))
	case program.TileEligible, program.TilePaid:
		m.Aside = []page.Aside{p.acceptedTerms(t)}
	default:
		m.Aside = append(p.closedAside(t), p.friends(t)...)
		if _, ok := offered(t); ok {
			m.Aside = append(m.Aside, p.howAside())
		}
	}
	return m
}

// besides are the member's other referrals under way, and the way to one more.
func (p presenter) besides(t program.Tile) []page.Aside {
	var out []page.Aside
	var lines []string
	for _, r := range t.Also {
		last, known := p.Day(r.NextDay())
		switch amount := p.reward(&r); {
		case r.State == models.StateEligible || r.State == models.StateApproved:
			lines = append(lines, p.Say.Own.AlsoEarned(amount))
		case known:
			lines = append(lines, p.Say.Own.AlsoUntil(amount, p.DayText(last)))
		default:
			lines = append(lines, p.Say.Own.AlsoNow(amount))
		}
	}
	if len(lines) > 0 {
		out = append(out, page.Aside{Title: p.Say.Own.AlsoTitle, Text: lines})
	}
	if t.CanTakeUp {
		out = append(out, page.Aside{Title: p.Say.Common.HaveCode, Text: []string{p.Say.Own.AnyHint + "."}, Link: p.To(web.PathCode, p.Say.Own.AnyTitle)})
	}
	return out
}

// whatCounts explains each requirement that was accepted.
func (p presenter) whatCounts(r *models.Referral) []page.Aside {
	terms := frozen(r)
	rule, err := eligibility.ParseRules(terms.Rules)
	if err != nil {
		return nil
	}
	return []page.Aside{{Title: p.Say.Common.WhatCounts, Text: p.requirements(rule, terms)}}
}

func (p presenter) acceptedTerms(t program.Tile) page.Aside {
	_, meta, _ := p.termsOf(t)
	return page.Aside{Title: p.Say.Terms.Title, Text: []string{meta + ".", p.Say.Terms.KeepText}, Link: p.To(web.PathTerms, p.Say.Common.Details)}
}

func (p presenter) howAside() page.Aside {
	var text []string
	for _, passage := range p.how() {
		text = append(text, passage.Title+". "+passage.Text[0])
	}
	return page.Aside{Title: p.Say.Common.HowItWorks, Text: text, Link: p.To(web.PathTerms, p.Say.Terms.Title)}
}

// closedAside tells why the member's own referral ended, which the tile tells in one line.
func (p presenter) closedAside(t program.Tile) []page.Aside {
	r := t.Referral
	if r == nil || why(r) == closedNot {
		return nil
	}
	say, reach, text := p.Say.Inviter, p.Reach(), ""
	switch how := why(r); {
	case how == closedExpired:
		text = say.Expired(frozen(r).WindowDays, p.lacked(t))
	case how == closedCancelled:
		text = say.Cancelled
	case how == closedRejected && reach != "":
		text = say.Rejected(reach)
	case how == closedRejected:
		text = say.RejectedAsk(p.Tenant.Name)
	case reach != "":
		text = say.TakenBack(reach)
	default:
		text = say.TakenAsk(p.Tenant.Name)
	}
	return []page.Aside{{Title: say.ClosedTitle, Text: []string{text}}}
}

// lacked names what an expired referral had not met, as the last verdict knows it.
func (p presenter) lacked(t program.Tile) string {
	var names []string
	if t.Verdict != nil {
		l := p.Left(*t.Verdict, p.Named)
		names = append(web.Texts(l.Parts), l.Unclear...)
	}
	if len(names) == 0 {
		return p.Say.Rules.Short("")
	}
	return p.Say.Common.AndList(names)
}

// landing is what an invited friend sees. It is given nothing about the inviter, so it can't tell anything.
func (p presenter) landing(t program.Tile, code string) page.Landing {
	say := p.Say.Landing
	if t.Own {
		return p.ownLanding(t, code)
	}
	out := p.doorway(say.Invited)
	v, ok := offered(t)
	if !ok {
		out.Title, out.Lead = p.Say.Offer.NoneTitle, say.NoOfferLead(p.Tenant.Name)
		return out
	}
	terms, fi := v.Terms, p.Tenant.Name
	give, get := p.amounts(terms)
	out.Title = say.Join(fi, give)
	if give == get {
		out.Title = say.JoinBoth(fi, give)
	}
	out.Offer = &ui.Offer{Mine: ui.Coin{Label: say.FriendGets, Amount: get}, Theirs: ui.Coin{Label: say.YouGet, Amount: give}}
	out.CodeLabel, out.Code = say.YourCode, secret.DisplayCode(code)
	out.Copy = ui.Copy{Text: p.Say.Inviter.Copy, Done: p.Say.Inviter.Copied, Failed: p.Say.Inviter.CopyFailed,
		Value: out.Code, From: "invitation-code", Look: ui.Line}
	out.Member, out.Small = p.toSignIn(say.Member), say.BringCode
	if rule, err := eligibility.ParseRules(terms.Rules); err == nil {
		out.Lead = say.Lead(fi, fewest(rule), terms.WindowDays)
		out.TodoTitle, out.Todos = p.todos(rule, terms)
	}
	out.Details, out.Facts = say.Details, p.facts(terms, get)
	return out
}

// ownLanding is the page behind the code of an offer of the institution itself: the institution speaks, not a friend.
func (p presenter) ownLanding(t program.Tile, code string) page.Landing {
	say, fi := p.Say.Own, p.Tenant.Name
	out := p.doorway(say.From(fi))
	v, ok := offered(t)
	if !ok {
		out.Title, out.Lead = p.Say.Offer.NoneTitle, say.Over(fi)
		return out
	}
	terms := v.Terms
	get := p.Money(terms.AcceptorMinor, terms.Currency)
	out.Title, out.CodeLabel, out.Code = say.Gives(fi, get), say.YourCode, secret.DisplayCode(code)
	out.Copy = ui.Copy{Text: p.Say.Inviter.Copy, Done: p.Say.Inviter.Copied, Failed: p.Say.Inviter.CopyFailed,
		Value: out.Code, From: "invitation-code", Look: ui.Line}
	out.Member, out.Small = p.toSignIn(p.Say.Landing.Member), say.BringCode
	if rule, err := eligibility.ParseRules(terms.Rules); err == nil {
		out.Lead = say.Lead(fi, fewest(rule), terms.WindowDays)
		out.TodoTitle, out.Todos = p.todos(rule, terms)
	}
	out.Details, out.Facts = p.Say.Landing.Details, p.facts(terms, get)
	return out
}

// unknownCode says the same for every code that can't be used.
func (p presenter) unknownCode() page.Landing {
	out := p.doorway("")
	out.Title, out.Lead = p.Say.Landing.UnknownTitle, p.Say.Landing.UnknownLead(p.Tenant.Name)
	return out
}

// doorway is a landing page with nothing promised on it.
func (p presenter) doorway(eyebrow string) page.Landing {
	out := page.Landing{Site: p.Site(p.Say.Landing.Title), Eyebrow: eyebrow}
	if web.Origin(p.Tenant.FIURL) != "" {
		out.Open = ui.Link{Text: p.Say.Landing.OpenAccount, Href: p.Tenant.FIURL}
	}
	return out
}

func (p presenter) todos(rule eligibility.Rule, terms models.Terms) (title string, cards []page.Todo) {
	leaves := leavesOf(rule)
	for i, leaf := range leaves {
		t := p.todo(leaf, terms)
		cards = append(cards, page.Todo{Number: strconv.Itoa(i + 1), Title: t.do, Pips: t.count, Text: t.about})
	}
	switch {
	case fewest(rule) < len(leaves):
		return p.Say.Terms.Choose(fewest(rule), len(leaves)), cards
	case eligibility.Anchor(terms.WindowAnchor) == eligibility.AnchorAccepted:
		return p.Say.Terms.ToDo, cards
	}
	return p.Say.Landing.ToDo(len(leaves), terms.WindowDays), cards
}

func (p presenter) facts(terms models.Terms, get string) []page.Fact {
	say := p.Say.Landing
	facts := []page.Fact{
		{Term: say.WhenPaid, Text: say.WhenPaidText(terms.HoldDays)},
		{Term: say.WhoCan, Text: p.whoCan(terms)},
	}
	if about := p.disclosures(terms); len(about) > 0 {
		facts = append(facts, page.Fact{Term: p.Say.Disclosures.Title, Text: strings.Join(about, " ")})
	}
	if terms.InviterMinor > 0 {
		facts = append(facts, page.Fact{Term: say.FriendReward, Text: say.RewardText(get)})
	}
	dates := say.KeepTerms
	if last, ok := p.Day(terms.EndsOn); ok {
		dates = say.DatesText(p.Say.DayAndYear(last, p.Zone)) + " " + dates
	}
	return append(facts, page.Fact{Term: say.Dates, Text: dates})
}
