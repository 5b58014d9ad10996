package gallery

import (
	"raf/components/tile"
	"raf/components/ui"
)

// tiles lists the states and screens of the card.
func (s scene) tiles() []namedState {
	return []namedState{
		{"anonymous", s.anonymous(s.dollars(fifty))},
		{"inviter", s.inviter()},
		{"pending", s.pending()},
		{"eligible", s.eligible()},
		{"paid", s.paid()},
		{"code", s.codeEntry()},
		{"code-any", s.anyCode()}, {"code-own", s.ownOffer()}, {"code-own-refused", s.ownRefused()}, {"pending-beside", s.pendingBeside()},
		{"code-refused", s.codeRefused()},
		{"share", s.share()},
		{"no-offer", s.noOffer()},
		{"unreachable", s.unreachable()},
		{"checking", s.checking()},
		{"closing", s.closing()},
		{"held", s.held()},
		{"cookies-blocked", s.cookiesBlocked()}, {"cookies-off", s.cookiesOff()},
		{"own-closed", s.ownClosed()},
		{"too-many-tries", s.tooManyTries()},
		{"sign-in-failed", s.signInFailed()},
		{"cap-reached", s.capReached()},
		{"long-amount", s.anonymous(s.dollars(100000))},
		{"sign-in-again", s.signInAgain()},
		{"unknown", s.unknown()},
		{"measures", s.measures()},
		{"newer", s.newer()},
		{"auto-check", s.autoCheck()},
		{"terms-not-ticked", s.termsNotTicked()},
		{"terms", s.terms()},
		{"told", s.told()}, {"told-held", s.toldHeld()}, {"told-ended", s.ended()}, {"not-switched-on", s.notSwitchedOn()},
	}
}

func (s scene) anonymous(amount string) tile.Anonymous {
	w := s.w
	return tile.Anonymous{
		Offer: &ui.Offer{
			Mine:   ui.Coin{Label: w.Offer.CoinYou, Amount: amount},
			Theirs: ui.Coin{Label: w.Offer.CoinThey, Amount: amount},
		},
		Title:  w.Offer.InviteTo(fi),
		Lead:   ui.Plain(w.Offer.EachGets(amount)),
		SignIn: ui.Link{Text: w.Offer.SignIn, Href: "../auth/", Top: true},
		Foot:   tile.Foot{Left: s.haveCode(), Right: s.howItWorks()},
	}
}

func (s scene) inviter() tile.Inviter {
	w := s.w
	return tile.Inviter{
		Title:  w.Offer.GiveGet(s.dollars(fifty), s.dollars(fifty)),
		Lead:   w.Inviter.Lead,
		Share:  s.shareLink(),
		Invite: s.invite(),
		Counts: s.counts("2", "1", s.dollars(fifty)),
		Cap: &tile.Cap{
			Text:  w.Inviter.MoreRewards(9),
			Value: w.Common.Of(s.dollars(fifty), s.dollars(50000)),
			Bar:   ui.Bar{Label: w.Inviter.Earned, Text: w.Common.Of("1", "10"), Value: 1, Max: 10, Count: true},
		},
		Foot: tile.Foot{Left: s.haveCode(), Right: s.invitations()},
	}
}

func (s scene) shareLink() *tile.ShareLink {
	w := s.w
	return &tile.ShareLink{
		Label: w.Inviter.YourLink,
		Shown: shown,
		Copy: ui.Copy{
			Text: w.Inviter.Copy, Done: w.Inviter.Copied, Failed: w.Inviter.CopyFailed,
			Value: link, From: "share-link", Look: ui.Line,
		},
	}
}

func (s scene) counts(joined, rewarded, earned string) []ui.Count {
	w := s.w
	return []ui.Count{
		{Value: joined, Label: w.Inviter.Joined},
		{Value: rewarded, Label: w.Inviter.Rewarded},
		{Value: earned, Label: w.Inviter.EarnedIn(2026)},
	}
}

