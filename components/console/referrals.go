package console

import "raf/components/ui"

// ReferralList is the screen with all referrals of an institution.
type ReferralList struct {
	Bar    Bar
	Filter ReferralFilter
	Table  ReferralTable
}

// ReferralFilter is the GET form above the list: everything in it stands in the URL once.
type ReferralFilter struct {
	URL       string // of the page
	Fragment  string // of the table alone
	States    []Choice
	State     string // the chosen one's value
	Search    string
	Campaigns []Option
	Campaign  string
	From      string // yyyy-mm-dd
	To        string
	FromError string
	ToError   string
	Inviter   string // the beginning of a name or member number
	Friend    string
	Held      bool
	Owed      bool
	Late      bool
	Sort      string // carried along
	Clear     ui.Link
}

// Choice is one of a row of choices, with how many there are.
type Choice struct {
	Value string
	Text  string
	Count string
}

// ReferralTable is the list itself: the part of the screen that searching replaces.
type ReferralTable struct {
	URL   string // of the page that shows exactly this, for the address bar and the export
	Bulk  *Bulk  // nil for those who may not act on many
	Sorts []SortLink
	Rows  []ReferralRow
	Empty Empty
	Pager Pager
	Said  string // "14 referrals", announced after a search
	// Counts stand behind the states of the filter, in their order; none where they are not known.
	Counts []string
}

// SortLink makes a column of the list sortable. Key is one of the Sort constants.
type SortLink struct {
	Key    string
	Href   string
	Sorted string
}

// The columns that can be sorted by.
const (
	SortFriend = "friend"
	SortAmount = "amount"
	SortNext   = "next"
	SortNumber = "number"
)

// ReferralRow is one referral in the list.
type ReferralRow struct {
	ID       string
	Href     string
	Friend   string
	Inviter  string
	Campaign string
	Status   Status
	Tags     []Tag
	Bar      *ui.Bar // nil where nothing is measured yet
	Progress string  // "3 of 3"
	Amount   string
	Next     string // "Pay by Dec 16"
	NextHue  Hue
	Number   string
	Picked   bool
}

// Bulk is the form around the rows and the bar above them.
type Bulk struct {
	URL   string // where the selection is sent: a page that shows it before anything happens
	Token string
	Field string // what the names of the boxes begin with; the referral's id follows, so that no name stands twice
	Bar   BulkBar
}

// BulkBar says what is selected, and what of it is left out. It is asked anew when the selection changes.
type BulkBar struct {
	Fragment string // its own URL
	Chosen   string // "3 selected", empty for none
	Text     string // "$275.00. One is on hold and is left out."
	Clear    ui.Link
	Submit   string // "Approve 2 for payment, $175.00"
	Denied   string // why nothing of it can be done
}

// table makes the generic table of the rows.
func (t ReferralTable) table() Table {
	out := Table{Label: "Referrals", Columns: []Column{
		t.sorted(SortFriend, Column{Text: "Friend", Slot: Slot1L}),
		{Text: "Inviter"},
		{Text: "Campaign"},
		{Text: "State", Slot: Slot2L, Wide: true},
		{Text: "Requirements"},
		t.sorted(SortAmount, Column{Text: "Amount", Number: true, Slot: Slot1R}),
		t.sorted(SortNext, Column{Text: "Next date", Slot: Slot2R}),
		t.sorted(SortNumber, Column{Text: "Number"}),
	}}
	if t.Bulk != nil {
		out.PickAll = "Select all on this page"
	}
	for _, r := range t.Rows {
		row := Row{ID: "row-" + r.ID, Cells: []Cell{
			{Text: r.Friend, Href: r.Href, Strong: true},
			{Text: r.Inviter},
			{Text: r.Campaign},
			{Status: &r.Status, Tags: r.Tags},
			{Text: r.Progress, Bar: r.Bar},
			{Text: r.Amount},
			{Text: r.Next, Hue: r.NextHue},
			{Text: r.Number},
		}}
		if t.Bulk != nil {
			row.Pick = &Pick{ID: "pick-" + r.ID, Name: t.Bulk.Field + r.ID, Value: "yes", Label: "Select " + r.Friend + ", " + r.Number, Checked: r.Picked}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (t ReferralTable) sorted(key string, c Column) Column {
	for _, s := range t.Sorts {
		if s.Key == key {
			c.Href, c.Sorted = s.Href, s.Sorted
		}
	}
	return c
}

func (f ReferralFilter) campaign() Field {
	return Field{ID: "campaign", Name: "campaign", Kind: KindSelect, Options: f.Campaigns, Value: f.Campaign}
}

func (f ReferralFilter) dates() []Field {
	return []Field{
		{ID: "from", Name: "from", Label: "From", Kind: KindDate, Value: f.From, Error: f.FromError},
		{ID: "to", Name: "to", Label: "To", Kind: KindDate, Value: f.To, Error: f.ToError},
	}
}

func (f ReferralFilter) people() []Field {
	return []Field{
		{ID: "inviter", Name: "inviter", Label: "Inviter", Kind: KindText, Value: f.Inviter, Max: 100, Hint: "Name or member number"},
		{ID: "friend", Name: "friend", Label: "Friend", Kind: KindText, Value: f.Friend, Max: 100, Hint: "Name or member number"},
	}
}

func (f ReferralFilter) ticks() []Field {
	return []Field{
		{ID: "held", Name: "held", Label: "On hold", Kind: KindTick, Checked: f.Held},
		{ID: "owed", Name: "owed", Label: "Owed", Kind: KindTick, Checked: f.Owed},
		{ID: "late", Name: "late", Label: "Late", Kind: KindTick, Checked: f.Late},
	}
}
