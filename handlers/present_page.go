package handlers

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"raf/components/page"
	"raf/components/tile"
	"raf/components/ui"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
	"raf/models/secret"
)

// site is the institution's frame around a whole page.
func (p presenter) site(title string) page.Site {
	d := p.document("page")
	d.Styles = p.styles(p.assets.tileCSS, p.assets.pageCSS)
	if title != "" && p.tenant.Name != "" {
		d.Title = title + " · " + p.tenant.Name
	}
	s := page.Site{Document: d, Name: p.tenant.Name}
	if s.Name == "" {
		s.Name = p.say.Common.AppName
	}
	return s
}

// expanded puts a tile into the member's whole page.
func expanded(view page.Member, state tile.State) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return page.Expanded(view).Render(templ.WithChildren(ctx, tile.Tile(state)), w)
	})
}

// memberPage is what stands around and beside a tile in the whole page.
func (p presenter) memberPage(t program.Tile) page.Member {
	m := page.Member{Site: p.site("")}
	if home := origin(p.tenant.FIURL); home != "" {
		m.Back = ui.Link{Text: p.say.Common.Dashboard, Href: p.tenant.FIURL}
	}
	if t.Session.ID != "" {
		m.SignOut = &ui.Action{Text: p.say.Common.SignOut, URL: p.at.to(pathSignOut), Token: p.signOutToken}
	}
	switch t.State {
	case program.TilePending:
		m.Aside = append(p.whatCounts(t.Referral), p.acceptedTerms(t))
	case program.TileEligible, program.TilePaid:
		m.Aside = []page.Aside{p.acceptedTerms(t)}
	default:
		m.Aside = p.closedAside(t)
		if _, ok := offered(t); ok {
			m.Aside = append(m.Aside, p.howAside())
		}
	}
	return m
}

// whatCounts explains each requirement that was accepted.
func (p presenter) whatCounts(r *models.Referral) []page.Aside {
	terms := frozen(r)
	rule, err := eligibility.ParseRules(terms.Rules)
	if err != nil {
		return nil
	}
	return []page.Aside{{Title: p.say.Common.WhatCounts, Text: p.requirements(rule, terms)}}
}

func (p presenter) acceptedTerms(t program.Tile) page.Aside {
	_, meta, _ := p.termsOf(t)
	return page.Aside{Title: p.say.Terms.Title, Text: []string{meta + ".", p.say.Terms.KeepText}, Link: p.to(pathTerms, p.say.Common.Details)}
}

func (p presenter) howAside() page.Aside {
	var text []string
	for _, passage := range p.how() {
		text = append(text, passage.Title+". "+passage.Text[0])
	}
	return page.Aside{Title: p.say.Common.HowItWorks, Text: text, Link: p.to(pathTerms, p.say.Terms.Title)}
}

// closedAside tells why the member's own referral ended, which the tile tells in one line.
func (p presenter) closedAside(t program.Tile) []page.Aside {
	r := t.Referral
	if r == nil || why(r) == closedNot {
		return nil
	}
	say, phone, text := p.say.Inviter, p.tenant.SupportPhone, ""
	switch how := why(r); {
	case how == closedExpired:
		text = say.Expired(frozen(r).WindowDays, p.lacked(t))
	case how == closedCancelled:
		text = say.Cancelled
	case how == closedRejected && phone != "":
		text = say.Rejected(phone)
	case how == closedRejected:
		text = say.RejectedAsk(p.tenant.Name)
	case phone != "":
		text = say.TakenBack(phone)
	default:
		text = say.TakenAsk(p.tenant.Name)
	}
	return []page.Aside{{Title: say.ClosedTitle, Text: []string{text}}}
}

// lacked names what an expired referral had not met, as the last verdict knows it.
func (p presenter) lacked(t program.Tile) string {
	var names []string
	if t.Verdict != nil {
		l := p.left(*t.Verdict, p.named)
		names = append(texts(l.parts), l.unclear...)
	}
	if len(names) == 0 {
		return p.say.Rules.Short("")
	}
	return p.say.Common.AndList(names)
}

