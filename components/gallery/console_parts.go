package gallery

import (
	"github.com/a-h/templ"

	"raf/components/console"
	"raf/components/ui"
)

// parts are the screens that hold the primitives in all their states, for the eye and for axe.
func (d desk) parts() []ConsoleEntry {
	trouble := console.Problem{
		Bar:   console.Bar{Crumbs: []ui.Link{{Text: "Referrals", Href: "/console/referrals/"}, {Text: "Not found"}}},
		Title: "There is no referral 8T4K3", Text: "Numbers have five characters. Search finds them by name and code, too.",
		Step:    &console.Action{Text: "Search all referrals", Href: "/console/referrals/", Look: console.Primary},
		Request: ui.Phrase{Text: "Request 7F2K-91QC", Strong: "7F2K-91QC"},
	}
	return []ConsoleEntry{
		{Name: "problem", Page: d.framed("Not found", "Referrals", maya(), console.Trouble(trouble))},
		{Name: "parts", Page: d.framed("Parts", "", maya(), templ.Join(
			console.Top(console.Bar{Title: "Parts", Actions: buttons(), Notices: tones()}),
			inside(console.Content(console.Room{}), templ.Join(
				inside(console.Section(console.Panel{Title: "Fields", Fact: "every kind"}), console.Complete(fields())),
				inside(console.Section(console.Panel{Title: "States", Flush: true}), console.Rows(states())),
				inside(console.Section(console.Panel{Title: "In place"}), pausing()),
				inside(console.Section(console.Panel{Title: "Not allowed"}), console.Reveal(deniedReveal())),
				inside(console.Section(console.Panel{Title: "Waiting", Flush: true}), console.Bones("Loading referrals")),
			)),
		))},
	}
}

func buttons() []console.Action {
	return []console.Action{
		{Text: "Primary", Href: "#1", Look: console.Primary}, {Text: "Secondary", Href: "#2"}, {Text: "Quiet", Href: "#3", Look: console.Quiet},
		{Text: "Reject", Href: "#4", Look: console.Danger}, {Text: "Release $100.00", Href: "#5", Look: console.Pay},
		{ID: "denied", Text: "Not allowed", Denied: "Only payout makers can."}, {Text: "Small", Href: "#6", Small: true},
		{Text: "Save", URL: "/console/save", Token: token, Busy: "Saving", Target: "main"},
	}
}

func tones() []ui.Notice {
	return []ui.Notice{
		{Tone: ui.Green, Text: ui.Phrase{Text: "$100.00 released. The core confirms by tomorrow.", Strong: "$100.00 released."}},
		{Tone: ui.Amber, Text: ui.Phrase{Text: "Sam Lund changed this at 11:31 AM. Your text is kept below.", Strong: "Sam Lund changed this at 11:31 AM."}},
		{Tone: ui.Red, Text: ui.Phrase{Text: "The payment was not sent. The core refused account ••0932: closed.", Strong: "The payment was not sent."}, Link: ui.Link{Text: "See why", Href: "#why"}},
		{Tone: ui.Blue, Text: ui.Plain("An operator of the platform looked at this institution today.")},
	}
}

func fields() console.Form {
	return console.Form{ID: "fields", URL: "/console/save", Token: token, Target: "main", Error: "Two things need your attention.",
		Fields: []console.Field{
			{Name: "name", Label: "Name", Value: "Autumn 2026", Half: true},
			{Name: "reward", Label: "Inviter gets", Kind: console.KindMoney, Value: "50.00", Half: true},
			{Name: "budget", Label: "Budget", Kind: console.KindMoney, Value: "65000", Half: true, Error: "Less than the $56,900.00 already promised and paid"},
			{Name: "zone", Label: "Time zone", Kind: console.KindSelect, Value: "c", Half: true, Options: []console.Option{{Value: "e", Text: "America/New_York"}, {Value: "c", Text: "America/Chicago"}}, Hint: "Dates end at midnight here"},
			{Name: "start", Label: "Starts", Kind: console.KindDate, Value: "2026-12-01", Half: true},
			{Name: "days", Label: "Days to qualify", Kind: console.KindNumber, Value: "60", Half: true},
			{Name: "color", Label: "Brand colour", Kind: console.KindColor, Value: "#1f6b46", Half: true},
			{Name: "mail", Label: "Support e-mail", Kind: console.KindEmail, Value: "help@garden.example", Half: true},
			{Name: "terms", Label: "Terms", Kind: console.KindArea, Value: "One reward per friend."},
			{Name: "same", Label: "Refuse the same person twice", Kind: console.KindTick, Checked: true, Hint: "Asks the bank for the tax number."},
			{Name: "sure", Label: "Counsel has read this", Kind: console.KindTick, Error: "Needed before publishing."},
		},
		Submit: console.Action{Text: "Save", Look: console.Primary, Busy: "Saving"}, Back: console.Action{Text: "Discard", Href: "/console/", Look: console.Quiet}}
}

func states() console.Table {
	out := console.Table{Label: "States", Columns: []console.Column{{Text: "Referral", Slot: console.Slot1L}, {Text: "Reward", Slot: console.Slot1R}, {Text: "Campaign", Slot: console.Slot2L}, {Text: "Rule", Slot: console.Slot2R}}}
	referral := []string{"invited", "accepted", "pending", "closing", "eligible", "approved", "paying", "paid", "expired", "rejected", "cancelled", "clawed_back"}
	reward := []string{"planned", "reserved", "payable", "batched", "submitted", "settled", "void", "failed", "unknown", "returned", "reversed"}
	campaign := []string{"draft", "in_review", "scheduled", "live", "paused", "ended", "settled", "archived"}
	rule := []string{"met", "not_yet", "impossible", "unknown"}
	cell := func(names []string, i int, sign func(string) console.Sign) console.Cell {
		if i >= len(names) {
			return console.Cell{}
		}
		return console.Cell{Status: &console.Status{Sign: sign(names[i]), Text: names[i]}}
	}
	for i := range referral {
		out.Rows = append(out.Rows, console.Row{Cells: []console.Cell{
			cell(referral, i, console.ReferralSign), cell(reward, i, console.RewardSign), cell(campaign, i, console.CampaignSign), cell(rule, i, console.RuleSign),
		}})
	}
	return out
}

func pausing() templ.Component {
	return console.Ask(console.Confirm{ID: "pause", Ask: console.Action{Text: "Pause"}, Back: "Keep it live", Open: true,
		Text: ui.Phrase{Text: "Pause Payroll switch? New codes stop at once. The 98 people in progress keep their terms.", Strong: "Pause Payroll switch?"},
		Form: console.Form{ID: "pause-form", URL: "/console/campaigns/c2/toggle/", Token: token, Submit: console.Action{Text: "Yes, pause", Look: console.Primary}}})
}

func deniedReveal() console.Disclosure {
	return console.Disclosure{ID: "no-note", Text: "Add a note", Denied: "Auditors change nothing."}
}
