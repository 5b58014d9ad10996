package console

import "raf/components/ui"

// Shell is what stands around every screen.
type Shell struct {
	ui.Document
	Name    string // the institution
	Logo    *ui.Picture
	Sub     string // "Refer a friend"
	Home    string
	Nav     Nav
	Person  Person
	SignOut Action
	Banner  *ui.Notice // above everything: an operator is looking on, the trail is broken
	Over    Over
}

// Over is what is said when the session has ended under an open page.
type Over struct {
	Alive string // an address that answers whoever is signed in
	Text  ui.Phrase
	Door  ui.Link
}

// Nav is the list of places.
type Nav struct {
	URL   string // of this part alone, asked when the counts changed; empty where scripts need not know
	Event string // name of the event that says so
	Items []Place
}

// Place is one entry of the navigation.
type Place struct {
	Text    string
	Href    string
	Glyph   Glyph
	Count   string // "1,284", "2 live"
	Waits   bool   // the count waits for this person
	Current bool
}

// Person is who is signed in.
type Person struct {
	Initials string
	Name     string
	Role     string
	Href     string // own account, empty for none
}

// Room is the part of a screen under its title bar.
type Room struct {
	Class string
}

// Bar is the head of a screen: where one is, and what can be done.
type Bar struct {
	Title   string    // the page's heading; left empty where the content has its own, under crumbs
	Status  *Status   // beside the heading
	Crumbs  []ui.Link // the way here; the last one without Href
	Meta    string
	Actions []Action
	Notices []ui.Notice // what just happened
}
