package desk

import (
	"fmt"
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// owed is the money that was earned and is not paid, by the day that the terms promised it for.
func (d Seat) owed(o program.Overview) console.OwedMoney {
	money := func(minor int64) string { return Exact(minor, d.Tenant.Currency) }
	out := console.OwedMoney{Panel: console.Panel{Title: "Owed and not yet paid", Fact: "by the date promised in the terms"},
		Amount: money(o.Owed.All.Minor), Text: numbered(o.Owed.All.Rewards, "reward", "rewards") + ", promised when the friend joined"}
	if o.Owed.All.Rewards == 0 {
		out.Empty = "Nothing is owed. What friends earn stands here from the day they meet the requirements."
		return out
	}
	var said []string
	for age, line := range []struct {
		label string
		ink   console.Ink
		hue   console.Hue
		late  bool
	}{
		program.AgeLater:    {"Due after " + d.storedLong(o.Owed.SoonLast), console.InkGray, console.Text, false},
		program.AgeSoon:     {"Due within 7 days", console.InkBlue, console.Text, false},
		program.AgeLate:     {"Late 1 to 7 days", console.InkAmber, console.Amber, true},
		program.AgeVeryLate: {"Late more than 7 days", console.InkRed, console.Red, true},
	} {
		pile := o.Owed.Ages[age]
		one := console.Age{Label: line.label, Part: console.Part{Ink: line.ink, Value: pile.Minor}, Count: words.Words{}.Number(pile.Rewards), Amount: money(pile.Minor)}
		if line.late && pile.Rewards > 0 {
			one.Hue, one.Href = line.hue, d.listed("late", "1", FieldCampaign, o.Chosen)
		}
		if pile.Rewards > 0 {
			said = append(said, line.label+": "+one.Amount)
		}
		out.Ages = append(out.Ages, one)
	}
	out.Said = strings.Join(said, ", ")
	return out
}

// warnAt is the percentage of a budget from which on it is told in amber.
const warnAt = 80

func (d Seat) budgets(o program.Overview) console.Budgets {
	out := console.Budgets{Panel: console.Panel{Title: "Budget", Fact: fmt.Sprintf("warns at %d%%", warnAt)}}
	for _, b := range o.Budgets {
		out.List = append(out.List, d.budget(b, o.Chosen))
	}
	if len(out.List) == 0 {
		out.Panel.Fact = ""
		out.Empty = &console.Empty{Glyph: console.GlyphFlag, Title: "No campaign is live", Text: "What was promised before is kept. A live campaign's budget stands here."}
	}
	return out
}

func (d Seat) budget(b program.Budget, chosen string) console.Budget {
	money := func(minor int64) string { return Exact(minor, d.Tenant.Currency) }
	out := console.Budget{Name: b.Campaign.Name, Left: ui.Plain("No budget is set")}
	if chosen == "" {
		out.Href = d.At.To(web.PathConsole) + "?" + FieldCampaign + "=" + b.Campaign.ID
	}
	share := func(label string, ink console.Ink, minor int64) {
		out.Parts = append(out.Parts, console.Share{Part: console.Part{Ink: ink, Value: minor}, Label: label, Value: d.Money(minor, d.Tenant.Currency)})
	}
	share("Paid", console.InkStrong, b.Paid)
	share("Payable", console.InkViolet, b.Payable)
	share("Promised", console.InkBlue, b.Promised)
	if b.Campaign.Status != models.CampaignLive {
		word := string(b.Campaign.Status)
		out.Tags = append(out.Tags, console.Tag{Text: strings.ToUpper(word[:1]) + word[1:]})
	}
	if b.Total == 0 {
		return out
	}
	share("Left", console.InkTrack, b.Left)
	left := money(b.Left)
	out.Left = ui.Phrase{Text: left + " left of " + money(b.Total), Strong: left}
	out.Said = fmt.Sprintf("%d%% of %s used", b.Used, money(b.Total))
	switch {
	case b.Room == 0:
		out.Tags = append([]console.Tag{{Hue: console.Amber, Text: "Full"}}, out.Tags...)
	case b.Used >= warnAt:
		out.Tags = append([]console.Tag{{Hue: console.Amber, Text: fmt.Sprintf("%d%% used", b.Used)}}, out.Tags...)
	default:
		out.Tags = append([]console.Tag{{Text: fmt.Sprintf("%d%% used", b.Used)}}, out.Tags...)
	}
	if b.Campaign.Status == models.CampaignLive {
		out.Text = room(b)
	}
	return out
}

// room says for how many friends a budget still is, and for how long.
func room(b program.Budget) ui.Phrase {
	if b.Room == 0 {
		return ui.Phrase{Text: "No room for another friend. New codes have stopped; promises are kept.", Strong: "No room for another friend."}
	}
	friends := numbered(b.Room, "more friend", "more friends")
	text := "Room for " + friends
	switch {
	case b.Days > 365:
		text += ", more than a year at this pace."
	case b.Days > 0:
		text += ", about " + numbered(b.Days, "day", "days") + " at this pace."
	default:
		text += "."
	}
	if b.Used >= warnAt {
		text += " New codes stop when it is full; promises are kept."
	}
	return ui.Phrase{Text: text, Strong: friends}
}
