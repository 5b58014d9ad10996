package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func payees() []console.Payee {
	return []console.Payee{
		{Name: "Devon K.", Account: "Checking ••4417", Amount: "$50.00", Notes: []string{"1099-INT, $50 this year"}},
		{Name: "Avery L.", Account: "Savings ••0932", Amount: "$50.00", Notes: []string{"1099-MISC, $100 of $2,000 this year", "Yearly cap: $100 of $500"}},
	}
}

func step(sign console.Sign, text, strong, meta string, next bool) console.PayStep {
	return console.PayStep{Sign: sign, Text: ui.Phrase{Text: text, Strong: strong}, Meta: meta, Next: next}
}

func done() console.Sign { return console.Sign{Glyph: console.GlyphMet, Hue: console.Green} }

func now() console.Sign { return console.Sign{Glyph: console.GlyphRing, Hue: console.Violet} }

func later() console.Sign { return console.Sign{Glyph: console.GlyphDashed} }

func ticked() console.Sign { return console.Sign{Glyph: console.GlyphTick, Hue: console.Green} }

func approve() *console.PayPanel {
	return &console.PayPanel{
		Title: "Approve for payment", Amount: "$100.00",
		Steps: []console.PayStep{step(now(), "Approve, you, Maya Ortiz", "Approve", "", false), step(later(), "Release by another person", "", "", true)},
		Act:   &console.Action{ID: "approve", Text: "Approve $100.00", Look: console.Primary, URL: "/console/referrals/8T4K2/pay/approve", Token: token, Target: console.RegionReferral},
		More:  []console.Disclosure{rejectForm(false)},
	}
}

func waiting() *console.PayPanel {
	return &console.PayPanel{
		Title: "Waiting for release", Amount: "$100.00",
		Steps: []console.PayStep{step(done(), "Approved by you, 11:20 AM", "Approved", "", false), step(now(), "Release by another person", "Release", "", false)},
		Text:  "You approved this, so someone else must release it. Chris Reyes and Dana Fox can.",
		Act:   &console.Action{ID: "take-back", Text: "Take back my approval", Look: console.InText, URL: "/console/referrals/8T4K2/pay/withdraw", Token: token, Target: console.RegionReferral},
	}
}

func release() *console.PayPanel {
	return &console.PayPanel{
		Title: "Release payment", Fact: "second person", Amount: "$100.00", Payees: payees(),
		Steps: []console.PayStep{
			step(done(), "Approved by Maya Ortiz", "Approved", "Today, 11:20 AM", false),
			step(now(), "Release by you, Chris Reyes", "Release", "Not the person who approved, not a party", false),
		},
		Checks: []console.Status{
			{Sign: ticked(), Text: "Accounts open and in good standing, 11:36 AM"},
			{Sign: ticked(), Text: "No open hold, both within the yearly cap"},
			{Sign: ticked(), Text: "Unchanged since approval, seal 9f2c 41ab"},
		},
		Confirm: &console.Confirm{
			ID: "release", Tone: console.ToneMoney, Ask: console.Action{Text: "Release $100.00", Look: console.Pay},
			Text: ui.Phrase{Text: "Send $100.00 to two accounts? It cannot be called back from here.", Strong: "Send $100.00 to two accounts?"},
			Form: console.Form{ID: "release-form", URL: "/console/referrals/8T4K2/pay/release", Token: token, Hidden: []console.Hidden{{Name: "seal", Value: "9f2c41ab"}},
				Submit: console.Action{Text: "Yes, release", Look: console.Pay}},
		},
		More: []console.Disclosure{markPaid(), sendBack()},
	}
}

func released() *console.PayPanel {
	return &console.PayPanel{
		Title: "Released", Amount: "$100.00",
		Steps: []console.PayStep{
			step(done(), "Approved by Maya Ortiz, 11:20 AM", "Approved", "", false), step(done(), "Released by you, 11:38 AM", "Released", "", false),
			step(console.ReferralSign("paying"), "The core confirms by tomorrow", "", "", false),
		},
		Foot: "Payment 1F7C, one file, 2 entries.",
	}
}

// refusedForm is the maker's panel after a rejection that left out its reason.
func refusedForm() *console.PayPanel {
	p := approve()
	p.More = []console.Disclosure{rejectForm(true)}
	return p
}

