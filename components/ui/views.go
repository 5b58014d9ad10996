package ui

import "strings"

// Document is what every whole page needs in its head. All addresses are relative or of this origin.
type Document struct {
	Lang    string   // BCP 47, for the html element
	Title   string   // of the browser tab; also what screen readers say first
	Class   string   // of the body: "tile" or "page"
	Styles  []string // style sheets in the order of the cascade, the tenant's colours last
	Scripts []string // deferred, in order
	Host    string   // origin of the bank's dashboard that the bridge may talk to, empty for none
	Icon    string   // of the browser tab
	Failed  string   // what is said when a request of the page got no answer
	Back    string   // what is said when somebody signed in again beside the page; empty where that can't be
}

// Link is a place to go. One without Href is not rendered.
type Link struct {
	Text string
	Href string
	Top  bool // leave the frame: the bank's own pages refuse to be framed
	Look Look // left empty by callers: the component that renders the link knows its place
}

// Picture is a logo.
type Picture struct {
	Src, Alt      string
	Width, Height int
}

// Wide reports a picture that holds the name itself and so stands in its place; any other stands beside the name.
func (p Picture) Wide() bool { return p.Width >= 2*p.Height }

// As is the link with another look.
func (l Link) As(look Look) Link {
	l.Look = look
	return l
}

// Look is how a link or button is dressed.
type Look string

// The looks. A view has one fill at most: the one loud thing of its screen.
const (
	InText Look = ""
	Fill   Look = "fill"
	Line   Look = "line"
	Quiet  Look = "quiet"
)

func (l Look) class() string {
	if l == InText {
		return "in-text"
	}
	return "button button-" + string(l)
}

// Action is a button that changes something: a form of its own, so that it works without scripts and is never a GET.
type Action struct {
	Text  string
	URL   string
	Token string
}

// Phrase is a sentence of which one part may be strong.
type Phrase struct {
	Text   string
	Strong string // a part of Text, word for word; empty for none
}

// Plain is a phrase without a strong part.
func Plain(text string) Phrase { return Phrase{Text: text} }

// split cuts the phrase around its strong part.
func (p Phrase) split() (before, strong, after string) {
	if p.Strong == "" {
		return p.Text, "", ""
	}
	before, after, found := strings.Cut(p.Text, p.Strong)
	if !found {
		return p.Text, "", ""
	}
	return before, p.Strong, after
}

// Tone is what kind of news a notice brings.
type Tone string

// The tones: amber waits or is stale, red failed, blue tells, green is done.
const (
	Amber Tone = "amber"
	Red   Tone = "red"
	Blue  Tone = "blue"
	Green Tone = "green"
)

// glyph is the sign that repeats the tone in shape, because hue alone is not enough.
func (t Tone) glyph() Glyph {
	switch t {
	case Amber:
		return GlyphClock
	case Red:
		return GlyphAlert
	case Green:
		return GlyphTick
	default:
		return GlyphInfo
	}
}

// Notice is one message above the content: a strong first clause, what to do, at most one link.
type Notice struct {
	Tone Tone
	Text Phrase
	Link Link
}

// Coin is one person's share of the offer.
type Coin struct {
	Label  string
	Amount string
}

// Offer is what both sides get.
type Offer struct {
	Mine   Coin
	Theirs Coin
}

// long says that the amount needs the smaller size to fit its coin.
func (c Coin) long() bool { return len([]rune(c.Amount)) > 4 }

// maxPips is the longest count that is drawn as single pips; a longer one is a plain bar.
const maxPips = 12

// Bar is how far something has come. Counts up to twelve are pips (a gap is a thing to do), all else is continuous.
type Bar struct {
	Label string // what is measured, for those who do not see the bar
	Text  string // the value in words, "3 of 5"
	Value int64
	Max   int64
	Count bool // Value and Max count things
}

func (b Bar) pips() bool { return b.Count && b.Max > 0 && b.Max <= maxPips }

func (b Bar) full() bool { return b.Max > 0 && b.Value >= b.Max }

// value keeps the drawn part inside the bar; the words beside it say the true figure.
func (b Bar) value() int64 { return min(max(b.Value, 0), b.Max) }

// Copy is a button that puts Value on the clipboard. It shows itself only when scripts run.
type Copy struct {
	Text   string // "Copy"
	Done   string // "Copied"
	Failed string // what to press when the browser refuses
	Value  string
	From   string // id of the element that shows Value, selected when the clipboard is refused
	Look   Look
}

// Count is one figure with its label.
type Count struct {
	Value string
	Label string
}

// StepState says where a step of a sequence stands.
type StepState string

// The states of a step.
const (
	StepDone StepState = "done"
	StepNow  StepState = "now"
	StepNext StepState = "next"
)

// Step is one line of "what happens next".
type Step struct {
	State StepState
	Said  string // the state in a word, for those who do not see the glyph
	Text  string
	When  string
}

func (s Step) glyph() Glyph {
	switch s.State {
	case StepDone:
		return GlyphMet
	case StepNow:
		return GlyphHalf
	default:
		return GlyphRing
	}
}

// Passage is a titled piece of running text.
type Passage struct {
	Title string
	Text  []string // one per paragraph
}

// FieldToken is the name of the hidden field that ties a form to the session it was shown in.
const FieldToken = "form_token"
