package desk

import (
	"strconv"

	"github.com/a-h/templ"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/lint"
	"raf/models/program"
)

// TilePage shows a member's tile as a page of its own. Members' presenters make it; the console only asks for it.
type TilePage func(p web.Presenter, t program.Tile) templ.Component

// CampaignView is what the editor of one campaign shows.
type CampaignView struct {
	Data     program.CampaignPageData // its line is empty for one that was never saved
	Entry    CampaignEntry
	Report   lint.Report
	Tile     TilePage
	Error    string
	Conflict *console.Conflict
	Saved    string // "saved", "sent": what just happened
}

// Look chooses the tile that the preview shows.
func (e CampaignEntry) Look(show, in string) CampaignEntry {
	e.Show, e.In = show, in
	return e
}

// Editor is the screen of one campaign.
func (d Seat) Editor(v CampaignView) console.CampaignEditor {
	denied := d.campaignDenied(v.Data)
	url := d.At.To(web.PathCampaignNew)
	if v.Data.ID != "" {
		url = d.At.To(web.CampaignPath(v.Data.ID, web.CampaignEdit))
	}
	rules := builder{entry: v.Entry, url: url, denied: denied}
	out := console.CampaignEditor{Conflict: v.Conflict, Bar: d.editorBar(v),
		Form: console.CampaignForm{URL: url, Token: d.Token, Action: fieldDo, Refresh: doRefresh, Error: v.Error, Denied: denied,
			Hidden: d.editorHidden(v), Rules: rules.treeBuilder(d.inWords(v.Entry.Tree, v.Entry.Plan.Terms)),
			Save: &console.FormButton{Text: "Save draft", Value: DoSave}, Submit: &console.FormButton{Text: "Send for approval", Value: DoSubmit},
			Foot: d.editorFoot(v)},
		Aside: console.CampaignAside{URL: url, Look: denied != "", Preview: d.preview(v), Lint: d.lintPanel(v.Report, d.nextVersion(v.Data))}}
	for i, panel := range planPanels() {
		p := d.fieldPanel(panel, v.Entry)
		switch {
		case len(p.Rows) == 0:
		case i == 0:
			p.Fact, p.Link = d.kindText(v)
			out.Form.Panels = append(out.Form.Panels, p)
		default:
			out.Form.Last = append(out.Form.Last, p)
		}
	}
	if v.Error != "" {
		focusWrong(&out.Form)
	}
	if v.Data.ID == "" {
		return out
	}
	out.Manage, out.Pending, out.Handout = d.manage(v.Data), d.pendingReview(v.Data), d.handout(v.Data)
	if c := v.Data.Campaign; c != nil && v.Data.Draft != nil {
		plan := v.Data.Plan()
		out.Differs = d.comparison(c, plan, v.Entry.Kind, v.Entry.Plan)
	}
	return out
}

// campaignDenied says why nothing in the form can be changed, empty where it can.
func (d Seat) campaignDenied(data program.CampaignPageData) string {
	switch {
	case !d.Who.May(program.ActEditCampaign):
		return roleWord(d.Who.User.Role) + " is your role here; a campaign editor changes campaigns."
	case data.Review != nil:
		return "It waits for a second person. Take the request back to change it."
	case data.Campaign != nil && !data.Revisable():
		return "It is " + Lower(d.campaignStatus(data.Status).Text) + ". Duplicate it to offer the same again."
	}
	return ""
}

func (d Seat) editorBar(v CampaignView) console.Bar {
	bar := console.Bar{Title: "New campaign", Crumbs: []ui.Link{{Text: "Campaigns", Href: d.At.To(web.PathCampaigns)}}, Meta: "Not saved yet"}
	if v.Data.ID == "" {
		return bar
	}
	status := d.campaignStatus(v.Data.Status)
	bar.Title, bar.Status, bar.Meta = v.Data.Name, &status, ""
	if draft := v.Data.Draft; draft != nil {
		bar.Meta = "Saved " + d.within(draft.EditedAt.Time)
		if by := v.Data.Staff[draft.EditedBy]; by != "" {
			bar.Meta += " by " + by
		}
	}
	switch v.Saved {
	case "saved":
		bar.Notices = []ui.Notice{green("Saved. Nobody sees it before another person has published it.")}
	case "sent":
		bar.Notices = []ui.Notice{green("Sent. Another person publishes it, or sends it back.")}
	case "copied":
		bar.Notices = []ui.Notice{green("This is the copy, a draft. Its days are empty.")}
	}
	return bar
}

