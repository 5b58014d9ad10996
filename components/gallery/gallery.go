package gallery

import (
	"time"

	"github.com/a-h/templ"

	"raf/components/page"
	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
)

// Assets are the addresses of style sheets and scripts: the goldens take fixed names, the screenshots real files.
type Assets struct {
	Tile    []string
	Page    []string
	Scripts []string
}

// Entry is one named state.
type Entry struct {
	Name string     // unique; file name of its golden
	Tile tile.State // nil for whole pages
	Page templ.Component
}

// Entries lists every state in English, then every one in Spanish.
func Entries(assets Assets) []Entry {
	var out []Entry
	for _, w := range []words.Words{words.English(), words.Spanish()} {
		s := scene{w: w, assets: assets, zone: time.FixedZone("CST", -6*60*60)}
		for _, named := range s.tiles() {
			state := named.state
			out = append(out, Entry{
				Name: "tile-" + named.name + "-" + w.Lang,
				Tile: state,
				Page: tile.Page(tile.Frame{Document: s.document("tile", assets.Tile)}, state),
			})
		}
		for _, named := range s.pages() {
			out = append(out, Entry{Name: "page-" + named.name + "-" + w.Lang, Page: named.page})
		}
	}
	return out
}

// scene is one language's set of facts that all entries share.
type scene struct {
	w      words.Words
	assets Assets
	zone   *time.Location
}

type namedState struct {
	name  string
	state tile.State
}

type namedPage struct {
	name string
	page templ.Component
}

const (
	fi      = "Garden"
	fiLong  = "Garden Credit Union"
	phone   = "(555) 010-0142"
	code    = "K7PM-3QXD"
	link    = "https://garden.example/r/K7PM3QXD"
	shown   = "garden.example/r/K7PM3QXD"
	request = "7F2K-91QC"
	token   = "form-token"
	fifty   = 5000
)

func (s scene) now() time.Time { return time.Date(2026, 12, 2, 10, 42, 0, 0, s.zone) }

func (s scene) day(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, s.zone)
}

func (s scene) on(month time.Month, day int) string { return s.w.Day(s.day(month, day), s.zone) }

func (s scene) dollars(minor int64) string { return s.w.Money(minor, "USD") }

func (s scene) document(class string, styles []string) ui.Document {
	return ui.Document{
		Lang:    s.w.Lang,
		Title:   s.w.Common.PageTitle(fi),
		Class:   class,
		Styles:  styles,
		Scripts: s.assets.Scripts,
		Host:    "https://garden.example",
		Failed:  s.w.Common.Failed,
	}
}

func (s scene) site() page.Site {
	return page.Site{
		Document: s.document("page", s.assets.Page),
		Name:     fiLong,
		Language: ui.Link{Text: s.w.Common.OtherLanguage, Href: "?lang=" + s.w.Common.OtherLang},
		LangCode: s.w.Common.OtherLang,
		Contact: []ui.Link{{Text: phone, Href: "tel:5550100142"}, {Text: "help@garden.example", Href: "mailto:help@garden.example"},
			{Text: s.w.Contact.Help, Href: "https://garden.example/help", Top: true}},
		Foot: []string{"Garden Credit Union, 100 Orchard Way, Des Moines, IA 50309"},
	}
}

func (s scene) invite() ui.Link { return ui.Link{Text: s.w.Common.InviteFriend, Href: "share"} }

func (s scene) invitations() ui.Link {
	return ui.Link{Text: s.w.Inviter.Invitations, Href: "../dashboard/", Top: true}
}

func (s scene) haveCode() ui.Link { return ui.Link{Text: s.w.Common.HaveCode, Href: "?screen=code"} }

func (s scene) howItWorks() ui.Link { return ui.Link{Text: s.w.Common.HowItWorks, Href: "?screen=how"} }

func (s scene) back() ui.Link { return ui.Link{Text: s.w.Common.Back, Href: "./"} }
