package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func (d desk) referrals() []ConsoleEntry {
	entry := func(name string, who console.Person, r console.Referral) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed(r.Title, "Referrals", who, console.Detail(r)), Part: console.Detail(r)}
	}
	confirm, waits, refused, progress := referral(), referral(), referral(), inProgress()
	confirm.Pay.Confirm.Open = true
	waits.Pay = waiting()
	refused.Pay, refused.More = refusedForm(), nil
	refused.Conflict = &console.Conflict{
		Text:    ui.Phrase{Text: "Sam Lund changed this at 11:31 AM. What you typed is kept below. Compare, then send again.", Strong: "Sam Lund changed this at 11:31 AM."},
		Changes: []console.Change{{Name: "State", Was: "Requirements met", Now: "Ready to pay", Yours: "Reject"}},
	}
	paid := referral()
	paid.Status = console.Status{Sign: console.ReferralSign("paid"), Text: "Paid"}
	paid.Pay = released()
	paid.Bar.Notices = []ui.Notice{{Tone: ui.Green, Text: ui.Phrase{Text: "$100.00 released. The core confirms by tomorrow.", Strong: "$100.00 released."}}}
	small, smallDone := referral(), referral()
	small.Pay, smallDone.Pay = alone(), aloneDone()
	small.Status = console.Status{Sign: console.ReferralSign("eligible"), Text: "Requirements met"}
	smallDone.Timeline.Events = append([]console.Event{{Sign: console.ReferralSign("approved"), Text: ui.Phrase{Text: "Payment released by Maya Ortiz", Strong: "Payment released"},
		When: "Dec 2, 11:38 AM", At: "2026-12-02T17:38:00Z", Meta: "By one person, under the threshold of $50.00"}}, smallDone.Timeline.Events...)
	return []ConsoleEntry{
		entry("referral-alone", maya(), small),
		entry("referral-alone-done", maya(), smallDone),
		entry("referral", chris(), referral()),
		entry("referral-confirm", chris(), confirm),
		entry("referral-waits", maya(), waits),
		entry("referral-refused", maya(), refused),
		entry("referral-paid", chris(), paid),
		entry("referral-in-progress", maya(), progress),
	}
}

func referral() console.Referral {
	return console.Referral{
		Bar: console.Bar{
			Crumbs: []ui.Link{{Text: "Referrals", Href: "/console/referrals/"}, {Text: "8T4K2"}},
			Actions: []console.Action{
				{ID: "check", Text: "Check again", Busy: "Checking", Glyph: console.GlyphAgain, URL: "/console/referrals/8T4K2/check", Token: token, Target: console.RegionReferral},
				{Text: "Put on hold", Glyph: console.GlyphBars, Href: "#hold-reason"},
			},
		},
		Title: "Devon K., invited by Avery L.", Meta: "Autumn 2026, version 3",
		Status:   console.Status{Sign: console.ReferralSign("approved"), Text: "Ready to pay"},
		Pay:      release(),
		Why:      why(),
		Evidence: console.Evidence{Fact: "3 of 3 met on December 2, frozen then. Bank postings of 10:42 AM.", Rules: rules()},
		Rewards: console.Rewards{Fact: "two payments, each on its own", Legs: []console.Leg{
			{Name: "Devon K.", Side: "friend", Status: console.Status{Sign: console.RewardSign("payable"), Text: "Payable"}, Account: "Checking ••4417", Tax: "1099-INT", By: "Dec 16", Amount: "$50.00"},
			{Name: "Avery L.", Side: "inviter", Status: console.Status{Sign: console.RewardSign("payable"), Text: "Payable"}, Account: "Savings ••0932", Tax: "1099-MISC", By: "Dec 16", Amount: "$50.00"},
		}},
		Holds: console.Holds{Fact: "none open", PutOn: putOnHold(), List: []console.Hold{{
			Sign: console.Sign{Glyph: console.GlyphTicked, Hue: console.Green},
			Text: ui.Phrase{Text: "Same device as the inviter, cleared by Jo Park", Strong: "Same device as the inviter"},
			When: "Nov 19, 9:12 AM",
			Meta: "“Siblings. Identity documents on file, different persons.” Opened by rule on November 18, score 42 of 100.",
		}}},
		Notes: console.Notes{Add: addNote(), List: []console.StaffNote{{Who: "Jo Park", When: "Nov 19, 9:14 AM", Text: "Spoke to both on the phone.\nThey share a household."}}},
		Timeline: console.Timeline{
			Link:   ui.Link{Text: "In the audit log", Href: "/console/audit/?subject=8T4K2"},
			Events: events(),
		},
		Facts: []console.Pair{
			{Label: "Number", Value: "8T4K2"}, {Label: "Came by", Value: "Link, text message"},
			{Label: "Accepted", Value: "Oct 17, 2026, 6:02 PM"}, {Label: "Window", Value: "Oct 6 to Dec 5, 2026"},
			{Label: "Promised by", Value: "Dec 16, 2026"}, {Label: "Terms", Value: "Version 3", Href: "/console/campaigns/c1/terms/3/", Mono: "7be0 d21c"},
			{Label: "Avery sees", Value: "Joined and rewarded"},
		},
		Accepted: &console.Accepted{Title: "Terms as accepted", Fact: "Version 3, English", Meta: "Accepted Oct 17, 2026, 6:02 PM. Seal", Seal: "7be0 d21c", Lang: "en",
			Text: []string{"You and your friend each get $50 when the friend meets the requirements within 60 days.", "One reward for each person. The reward is reported as the law asks."}},
		More: []console.Disclosure{rejectForm(false)},
	}
}

