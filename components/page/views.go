package page

import "raf/components/ui"

// Site is the institution's frame around a page.
type Site struct {
	ui.Document
	Logo     *ui.Picture // instead of our sign
	Name     string      // the institution, as its members call it
	Back     ui.Link     // to the bank's dashboard
	Language ui.Link     // the same page in the other language
	LangCode string      // the tag of that other language
	SignOut  *ui.Action
	Contact  []ui.Link // how to reach the institution
	Foot     []string  // address, insurance: what the institution must print
}

// Member is the expanded page: the tile with more room, and what explains it.
type Member struct {
	Site
	Aside []Aside
}

// Aside is one block beside the tile: steps, running text, a link, or all of them.
type Aside struct {
	Title string
	Steps []ui.Step
	Text  []string
	Link  ui.Link
}

// Landing is the page that a friend opens from an invitation.
type Landing struct {
	Site
	Eyebrow   string // "Avery invited you"
	Title     string
	Lead      string
	Offer     *ui.Offer // nil for a code that is not known: then nothing is promised
	CodeLabel string
	Code      string
	Copy      ui.Copy
	Open      ui.Link
	Member    ui.Link
	Small     string
	TodoTitle string
	Todos     []Todo
	Details   string // heading
	Facts     []Fact
}

// Todo is one requirement as a card.
type Todo struct {
	Number string
	Title  string
	Pips   int64 // how many things to do, 0 for an amount
	Text   string
}

// bar is the empty bar of a requirement that nobody has begun.
func (t Todo) bar() ui.Bar {
	return ui.Bar{Label: t.Title, Value: 0, Max: max(t.Pips, 1), Count: t.Pips > 1}
}

// Fact is a question and its answer.
type Fact struct {
	Term string
	Text string
}

// Terms is the text of an offer on a page of its own.
type Terms struct {
	Site
	Title    string
	Meta     string
	Passages []ui.Passage
}

// Problem is the page shown instead of the one that was asked for: what is so, what to do, and the request's id to
// quote. It is small enough to be read inside the card's frame, too.
type Problem struct {
	Site
	Title   string
	Lead    string
	Go      ui.Link
	Request ui.Phrase // "If you call us, say request 7F2K-91QC.", the id strong
}
