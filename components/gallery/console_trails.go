package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func ann() console.Person { return console.Person{Initials: "AV", Name: "Ann Vogel", Role: "Auditor"} }

func (d desk) trails() []ConsoleEntry {
	full, broken, never, none := trail(), trail(), trail(), trail()
	broken.Chain = console.Chain{Tone: ui.Red, Check: check(), Text: ui.Phrase{Strong: "The audit log does not hold: entry 12,004 is not what was sealed.",
		Text: "The audit log does not hold: entry 12,004 is not what was sealed. The 12,003 entries before it hold. Tell whoever runs the database, and keep a copy of it as it is. Last checked today, 6:00 AM."}}
	never.Chain = console.Chain{Tone: ui.Blue, Check: check(), Meta: "1 entry waits for its seal.",
		Text: ui.Phrase{Text: "Not checked yet. 2 entries, each sealed with the one before it.", Strong: "Not checked yet."}}
	walks := trail()
	walks.Chain = console.Chain{Tone: ui.Blue, Check: check(), Seen: 400_000, All: 1_204_882, GoesOn: true, Meta: "1 entry waits for its seal.",
		Text: ui.Phrase{Text: "Checked up to entry 400,000. Of 1,204,882 entries; all of them hold so far.", Strong: "Checked up to entry 400,000."}}
	walks.Chain.Check.Text, walks.Chain.Check.Hidden = "Go on", []console.Hidden{{Name: "go_on", Value: "1"}}
	alarmed := d.shell("Referrals", "Referrals", ann())
	alarmed.Banner = &ui.Notice{Tone: ui.Red, Link: ui.Link{Text: "See the audit log", Href: "/console/audit/"}, Text: ui.Phrase{Strong: "The audit log does not hold: entry 12004 is not what was sealed.",
		Text: "The audit log does not hold: entry 12004 is not what was sealed. Tell whoever runs the database before you go on."}}
	never.Table.Rows = never.Table.Rows[8:10]
	never.Table.Rows[0].Seal = ""
	none.Filter.Search, none.Table.Rows, none.Table.Said = "zzz", nil, "No entries"
	none.Filter.Subject, none.Filter.About = "r1", "referral 8T4K2"
	none.Filter.Origin, none.Filter.OriginTag = "5d0e"+sha[4:], "5d0e 41ab"
	none.Filter.From, none.Filter.FromError = "2026-13-40", "That is no day."
	none.Filter.Clear = ui.Link{Text: "Clear", Href: "/console/audit/"}
	long := trail()
	long.Table.Rows = long.Table.Rows[:2]
	long.Table.Rows[1].Who, long.Table.Rows[1].On.Text = "Maximiliane Wolkenstein-Rodeneck von Hohenburg", "Return to school, for whoever opens an account in autumn"
	long.Table.Rows[1].Diff = append(long.Table.Rows[1].Diff, console.DiffLine{Text: "note: " + longWord + " " + longWord})
	screen := func(name string, t console.Trail) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed("Audit log", "Audit", ann(), console.Audit(t)), Part: console.Entries(t.Table)}
	}
	one := entry()
	waiting := entry()
	waiting.Seal, waiting.Diff, waiting.Same = nil, nil, "Nothing changed, or nothing that may stand in a log."
	waiting.Waiting = "This entry waits for its seal. A job gives it one within half a minute."
	return []ConsoleEntry{
		screen("audit", full), screen("audit-broken", broken), screen("audit-never-checked", never), screen("audit-none-found", none), screen("audit-long", long),
		screen("audit-walks", walks), {Name: "audit-alarm", Page: inside(console.Page(alarmed), console.Audit(full))},
		{Name: "audit-entry", Page: d.framed(one.Title, "Audit", ann(), console.Entry(one))},
		{Name: "audit-entry-waits", Page: d.framed(waiting.Title, "Audit", ann(), console.Entry(waiting))},
	}
}

const longWord = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"

func check() console.Action {
	return console.Action{ID: "verify", Text: "Check now", Busy: "Checking", URL: "/console/audit/verify", Token: token, Target: "chain", Small: true}
}

