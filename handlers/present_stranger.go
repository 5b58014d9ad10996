package handlers

import (
	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
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
	case signInKeptNothing:
		return p.cookiesOff(t)
	case signInDeclined:
		return p.signInDeclined(t)
	case signInWithdrawn:
		return p.withdrawn(t)
	default:
		return p.anonymous(t)
	}
}

// anonymous shows the offer and the way in. It holds nothing of a person.
func (p presenter) anonymous(t program.Tile) tile.Anonymous {
	v, ok := offered(t)
	if !ok {
		return tile.Anonymous{Title: p.Say.Offer.NoneTitle, Lead: ui.Plain(p.Say.Offer.NoneLead), SignIn: p.toSignIn(p.Say.SignIn.Again)}
	}
	give, get := p.amounts(v.Terms)
	lead := p.Say.Offer.BothGet(get, give)
	if give == get {
		lead = p.Say.Offer.EachGets(get)
	}
	return tile.Anonymous{
		Offer:  p.coins(v.Terms),
		Title:  p.Say.Offer.InviteTo(p.Tenant.Name),
		Lead:   ui.Plain(lead),
		SignIn: p.toSignIn(p.Say.Offer.SignIn),
		Foot:   tile.Foot{Left: p.toSignIn(p.Say.Common.HaveCode), Right: p.To(web.PathTerms, p.Say.Common.HowItWorks)},
	}
}

// amounts are what the friend and the inviter get.
func (p presenter) amounts(terms models.Terms) (give, get string) {
	return p.Money(terms.AcceptorMinor, terms.Currency), p.Money(terms.InviterMinor, terms.Currency)
}

func (p presenter) coins(terms models.Terms) *ui.Offer {
	give, get := p.amounts(terms)
	return &ui.Offer{Mine: ui.Coin{Label: p.Say.Offer.CoinYou, Amount: get}, Theirs: ui.Coin{Label: p.Say.Offer.CoinThey, Amount: give}}
}

// cookiesBlocked is for a browser that keeps no cookies of ours in the bank's frame. The whole page does not need them
// there.
func (p presenter) cookiesBlocked(t program.Tile) tile.Anonymous {
	a := p.anonymous(t)
	a.Title, a.Lead = p.Say.Offer.CookiesTitle, ui.Plain(p.Say.Offer.CookiesLead)
	a.SignIn = p.toSignIn(p.Say.Common.OpenFullPage)
	a.Foot = tile.Foot{Left: a.Foot.Right}
	return a
}

// cookiesOff is for a browser that keeps none of our cookies anywhere: nothing of ours can be done about it, so nothing but a
// link begins another round.
func (p presenter) cookiesOff(t program.Tile) tile.Anonymous {
	a := p.cookiesBlocked(t)
	a.Title, a.Lead = p.Say.Offer.NoneKept, ui.Plain(p.Say.Offer.NoneKeptLead)
	a.SignIn = p.toSignIn(p.Say.SignIn.Again)
	return a
}

// signInFailed tells that it failed and never why: the reason is in the log, under the number that is shown.
func (p presenter) signInFailed() tile.Message {
	help := p.Say.SignIn.FailedAsk(p.Tenant.Name, p.RequestID)
	if reach := p.Reach(); reach != "" {
		help = p.Say.SignIn.FailedHelp(reach, p.RequestID)
	}
	return tile.Message{
		As:      tile.NameAnonymous,
		Notice:  &ui.Notice{Tone: ui.Red, Text: ui.Phrase{Text: p.Say.SignIn.Failed + p.Say.SignIn.FailedNext, Strong: p.Say.SignIn.Failed}},
		Title:   p.Say.SignIn.FailedTitle,
		Lead:    ui.Phrase{Text: help, Strong: p.RequestID},
		Primary: p.To(web.PathTile, p.Say.Common.TryAgain),
		Foot:    tile.Foot{Left: p.toSignIn(p.Say.Common.OpenFullPage)},
	}
}

// bankUnreachable still shows the offer: it is ours and does not need the bank.
func (p presenter) bankUnreachable(t program.Tile) tile.Anonymous {
	a := p.anonymous(t)
	a.Notice = &ui.Notice{Tone: ui.Amber, Text: ui.Plain(p.Say.Pending.Unreachable(p.Tenant.Name))}
	return a
}

func (p presenter) signInDeclined(t program.Tile) tile.Anonymous {
	a := p.anonymous(t)
	a.Notice = &ui.Notice{Tone: ui.Blue, Text: ui.Plain(p.Say.SignIn.Declined)}
	return a
}

func (p presenter) withdrawn(t program.Tile) tile.Anonymous {
	a := p.anonymous(t)
	a.Notice = &ui.Notice{Tone: ui.Blue, Text: ui.Plain(p.Say.Told.Ended)}
	return a
}
