package console

import (
	"strconv"

	"raf/components/ui"
)

// RegionCampaigns is the part that pausing and resuming replace.
const RegionCampaigns = "campaigns"

// CampaignList is the screen with all campaigns of an institution.
type CampaignList struct {
	Bar      Bar
	Conflict *Conflict
	Rows     []CampaignRow
	Empty    Empty
	Foot     string  // what pausing, ending and editing do to people already in
	More     ui.Link // to the archived ones, or back
}

// CampaignRow is one campaign in the list.
type CampaignRow struct {
	ID       string
	Href     string
	Name     string
	Tags     []Tag
	Meta     string // "Version 3", "2 problems", "Waits for approval"
	Status   Status
	Over     bool
	Offer    string // "$50 + $50"
	Runs     string
	Progress string // "214"
	Paid     string
	Spent    *Spent // nil before anything was promised
	Left     string
	LeftHue  Hue
	Act      *Action  // a step without a question: "Continue"
	Ask      *Confirm // one with a question: "Pause"
}

// Spent is how much of a budget is paid and how much of it is promised.
type Spent struct {
	Text     string // the same in words
	Paid     int64
	Promised int64
	Budget   int64 // 0 for none
}

func (r CampaignRow) askedID() string { return "asked-" + r.Ask.ID }

// strip is one part of a bar, in percent of it. A gap in the ground's colour parts it from the next.
type strip struct {
	Class string
	X     string
	Width string
}

// strips are the parts that are there: one of no width would still be drawn as a line.
func (s Spent) strips() []strip {
	whole := float64(max(s.Budget, s.Paid+s.Promised, 1))
	paid, promised := 100*float64(s.Paid)/whole, 100*float64(s.Promised)/whole
	var out []strip
	if s.Paid > 0 {
		gap := 0.0
		if s.Promised > 0 {
			gap = min(2, paid/2)
		}
		out = append(out, strip{Class: "spent-paid", X: "0", Width: percent(paid - gap)})
	}
	if s.Promised > 0 {
		out = append(out, strip{Class: "spent-promised", X: percent(paid), Width: percent(promised)})
	}
	return out
}

func percent(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) + "%" }

// columns are the heads of the list.
func (CampaignList) columns() []Column {
	return []Column{
		{Text: "Campaign", Slot: Slot1L}, {Text: "State", Slot: Slot2L}, {Text: "Friend + inviter", Number: true, Slot: Slot1R},
		{Text: "Runs", Slot: Slot3L}, {Text: "In progress", Number: true}, {Text: "Paid", Number: true},
		{Text: "Budget used"}, {Text: "Left", Number: true, Slot: Slot2R}, {Text: "", Number: true, Slot: Slot3R},
	}
}
