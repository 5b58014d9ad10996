package console

import "raf/components/ui"

// Violet notices ask before money moves; the other tones are those of ui.
const toneViolet ui.Tone = "violet"

// Status is a state in a sign and a word.
type Status struct {
	Sign Sign
	Text string
}

// Tag is a flag beside a state: "On hold", "Late 3 days".
type Tag struct {
	Hue  Hue
	Text string
}

// Pair is a label and its value.
type Pair struct {
	Label string
	Value string
	More  []string // further values of the same label, each in a line of its own
	Href  string   // the value leads somewhere
	Mono  string   // a seal or hash behind the value
}

// Panel is the frame around one subject of a screen; its content are the children.
type Panel struct {
	ID    string
	Title string
	Fact  string  // at the right of the title
	Link  ui.Link // instead of a fact
	Flush bool    // the content brings its own side room: tables, rows
	Class string  // for the grid of a screen
}

// Event is one line of a timeline.
type Event struct {
	Sign Sign
	Text ui.Phrase
	When string
	At   string // for machines: the datetime attribute
	Meta string
}

// Empty is what stands where nothing is: what is so, why, and one step.
type Empty struct {
	Glyph Glyph
	Title string
	Text  string
	Step  *Action
}

// Pager leads through a list by keys, never by numbers.
type Pager struct {
	Text  string // "Newest first, 50 on a page."
	Newer string // address, empty where the list begins
	Older string // address, empty where the list ends
	// Rising is a list that begins with its oldest: Older leads back in it, Newer on.
	Rising bool
}

// Change is one value in a conflict: as it was read, as it is now, as it was about to become.
type Change struct {
	Name  string
	Was   string
	Now   string
	Yours string
}

// Conflict says that somebody else was faster, who, and what they changed.
type Conflict struct {
	Text    ui.Phrase // "Sam Lund changed this at 11:31 AM. Your text is kept below. Compare, then save again."
	Changes []Change
	Link    ui.Link
}

// Problem is a page shown instead of the one asked for.
type Problem struct {
	Bar     Bar
	Title   string
	Text    string
	Step    *Action
	Request ui.Phrase // the id to quote
}

// noticeSign repeats a notice's tone in shape.
func noticeSign(t ui.Tone) Sign {
	switch t {
	case ui.Amber:
		return Sign{GlyphAlert, Amber, false}
	case ui.Red:
		return Sign{GlyphCross, Red, false}
	case ui.Green:
		return Sign{GlyphMet, Green, false}
	case toneViolet:
		return Sign{GlyphArrow, Violet, false}
	default:
		return Sign{GlyphInfo, Blue, false}
	}
}

// tag is the class of a flag.
func (t Tag) class() string {
	if t.Hue == Text {
		return "tag tag-gray"
	}
	return "tag tag-" + string(t.Hue)
}

// turn is one button of a pager.
type turn struct {
	Text string
	Href string
	Rel  string
}