func (d Seat) editorHidden(v CampaignView) []console.Hidden {
	was := v.Data.Campaign
	plan := v.Entry.Plan
	switch {
	case v.Data.Draft != nil:
		plan = v.Data.Draft.Plan
	case was != nil:
		plan = v.Data.Plan()
	}
	return []console.Hidden{{Name: FieldKind, Value: v.Entry.Kind}, {Name: FieldLock, Value: strconv.FormatInt(v.Entry.Lock, 10)},
		{Name: fieldBase, Value: v.Entry.Base}, d.was(v.Entry.Kind, plan)}
}

// editorFoot says what becomes of what is sent.
func (d Seat) editorFoot(v CampaignView) string {
	text := "Another person publishes what you send for approval."
	if c := v.Data.Campaign; c != nil {
		text = "Another person publishes version " + strconv.Itoa(d.nextVersion(v.Data)) + ". Whoever is in keeps the version they joined under."
	}
	if n := len(v.Report.Of(lint.Problem)); n > 0 {
		text = many(n, "problem") + " to solve first. " + text
	}
	return text
}

// nextVersion is the version that a change would become, 0 for a campaign that was never published.
func (d Seat) nextVersion(data program.CampaignPageData) int {
	if len(data.Versions) == 0 {
		return 0
	}
	return data.Versions[0].Version + 1
}

func (d Seat) kindText(v CampaignView) (string, ui.Link) {
	other := ui.Link{Text: "Make it a product campaign", Href: d.At.To(web.PathCampaignNew) + "?kind=" + models.KindProduct}
	text := "A member invites, both are paid."
	if v.Entry.Kind == models.KindProduct {
		text, other = "The institution invites, the friend alone is paid.", ui.Link{Text: "Make it a relationship campaign", Href: d.At.To(web.PathCampaignNew)}
	}
	if v.Data.ID != "" || !d.Who.May(program.ActEditCampaign) {
		other = ui.Link{}
	}
	return text, other
}

// fieldPanel is a panel of the form. A row is as wide as its panel says, whatever a kind leaves out of it.
func (d Seat) fieldPanel(panel planPanel, e CampaignEntry) console.FieldPanel {
	out := console.FieldPanel{ID: panel.id, Title: panel.title}
	if panel.id == "dates" {
		out.Fact = "Days begin and end in " + d.Tenant.Timezone
	}
	for _, row := range panel.rows {
		r := console.FieldRow{Columns: row.columns}
		for _, f := range row.fields {
			if f.of(e.Kind) {
				r.Fields = append(r.Fields, e.field(f))
			}
		}
		if len(r.Fields) > 0 {
			out.Rows = append(out.Rows, r)
		}
	}
	return out
}

// pendingReview tells that the draft waits for a second person.
func (d Seat) pendingReview(data program.CampaignPageData) *console.PublishRequest {
	a := data.Review
	if a == nil {
		return nil
	}
	who := data.Staff[a.RequestedBy]
	out := &console.PublishRequest{Link: ui.Link{Text: "See the request", Href: d.At.To(web.PathApprovals)}}
	if a.RequestedBy == d.Who.User.ID {
		who = "You"
		act := d.takeBack(*a)
		out.Withdraw = &act
	}
	out.Text = ui.Phrase{Strong: who, Text: who + " asked that this be published, " + d.within(a.RequestedAt.Time) + ". It expires " + d.within(a.ExpiresAt.Time) + "."}
	return out
}

// comparison is what a change would make of a published campaign.
func (d Seat) comparison(c *models.Campaign, now models.Plan, kind string, next models.Plan) *console.Comparison {
	rows := d.compare(kind, &now, next)
	fact := many(len(rows), "field")
	return &console.Comparison{Title: "What changes for people who join later", Fact: fact + " against version " + strconv.Itoa(c.CurrentVersion.Version),
		Left: "Now", Right: "Will be", Rows: rows}
}
