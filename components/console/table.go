package console

import "raf/components/ui"

// Slot is where a cell stands in the narrow form of a table, in which a row becomes two or three lines of two ends.
// Every slot is used once at most; a cell without one is left out below 64 em.
type Slot string

// The slots, line by line, left and right.
const (
	SlotNone Slot = ""
	Slot1L   Slot = "a"
	Slot1R   Slot = "b"
	Slot2L   Slot = "c"
	Slot2R   Slot = "d"
	Slot3L   Slot = "e"
	Slot3R   Slot = "f"
)

// Column is the head of a column. The first one names its row.
type Column struct {
	Text   string
	Number bool   // right-aligned
	Slot   Slot   // in the narrow form
	Href   string // sorts by this column
	Sorted string // "ascending", "descending" or nothing
	Wide   bool   // takes the room that is left
}

// Cell is one value of a row.
type Cell struct {
	Text   string
	Behind string // a second voice right behind the text: "friend"
	Href   string
	Strong bool
	Mono   bool
	Hue    Hue // of the text: late is red, soon is amber
	Status *Status
	Tags   []Tag
	Bar    *ui.Bar // before the text
	Action *Action
	Diff   []DiffLine // under the text
	Link   bool       // the address is dressed as a link also here
}

// Pick is the box that selects a row.
type Pick struct {
	ID      string
	Name    string
	Value   string
	Label   string // "Select Devon K."
	Checked bool
}

// Row is one row of a table.
type Row struct {
	ID    string
	Pick  *Pick
	Cells []Cell
	Dim   bool // over or archived
}

// Table is a list with hairlines: no zebra, no boxes.
type Table struct {
	Label   string // what the table holds, for screen readers
	Columns []Column
	Rows    []Row
	Top     bool   // rows of several lines: every cell begins at the top
	PickAll string // label of the box in the head, empty for a table without boxes
}

func (c Column) class() string {
	out := "cell"
	if c.Number {
		out += " cell-number"
	}
	if c.Wide {
		out += " cell-wide"
	}
	if c.Slot != SlotNone {
		return out + " slot-" + string(c.Slot)
	}
	return out + " slot-none"
}

func (c Cell) class() string {
	out := "cell-text"
	if c.Strong {
		out += " cell-strong"
	}
	if c.Mono {
		out += " mono"
	}
	if c.Hue != Text {
		out += " hue-" + string(c.Hue)
	}
	if c.Link {
		out += " cell-link"
	}
	return out
}

// placed is a cell with the column it stands in.
type placed struct {
	Cell   Cell
	Column Column
}

func (t Table) placed(row Row, i int) placed { return placed{Cell: row.Cells[i], Column: t.Columns[i]} }

// pickable says that rows have boxes.
func (t Table) pickable() bool { return t.PickAll != "" }