func inProgress() console.Referral {
	r := referral()
	r.Title, r.Pay, r.More = "Casey M., invited by Avery L.", nil, nil
	r.Status = console.Status{Sign: console.ReferralSign("pending"), Text: "In progress"}
	r.Tags = []console.Tag{{Hue: console.Amber, Text: "On hold"}}
	r.Bar.Actions[1] = console.Action{ID: "hold", Text: "Put on hold", Glyph: console.GlyphBars, Denied: "On hold already."}
	r.Evidence = console.Evidence{
		Fact:   "1 of 3 met. Bank postings of Nov 30.",
		Notice: &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Text: "Garden could not be reached at 10:42 AM. These facts are from November 30.", Strong: "Garden could not be reached at 10:42 AM."}},
		Rules:  openRules(),
	}
	r.Holds = console.Holds{Fact: "one open", List: []console.Hold{{
		Sign: console.HoldSign(), Text: ui.Phrase{Text: "Same device as the inviter", Strong: "Same device as the inviter"},
		When: "Nov 18, 4:40 PM", Meta: "Opened by rule, score 42 of 100.", Resolve: resolveHold(),
	}}}
	return r
}

func rules() []console.Rule {
	met := console.RuleSign("met")
	return []console.Rule{
		{Sign: met, Said: "Met", Name: "Checking account opened", Value: "Free Checking", When: "Oct 6", Meta: "Opened October 6, open today."},
		{Sign: met, Said: "Met", Name: "5 debit card purchases", Value: "5 of 5", When: "Dec 2", Open: true,
			Meta: "Bank postings, October 6 to December 5, posted only. Refunds are taken off.",
			Postings: []console.Posting{
				{When: "Dec 2", What: "Prairie Market", Amount: "$31.15", Counts: true, Reason: "Counts"},
				{When: "Nov 24", What: "Northern Books", Amount: "$24.99", Counts: true, Reason: "Counts"},
				{When: "Nov 19", What: "Cash at Main Street", Amount: "$80.00", Reason: "ATM withdrawal"},
				{When: "Nov 12", What: "Lakeside Pharmacy", Amount: "$18.75", Counts: true, Reason: "Counts"},
				{When: "Oct 30", What: "Corner Bakery", Amount: "$9.40", Counts: true, Reason: "Counts"},
				{When: "Oct 21", What: "City Transit", Amount: "$40.00", Counts: true, Reason: "Counts"},
			}},
		{Sign: met, Said: "Met", Name: "Payroll deposits of $500 in total", Value: "$1,240.00", When: "Nov 13", Open: true, Meta: "Bank postings",
			Postings: []console.Posting{{When: "Nov 13", What: "Hartwell Dairy payroll", Amount: "$1,240.00", Counts: true, Reason: "Counts"}}},
		{Sign: met, Said: "Met", Name: "New to Garden, 12 months", Value: "None found", When: "Oct 17", Meta: "No account of this person in the 12 months before."},
		{Sign: met, Said: "Met", Name: "Good standing, both sides", Value: "Yes", When: "11:36 AM", Meta: "No account is restricted or charged off."},
	}
}