// landing is what an invited friend sees. It is given nothing about the inviter, so it can't tell anything.
func (p presenter) landing(t program.Tile, code string) page.Landing {
	say := p.say.Landing
	out := p.doorway(say.Invited)
	v, ok := offered(t)
	if !ok {
		out.Title, out.Lead = p.say.Offer.NoneTitle, say.NoOfferLead(p.tenant.Name)
		return out
	}
	terms, fi := v.Terms, p.tenant.Name
	give, get := p.amounts(terms)
	out.Title = say.Join(fi, give)
	if give == get {
		out.Title = say.JoinBoth(fi, give)
	}
	out.Offer = &ui.Offer{Mine: ui.Coin{Label: say.FriendGets, Amount: get}, Theirs: ui.Coin{Label: say.YouGet, Amount: give}}
	out.CodeLabel, out.Code = say.YourCode, secret.DisplayCode(code)
	out.Copy = ui.Copy{Text: p.say.Inviter.Copy, Done: p.say.Inviter.Copied, Failed: p.say.Inviter.CopyFailed,
		Value: out.Code, From: "invitation-code", Look: ui.Line}
	out.Member, out.Small = p.toSignIn(say.Member), say.BringCode
	if rule, err := eligibility.ParseRules(terms.Rules); err == nil {
		out.Lead = say.Lead(fi, fewest(rule), terms.WindowDays)
		out.TodoTitle, out.Todos = p.todos(rule, terms)
	}
	out.Details, out.Facts = say.Details, p.facts(terms, get)
	return out
}

// unknownCode says the same for every code that can't be used.
func (p presenter) unknownCode() page.Landing {
	out := p.doorway("")
	out.Title, out.Lead = p.say.Landing.UnknownTitle, p.say.Landing.UnknownLead(p.tenant.Name)
	return out
}

// doorway is a landing page with nothing promised on it.
func (p presenter) doorway(eyebrow string) page.Landing {
	out := page.Landing{Site: p.site(p.say.Landing.Title), Eyebrow: eyebrow}
	if origin(p.tenant.FIURL) != "" {
		out.Open = ui.Link{Text: p.say.Landing.OpenAccount, Href: p.tenant.FIURL}
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
		return p.say.Terms.Choose(fewest(rule), len(leaves)), cards
	case eligibility.Anchor(terms.WindowAnchor) == eligibility.AnchorAccepted:
		return p.say.Terms.ToDo, cards
	}
	return p.say.Landing.ToDo(len(leaves), terms.WindowDays), cards
}

func (p presenter) facts(terms models.Terms, get string) []page.Fact {
	say := p.say.Landing
	facts := []page.Fact{
		{Term: say.WhenPaid, Text: say.WhenPaidText(terms.HoldDays)},
		{Term: say.WhoCan, Text: say.WhoCanText(p.tenant.Name)},
	}
	if terms.InviterMinor > 0 {
		facts = append(facts, page.Fact{Term: say.FriendReward, Text: say.RewardText(get)})
	}
	dates := say.KeepTerms
	if last, ok := p.day(terms.EndsOn); ok {
		dates = say.DatesText(p.say.DayAndYear(last, p.zone)) + " " + dates
	}
	return append(facts, page.Fact{Term: say.Dates, Text: dates})
}

// failure is the page shown instead of the one that was asked for. framed says that it stands in the card, where the
// way back is the tile. It needs no tenant: a page about a host nobody knows has no way back at all.
func (p presenter) failure(status int, framed bool) templ.Component {
	say := p.say.Trouble
	problem := say.Of(status)
	out := page.Problem{Site: p.site(problem.Title), Title: problem.Title, Lead: problem.Lead,
		Request: ui.Phrase{Text: say.Note(p.requestID), Strong: p.requestID}}
	switch {
	case p.tenant.Slug == "":
	case framed:
		out.Go = p.to(pathTile, say.Back)
	default:
		out.Go = p.to(pathDashboard, say.Back)
	}
	return page.Trouble(out)
}