func trail() console.Trail {
	return console.Trail{
		Bar: console.Bar{Title: "Audit log", Actions: []console.Action{
			{ID: "export", Text: "Export for an examiner", Glyph: console.GlyphExport, URL: "/console/audit/export", Token: token}}},
		Chain: console.Chain{Tone: ui.Green, Check: check(), Text: ui.Phrase{Strong: "Nothing has been altered.",
			Text: "Nothing has been altered. 18,442 entries, each sealed with the one before it. Last checked today, 6:00 AM."}},
		Filter: console.TrailFilter{URL: "/console/audit/", Fragment: "/console/audit/rows/",
			Whos: []console.Option{{Value: "", Text: "Everyone"}, {Value: "staff", Text: "All staff"}, {Value: "member", Text: "Members"}, {Value: "system", Text: "System"},
				{Value: "s1", Text: "Chris Reyes"}, {Value: "s2", Text: "Maya Ortiz"}},
			Whats: []console.Option{{Value: "", Text: "All actions"}, {Value: "referral.", Text: "Referrals"}, {Value: "staff.", Text: "Staff"}},
			Ons:   []console.Option{{Value: "", Text: "All subjects"}, {Value: "referral", Text: "Referrals"}, {Value: "payment", Text: "Payments"}, {Value: "settings", Text: "Settings"}}},
		Table: console.TrailTable{URL: "/console/audit/", Zone: "CST", Rows: trailRows(), Said: "14 entries on this page",
			Empty: console.Empty{Glyph: console.GlyphList, Title: "No entries match", Text: "Nothing fits all of the filters above.",
				Step: &console.Action{Text: "Clear filters", Href: "/console/audit/"}},
			Pager: console.Pager{Text: "Newest first. Entries are kept for 7 years.", Older: "/console/audit/?cursor=o.k1"}},
	}
}

func trailRows() []console.TrailRow {
	row := func(id, when, who, role, what, on, detail, seal string) console.TrailRow {
		return console.TrailRow{ID: id, Href: "/console/audit/" + id + "/", When: when, Who: who, Role: role, WhoHref: "/console/audit/?who=" + id, What: what,
			On: ui.Link{Text: on, Href: "/console/referrals/" + id + "/"}, Detail: detail, Seal: seal}
	}
	gone, now := func(text string) console.DiffLine { return console.DiffLine{Gone: true, Text: text} }, func(text string) console.DiffLine { return console.DiffLine{Text: text} }
	out := []console.TrailRow{
		row("e1", "Dec 2, 11:36:08", "Chris Reyes", "Payout checker", "Put on hold", "8T4K2", "kind: staff", "c81e 0f5a"),
		row("e2", "Dec 2, 11:20:41", "Maya Ortiz", "Payout maker", "Approved for payment", "8T4K2", "", "9f2c 41ab"),
		row("e3", "Dec 2, 10:58:13", "Jo Park", "Campaign editor", "Saved draft", "New Year 2027", "", "77d0 b3e9"),
		row("e4", "Dec 2, 10:42:19", "Devon K.", "Member", "Signed in", "Devon K.", "", "51aa 6c02"),
		row("e5", "Dec 2, 09:14:55", "Jo Park", "Campaign editor", "Cleared hold", "8SR1T", "", "e20b 98f4"),
		row("e6", "Dec 2, 08:31:02", "Ann Vogel", "Auditor", "Exported", "Audit log", "rows: 4118", "0c7d 33b1"),
		row("e7", "Dec 2, 06:00:00", "Ann Vogel", "Auditor", "Checked the chain", "Audit log", "Intact, 18,442 entries", "a94f 12de"),
		row("e8", "Dec 1, 17:03:26", "System", "", "Paid in full", "8SP9J", "", "6d10 c2f8"),
		row("e9", "Dec 1, 16:22:40", "Chris Reyes", "Payout checker", "Approved a request", "8SP9J", "payload: 9f2c 41ab", "2be6 f077"),
		row("e10", "Dec 1, 16:20:11", "System", "", "Sign-in refused", "Signin 4C2A71", "reason: nonce", "b1c3 5a90"),
	}
	out[1].Diff = []console.DiffLine{gone("state: eligible"), now("state: approved")}
	out[2].Diff = []console.DiffLine{gone("friend reward: $75.00"), now("friend reward: $100.00")}
	out[7].Diff = []console.DiffLine{gone("state: approved"), now("state: paid")}
	out[7].WhoHref, out[9].WhoHref, out[9].Refused = "", "", true
	return out
}

const sha = "9f2c41ab77d0b3e951aa6c02e20b98f40c7d33b1a94f12de6d10c2f82be6f077"

func entry() console.TrailEntry {
	return console.TrailEntry{Title: "Approved for payment",
		Bar: console.Bar{Crumbs: []ui.Link{{Text: "Audit log", Href: "/console/audit/"}, {Text: "Dec 2, 11:20:41"}}},
		Pairs: []console.Pair{{Label: "When", Value: "December 2, 2026, 11:20:41 CST"}, {Label: "Who", Value: "Maya Ortiz, payout maker"},
			{Label: "On", Value: "8T4K2", Href: "/console/referrals/8T4K2/"}, {Label: "Action", Mono: "referral.approve"}, {Label: "As", Value: "The second person"},
			{Label: "Came from", Value: "Address 5d0e 41ab", Href: "/console/audit/?origin=5d0e"}},
		Diff: []console.DiffLine{{Gone: true, Text: "state: eligible"}, {Text: "state: approved"}, {Text: "total: $100.00"}},
		Seal: []console.Pair{{Label: "Place", Value: "18,441"}, {Label: "Hash", Mono: sha}, {Label: "Hash of the entry before", Mono: sha}},
	}
}
