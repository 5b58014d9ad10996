package desk

import (
	"strconv"
	"time"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// Export is the page before an export: what will be in the file.
func (d Seat) Export(q ListQuery, campaigns map[string]string) console.Proposal {
	p := console.Proposal{Bar: console.Bar{Title: "Export the list", Crumbs: []ui.Link{{Text: "Referrals", Href: q.at(d.At.To(web.PathReferrals))}}}}
	p.Facts = d.exported(q, campaigns)
	f := d.form("export", web.PathExport)
	for name := range q.Values {
		if name != "sort" {
			f.Hidden = append(f.Hidden, console.Hidden{Name: name, Value: q.Values.Get(name)})
		}
	}
	f.Submit = console.Action{Text: "Export as CSV", Look: console.Primary}
	f.Back = console.Action{Text: "Back to the list", Href: q.at(d.At.To(web.PathReferrals))}
	p.Form = &f
	return p
}

// ExportStep is the export behind a fresh second factor.
func (d Seat) ExportStep(q ListQuery) StepUp {
	return StepUp{URL: web.PathExport, Back: web.PathReferrals, Verb: "export the list", Look: console.Primary, Doing: d.exported(q, nil)}
}

// exported says in words what is in the file.
func (d Seat) exported(q ListQuery, campaigns map[string]string) []console.Pair {
	out := []console.Pair{{Label: "Holds", Value: "Names as the list shows them, no account numbers"}, {Label: "Recorded", Value: "In the audit, with your name and the number of rows"}}
	add := func(label, value string) {
		if value != "" {
			out = append(out, console.Pair{Label: label, Value: value})
		}
	}
	for _, choice := range stateChoices() {
		if choice.value == q.Values.Get("state") {
			add("State", choice.text)
		}
	}
	add("Campaign", campaigns[q.Filter.CampaignID])
	add("Searched for", q.Filter.Search)
	add("Inviter", q.Filter.Inviter)
	add("Friend", q.Filter.Friend)
	add("From", d.stored(q.Values.Get("from")))
	add("To", d.stored(q.Values.Get("to")))
	for _, tick := range []struct {
		on   bool
		text string
	}{{q.Filter.Held, "on hold"}, {q.Filter.Owed, "owed"}, {q.Filter.DueBefore != "", "late"}} {
		if tick.on {
			add("Only", tick.text)
		}
	}
	return out
}

// ExportName is the file's name.
func (d Seat) ExportName() string {
	return "referrals-" + d.Now.In(d.Zone).Format(time.DateOnly) + ".csv"
}

// ExportHead names the columns.
func ExportHead() []string {
	return []string{"number", "friend", "inviter", "campaign", "state", "amount", "currency", "accepted on", "next date", "on hold"}
}

// ExportRow is a referral in the file.
func (d Seat) ExportRow(r models.Referral, campaign string) []string {
	held := "no"
	if r.HoldCount > 0 {
		held = "yes"
	}
	return []string{Number(r.ID), Person(r.Acceptor), Inviter(r), campaign, referralStatus(r.State).Text, plainAmount(r.AmountMinor), d.Tenant.Currency,
		r.AcceptedAt.In(d.Zone).Format(time.DateOnly), r.NextDay(), held}
}

// ExportFoot is the last line: a file without it is not whole.
func (d Seat) ExportFoot(done program.Exported) []string {
	return []string{"total", plural(done.Rows, "referral"), "", "", "", plainAmount(done.TotalMinor), d.Tenant.Currency, "", "", ""}
}

// plainAmount is an amount for a spreadsheet.
func plainAmount(minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return sign + strconv.FormatInt(minor/100, 10) + "." + strconv.FormatInt(100+minor%100, 10)[1:]
}
