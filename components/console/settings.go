package console

import "raf/components/ui"

// Settings is the screen of what an institution says of itself.
type Settings struct {
	Bar      Bar
	Conflict *Conflict
	Waits    *ui.Notice // a threshold that waits for a second person
	Form     Form       // its Fields stand in the groups
	Groups   []SettingsGroup
	Logo     *LogoPanel // beside the form, because it holds a file
	Facts    []Pair     // instead of the form, for those who may only look
}

// SettingsGroup is some fields under a heading, with what they mean.
type SettingsGroup struct {
	Title  string
	Text   string
	Fields []Field
	Colors *Colors // under the fields
}

// LogoPanel shows an institution's logo and takes another one.
type LogoPanel struct {
	Picture *ui.Picture
	Form    Form // its one field takes a file
	Field   Field
	Remove  Action
}

// RegionColors is the id of the preview of a colour.
const RegionColors = "colors"

// Colors is how a brand colour comes out where members see it.
type Colors struct {
	URL   string // of this part alone
	Field string // id of the field that it follows
	Said  string // "White text on it reads at 6.4 to 1."
	Wrong string // instead of it
	Chips []Chip
}

// Chip is one derived colour with the text that stands on it. Colours are attributes of a drawing: styles in a page are
// dead under our policy.
type Chip struct {
	Label string // "Light"
	Back  string
	Ink   string
}
