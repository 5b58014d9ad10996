package gallery

import (
	"strings"

	"raf/components/console"
	"raf/components/ui"
)

func (d desk) people() []ConsoleEntry {
	full := roster()
	auditor, invited, refused := roster(), roster(), roster()
	auditor.Invite, auditor.Looks = nil, nil
	invited.Link = oneTime()
	refused.Invite.Open, refused.Invite.Form.Error = true, "Nobody else here could agree to that: there is no other checker or administrator. Whoever runs the server can do it with raf staff add."
	refused.Invite.Form.Fields[1].Value, refused.Invite.Form.Fields[1].Error = "maya", "Write a work e-mail, such as maya@bank.example."
	entry := func(name string, p console.People) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed("Staff", "Staff", dana(), console.Roster(p))}
	}
	person := func(name string, p console.PersonPage) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed(p.Bar.Title, "Staff", dana(), console.Colleague(p))}
	}
	looking := d.shell("Referrals", "Referrals", console.Person{Initials: "OP", Name: "Ola Platform", Role: "Platform, looking on"})
	looking.Banner = &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Text: "You are looking at Garden Credit Union until today, 1:40 PM, read-only. Its people see that you do, and why.", Strong: "until today, 1:40 PM"}}
	conflict, reset, waits := colleague(), colleague(), colleague()
	conflict.Conflict = &console.Conflict{Text: ui.Phrase{Text: "Sam Lund changed this today, 11:31 AM. Nothing was changed by you; look at it again, then decide.", Strong: "Sam Lund"},
		Changes: []console.Change{{Name: "Role", Was: "Viewer", Now: "Campaign editor", Yours: "Support"}}}
	reset.Link = oneTime()
	waits.Waits = &ui.Notice{Tone: console.ToneMoney, Text: ui.Plain("Dana Fox asked that Maya Ortiz become payout maker. A second person decides."), Link: ui.Link{Text: "To the approvals", Href: "/console/approvals/"}}
	waits.Role, waits.Member, waits.Asks, waits.Denied = nil, nil, nil, "An administrator can change this."
	return []ConsoleEntry{entry("staff", full), entry("staff-auditor", auditor), entry("staff-invited", invited), entry("staff-refused", refused),
		person("staff-person", colleague()), person("staff-person-conflict", conflict), person("staff-person-link", reset), person("staff-person-waits", waits),
		{Name: "operator-looks", Page: inside(console.Page(looking), console.Referrals(list()))}}
}

func dana() console.Person {
	return console.Person{Initials: "DF", Name: "Dana Fox", Role: "Administrator"}
}

func oneTime() *console.OneTime {
	link := "https://rewards.garden.example/console/enrol/" + strings.Repeat("k7Pm3Qx", 6) + "e/"
	return &console.OneTime{Title: "The one-time link of Maya Ortiz", URL: link,
		Text: "Good for 72 hours. Hand it to Maya Ortiz on a way that nobody else reads: whoever opens it becomes them. It is shown only now.",
		Copy: ui.Copy{Text: "Copy the link", Done: "Copied", Failed: "Press Ctrl C", Value: link, From: "one-time", Look: ui.Line}}
}

func roles() []console.Option {
	return []console.Option{{Value: "viewer", Text: "Viewer"}, {Value: "support", Text: "Support"}, {Value: "maker", Text: "Payout maker"}, {Value: "checker", Text: "Payout checker"}, {Value: "admin", Text: "Administrator"}}
}

const twoPeople = "Every role but viewer and auditor waits for a second person; until then the person is a viewer."

