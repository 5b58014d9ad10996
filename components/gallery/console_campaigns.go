package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func jo() console.Person {
	return console.Person{Initials: "JP", Name: "Jo Park", Role: "Campaign editor"}
}

func (d desk) campaigns() []ConsoleEntry {
	entry := func(name string, l console.CampaignList) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed("Campaigns", "Campaigns", jo(), console.Campaigns(l)), Part: console.Campaigns(l)}
	}
	full, asked, empty, reader := campaignList(), campaignList(), campaignList(), campaignList()
	asked.Rows[1].Ask.Open = true
	empty.Rows, empty.Foot, empty.More = nil, "", ui.Link{}
	empty.Empty = console.Empty{Glyph: console.GlyphFlag, Title: "No campaign yet", Text: "Members see “No offer right now” until one is live. Most start with $50 for both.",
		Step: &console.Action{Text: "Start from the usual offer", Look: console.Primary, Href: "/console/campaigns/new/"}}
	empty.Bar.Actions = nil
	reader.Bar.Actions = nil
	for i := range reader.Rows {
		reader.Rows[i].Ask, reader.Rows[i].Act = nil, nil
	}
	reader.Conflict = &console.Conflict{Text: ui.Phrase{Text: "Sam Lund paused Payroll switch at 11:31 AM. Nothing was changed by you.", Strong: "Sam Lund paused Payroll switch at 11:31 AM."}}
	return []ConsoleEntry{entry("campaigns", asked), entry("campaigns-calm", full), entry("campaigns-empty", empty), entry("campaigns-reader", reader)}
}

func campaignList() console.CampaignList {
	row := func(id, name, meta, state, word, offer, runs string) console.CampaignRow {
		return console.CampaignRow{ID: id, Href: "/console/campaigns/" + id + "/edit/", Name: name, Meta: meta, Offer: offer, Runs: runs,
			Status: console.Status{Sign: console.CampaignSign(state), Text: word}}
	}
	autumn := row("c1", "Autumn 2026", "Version 3", "live", "Live", "$50 + $50", "Sep 1 to Dec 31, 2026")
	autumn.Progress, autumn.Paid, autumn.Left = "214", "318", "$8,100.00"
	autumn.Spent = &console.Spent{Text: "$31,800.00 paid and $25,100.00 promised of $65,000.00", Paid: 31800, Promised: 25100, Budget: 65000}
	autumn.Ask = pauseAsk("c1", "Autumn 2026", "214")
	payroll := row("c2", "Payroll switch", "Version 1", "live", "Live", "$75", "Oct 1, 2026 to Jan 31, 2027")
	payroll.Progress, payroll.Paid, payroll.Left, payroll.Tags = "98", "226", "$4,800.00", []console.Tag{{Text: "Product"}}
	payroll.Spent = &console.Spent{Text: "$16,950.00 paid and $7,350.00 promised of $29,100.00", Paid: 16950, Promised: 7350, Budget: 29100}
	payroll.Ask = pauseAsk("c2", "Payroll switch", "98")
	newYear := row("c3", "New Year 2027", "2 problems", "draft", "Draft", "$100 + $50", "Jan 2 to Mar 31, 2027")
	newYear.Left, newYear.Act = "$30,000.00", &console.Action{Text: "Continue", Name: "Continue New Year 2027", Href: newYear.Href, Small: true}
	student := row("c4", "Student start", "Waits for approval", "in_review", "In review", "$25 + $25", "Jan 11 to May 31, 2027")
	student.Left = "$10,000.00"
	branch := row("c5", "Branch week", "Version 1", "scheduled", "Scheduled", "$50 + $50", "Dec 7 to Dec 12, 2026")
	branch.Left = "$5,000.00"
	summer := row("c6", hostile, "Paused June 3", "paused", "Paused", "$40 + $40", "Jun 1 to Dec 31, 2026")
	summer.Progress, summer.Paid, summer.Left, summer.LeftHue, summer.Spent = "0", "0", "$900.00", console.Amber, &console.Spent{Text: "Nothing of $12,000.00", Budget: 12000}
	summer.Ask = &console.Confirm{ID: "toggle-c6", Ask: console.Action{Text: "Resume", Name: "Resume " + hostile, Small: true}, Back: "Keep it paused",
		Text: ui.Phrase{Text: "Resume " + hostile + "? New codes are taken at once, until December 31.", Strong: "Resume " + hostile + "?"},
		Form: toggleForm("c6", "Yes, resume")}
	spring := row("c7", "Spring 2026", "Version 2", "settled", "Settled", "$50 + $50", "Mar 1 to May 31, 2026")
	spring.Progress, spring.Paid, spring.Left, spring.Spent, spring.Over = "0", "262", "$0.00", &console.Spent{Text: "$26,200.00 paid of $26,200.00", Paid: 26200, Budget: 26200}, true
	spring.Status.Sign.Over = true
	return console.CampaignList{
		Bar:  console.Bar{Title: "Campaigns", Actions: []console.Action{{Text: "New campaign", Look: console.Primary, Glyph: console.GlyphPlus, Href: "/console/campaigns/new/"}}},
		Rows: []console.CampaignRow{autumn, payroll, newYear, student, branch, summer, spring},
		Foot: "Pausing or ending stops new codes only. Editing a live campaign makes a new version for people who join later.",
		More: ui.Link{Text: "2 archived", Href: "/console/campaigns/?archived=yes"},
	}
}

// hostile is a name that tries to break the page: markup, and letters that run the other way.
const hostile = `مرحبا <script>alert(1)</script> Rewards for everybody who has ever thought about switching`

func pauseAsk(id, name, people string) *console.Confirm {
	return &console.Confirm{ID: "toggle-" + id, Ask: console.Action{Text: "Pause", Name: "Pause " + name, Small: true}, Back: "Keep it live",
		Text: ui.Phrase{Text: "Pause " + name + "? New codes stop at once. The " + people + " people in progress keep their terms and are still paid.", Strong: "Pause " + name + "?"},
		Form: toggleForm(id, "Yes, pause")}
}

func toggleForm(id, yes string) console.Form {
	return console.Form{ID: "toggle-" + id + "-form", URL: "/console/campaigns/" + id + "/toggle/", Token: token, Target: console.RegionCampaigns,
		Submit: console.Action{Text: yes, Look: console.Primary, Busy: "Saving"}}
}