func rejectForm(wrong bool) console.Disclosure {
	text := console.Field{ID: "reject-text", Name: "text", Label: "What you found", Kind: console.KindArea, Hint: "For colleagues and examiners. The member sees only the reason."}
	if wrong {
		text.Value, text.Error = "The account 4111 1111 1111 1111 …", "This looks like a card number. Write down its last four digits only."
	}
	return console.Disclosure{ID: "reject", Text: "Reject", Look: console.InText, Group: "pay-more", Open: wrong,
		Lead: "The member gets 7 days to send proof. Until then the $100.00 stays reserved.",
		Form: console.Form{ID: "reject-form", URL: "/console/referrals/8T4K2/reject", Token: token, Target: console.RegionReferral,
			Fields: []console.Field{
				{ID: "reject-reason", Name: "reason", Label: "Reason", Kind: console.KindSelect, Required: true, Options: []console.Option{{Value: "", Text: "Choose one"}, {Value: "same_person", Text: "Same person"}, {Value: "abuse", Text: "Pattern of abuse"}}},
				text,
			},
			Submit: console.Action{Text: "Reject Devon K.’s referral", Look: console.Danger, Busy: "Rejecting"}}}
}

func markPaid() console.Disclosure {
	return console.Disclosure{ID: "mark", Text: "Record as paid outside", Look: console.InText, Group: "pay-more",
		Lead: "Nothing is sent. It stands as paid on the day and under the reference you give.",
		Form: console.Form{ID: "mark-form", URL: "/console/referrals/8T4K2/pay/mark", Token: token, Target: console.RegionReferral,
			Fields: []console.Field{
				{ID: "mark-date", Name: "date", Label: "Paid on", Kind: console.KindDate, Value: "2026-12-02", Required: true, Half: true},
				{ID: "mark-reference", Name: "reference", Label: "Reference", Max: 64, Required: true, Half: true},
			},
			Submit: console.Action{Text: "Record $100.00 as paid", Look: console.Primary}}}
}

func sendBack() console.Disclosure {
	return console.Disclosure{ID: "send-back", Text: "Send back", Look: console.InText, Group: "pay-more",
		Form: console.Form{ID: "send-back-form", URL: "/console/referrals/8T4K2/pay/back", Token: token, Target: console.RegionReferral,
			Fields: []console.Field{{ID: "back-reason", Name: "reason", Label: "What Maya Ortiz should look at", Kind: console.KindArea, Required: true}},
			Submit: console.Action{Text: "Send back to Maya Ortiz"}}}
}

func putOnHold() *console.Disclosure {
	return &console.Disclosure{ID: "put-on-hold", Text: "Put on hold", Glyph: console.GlyphBars, Lead: "No payment leaves while a hold is open. The member sees “being reviewed”.",
		Form: console.Form{ID: "hold-form", URL: "/console/referrals/8T4K2/hold", Token: token, Target: console.RegionReferral,
			Fields: []console.Field{{ID: "hold-reason", Name: "reason", Label: "Why", Kind: console.KindArea, Required: true}},
			Submit: console.Action{Text: "Put Devon K.’s referral on hold", Look: console.Primary}}}
}

func resolveHold() *console.Disclosure {
	return &console.Disclosure{ID: "resolve-h1", Text: "Clear this hold",
		Form: console.Form{ID: "resolve-h1-form", URL: "/console/referrals/8T3XW/holds/h1/resolve", Token: token, Target: console.RegionReferral,
			Fields: []console.Field{{ID: "resolve-h1-text", Name: "text", Label: "What you found", Kind: console.KindArea, Required: true}},
			Submit: console.Action{Text: "Clear “Same device as the inviter”", Look: console.Primary}}}
}

func addNote() *console.Disclosure {
	return &console.Disclosure{ID: "add-note", Text: "Add a note", Glyph: console.GlyphPlus,
		Form: console.Form{ID: "note-form", URL: "/console/referrals/8T4K2/notes", Token: token, Target: console.RegionReferral,
			Fields: []console.Field{{ID: "note-text", Name: "text", Label: "Note", Kind: console.KindArea, Required: true, Hint: "No card or account numbers."}},
			Submit: console.Action{Text: "Add the note"}}}
}
