package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func (d desk) proposals() []ConsoleEntry {
	asked, left, done, file := batch(), batch(), batch(), batch()
	left.Parts, left.Form = left.Parts[1:], nil
	left.Step = &console.Action{Text: "Back to the referrals", Href: "/console/referrals/"}
	left.Bar.Notices = []ui.Notice{{Tone: ui.Amber, Text: ui.Plain("Nothing of it can be asked for.")}}
	done.Bar.Title, done.Form, done.Step = "Asked for", nil, &console.Action{Text: "To the approvals", Href: "/console/approvals/", Look: console.Primary}
	done.Bar.Notices = []ui.Notice{{Tone: ui.Green, Text: ui.Plain("2 payments wait for another person, $175.00 in all.")}}
	file.Bar.Title, file.Parts = "Export the list", nil
	file.Facts = []console.Pair{{Label: "State", Value: "Requirements met"}, {Label: "From", Value: "Sep 4"}, {Label: "Searched for", Value: "“dev”"}}
	file.Form = &console.Form{ID: "export", URL: "/console/referrals/export/", Token: token, Hidden: []console.Hidden{{Name: "q", Value: "dev"}},
		Submit: console.Action{Text: "Export as CSV", Look: console.Primary}, Back: console.Action{Text: "Back to the list", Href: "/console/referrals/"}}
	entry := func(name string, p console.Proposal) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed(p.Bar.Title, "Referrals", maya(), console.Propose(p))}
	}
	return append([]ConsoleEntry{entry("proposal", asked), entry("proposal-nothing", left), entry("proposal-done", done), entry("proposal-export", file)}, d.together()...)
}

// together are the payments that one checker releases at once: before it, when it has changed meanwhile, and after it.
func (d desk) together() []ConsoleEntry {
	release := func() console.Proposal {
		p := batch()
		p.Bar = console.Bar{Title: "Release 2 payments", Crumbs: []ui.Link{{Text: "Approvals", Href: "/console/approvals/"}, {Text: "Together"}}}
		p.Parts[0].Title, p.Parts[1].Table.Rows[0].Cells[2].Text = "To be released", "You asked for it, or it is your own, so someone else must decide."
		t := &p.Parts[0].Table
		t.Label, t.Columns = "To be released", append(t.Columns, console.Column{Text: "Asked for by"})
		for i := range t.Rows {
			t.Rows[i].Cells = append(t.Rows[i].Cells, console.Cell{Text: "Maya Ortiz"})
		}
		p.Form = &console.Form{ID: "release", URL: "/console/approvals/release", Token: token, Submit: console.Action{Text: "Release $175.00 to 3 people", Look: console.Pay},
			Back: console.Action{Text: "Back to the approvals", Href: "/console/approvals/"}}
		return p
	}
	moved, done := release(), release()
	moved.Bar.Notices = []ui.Notice{{Tone: ui.Amber, Text: ui.Plain("This has changed since you looked. Nothing was released; below is how it stands now.")}}
	done.Bar.Title, done.Form, done.Step = "Released 2 payments", nil, &console.Action{Text: "To the approvals", Href: "/console/approvals/", Look: console.Primary}
	done.Parts[0].Title, done.Parts[0].Table.Label = "Released", "Released"
	done.Bar.Notices = []ui.Notice{{Tone: ui.Green, Text: ui.Plain("2 payments, $175.00 in all. They are paid outside and recorded on the page of each.")}}
	entry := func(name string, p console.Proposal) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed(p.Bar.Title, "Approvals", chris(), console.Propose(p))}
	}
	return []ConsoleEntry{entry("releases", release()), entry("releases-moved", moved), entry("releases-done", done)}
}

func batch() console.Proposal {
	columns := []console.Column{{Text: "Referral", Slot: console.Slot1L}, {Text: "To the friend", Slot: console.Slot2L}, {Text: "To the inviter", Slot: console.Slot3L, Wide: true},
		{Text: "Amount", Number: true, Slot: console.Slot1R}}
	row := func(number, friend, inviter, amount string) console.Row {
		return console.Row{Cells: []console.Cell{{Text: number, Href: "/console/referrals/" + number + "/", Strong: true}, {Text: friend}, {Text: inviter}, {Text: amount}}}
	}
	out := []console.Column{{Text: "Referral", Slot: console.Slot1L}, {Text: "Friend", Slot: console.Slot1R}, {Text: "Why it is left out", Slot: console.Slot2L, Wide: true}}
	return console.Proposal{
		Bar: console.Bar{Title: "Ask for 2 payments", Crumbs: []ui.Link{{Text: "Referrals", Href: "/console/referrals/"}, {Text: "Selection"}}},
		Parts: []console.ProposalPart{
			{Title: "To be asked for", Fact: "$175.00 in all", Table: console.Table{Label: "To be asked for", Columns: columns, Rows: []console.Row{
				row("8SZ9P", "Priya N., $50.00", "Tom B., $50.00", "$100.00"),
				row("8SY7Q", "Noah Wolfeschlegelsteinhausenbergerdorff G., $75.00", "Garden, nothing", "$75.00")}}},
			{Title: "Left out", Fact: "1 referral", Table: console.Table{Label: "Left out", Columns: out, Rows: []console.Row{
				{Cells: []console.Cell{{Text: "8SX5D", Href: "/console/referrals/8SX5D/", Strong: true}, {Text: "Lucia P."}, {Text: "On hold. Release the hold first."}}}}}},
		},
		Form: &console.Form{ID: "ask", URL: "/console/referrals/pay/ask", Token: token, Submit: console.Action{Text: "Ask to release $175.00", Look: console.Primary},
			Back: console.Action{Text: "Back to the list", Href: "/console/referrals/"}},
	}
}
