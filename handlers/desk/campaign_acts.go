package desk

import (
	"strconv"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// toggleAsk asks before pausing or resuming; nil where neither can be. In the list the answer replaces the list.
func (d Seat) toggleAsk(l program.CampaignLine, inList bool) *console.Confirm {
	ask, back, yes, then := "Pause", "Keep it live", "Yes, pause", "New codes stop at once. "+d.keepTerms(l)
	switch l.Status {
	case models.CampaignLive:
	case models.CampaignPaused:
		ask, back, yes, then = "Resume", "Keep it paused", "Yes, resume", "New codes are taken at once"+d.until(l)+"."
	default:
		return nil
	}
	c := d.ask("toggle-"+l.ID, web.CampaignPath(l.ID, web.CampaignToggle), ask+" "+l.Name+"?", then, yes)
	c.Ask, c.Back = console.Action{Text: ask, Small: inList}, back
	c.Form.Hidden = []console.Hidden{{Name: FieldFrom, Value: string(l.Status)}}
	if inList {
		c.Form.Target = console.RegionCampaigns
	} else {
		c.Form.Hidden = append(c.Form.Hidden, console.Hidden{Name: FieldAt, Value: AtCampaign})
	}
	return &c
}

// ask is a question in place with its form.
func (d Seat) ask(id, path, question, then, yes string) console.Confirm {
	f := d.form(id+"-form", path)
	f.Submit = console.Action{Text: yes, Look: console.Primary, Busy: "Saving"}
	return console.Confirm{ID: id, Text: ui.Phrase{Text: question + " " + then, Strong: question}, Form: f}
}

// keepTerms says what it means for those who are in, with their number.
func (d Seat) keepTerms(l program.CampaignLine) string {
	switch n := inProgress(l.States); n {
	case 0:
		return "Nobody is in progress."
	case 1:
		return "The one person in progress keeps the terms and is still paid."
	default:
		return "The " + count(n) + " people in progress keep their terms and are still paid."
	}
}

func (d Seat) until(l program.CampaignLine) string {
	if last, ok := d.Day(l.Plan().Terms.EndsOn); ok {
		return ", until " + d.short(last)
	}
	return ""
}

// manage is what can be done with a whole campaign, and what became of it so far.
func (d Seat) manage(data program.CampaignPageData) *console.CampaignManage {
	out := &console.CampaignManage{Versions: d.versions(data)}
	if !d.Who.May(program.ActEditCampaign) {
		return out
	}
	l := data.CampaignLine
	out.Acts = []console.Action{{Text: "Duplicate", Glyph: console.GlyphCopy, URL: d.At.To(web.CampaignPath(l.ID, web.CampaignDuplicate)), Token: d.Token}}
	if ask := d.toggleAsk(l, false); ask != nil {
		out.Asks = append(out.Asks, *ask)
	}
	if may(l.Status, models.CampaignEnd) {
		c := d.ask("end", web.CampaignPath(l.ID, web.CampaignFinish), "End "+l.Name+"?", "New codes stop at once and for good. "+d.keepTerms(l), "Yes, end it")
		c.Ask, c.Back = console.Action{Text: "End for good", Look: console.Danger}, "Keep it"
		c.Form.Hidden = []console.Hidden{{Name: FieldFrom, Value: string(l.Status)}}
		out.Asks = append(out.Asks, c)
	}
	if may(l.Status, models.CampaignArchive) {
		c := d.ask("archive", web.CampaignPath(l.ID, web.CampaignArchive), "Archive "+l.Name+"?",
			"It leaves the list. Its "+many(int(l.States[models.StatePaid]), "paid referral")+" stay where they are.", "Yes, archive")
		c.Ask, c.Back = console.Action{Text: "Archive"}, "Keep it in the list"
		out.Asks = append(out.Asks, c)
	}
	if l.Draft != nil && l.Review == nil {
		out.Asks = append(out.Asks, d.dropAsk(l))
	}
	return out
}

// dropAsk asks before a draft goes for good.
func (d Seat) dropAsk(l program.CampaignLine) console.Confirm {
	ask, question, then := "Delete draft", "Delete "+l.Name+"?", "Nobody has seen it, and 0 people are in it. It can't be brought back."
	if l.Campaign != nil {
		version := l.Campaign.CurrentVersion.Version
		ask, question = "Discard the change", "Discard the change to "+l.Name+"?"
		then = "Version " + strconv.Itoa(version) + " stays as it is for everybody. The change can't be brought back."
	}
	c := d.ask("drop", web.CampaignPath(l.ID, web.CampaignDelete), question, then, "Yes, delete")
	c.Ask, c.Back, c.Tone, c.Form.Submit.Look = console.Action{Text: ask, Look: console.Danger}, "Keep it", ui.Red, console.Danger
	c.Form.Hidden = []console.Hidden{{Name: FieldLock, Value: strconv.FormatInt(l.Draft.LockVersion, 10)}}
	return c
}

// may reports whether a person of staff can let an event happen to a campaign that stands somewhere.
func may(status models.CampaignStatus, event models.CampaignEvent) bool {
	_, err := models.NextCampaign(status, event, models.ActorStaff)
	return err == nil
}

func (d Seat) versions(data program.CampaignPageData) []console.Event {
	var out []console.Event
	for i, v := range data.Versions {
		sign := console.CampaignSign(string(models.CampaignEnded))
		if i == 0 {
			sign = console.CampaignSign(string(data.Status))
		}
		name := "Version " + strconv.Itoa(v.Version)
		e := console.Event{Sign: sign, Text: ui.Phrase{Text: name + " imported by the operator", Strong: name}, When: d.moment(v.CreatedAt.Time), At: d.machine(v.CreatedAt.Time)}
		if by := data.Staff[v.ApprovedBy]; by != "" {
			e.Text.Text, e.Meta = name+" published by "+by, "Asked for by "+data.Staff[v.RequestedBy]
		}
		out = append(out, e)
	}
	return out
}