func openRules() []console.Rule {
	return []console.Rule{
		{Sign: console.RuleSign("met"), Said: "Met", Name: "Checking account opened", Value: "Free Checking", When: "Oct 17"},
		{Sign: console.RuleSign("not_yet"), Said: "Not yet", Name: "Any one of these two", Value: "0 of 1"},
		{Sign: console.RuleSign("not_yet"), Said: "Not yet", Name: "5 debit card purchases", Value: "3 of 5", When: "Nov 30", Depth: 1, Open: true, Meta: "1 more is pending at the bank.",
			Bar:  &ui.Bar{Label: "Debit card purchases", Text: "3 of 5", Value: 3, Max: 5, Count: true},
			More: "and 12 more that did not count"},
		{Sign: console.RuleSign("impossible"), Said: "Impossible", Name: "Balance of $1,000 on day 30", Value: "$412.00", When: "Nov 16", Depth: 1},
		{Sign: console.RuleSign("unknown"), Said: "Could not be found out", Name: "Payroll deposits of $500 in total", Value: "Not told", When: "Nov 30", Meta: "The member did not allow transactions to be read."},
	}
}

func why() *console.Why {
	return &console.Why{Title: "In words, for the phone", Fact: "as of 10:42 AM", Text: []ui.Phrase{
		{Text: "You met all three requirements on December 2.", Strong: "all three requirements"},
		ui.Plain("Your $50.00 comes to your checking account ending in 4417 by December 16. You need to do nothing."),
		ui.Plain("The $80.00 at Main Street was a cash withdrawal, so it did not count as a purchase."),
	}, Copy: ui.Copy{Text: "Copy", Done: "Copied", Failed: "Press Ctrl C", Value: "You met all three requirements.", From: "why-text", Look: ui.Line}}
}

func events() []console.Event {
	return []console.Event{
		{Sign: console.ReferralSign("approved"), Text: ui.Phrase{Text: "Approved for payment by Maya Ortiz", Strong: "Approved for payment"}, When: "Today, 11:20 AM", At: "2026-12-02T11:20:00-06:00", Meta: "Both rewards became payable, $100.00"},
		{Sign: console.ReferralSign("eligible"), Text: ui.Phrase{Text: "Requirements met", Strong: "Requirements met"}, When: "Today, 10:42 AM", Meta: "Fifth purchase posted. Live check by Devon in digital banking"},
		{Sign: console.HoldSign(), Text: ui.Phrase{Text: "Hold opened and cleared", Strong: "Hold opened and cleared"}, When: "Nov 18 to 19"},
		{Sign: console.ReferralSign("pending"), Text: ui.Phrase{Text: "Account found, 60 days began", Strong: "Account found"}, When: "Oct 17, 6:03 PM", Meta: "Free Checking opened October 6; ends December 5"},
		{Sign: console.ReferralSign("accepted"), Text: ui.Phrase{Text: "Code K7PM-3QXD accepted", Strong: "Code K7PM-3QXD accepted"}, When: "Oct 17, 6:02 PM", Meta: "Terms version 3 accepted. $100.00 reserved. Devon lets Avery see the outcome"},
	}
}
