package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

// alone is the pay panel of a payment that the threshold covers, with its question open.
func alone() *console.PayPanel {
	accounts := []console.Field{
		{ID: "alone-account-acceptor", Name: "account_acceptor", Label: "Devon K. is paid", Kind: console.KindSelect, Value: "a",
			Options: []console.Option{{Value: "a", Text: "Checking ••4417"}, {Text: "By member number 100417"}}, Hint: "As the bank told it, today, 10:42 AM."},
		{ID: "alone-account-inviter", Name: "account_inviter", Label: "Avery L. is paid", Kind: console.KindSelect,
			Options: []console.Option{{Text: "By member number 100932"}}, Hint: "The bank has told no account, so the member number says where."},
	}
	second := []console.Field{accounts[0], accounts[1]}
	second[0].ID, second[1].ID = "ask-account-acceptor", "ask-account-inviter"
	return &console.PayPanel{
		Title: "Release payment", Amount: "$40.00",
		Payees: []console.Payee{{Name: "Devon K.", Account: "friend", Amount: "$20.00", Notes: []string{"1099-INT, $20 this year"}},
			{Name: "Avery L.", Account: "inviter", Amount: "$20.00", Notes: []string{"1099-MISC, $40 of $2,000 this year"}}},
		Steps: []console.PayStep{step(now(), "One person releases, under the threshold of $50.00", "One person releases", "", false),
			step(later(), "Another person confirms that it was paid", "", "", true)},
		Checks: []console.Status{{Sign: ticked(), Text: "Devon K.: accounts open and in good standing, today, 10:42 AM"}, {Sign: ticked(), Text: "No open hold, now"}},
		Confirm: &console.Confirm{ID: "alone", Tone: console.ToneMoney, Open: true, Ask: console.Action{Text: "Release $40.00", Look: console.Pay},
			Text: ui.Phrase{Text: "Release $40.00? Nobody else looks at it before. It stands in the audit log as released by you alone.", Strong: "Release $40.00?"},
			Form: console.Form{ID: "alone-form", URL: "/console/referrals/8T4K2/pay/alone", Token: token, Fields: accounts, Submit: console.Action{Text: "Yes, release $40.00 alone", Look: console.Pay}}},
		More: []console.Disclosure{{ID: "ask-second", Text: "Ask a second person", Look: console.InText,
			Form: console.Form{ID: "ask-pay-form", URL: "/console/referrals/8T4K2/pay/", Token: token, Fields: second, Submit: console.Action{ID: "ask-pay", Text: "Ask to release $40.00", Look: console.Primary}}}},
		Foot: "The threshold is $50.00 for both sides together. You have released $80.00 alone today, of $250.00 at most.",
	}
}

// aloneDone is the panel after one person released.
func aloneDone() *console.PayPanel {
	p := alone()
	p.Title, p.Confirm, p.Foot = "Ready to pay", nil, ""
	p.Steps = []console.PayStep{step(done(), "Released by Maya Ortiz alone, under the threshold of $50.00", "Released", "Today, 11:38 AM", false),
		step(now(), "Paid outside, then recorded here", "recorded", "", false), step(later(), "Confirmed by another person", "", "", true)}
	p.More = []console.Disclosure{markPaid()}
	return p
}