func roster() console.People {
	row := func(id, name, behind, role, status, word, seen, second, mail string, tags ...console.Tag) console.Row {
		return console.Row{ID: "person-" + id, Dim: status == "disabled", Cells: []console.Cell{{Text: name, Behind: behind, Href: "/console/staff/" + id + "/", Strong: true},
			{Text: role, Tags: tags}, {Status: &console.Status{Sign: console.PersonSign(status), Text: word}}, {Text: seen}, {Text: second}, {Text: mail}}}
	}
	return console.People{Bar: console.Bar{Title: "Staff", Meta: "7 people"}, Foot: "Nobody releases what they asked for, whatever their role. Each change stands in the audit log.",
		Looks: []ui.Notice{{Tone: ui.Amber, Text: ui.Phrase{Text: "Ola Platform of the platform is looking on until today, 1:40 PM, read-only: Ticket 12, a check that fails for one member", Strong: "Ola Platform"},
			Link: ui.Link{Text: "End it", Href: "/console/staff/p7/"}}},
		Invite: &console.Disclosure{ID: "invite", Text: "Invite somebody", Look: console.Primary, Glyph: console.GlyphPlus, Form: console.Form{ID: "invite-form", URL: "/console/staff/", Token: token,
			Fields: []console.Field{{Name: "name", Label: "Name", Kind: console.KindText, Required: true, Half: true, Max: 80}, {Name: "email", Label: "Work e-mail", Kind: console.KindEmail, Required: true, Half: true},
				{Name: "role", Label: "Role", Kind: console.KindSelect, Options: roles(), Hint: twoPeople}},
			Submit: console.Action{Text: "Invite and show the link", Look: console.Primary}}},
		Table: console.Table{Label: "Staff", Columns: []console.Column{{Text: "Name", Slot: console.Slot1L, Wide: true}, {Text: "Role", Slot: console.Slot2L}, {Text: "Status", Slot: console.Slot1R},
			{Text: "Last seen", Slot: console.Slot2R}, {Text: "Second factor", Slot: console.Slot3L}, {Text: "E-mail"}},
			Rows: []console.Row{
				row("p1", "Chris Reyes", "", "Payout checker", "active", "Active", "Today, 11:38 AM", "App", "chris.reyes@garden.example"),
				row("p2", "Dana Fox", "you", "Administrator", "active", "Active", "Today, 11:42 AM", "App", "dana.fox@garden.example"),
				row("p3", "Lee Sato", "", "Campaign editor", "active", "Active", "Nov 30, 4:05 PM", "App", "lee.sato@garden.example"),
				row("p4", "Maya Ortiz", "", "Viewer", "invited", "Invited", "Never", "None yet", "maya.ortiz@garden.example", console.Tag{Hue: console.Violet, Text: "Asked: payout maker"}),
				row("p5", "Maximiliana-Josephine Featherstonehaugh-Cholmondeley", "", "Support", "active", "Active", "Dec 1, 9:12 AM", "App", "maximiliana-josephine.featherstonehaugh-cholmondeley@garden.example"),
				row("p6", "Sam Lund", "", "Payout maker", "disabled", "Disabled", "Oct 4, 8:20 AM", "App", "sam.lund@garden.example"),
				row("p7", "Ola Platform", "", "Platform, looking on", "active", "Active", "Today, 11:40 AM", "App", "ola@platform.example"),
			}}}
}

func colleague() console.PersonPage {
	form := func(what, text string, look console.Look) console.Form {
		return console.Form{ID: what + "-form", URL: "/console/staff/p3/" + what, Token: token, Hidden: []console.Hidden{{Name: "version", Value: "3"}}, Submit: console.Action{Text: text, Look: look}}
	}
	ask := func(what, button, then string, look console.Look) console.Confirm {
		return console.Confirm{ID: "ask-" + what, Ask: console.Action{Text: button, Look: look}, Text: ui.Phrase{Text: button + "? " + then, Strong: button + "?"}, Form: form(what, "Yes", look)}
	}
	role := form("role", "Change role", console.Primary)
	member := form("member", "Record", console.Secondary)
	member.Fields = []console.Field{{Name: "member_ref", Label: "Their own member number", Kind: console.KindText, Hint: "So that they act on no referral of their own. Write “none” if they have no account here."}}
	role.Fields = []console.Field{{Name: "role", Label: "Role", Kind: console.KindSelect, Value: "viewer", Options: roles(), Hint: twoPeople}}
	disable := ask("disable", "Disable Lee Sato", "All sessions end at once, also in the middle of something, and signing in is over.", console.Danger)
	disable.Open = true
	return console.PersonPage{Bar: console.Bar{Title: "Lee Sato", Status: &console.Status{Sign: console.PersonSign("active"), Text: "Active"}, Crumbs: []ui.Link{{Text: "Staff", Href: "/console/staff/"}}},
		Facts: []console.Pair{{Label: "E-mail", Value: "lee.sato@garden.example"}, {Label: "Own member number", Value: "Not told: nobody can see whether a referral is their own"}, {Label: "Role", Value: "Campaign editor"}, {Label: "Last seen", Value: "Nov 30, 4:05 PM"},
			{Label: "Second factor", Value: "Authenticator app"}, {Label: "Last changed", Value: "Today, 11:31 AM, by Sam Lund"}},
		Role: &role, Member: &member, Asks: []console.Confirm{ask("link", "Make a new link for Lee Sato", "Lee Sato is signed out, and password and authenticator app are gone.", console.Secondary),
			ask("end", "Sign Lee Sato out everywhere", "All sessions end at once.", console.Secondary), disable}}
}
