package gallery

import (
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
)

// wordsPart is what a headline is made of.
type wordsPart = words.Part

func (s scene) noOffer() tile.NoOffer {
	w := s.w
	return tile.NoOffer{
		Title:  w.Offer.NoneTitle,
		Lead:   w.Offer.NoneLead,
		Counts: s.counts("2", "1", s.dollars(fifty)),
		Foot:   tile.Foot{Left: s.invitations()},
	}
}

func (s scene) unreachable() tile.Pending {
	w := s.w
	p := s.pending()
	p.Notice = &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{
		Text:   w.Pending.Stale(fi, w.Since(s.now(), s.now(), s.zone)),
		Strong: w.Clock(s.now(), s.zone),
	}}
	p.Check.Text, p.Check.Button = "", w.Common.TryAgain
	return p
}

func (s scene) signInAgain() tile.Pending {
	w := s.w
	p := s.pending()
	p.Notice = &ui.Notice{
		Tone: ui.Blue,
		Text: ui.Plain(w.Pending.SignInAgain(w.Since(s.day(12, 1).Add(9*time.Hour), s.now(), s.zone))),
		Link: ui.Link{Text: w.SignIn.Again, Href: "../auth/", Top: true},
	}
	p.Check = tile.Check{Text: w.Pending.CheckedAt(w.When(s.day(12, 1).Add(9*time.Hour), s.now(), s.zone))}
	return p
}

func (s scene) autoCheck() tile.Pending {
	p := s.pending()
	p.Check.AutoCheck = true
	return p
}

func (s scene) checking() tile.Checking {
	c := s.check()
	c.Text, c.AutoCheck = s.w.Pending.NotChecked, true
	return tile.Checking{Title: s.w.Pending.Checking(fi), Check: c}
}

func (s scene) unknown() tile.Pending {
	w := s.w
	p := s.pending()
	p.Rules = []tile.Rule{
		p.Rules[0],
		{State: tile.RuleUnknown, Said: w.Rules.SaidUnknown, Name: w.Rules.Name("debit_purchases"), Note: w.Rules.Why("denied")},
		{State: tile.RuleNotBegun, Said: w.Rules.SaidNotBegun, Name: w.Rules.Name("direct_deposit"),
			Value: ui.Phrase{Text: w.Common.Of(s.dollars(0), s.dollars(50000)), Strong: s.dollars(0)},
			Bar:   &ui.Bar{Label: w.Rules.Name("direct_deposit"), Text: w.Common.Of(s.dollars(0), s.dollars(50000)), Max: 50000}},
		{State: tile.RuleImpossible, Said: w.Rules.SaidImpossible, Name: w.Rules.Name("good_standing"), Note: w.Rules.Why("account_closed")},
	}
	return p
}

// newer waits for the core, beside the facts that are known.
func (s scene) newer() tile.Pending {
	p := s.pending()
	p.Check.Text, p.Check.Newer = s.w.Pending.Newer(fi), p.Check.URL+"?newer"
	return p
}

// measures are requirements that are not simply added up.
func (s scene) measures() tile.Pending {
	w := s.w
	p := s.pending()
	p.Headline = w.Pending.ToGo([]wordsPart{w.Pending.SpendIn(2, s.dollars(18000)), w.Pending.PayrollIn(s.dollars(50000)), w.Pending.PayrollEach(1, s.dollars(10000))})
	buy, month := s.purchases(3), s.payroll()
	buy.Note, month.Note = w.Rules.AndMoney(s.dollars(12000), s.dollars(30000)), w.Rules.BestMonth
	each := s.purchases(1)
	each.Name, each.Value, each.Note = w.Rules.Name("direct_deposit"), ui.Phrase{Text: w.Common.Of("1", "2"), Strong: "1"}, ""
	each.Bar = &ui.Bar{Label: each.Name, Text: w.Common.Of("1", "2"), Value: 1, Max: 2, Count: true}
	p.Rules = []tile.Rule{p.Rules[0], buy, month, each}
	return p
}

func (s scene) closing() tile.Pending {
	w := s.w
	p := s.pending()
	p.Deadline, p.Late = w.Pending.ProofBy(s.on(12, 21)), true
	p.Until = w.Pending.DaysEnded(60, s.on(12, 14))
	p.Headline = w.Pending.MissingOne(w.Rules.Short("direct_deposit"))
	p.Rules[1] = s.purchases(5)
	p.Lead = w.Pending.AskProof(s.on(12, 14))
	p.Primary = ui.Link{Text: w.Pending.SendProof, Href: "../dashboard/", Top: true}
	return p
}

func (s scene) held() tile.Eligible {
	w := s.w
	e := s.eligible()
	e.Lead = ui.Plain(w.Reward.HeldLead)
	e.Steps[1] = ui.Step{State: ui.StepNow, Said: w.Reward.SaidNow, Text: w.Reward.Reviews(fi), When: w.Reward.AnswerBy(s.on(12, 16))}
	e.Steps[2].When = ""
	e.Note, e.Loud = w.Reward.HeldNote(w.Contact.Reach(phone, "")), true
	return e
}

func (s scene) cookiesBlocked() tile.Anonymous {
	w := s.w
	a := s.anonymous(s.dollars(fifty))
	a.Title, a.Lead = w.Offer.CookiesTitle, ui.Plain(w.Offer.CookiesLead)
	a.SignIn.Text = w.Common.OpenFullPage
	a.Foot = tile.Foot{Left: s.howItWorks()}
	return a
}

func (s scene) cookiesOff() tile.Anonymous {
	a := s.cookiesBlocked()
	a.Title, a.Lead, a.SignIn.Text = s.w.Offer.NoneKept, ui.Plain(s.w.Offer.NoneKeptLead), s.w.SignIn.Again
	return a
}

func (s scene) ownClosed() tile.Inviter {
	w := s.w
	v := s.inviter()
	v.Lead = ""
	v.Notice = &ui.Notice{
		Tone: ui.Blue, Text: ui.Plain(w.Inviter.OwnClosed(s.dollars(fifty))),
		Link: ui.Link{Text: w.Inviter.SeeWhy, Href: "../dashboard/", Top: true},
	}
	return v
}

func (s scene) capReached() tile.Inviter {
	w := s.w
	v := s.inviter()
	v.Title, v.Lead = w.Offer.Give(s.dollars(fifty)), w.Inviter.CapLead(2026)
	v.Counts = s.counts("12", "10", s.dollars(50000))
	v.Cap = &tile.Cap{
		Text:  w.Inviter.StartsAgain(s.on(1, 1)),
		Value: w.Common.Of(s.dollars(50000), s.dollars(50000)),
		Bar:   ui.Bar{Label: w.Inviter.Earned, Text: w.Common.Of("10", "10"), Value: 10, Max: 10, Count: true},
	}
	v.Foot = tile.Foot{Right: s.invitations()}
	return v
}

func (s scene) signInFailed() tile.Message {
	w := s.w
	return tile.Message{
		As:      tile.NameAnonymous,
		Notice:  &ui.Notice{Tone: ui.Red, Text: ui.Phrase{Text: w.SignIn.Failed + w.SignIn.FailedNext, Strong: w.SignIn.Failed}},
		Title:   w.SignIn.FailedTitle,
		Lead:    ui.Phrase{Text: w.SignIn.FailedHelp(w.Contact.Reach(phone, ""), request), Strong: request},
		Primary: ui.Link{Text: w.Common.TryAgain, Href: "./"},
		Foot:    tile.Foot{Left: ui.Link{Text: w.Common.OpenFullPage, Href: "../auth/", Top: true}},
	}
}
