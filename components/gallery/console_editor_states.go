package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

// newEditor is a campaign that nobody saved yet.
func (d desk) newEditor() console.CampaignEditor {
	e := d.editor()
	e.Bar.Title, e.Bar.Status, e.Bar.Meta, e.Manage = "New campaign", nil, "Not saved yet", nil
	e.Form.Panels[0].Rows[0].Fields[0].Value = ""
	e.Form.Panels[0].Rows[0].Fields[0].Focus = true
	e.Form.Rules.Root.Kids = e.Form.Rules.Root.Kids[:1]
	e.Form.Rules.Words = "open a personal checking account."
	e.Aside.Preview.Tile, e.Aside.Preview.Missing = nil, "The tile appears when both amounts can be read."
	return e
}

// wrongEditor has an error at every field, a removed rule to put back, and a name that tries to break the page.
func (d desk) wrongEditor() console.CampaignEditor {
	e := d.editor()
	e.Bar.Title = hostile
	e.Form.Error = "Nothing was saved. 9 fields need another look; everything you typed is kept."
	says := map[string]string{"name": "Take 1 to 80 characters.", "kind": "Choose one of the kinds.", "acceptor": "Write an amount such as 50 or 50.00.", "inviter": "Write an amount such as 50 or 50.00.",
		"starts_on": "Write a day such as 2027-01-02.", "ends_on": "The last day is before the first.", "hold_days": "Take 0 to 365 days.", "budget": "Less than the $56,900.00 already promised and paid.",
		"inviter_year_count": "Take 0 to 1,000.", "breaker": "Take 0 to 1,000,000.", "visibility": "Choose what the inviter sees.", "text_en": "Card numbers do not belong here.", "text_es": "At most 20,000 characters."}
	typed := map[string]string{"name": hostile, "acceptor": "-1", "inviter": "1e3", "starts_on": "", "hold_days": "one million", "budget": "9223372036854775808"}
	for _, panels := range [][]console.FieldPanel{e.Form.Panels, e.Form.Last} {
		for _, p := range panels {
			for _, row := range p.Rows {
				for i := range row.Fields {
					f := &row.Fields[i]
					if say, ok := says[f.Name]; ok {
						f.Error = say
					}
					if was, ok := typed[f.Name]; ok {
						f.Value = was
					}
				}
			}
		}
	}
	tree := &e.Form.Rules
	tree.Undo = &console.Undone{Text: "Payroll deposits was removed.", Carry: console.Hidden{Name: "removed", Value: "{}"}, Value: "undo"}
	account := &tree.Root.Kids[0]
	account.Open, account.Error = true, "Opened at most, days before: take 0 to 3660."
	account.More[0].Error, account.More[0].Value = "Take 0 to 3660.", "-1"
	buy := &tree.Root.Kids[1].Kids[1].Kids[0]
	buy.Error = "How many: take 1 to 10000."
	wrong := *buy.Words[0].Token
	wrong.Value, wrong.Error = "0", buy.Error
	wrong.ID, wrong.Note = "rule-buy-count", "rule-buy-note"
	buy.Words[0].Token = &wrong
	return e
}

// staleEditor was saved by somebody else meanwhile.
func (d desk) staleEditor() console.CampaignEditor {
	e := d.editor()
	e.Conflict = &console.Conflict{
		Text: ui.Phrase{Text: "Sam Lund changed this at 11:31 AM. Your text is kept below. Compare, then save again.", Strong: "Sam Lund changed this at 11:31 AM."},
		Changes: []console.Change{{Name: "Friend gets", Was: "$50.00", Now: "$75.00", Yours: "$100.00"},
			{Name: "Requirements", Was: "All of: a checking account", Now: "All of: a checking account, 5 debit card purchases", Yours: "All of: a checking account, $500.00 of payroll deposits"}},
	}
	return e
}

// liveEditor changes a campaign that runs: what differs, what it means, and everything that can be done with it.
func (d desk) liveEditor() console.CampaignEditor {
	e := d.editor()
	e.Bar.Title, e.Bar.Status = "Autumn 2026", &console.Status{Sign: console.CampaignSign("live"), Text: "Live"}
	e.Form.Foot = "Another person publishes version 4. The 214 people in progress keep version 3."
	e.Form.Submit.Denied = ""
	e.Aside.Lint = console.Lint{Title: "Before version 4 can go live", Fact: "nothing is wrong", Passed: findings().Passed}
	e.Pending = &console.PublishRequest{Text: ui.Phrase{Text: "You asked for version 4 today at 10:58 AM. Chris Reyes or Dana Fox can publish it.", Strong: "You asked for version 4 today at 10:58 AM."},
		Link: ui.Link{Text: "See the request", Href: "/console/approvals/"}}
	differs, pausing := changes(), *pauseAsk("c1", "Autumn 2026", "214")
	pausing.Form.Target, pausing.Ask.Small = "", false
	e.Differs = &differs
	e.Manage = &console.CampaignManage{Acts: []console.Action{duplicate()}, Asks: []console.Confirm{pausing, ending()}, Versions: []console.Event{
		{Sign: console.CampaignSign("live"), Text: ui.Phrase{Text: "Version 3 published by Chris Reyes", Strong: "Version 3"}, When: "Nov 2, 9:10 AM", Meta: "Asked for by Jo Park"},
		{Sign: console.CampaignSign("ended"), Text: ui.Phrase{Text: "Version 2 published by Dana Fox", Strong: "Version 2"}, When: "Oct 4, 2:41 PM", Meta: "12 people are still in it"},
	}}
	return e
}

func ending() console.Confirm {
	return console.Confirm{ID: "end", Ask: console.Action{Text: "End for good", Look: console.Danger}, Back: "Keep it live",
		Text: ui.Phrase{Text: "End Autumn 2026? New codes stop at once and for good. The 214 people in progress keep their terms and are still paid.", Strong: "End Autumn 2026?"},
		Form: console.Form{ID: "end-form", URL: "/console/campaigns/c1/end", Token: token, Submit: console.Action{Text: "Yes, end it", Look: console.Danger}}}
}

func changes() console.Comparison {
	return console.Comparison{Title: "What changes for people who join later", Fact: "version 3 to version 4", Left: "Live now", Right: "Will be", Rows: []console.Compared{
		{Name: "Friend gets", Was: "$50.00", Will: "$100.00"}, {Name: "Last day for codes", Was: "Dec 31, 2026", Will: "Mar 31, 2027"},
		{Name: "Requirements", Was: "open a checking account, and within 60 days make 5 debit card purchases", Will: "open a checking account, and within 60 days either receive $500 of payroll or do two of: 10 purchases of $5 or more, a first deposit of $25, eStatements"},
		{Name: "Terms, Spanish", Will: "Una recompensa por amigo."},
	}}
}

// closedEditor is for those who may look and for campaigns that are over.
func (d desk) closedEditor() console.CampaignEditor {
	e := d.editor()
	e.Form.Denied = "Payout maker is your role here; a campaign editor changes campaigns."
	e.Form.Rules.Denied = e.Form.Denied
	e.Aside.Look, e.Aside.Preview.Form = true, console.FormLook
	e.Manage = nil
	return e
}
