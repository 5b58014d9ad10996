package desk

import (
	"strconv"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/lint"
	"raf/models/program"
)

// Campaigns is the list. archived shows the ones that were put away, and nothing else.
func (d Seat) Campaigns(list program.CampaignList, archived bool, conflict string) console.CampaignList {
	out := console.CampaignList{Bar: console.Bar{Title: "Campaigns"},
		Foot: "Pausing or ending stops new codes only. Editing a live campaign makes a new version for people who join later.",
		Empty: console.Empty{Glyph: console.GlyphFlag, Title: "No campaign yet",
			Text: "Members see “No offer right now” until one is live. Most start with $50 for both."}}
	create := console.Action{Text: "New campaign", Look: console.Primary, Glyph: console.GlyphPlus, Href: d.At.To(web.PathCampaignNew)}
	if d.Who.May(program.ActEditCampaign) {
		out.Bar.Actions = []console.Action{create}
	}
	away := 0
	for _, l := range list.Lines {
		if l.Status == models.CampaignArchived {
			away++
		}
		if (l.Status == models.CampaignArchived) == archived {
			out.Rows = append(out.Rows, d.campaignRow(l))
		}
	}
	switch {
	case archived:
		out.Bar.Title, out.Bar.Actions, out.More = "Archived campaigns", nil, ui.Link{Text: "Back to the campaigns", Href: d.At.To(web.PathCampaigns)}
		out.Empty = console.Empty{Glyph: console.GlyphFlag, Title: "Nothing was archived", Text: "Campaigns that are settled can be put away here."}
	case away > 0:
		out.More = ui.Link{Text: count(int64(away)) + " archived", Href: d.At.To(web.PathCampaigns) + "?archived=yes"}
	}
	if len(out.Rows) == 0 && len(out.Bar.Actions) > 0 {
		create.Text, create.Glyph = "Start a campaign", console.GlyphNone
		out.Bar.Actions, out.Empty.Step = nil, &create
	}
	if conflict != "" {
		out.Conflict = &console.Conflict{Text: ui.Plain(conflict)}
	}
	return out
}

func (d Seat) campaignRow(l program.CampaignLine) console.CampaignRow {
	plan := l.Plan()
	row := console.CampaignRow{ID: l.ID, Href: d.At.To(web.CampaignPath(l.ID, web.CampaignEdit)), Name: l.Name, Meta: d.campaignMeta(l),
		Status: d.campaignStatus(l.Status), Offer: d.offerText(l.Kind, plan.Terms), Runs: d.runs(plan.Terms), Left: "no limit"}
	row.Over = row.Status.Sign.Over
	if l.Kind == models.KindProduct {
		row.Tags = []console.Tag{{Text: "Product"}}
	}
	if plan.BudgetMinor > 0 {
		row.Left = Exact(plan.BudgetMinor, plan.Terms.Currency)
	}
	if c := l.Campaign; c != nil {
		d.spent(&row, l)
		row.Progress, row.Paid = count(inProgress(l.States)), count(l.States[models.StatePaid])
	}
	if !d.Who.May(program.ActEditCampaign) {
		return row
	}
	switch ask := d.toggleAsk(l, true); {
	case ask != nil:
		row.Ask = ask
	case l.Campaign == nil && l.Review == nil:
		row.Act = &console.Action{Text: "Continue", Name: "Continue " + l.Name, Small: true, Href: row.Href}
	}
	return row
}

// inProgress are the referrals that nobody was paid for yet and that are not over.
func inProgress(states map[models.State]int64) int64 {
	var n int64
	for state, of := range states {
		if !state.Over() && state != models.StateInvited {
			n += of
		}
	}
	return n
}

func (d Seat) campaignStatus(s models.CampaignStatus) console.Status {
	text := map[models.CampaignStatus]string{models.CampaignDrafted: "Draft", models.CampaignInReview: "In review", models.CampaignScheduled: "Scheduled",
		models.CampaignLive: "Live", models.CampaignPaused: "Paused", models.CampaignEnded: "Ended", models.CampaignSettled: "Settled",
		models.CampaignArchived: "Archived"}[s]
	return console.Status{Sign: console.CampaignSign(string(s)), Text: text}
}

// campaignMeta is what matters most about a campaign besides its state.
func (d Seat) campaignMeta(l program.CampaignLine) string {
	version := 0
	if l.Campaign != nil && l.Campaign.CurrentVersion != nil {
		version = l.Campaign.CurrentVersion.Version
	}
	text := "Version " + strconv.Itoa(version)
	switch {
	case l.Campaign == nil && l.Review != nil:
		return "Waits for approval"
	case l.Campaign == nil:
		if n := len(l.Report.Of(lint.Problem)); n > 0 {
			return many(n, "problem")
		}
		return "Ready to send"
	case l.Review != nil:
		return text + ", a change waits for approval"
	case l.Draft != nil:
		return text + ", a change is being written"
	case l.Status == models.CampaignPaused:
		return text + ", paused " + d.within(l.Campaign.StatusSince.Time)
	}
	return text
}

func (d Seat) offerText(kind string, t models.Terms) string {
	friend := d.Money(t.AcceptorMinor, d.Tenant.Currency)
	if kind == models.KindProduct || t.InviterMinor == 0 {
		return friend
	}
	return friend + " + " + d.Money(t.InviterMinor, d.Tenant.Currency)
}

// runs are the days of a campaign: "Sep 1 to Dec 31, 2026".
func (d Seat) runs(t models.Terms) string {
	from, begins := d.Day(t.StartsOn)
	to, ends := d.Day(t.EndsOn)
	switch {
	case !begins && !ends:
		return "no days yet"
	case !ends:
		return "from " + from.Format("Jan 2, 2006")
	case !begins:
		return "to " + to.Format("Jan 2, 2006")
	case from.Year() == to.Year():
		return from.Format("Jan 2") + " to " + to.Format("Jan 2, 2006")
	}
	return from.Format("Jan 2, 2006") + " to " + to.Format("Jan 2, 2006")
}

// nearlySpent is how much of a budget may be used before what is left asks for a look, in percent.
const nearlySpent = 80

// spent is the budget of a published campaign: what is paid, what is promised, what is left.
func (d Seat) spent(row *console.CampaignRow, l program.CampaignLine) {
	c := l.Campaign
	promised := max(c.CommittedMinor-l.PaidMinor, 0)
	row.Spent = &console.Spent{Paid: l.PaidMinor, Promised: promised, Budget: c.BudgetMinor}
	row.Spent.Text = Exact(l.PaidMinor, c.Currency) + " paid and " + Exact(promised, c.Currency) + " promised"
	if c.BudgetMinor == 0 {
		return
	}
	row.Spent.Text += " of " + Exact(c.BudgetMinor, c.Currency)
	left := max(c.BudgetMinor-c.CommittedMinor, 0)
	row.Left = Exact(left, c.Currency)
	if l.Status == models.CampaignLive && left < c.BudgetMinor/100*(100-nearlySpent) {
		row.LeftHue = console.Amber
	}
}
