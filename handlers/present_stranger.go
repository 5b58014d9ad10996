package handlers

import (
	"raf/components/tile"
	"raf/components/ui"
	"raf/models"
	"raf/models/program"
)

// stranger is the tile without a member, after a sign-in went as outcome says.
func (p presenter) stranger(t program.Tile, outcome signInOutcome) tile.State {
	switch outcome {
	case signInBlocked:
		return p.cookiesBlocked(t)
	case signInFailed:
		return p.signInFailed()
	case signInUnreachable:
		return p.bankUnreachable(t)
	case signInDeclined:
		return p.signInDeclined(t)
	default:
		return p.anonymous(t)
	}
}

// anonymous shows the offer and the way in. It holds nothing of a person.
func (p presenter) anonymous(t program.Tile) tile.Anonymous {
	v, ok := offered(t)
	if !ok {
		return tile.Anonymous{Title: p.say.Offer.NoneTitle, Lead: ui.Plain(p.say.Offer.NoneLead), SignIn: p.toSignIn(p.say.SignIn.Again)}
	}
	give, get := p.amounts(v.Terms)
	lead := p.say.Offer.BothGet(get, give)
	if give == get {
		lead = p.say.Offer.EachGets(get)
	}
	return tile.Anonymous{
		Offer:  p.coins(v.Terms),
		Title:  p.say.Offer.InviteTo(p.tenant.Name),
		Lead:   ui.Plain(lead),
		SignIn: p.toSignIn(p.say.Offer.SignIn),
		Foot:   tile.Foot{Left: p.toSignIn(p.say.Common.HaveCode), Right: p.to(pathTerms, p.say.Common.HowItWorks)},
	}
}

// amounts are what the friend and the inviter get.
func (p presenter) amounts(terms models.Terms) (give, get string) {
	return p.money(terms.AcceptorMinor, terms.Currency), p.money(terms.InviterMinor, terms.Currency)
}

func (p presenter) coins(terms models.Terms) *ui.Offer {
	give, get := p.amounts(terms)
	return &ui.Offer{Mine: ui.Coin{Label: p.say.Offer.CoinYou, Amount: get}, Theirs: ui.Coin{Label: p.say.Offer.CoinThey, Amount: give}}
}

// cookiesBlocked is for a browser that keeps no cookies of ours in the bank's frame. The whole page does not need them
// there.
func (p presenter) cookiesBlocked(t program.Tile) tile.Anonymous {
	a := p.anonymous(t)
	a.Title, a.Lead = p.say.Offer.CookiesTitle, ui.Plain(p.say.Offer.CookiesLead)
	a.SignIn = p.toSignIn(p.say.Common.OpenFullPage)
	a.Foot = tile.Foot{Left: a.Foot.Right}
	return a
}

// signInFailed tells that it failed and never why: the reason is in the log, under the number that is shown.
func (p presenter) signInFailed() tile.Message {
	help := p.say.SignIn.FailedAsk(p.tenant.Name, p.requestID)
	if p.tenant.SupportPhone != "" {
		help = p.say.SignIn.FailedHelp(p.tenant.SupportPhone, p.requestID)
	}
	return tile.Message{
		As:      tile.NameAnonymous,
		Notice:  &ui.Notice{Tone: ui.Red, Text: ui.Phrase{Text: p.say.SignIn.Failed + p.say.SignIn.FailedNext, Strong: p.say.SignIn.Failed}},
		Title:   p.say.SignIn.FailedTitle,
		Lead:    ui.Phrase{Text: help, Strong: p.requestID},
		Primary: p.to(pathTile, p.say.Common.TryAgain),
		Foot:    tile.Foot{Left: p.toSignIn(p.say.Common.OpenFullPage)},
	}
}

// bankUnreachable still shows the offer: it is ours and does not need the bank.
func (p presenter) bankUnreachable(t program.Tile) tile.Anonymous {
	a := p.anonymous(t)
	a.Notice = &ui.Notice{Tone: ui.Amber, Text: ui.Plain(p.say.Pending.Unreachable(p.tenant.Name))}
	return a
}

func (p presenter) signInDeclined(t program.Tile) tile.Anonymous {
	a := p.anonymous(t)
	a.Notice = &ui.Notice{Tone: ui.Blue, Text: ui.Plain(p.say.SignIn.Declined)}
	return a
}
