package console

import (
	"strconv"

	"raf/components/ui"
)

// Trail is the screen with the audit log.
type Trail struct {
	Bar    Bar
	Chain  Chain
	Filter TrailFilter
	Table  TrailTable
}

// Chain says whether the log holds: what must be seen first.
type Chain struct {
	Tone  ui.Tone // green holds, red is broken, blue was never walked
	Text  ui.Phrase
	Meta  string // what waits for its seal
	Check Action
	// A walk that is under way: how many entries it has seen, of how many.
	Seen, All int64
	// GoesOn sends Check by itself: the next part of the walk. An answer without it ends the walk.
	GoesOn bool
}

// walkID is another one at each part of a walk, so that what goes on by itself is a new element each time.
func (c Chain) walkID() string { return "walk-" + strconv.FormatInt(c.Seen, 10) }

// TrailFilter is the GET form above the log.
type TrailFilter struct {
	URL       string // of the page
	Fragment  string // of the table alone
	Search    string
	Who       string // the chosen one's value
	Whos      []Option
	What      string
	Whats     []Option
	On        string
	Ons       []Option
	From      string // yyyy-mm-dd
	To        string
	FromError string
	ToError   string
	Subject   string // the one thing that the log is narrowed to, empty for all
	About     string // what it is called: "referral 8T4K2"
	Origin    string // the one address that the log is narrowed to, as its tag
	OriginTag string // the beginning of it
	Clear     ui.Link
}

// TrailTable is the log itself: the part of the screen that searching replaces.
type TrailTable struct {
	URL   string // of the page that shows exactly this
	Zone  string // of the times
	Rows  []TrailRow
	Empty Empty
	Pager Pager
	Said  string // "50 entries on this page", announced after a search
}

// TrailRow is one entry.
type TrailRow struct {
	ID      string
	Href    string // the entry whole
	When    string
	Who     string
	Role    string
	WhoHref string // the log of this person
	What    string
	Refused bool // something was tried and not let happen
	On      ui.Link
	Detail  string
	Diff    []DiffLine
	Seal    string // empty while it waits
}

// DiffLine is one value before or after.
type DiffLine struct {
	Gone bool // before; else after
	Text string
}

// TrailEntry is one entry whole.
type TrailEntry struct {
	Bar     Bar
	Title   string
	Pairs   []Pair
	Diff    []DiffLine
	Same    string // instead of a diff: nothing is known to have changed
	Seal    []Pair // place and hashes
	Waiting string // instead of a seal
}

// table makes the generic table of the rows.
func (t TrailTable) table() Table {
	out := Table{Label: "Audit log", Top: true, Columns: []Column{
		{Text: "When (" + t.Zone + ")", Slot: Slot1R}, {Text: "Who", Slot: Slot2L}, {Text: "What", Slot: Slot1L}, {Text: "On", Slot: Slot2R},
		{Text: "Detail", Slot: Slot3L, Wide: true}, {Text: "Seal"},
	}}
	for _, r := range t.Rows {
		what := Cell{Text: r.What}
		if r.Refused {
			what.Hue, what.Strong = Red, true
		}
		seal := Cell{Text: r.Seal, Href: r.Href, Mono: true}
		if r.Seal == "" {
			seal.Text, seal.Mono, seal.Hue = "Waits", false, Gray
		}
		out.Rows = append(out.Rows, Row{ID: "row-" + r.ID, Cells: []Cell{
			{Text: r.When}, {Text: r.Who, Href: r.WhoHref, Behind: r.Role}, what, {Text: r.On.Text, Href: r.On.Href, Link: true},
			{Text: r.Detail, Diff: r.Diff}, seal,
		}})
	}
	return out
}

func (f TrailFilter) choices() []Field {
	return []Field{{ID: "who", Name: "who", Label: "Who", Kind: KindSelect, Options: f.Whos, Value: f.Who},
		{ID: "what", Name: "what", Label: "What", Kind: KindSelect, Options: f.Whats, Value: f.What},
		{ID: "on", Name: "on", Label: "On", Kind: KindSelect, Options: f.Ons, Value: f.On}}
}

func (f TrailFilter) dates() []Field {
	return []Field{{ID: "from", Name: "from", Label: "From", Kind: KindDate, Value: f.From, Error: f.FromError},
		{ID: "to", Name: "to", Label: "To", Kind: KindDate, Value: f.To, Error: f.ToError}}
}

// sign is before or after, in a sign that does not need its colour.
func (l DiffLine) sign() string {
	if l.Gone {
		return "−"
	}
	return "+"
}

// said is the sign for readers.
func (l DiffLine) said() string {
	if l.Gone {
		return "before: "
	}
	return "after: "
}
