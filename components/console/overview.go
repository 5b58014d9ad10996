package console

import "raf/components/ui"

// Overview is the first screen: late money, then what waits for this person, then counts, then plots.
type Overview struct {
	URL     string // of the page that shows exactly this, for the address bar
	Said    string // "Autumn 2026", announced after narrowing
	Bar     Bar
	Choice  Narrowing
	Start   *Empty // instead of everything else, where nothing has begun
	Tasks   []Task
	Counts  []Tally
	Owed    OwedMoney
	Budgets Budgets
	Funnel  Funnel
	Trend   Trend
}

// Narrowing is the choice in the title bar of what a screen shows. It works by its button where scripts do not run.
type Narrowing struct {
	URL     string // of the page, which also answers the fragment
	Target  string // id of the screen's root
	Label   string
	Name    string
	Value   string
	Options []Option
}

// Task is one link of the strip that says what must be looked at first.
type Task struct {
	Sign Sign
	Text string // "14 rewards are late"
	Meta string
	Href string
}

// Tally is one of the counts, and leads to what was counted.
type Tally struct {
	Label string
	Sign  *Sign
	Value string
	Meta  string
	Href  string // empty where there is no list of it
}

// OwedMoney is what is owed and not paid, by its age.
type OwedMoney struct {
	Panel  Panel
	Amount string
	Text   string
	Said   string // the bar in words
	Ages   []Age
	Empty  string // instead of it all, where nothing is owed
}

// Age is one age of what is owed.
type Age struct {
	Label  string
	Part   Part
	Count  string
	Amount string
	Hue    Hue // of the amount
	Href   string
}

// Part is one coloured part of a bar.
type Part struct {
	Ink   Ink
	Value int64
}

// Ink is the colour of a part of a plot, by what it stands for.
type Ink string

// The inks.
const (
	InkGray   Ink = "gray"
	InkBlue   Ink = "blue"
	InkViolet Ink = "violet"
	InkAmber  Ink = "amber"
	InkRed    Ink = "red"
	InkStrong Ink = "strong" // done: money that is gone
	InkTrack  Ink = "track"  // nothing yet: what is left
)

// Budgets is the money of the running campaigns.
type Budgets struct {
	Panel Panel
	List  []Budget
	Empty *Empty
}

// Budget is the money of one campaign.
type Budget struct {
	Name  string
	Href  string
	Tags  []Tag
	Left  ui.Phrase // "$8,100.00 left of $65,000.00"
	Said  string    // the bar in words; empty for a campaign without a budget, which has no bar
	Parts []Share
	Text  ui.Phrase
}

// Share is a part with its name and value.
type Share struct {
	Part  Part
	Label string
	Value string
}

// Funnel is how far people came.
type Funnel struct {
	Panel Panel
	Steps []FunnelStep
	Note  ui.Phrase
}

// FunnelStep is one step.
type FunnelStep struct {
	Label string
	N     int64
	Value string
	Rate  string // of the step before
	Href  string
}

// Trend is what happened week by week, as a plot and as a table.
type Trend struct {
	Panel  Panel
	Bars   string // what the bars count
	Line   string // what the line counts
	Said   string // the plot in a sentence
	Points []TrendPoint
	Empty  string // instead of the plot, where nothing has happened
}

// TrendPoint is one week. The last one is under way.
type TrendPoint struct {
	Tick string // under the axis, empty for most
	Name string // in the table
	Bar  int64
	Line int64
}

// empty says that nothing happened in any week.
func (t Trend) empty() bool {
	for _, p := range t.Points {
		if p.Bar > 0 || p.Line > 0 {
			return false
		}
	}
	return true
}
