package desk

import (
	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/lint"
	"raf/models/program"
)

// CampaignKind is a kind of campaigns as somebody asked for it; whatever is none is the usual one.
func CampaignKind(asked string) string {
	if asked == models.KindProduct {
		return models.KindProduct
	}
	return models.KindRelationship
}

// DraftOf is what the editor of a campaign begins with: its draft, or else what is published.
func DraftOf(data program.CampaignPageData) models.CampaignDraft {
	if data.Draft != nil {
		return *data.Draft
	}
	d := models.CampaignDraft{Kind: data.Kind, Plan: data.Plan(), BaseVersionID: data.Campaign.CurrentVersionID}
	d.ID = data.ID
	return d
}

// NothingSaved says how many fields keep a form from being saved.
func NothingSaved(e CampaignEntry) string {
	need := " needs another look; everything you typed is kept."
	if len(e.Wrong) > 1 {
		need = " need another look; everything you typed is kept."
	}
	return "Nothing was saved. " + many(len(e.Wrong), "field") + need
}

// NotSent says how many problems keep a draft from being sent. It is saved all the same.
func NotSent(report lint.Report) string {
	return "Your draft is saved, and was not sent: " + many(len(report.Of(lint.Problem)), "problem") + " to solve first."
}

// Found puts the problems of a report at their fields.
func (d Seat) Found(e CampaignEntry, report lint.Report) CampaignEntry {
	for _, f := range report.Of(lint.Problem) {
		said := d.findingOf(f)
		text := said.title + "."
		if said.why != "" {
			text += " " + said.why
		}
		if e.Wrong[f.Field] == "" {
			e.Wrong[f.Field] = text
		}
	}
	return e
}

// EditedMeanwhile says who was faster, and what they changed.
func (d Seat) EditedMeanwhile(e CampaignEntry, data program.CampaignPageData, why string) *console.Conflict {
	who, when := "", ""
	switch {
	case data.Review != nil:
		who = data.Staff[data.Review.RequestedBy]
		when = " asked that this be published, " + d.within(data.Review.RequestedAt.Time)
	case data.Draft != nil:
		who, when = data.Staff[data.Draft.EditedBy], " changed this, "+d.within(data.Draft.EditedAt.Time)
	case len(data.Versions) > 0:
		who, when = data.Staff[data.Versions[0].ApprovedBy], " published another version, "+d.within(data.Versions[0].CreatedAt.Time)
	}
	if who == "" {
		who = "Somebody"
	}
	text := who + when + ". Your text is kept below. Compare, then save again."
	if when == "" {
		text = "This has changed meanwhile: " + why + ". Your text is kept below."
	}
	return d.conflict(e, DraftOf(data).Plan, text, who+when+".")
}

// MovedMeanwhile says where a campaign stands that somebody else moved first, and who that was.
func (d Seat) MovedMeanwhile(now models.Campaign, last program.Change) string {
	text := now.Name + " is " + Lower(d.campaignStatus(now.Status).Text)
	if now.Status == models.CampaignPaused || now.Status == models.CampaignLive {
		text += ", since " + d.within(now.StatusSince.Time)
	}
	if last.By != "" {
		text += ", by " + last.By
	}
	return text + ". Nothing was changed by you; below is how it stands now."
}

// tellPublication tells a request to publish: field by field what differs from what is offered now, or all of it.
func (d Seat) tellPublication(a models.ApprovalRequest, asked program.PublicationAsked) Telling {
	plan := asked.Publication.Plan
	t := Telling{Title: "Publish " + plan.Name, What: "Publish " + plan.Name, Sign: console.CampaignSign(string(models.CampaignInReview)),
		Waits: "This waits for a campaign editor, a payout checker or an administrator.", Back: web.CampaignPath(a.SubjectID, web.CampaignEdit),
		Subject: ui.Link{Text: "Open the campaign", Href: d.At.To(web.CampaignPath(a.SubjectID, web.CampaignEdit))}}
	var from *models.Plan
	t.Then = "Members see it at once."
	if first, ok := d.Day(plan.Terms.StartsOn); ok && d.DaysUntil(first) > 0 {
		t.Then = "Members see it from " + first.Format("Jan 2, 2006") + " on."
	}
	if c := asked.Now; c != nil {
		now := models.Plan{Name: c.Name, Priority: c.Priority, BudgetMinor: c.BudgetMinor, BreakerCount: c.BreakerCount, Terms: c.CurrentVersion.Terms}
		from = &now
		t.Title = "Change " + c.Name
		t.Then = "Whoever joins from now on gets it. Those who are in keep the version they joined under."
	}
	rows := d.compare(asked.Publication.Kind, from, plan)
	t.Changes = &console.Comparison{Title: "What would be published", Right: "Will be", Rows: rows}
	if from != nil {
		t.Changes.Title, t.Changes.Left = "What would change", "Now"
	}
	for _, r := range rows {
		value := r.Will
		if r.Was != "" {
			value = r.Was + " → " + r.Will
		}
		t.Payload = append(t.Payload, console.Pair{Label: r.Name, Value: value})
	}
	return t
}
