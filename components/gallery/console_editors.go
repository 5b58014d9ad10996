package gallery

import (
	"time"

	"raf/components/console"
	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
)

const editURL = "/console/campaigns/c3/edit/"

func (d desk) editors() []ConsoleEntry {
	entry := func(name string, e console.CampaignEditor) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed("New Year 2027", "Campaigns", jo(), console.Editor(e)), Part: console.Editor(e)}
	}
	return []ConsoleEntry{
		entry("campaign-editor", d.editor()), entry("campaign-new", d.newEditor()), entry("campaign-errors", d.wrongEditor()),
		entry("campaign-conflict", d.staleEditor()), entry("campaign-live", d.liveEditor()), entry("campaign-own", d.ownEditor()), entry("campaign-read-only", d.closedEditor()),
	}
}

func (d desk) editor() console.CampaignEditor {
	return console.CampaignEditor{
		Bar: console.Bar{Title: "New Year 2027", Crumbs: []ui.Link{{Text: "Campaigns", Href: "/console/campaigns/"}}, Meta: "Saved 10:58 AM",
			Status: &console.Status{Sign: console.CampaignSign("draft"), Text: "Draft"}},
		Form: console.CampaignForm{URL: editURL, Token: token, Hidden: []console.Hidden{{Name: "base", Value: "7"}}, Action: "do", Refresh: "refresh",
			Panels: []console.FieldPanel{offerPanel()}, Rules: builder(), Last: []console.FieldPanel{datesPanel(), wordsPanel()},
			Foot: "Another person publishes what you send for approval.",
			Save: &console.FormButton{Text: "Save draft", Value: "save"}, Submit: &console.FormButton{Text: "Send for approval", Value: "submit", Denied: "2 problems are left."}},
		Aside:  console.CampaignAside{URL: editURL, Preview: d.preview(), Lint: findings()},
		Manage: &console.CampaignManage{Acts: []console.Action{duplicate()}, Asks: []console.Confirm{deleting()}},
	}
}

func offerPanel() console.FieldPanel {
	return console.FieldPanel{ID: "offer", Title: "Offer", Rows: []console.FieldRow{
		{Columns: 4, Fields: []console.Field{
			{Name: "name", Label: "Name", Value: "New Year 2027", Max: 80, Required: true},
			{Name: "kind", Label: "Kind", Kind: console.KindSelect, Value: "relationship", Options: []console.Option{{Value: "relationship", Text: "Relationship"}, {Value: "product", Text: "Product"}}},
			{Name: "acceptor", Label: "Friend gets", Kind: console.KindMoney, Value: "100.00"},
			{Name: "inviter", Label: "Inviter gets", Kind: console.KindMoney, Value: "50.00"},
		}},
	}}
}

func datesPanel() console.FieldPanel {
	return console.FieldPanel{ID: "dates", Title: "Dates and limits", Fact: "Days begin and end in America/Chicago", Rows: []console.FieldRow{
		{Columns: 3, Fields: []console.Field{
			{Name: "starts_on", Label: "First day", Kind: console.KindDate, Value: "2027-01-02"}, {Name: "ends_on", Label: "Last day for codes", Kind: console.KindDate, Value: "2027-03-31"},
			{Name: "hold_days", Label: "Pay within, days", Kind: console.KindNumber, Value: "14"},
			{Name: "budget", Label: "Budget", Kind: console.KindMoney, Value: "30,000.00"}, {Name: "inviter_year_count", Label: "Rewards per inviter and year", Kind: console.KindNumber, Value: "10"},
			{Name: "breaker", Label: "Pause for review after, friends", Kind: console.KindNumber, Value: "150"},
		}},
	}}
}

func wordsPanel() console.FieldPanel {
	return console.FieldPanel{ID: "words", Title: "Words and disclosures", Rows: []console.FieldRow{
		{Columns: 3, Fields: []console.Field{
			{Name: "apy", Label: "APY", Error: "Add the rate in force, for example 0.05%"}, {Name: "minimum_to_open", Label: "Minimum to open", Kind: console.KindMoney, Value: "25.00"},
			{Name: "visibility", Label: "Inviter sees", Kind: console.KindSelect, Value: "counts", Options: []console.Option{{Value: "none", Text: "Nothing"}, {Value: "counts", Text: "Counts"}}},
		}},
		{Columns: 2, Fields: []console.Field{
			{Name: "text_en", Label: "Terms, English", Kind: console.KindArea, Value: "One reward per friend."}, {Name: "text_es", Label: "Terms, Spanish", Kind: console.KindArea, Value: "Una recompensa por amigo."},
		}},
	}}
}

func (d desk) preview() console.TilePreview {
	s := scene{w: words.English(), assets: Assets{Tile: d.assets.Tile}, zone: time.FixedZone("CST", -6*60*60)}
	return console.TilePreview{
		Form: console.FormCampaign, Names: [2]string{"show", "in"}, State: "pending", Lang: "en", Title: "Tile in English: pending", Action: "do", Refresh: console.FormButton{Text: "Refresh", Value: "refresh"},
		States: []console.Choice{{Value: "offer", Text: "Offer"}, {Value: "invite", Text: "Invite"}, {Value: "pending", Text: "Pending"}, {Value: "met", Text: "Met"}, {Value: "paid", Text: "Paid"}},
		Langs:  []console.Choice{{Value: "en", Text: "English"}, {Value: "es", Text: "Español"}},
		Tile:   tile.Page(tile.Frame{Document: s.document("tile", s.assets.Tile)}, s.pending()),
	}
}

func findings() console.Lint {
	return console.Lint{Title: "Before it can go live", Fact: "2 problems, 1 warning",
		Problems: []console.LintLine{
			{Title: "eStatements has no source", Text: "Connect the core file, or let staff confirm it.", Link: ui.Link{Text: "Go to requirement", Href: "#rule-statements"}},
			{Title: "APY is missing", Text: "A bonus over $10 must state it (Reg DD).", Link: ui.Link{Text: "Go to field", Href: "#apy"}},
		},
		Warnings: []console.LintLine{{Title: "Budget lasts about 4 weeks", Text: "200 friends at $150 each; Autumn brought 47 a week."}},
		Passed: []console.LintLine{{Title: "60 days span at least two pay days"}, {Title: "No mortgage product (RESPA)"}, {Title: "Postal address in e-mails (CAN-SPAM)"},
			{Title: "Tax forms chosen: INT friend, MISC inviter"}},
	}
}

func duplicate() console.Action {
	return console.Action{Text: "Duplicate", Glyph: console.GlyphCopy, URL: "/console/campaigns/c3/duplicate", Token: token}
}

func deleting() console.Confirm {
	return console.Confirm{ID: "delete", Ask: console.Action{Text: "Delete draft", Look: console.Danger}, Tone: ui.Red, Back: "Keep it",
		Text: ui.Phrase{Text: "Delete New Year 2027? Nobody has seen it. It cannot be brought back.", Strong: "Delete New Year 2027?"},
		Form: console.Form{ID: "delete-form", URL: "/console/campaigns/c3/delete", Token: token, Submit: console.Action{Text: "Yes, delete", Look: console.Danger}}}
}
