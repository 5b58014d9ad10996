package console

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"raf/components/ui"
)

// The parts of the editor that answers replace.
const (
	RegionEditor = "editor" // all of it
	RegionAside  = "aside"  // preview and lint, which follow every change
	FormCampaign = "campaign"
	FormLook     = "look" // chooses what the preview shows, where nothing can be changed
)

// CampaignEditor is the screen on which a campaign is made and changed.
type CampaignEditor struct {
	Bar      Bar
	Conflict *Conflict
	Form     CampaignForm
	Aside    CampaignAside
	Manage   *CampaignManage // nil for one that was never saved
	Pending  *PublishRequest // what waits for a second person
	Differs  *Comparison     // what publishing would change
	Handout  *Handout        // the code of an offer of the institution itself, nil for any other campaign
}

// Handout is a campaign's own code, with its link and how to bring both to members.
type Handout struct {
	Fact  string // whether it can be entered now
	Lines []HandoutLine
	Ways  []string
	QR    ui.QR
}

// HandoutLine is one value to copy.
type HandoutLine struct {
	ID    string
	Label string
	Value string
	Copy  ui.Copy
}

// CampaignForm is the one form of the editor. Whatever is pressed in it posts all of it.
type CampaignForm struct {
	URL     string
	Token   string
	Hidden  []Hidden // what the form was made from
	Action  string   // name of the buttons
	Refresh string   // value of the button that only draws it anew
	Error   string   // about all of it
	Panels  []FieldPanel
	Rules   RuleBuilder
	Last    []FieldPanel // under the requirements
	Foot    string       // what happens to what is sent
	Save    *FormButton
	Submit  *FormButton
	Denied  string // why nothing here can be changed; empty where it can
}

// FormButton is a button of the editor's form.
type FormButton struct {
	Text   string
	Value  string
	Busy   string
	Denied string
}

// FieldPanel is a panel of fields in rows.
type FieldPanel struct {
	ID    string
	Title string
	Fact  string
	Link  ui.Link // instead of a fact
	Rows  []FieldRow
}

// FieldRow is some fields beside each other.
type FieldRow struct {
	Columns int // 1 to 4 where there is room
	Fields  []Field
}

// CampaignAside is what stands beside the form and follows it.
type CampaignAside struct {
	URL     string // asked when something in the form changes
	Look    bool   // nothing can be changed: another tile is asked for by a GET
	Preview TilePreview
	Lint    Lint
}

// TilePreview shows the tile as members would see it.
type TilePreview struct {
	Form    string // id of the form that its choices belong to
	States  []Choice
	State   string
	Names   [2]string // of the fields: state, language
	Langs   []Choice
	Lang    string
	Title   string // for screen readers: "Tile in English: pending"
	Tile    templ.Component
	Missing string // why there is none: the form can't be read yet
	Refresh FormButton
	Action  string
}

// Lint is what stands between a draft and its members: problems first, then warnings, then what passed.
type Lint struct {
	Title    string
	Fact     string // "2 problems, 1 warning"
	Problems []LintLine
	Warnings []LintLine
	Passed   []LintLine
}

// LintLine is one finding.
type LintLine struct {
	Title string
	Text  string
	Link  ui.Link // to the field
}

// CampaignManage is what can be done with a whole campaign.
type CampaignManage struct {
	Acts     []Action
	Asks     []Confirm
	Versions []Event
}

// PublishRequest waits for a second person.
type PublishRequest struct {
	Text     ui.Phrase // "You asked for this today at 10:58 AM. Chris Reyes can publish it."
	Link     ui.Link   // to the approvals
	Withdraw *Action
}

// Comparison is a field-by-field difference.
type Comparison struct {
	Title string
	Fact  string
	Left  string // "Live now"; empty where nothing is live
	Right string // "Will be"
	Rows  []Compared
}

// Compared is one field that differs.
type Compared struct {
	Name string
	Was  string
	Will string
}

func (p FieldPanel) titleID() string { return p.ID + "-title" }

func (r FieldRow) class() string {
	return map[int]string{1: "fields fields-1", 2: "fields fields-2", 3: "fields fields-3", 4: "fields fields-4"}[r.Columns]
}

// findings are the lines of one kind with the sign they share.
type findings struct {
	Sign  Sign
	Lines []LintLine
}

func (l Lint) groups() []findings {
	return []findings{
		{Sign{GlyphCross, Red, false}, l.Problems}, {Sign{GlyphAlert, Amber, false}, l.Warnings}, {Sign{GlyphTick, Green, false}, l.Passed},
	}
}

// segment is one row of the preview's choices.
type segment struct {
	Form   string
	Legend string
	Name   string
	Value  string
	All    []Choice
}

func (p TilePreview) states() segment {
	return segment{p.Form, "State of the tile", p.Names[0], p.State, p.States}
}

func (p TilePreview) languages() segment {
	return segment{p.Form, "Language of the tile", p.Names[1], p.Lang, p.Langs}
}

// placedButton is a button with the form it belongs to.
type placedButton struct {
	Form   CampaignForm
	Button *FormButton
	Loud   bool
}

// page renders a whole page to be shown in a frame of its own: it keeps the tile's style sheet and landmarks apart from
// the console's. The frame allows no scripts and no forms.
func page(ctx context.Context, c templ.Component) (string, error) {
	var out strings.Builder
	err := c.Render(templ.ClearChildren(ctx), &out)
	return out.String(), err
}

// follow are the attributes by which the aside is asked for anew. An answer under way gives way to an operation on the
// tree, which brings an aside of its own.
func (a CampaignAside) follow() templ.Attributes {
	out := templ.Attributes{
		"hx-target":     "this",
		"hx-select":     "#" + RegionAside,
		"hx-swap":       "outerMorph",
		"hx-status:4xx": "swap:none",
		"hx-status:5xx": "swap:none",
	}
	if a.Look {
		out["hx-get"], out["hx-trigger"], out["hx-include"], out["hx-sync"] = a.URL, "change", "input[form="+FormLook+"]", "this:replace"
		return out
	}
	out["hx-post"], out["hx-include"], out["hx-sync"] = a.URL, "#"+FormCampaign, "#"+FormCampaign+":abort"
	out["hx-trigger"], out["hx-select-oob"] = "change from:#"+FormCampaign+" delay:300ms, change", "#rule-words"
	return out
}