func (s scene) pending() tile.Pending {
	w := s.w
	return tile.Pending{
		Amount:   s.dollars(fifty),
		Deadline: w.Pending.DaysLeft(12),
		Until:    w.Pending.Until(s.on(12, 14)),
		Headline: w.Pending.ToGo([]wordsPart{w.Pending.Purchases(2), w.Pending.Payroll(s.dollars(18000))}),
		Rules: []tile.Rule{
			{State: tile.RuleMet, Said: w.Rules.SaidMet, Name: w.Rules.Name("qualifying_account"), Value: ui.Plain(s.on(10, 15))},
			s.purchases(3), s.payroll(),
		},
		Check: s.check(),
		Right: ui.Link{Text: w.Common.WhatCounts, Href: "?screen=counts"},
	}
}

func (s scene) purchases(done int64) tile.Rule {
	w := s.w
	n := string(rune('0' + done))
	r := tile.Rule{
		State: tile.RuleUnderWay, Said: w.Rules.SaidUnderWay, Name: w.Rules.Name("debit_purchases"),
		Value: ui.Phrase{Text: w.Common.Of(n, "5"), Strong: n},
		Bar:   &ui.Bar{Label: w.Rules.Name("debit_purchases"), Text: w.Common.Of(n, "5"), Value: done, Max: 5, Count: true},
		Note:  w.Rules.PendingCount(1),
	}
	if done >= 5 {
		r.State, r.Said, r.Bar, r.Note = tile.RuleMet, w.Rules.SaidMet, nil, ""
	}
	return r
}

func (s scene) payroll() tile.Rule {
	w := s.w
	text := w.Common.Of(s.dollars(32000), s.dollars(50000))
	return tile.Rule{
		State: tile.RuleUnderWay, Said: w.Rules.SaidUnderWay, Name: w.Rules.Name("direct_deposit"),
		Value: ui.Phrase{Text: text, Strong: s.dollars(32000)},
		Bar:   &ui.Bar{Label: w.Rules.Name("direct_deposit"), Text: text, Value: 32000, Max: 50000},
	}
}

func (s scene) check() tile.Check {
	w := s.w
	return tile.Check{
		URL: "eligibility", Token: token,
		Text:   w.Pending.CheckedAt(w.When(s.now(), s.now(), s.zone)),
		Button: w.Pending.CheckAgain, Busy: w.Pending.Checking(fi),
	}
}

func (s scene) eligible() tile.Eligible {
	w := s.w
	due := s.on(12, 16)
	return tile.Eligible{
		Amount: s.dollars(fifty),
		Title:  w.Reward.YouDidIt,
		Lead:   ui.Phrase{Text: w.Reward.ArrivesBy(s.dollars(fifty), due), Strong: due},
		Steps: []ui.Step{
			{State: ui.StepDone, Said: w.Reward.SaidDone, Text: w.Reward.AllMet, When: s.on(12, 2)},
			{State: ui.StepNow, Said: w.Reward.SaidNow, Text: w.Reward.LastCheck(fi), When: w.Reward.Now},
			{State: ui.StepNext, Said: w.Reward.SaidNext, Text: w.Reward.InAccount(s.dollars(fifty), w.Reward.Checking), When: w.Reward.ByDay(due)},
		},
		Note: w.Reward.KeepOpen,
		Foot: tile.Foot{Text: w.Reward.InviteToo, Right: s.invite(), Ruled: true},
	}
}

func (s scene) paid() tile.Paid {
	w := s.w
	return tile.Paid{
		Amount: s.dollars(fifty),
		Title:  w.Reward.IsYours(s.dollars(fifty)),
		Lead:   w.Reward.PaidOn(w.DayNear(s.day(12, 1), s.now(), s.zone), w.Reward.Checking),
		Note:   w.Reward.Tax(2026, "1099-INT"),
		Next:   w.Reward.NowGive(s.dollars(fifty), s.dollars(fifty)),
		Offer:  w.Reward.EarnUpTo(s.dollars(50000)),
		Invite: s.invite(),
		NotNow: &ui.Action{Text: w.Common.NotNow, URL: "dismiss", Token: token},
		Right:  ui.Link{Text: w.Common.Details, Href: "../dashboard/", Top: true},
	}
}
