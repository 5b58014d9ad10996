package gallery

import (
	"github.com/a-h/templ"

	"raf/components/console"
	"raf/components/ui"
)

// ConsoleEntry is one named screen of the console.
type ConsoleEntry struct {
	Name string // unique; file name of its golden
	Page templ.Component
	Part templ.Component // what its fragment's URL answers; nil for none
}

// ConsoleAssets are the addresses of the console's files.
type ConsoleAssets struct {
	Styles  []string
	Scripts []string
	Tile    []string // of the tile's preview
}

// desk is what all entries of the console share.
type desk struct{ assets ConsoleAssets }

// ConsoleEntries lists every screen of the console in the states that matter.
func ConsoleEntries(assets ConsoleAssets) []ConsoleEntry {
	d := desk{assets}
	var out []ConsoleEntry
	for _, some := range [][]ConsoleEntry{d.doors(), d.overviews(), d.lists(), d.proposals(), d.referrals(), d.campaigns(), d.editors(), d.inboxes(), d.attached(), d.trails(), d.people(), d.settings(), d.moments(), d.parts()} {
		out = append(out, some...)
	}
	return out
}

func (d desk) document(class, title string) ui.Document {
	return ui.Document{
		Lang: "en", Title: title + " · Garden Credit Union", Class: class,
		Styles: d.assets.Styles, Scripts: d.assets.Scripts,
		Failed: "That did not reach us. Nothing was changed; try again.",
	}
}

func maya() console.Person {
	return console.Person{Initials: "MO", Name: "Maya Ortiz", Role: "Payout maker"}
}

func chris() console.Person {
	return console.Person{Initials: "CR", Name: "Chris Reyes", Role: "Payout checker"}
}

func (d desk) shell(title, place string, who console.Person) console.Shell {
	places := []console.Place{
		{Text: "Overview", Href: "/console/", Glyph: console.GlyphGrid},
		{Text: "Referrals", Href: "/console/referrals/", Glyph: console.GlyphCoins, Count: "1,284"},
		{Text: "Campaigns", Href: "/console/campaigns/", Glyph: console.GlyphFlag, Count: "2 live"},
		{Text: "Approvals", Href: "/console/approvals/", Glyph: console.GlyphInbox, Count: "3", Waits: true},
		{Text: "Audit", Href: "/console/audit/", Glyph: console.GlyphList},
		{Text: "Staff", Href: "/console/staff/", Glyph: console.GlyphPerson},
		{Text: "Settings", Href: "/console/settings/", Glyph: console.GlyphSettings},
	}
	for i := range places {
		places[i].Current = places[i].Text == place
	}
	return console.Shell{
		Document: d.document("console", title),
		Name:     fiLong, Sub: "Refer a friend", Home: "/console/",
		Nav:    console.Nav{URL: "/console/places", Event: "approvals-changed", Items: places},
		Person: who, SignOut: console.Action{Text: "Sign out", URL: "/console/signout", Token: token},
	}
}

// framed puts a screen into the shell, as a handler does.
func (d desk) framed(title, place string, who console.Person, screen templ.Component) templ.Component {
	return inside(console.Page(d.shell(title, place, who)), screen)
}
