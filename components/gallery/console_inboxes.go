package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func (d desk) inboxes() []ConsoleEntry {
	full := console.Approvals{
		Bar:   console.Bar{Title: "Approvals", Meta: "4 wait, 3 for you"},
		Items: []console.Approval{payment(), publishing(), republishing(), ownRequest()},
	}
	empty := console.Approvals{Bar: console.Bar{Title: "Approvals"}, Empty: console.Empty{
		Glyph: console.GlyphInbox, Title: "Nothing waits", Text: "What needs a second person comes here, and the number stands in the side bar.",
	}}
	return []ConsoleEntry{
		{Name: "approvals", Page: d.framed("Approvals", "Approvals", chris(), console.Inbox(full)), Part: console.Decision(full.Items[0])},
		{Name: "approvals-empty", Page: d.framed("Approvals", "Approvals", chris(), console.Inbox(empty))},
	}
}

func payment() console.Approval {
	return console.Approval{
		ID: "a1", Sign: console.ReferralSign("approved"), Title: "Release payment of referral 8T4K2", Amount: "$100.00",
		Subject: ui.Link{Text: "Open the referral", Href: "/console/referrals/8T4K2/"}, Seal: "9f2c 41ab",
		Asked: ui.Phrase{Text: "Maya Ortiz asked today at 11:20 AM.", Strong: "Maya Ortiz"}, Expires: "Expires tomorrow at 11:20 AM.",
		Payload: []console.Pair{
			{Label: "Devon K., Checking ••4417", Value: "$50.00"}, {Label: "Avery L., Savings ••0932", Value: "$50.00"}, {Label: "Total", Value: "$100.00"},
		},
		Approve: &console.Confirm{ID: "ask-a1", Tone: console.ToneMoney, Ask: console.Action{Text: "Release $100.00", Look: console.Pay},
			Text: ui.Phrase{Text: "Send $100.00 to two accounts? It cannot be called back from here.", Strong: "Send $100.00 to two accounts?"},
			Form: console.Form{ID: "approve-a1", URL: "/console/approvals/a1/approve", Token: token, Hidden: []console.Hidden{{Name: "seal", Value: "9f2c41ab"}},
				Submit: console.Action{Text: "Yes, release", Look: console.Pay}}},
		Refuse: refuse("a1", "Send back to Maya Ortiz"),
	}
}

func publishing() console.Approval {
	return console.Approval{
		ID: "a2", Sign: console.CampaignSign("in_review"), Title: "Publish Winter 2027, version 1",
		Subject: ui.Link{Text: "Open the campaign", Href: "/console/campaigns/c3/"}, Seal: "77aa 0b31",
		Asked: ui.Phrase{Text: "Lee Sato asked yesterday at 4:05 PM.", Strong: "Lee Sato"}, Expires: "Expires today at 4:05 PM.", Hue: console.Amber,
		Reason: "Approved by marketing. Terms reviewed by counsel on November 30.",
		Payload: []console.Pair{
			{Label: "Reward, friend", Value: "$50.00"}, {Label: "Reward, inviter", Value: "$50.00"}, {Label: "Budget", Value: "$65,000.00"},
			{Label: "Requirements", Value: "All of: checking account, 5 purchases, payroll of $500.00"}, {Label: "Runs", Value: "Jan 4 to Mar 31, 2027"},
		},
		Approve: &console.Confirm{ID: "ask-a2", Ask: console.Action{Text: "Publish Winter 2027", Look: console.Primary},
			Text: ui.Phrase{Text: "Publish Winter 2027? Members see it on January 4.", Strong: "Publish Winter 2027?"},
			Form: console.Form{ID: "approve-a2", URL: "/console/approvals/a2/approve", Token: token, Submit: console.Action{Text: "Yes, publish", Look: console.Primary}, Target: console.ApprovalRegion("a2")}},
		Refuse: refuse("a2", "Refuse and tell Lee Sato"),
	}
}

// republishing changes a live campaign: nothing but what differs is asked for.
func republishing() console.Approval {
	differs := changes()
	a := publishing()
	a.ID, a.Title, a.Seal, a.Reason, a.Payload, a.Changes = "a4", "Publish Autumn 2026, version 4", "41aa 9b02", "", nil, &differs
	a.Approve = &console.Confirm{ID: "ask-a4", Ask: console.Action{Text: "Publish version 4", Look: console.Primary},
		Text: ui.Phrase{Text: "Publish version 4 of Autumn 2026? Whoever joins from now on gets it. The 214 people in progress keep version 3.", Strong: "Publish version 4 of Autumn 2026?"},
		Form: console.Form{ID: "approve-a4", URL: "/console/approvals/a4/approve", Token: token, Submit: console.Action{Text: "Yes, publish", Look: console.Primary}, Target: console.ApprovalRegion("a4")}}
	a.Refuse = refuse("a4", "Refuse and tell Lee Sato")
	return a
}

func ownRequest() console.Approval {
	return console.Approval{
		ID: "a3", Sign: console.Sign{Glyph: console.GlyphSettings}, Title: "Raise the threshold for two people to $25.00",
		Asked: ui.Phrase{Text: "You asked today at 9:02 AM.", Strong: "You"}, Expires: "Expires tomorrow at 9:02 AM.", Seal: "01cd 99f0",
		Payload: []console.Pair{{Label: "Two people from", Value: "$0.00 → $25.00"}},
		Denied:  "You asked for this, so someone else must decide. Dana Fox can.",
		Withdraw: &console.Action{ID: "withdraw-a3", Text: "Take back my request", Small: true, URL: "/console/approvals/a3/withdraw", Token: token,
			Target: console.ApprovalRegion("a3")},
	}
}

func refuse(id, text string) *console.Disclosure {
	return &console.Disclosure{ID: "refuse-" + id, Text: "Refuse", Form: console.Form{
		ID: "refuse-" + id + "-form", URL: "/console/approvals/" + id + "/refuse", Token: token, Target: console.ApprovalRegion(id),
		Fields: []console.Field{{ID: "refuse-" + id + "-reason", Name: "reason", Label: "Why", Kind: console.KindArea, Required: true}},
		Submit: console.Action{Text: text},
	}}
}
