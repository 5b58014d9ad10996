package desk

import (
	"fmt"
	"net/url"
	"time"

	"raf/components/console"
	"raf/components/ui"
	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// FieldCampaign names the campaign that the overview, and the list, are narrowed to.
const FieldCampaign = "campaign"

// OverviewRoot is the id of the part that narrowing replaces.
const OverviewRoot = "overview"

// Overview is the first screen.
func (d Seat) Overview(o program.Overview) console.Overview {
	out := console.Overview{URL: d.At.To(web.PathConsole), Said: "All campaigns", Bar: console.Bar{Title: "Overview", Meta: o.At.In(d.Zone).Format("Mon, Jan 2, 3:04 PM MST")}}
	if len(o.Campaigns) == 0 {
		out.Start = d.beginning()
		return out
	}
	for _, c := range o.Campaigns {
		if c.ID == o.Chosen {
			out.URL, out.Said = out.URL+"?"+FieldCampaign+"="+c.ID, c.Name
		}
	}
	out.Choice = d.narrowing(o)
	out.Tasks = d.tasks(o.Tasks)
	out.Counts = d.tallies(o)
	out.Owed = d.owed(o)
	out.Budgets = d.budgets(o)
	out.Funnel = d.funnel(o)
	out.Trend = d.trend(o)
	return out
}

// beginning is what a new institution sees: the next step.
func (d Seat) beginning() *console.Empty {
	step := &console.Action{ID: "begin", Text: "Create a campaign", Href: d.At.To(web.PathCampaignNew), Look: console.Primary}
	if !d.Who.May(program.ActEditCampaign) {
		step.Denied = "Campaign editors create them."
	}
	return &console.Empty{Step: step, Glyph: console.GlyphFlag, Title: "No campaign has been live yet",
		Text: "Members see no offer, so there is nothing to count. A campaign says what friends must do and what both get."}
}

func (d Seat) narrowing(o program.Overview) console.Narrowing {
	n := console.Narrowing{URL: d.At.To(web.PathConsole), Target: OverviewRoot, Label: "Campaign", Name: FieldCampaign, Value: o.Chosen,
		Options: []console.Option{{Value: "", Text: "All campaigns"}}}
	for _, c := range o.Campaigns {
		n.Options = append(n.Options, console.Option{Value: c.ID, Text: c.Name})
	}
	return n
}

// listed is the address of the list narrowed by pairs of a filter and its value; an empty value does not narrow.
func (d Seat) listed(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return d.At.To(web.PathReferrals)
	}
	return d.At.To(web.PathReferrals) + "?" + q.Encode()
}

// tasks are what must be looked at first: late money, then what waits for this person, then holds.
func (d Seat) tasks(t program.Tasks) []console.Task {
	var out []console.Task
	money := func(minor int64) string { return Exact(minor, d.Tenant.Currency) }
	if t.Late.Rewards > 0 {
		out = append(out, console.Task{Sign: console.Sign{Glyph: console.GlyphClock, Hue: console.Red}, Href: d.listed("late", "1"),
			Text: numbered(t.Late.Rewards, "reward is late", "rewards are late"),
			Meta: fmt.Sprintf("%s in %s, the oldest promised by %s", money(t.Late.Minor), numbered(t.Late.Referrals, "referral", "referrals"), d.storedLong(t.LateOldest))})
	}
	if t.Decide.Referrals > 0 {
		task := console.Task{Sign: console.ReferralSign("approved"), Href: d.At.To(web.PathApprovals),
			Text: numbered(t.Decide.Referrals, "request waits for your decision", "requests wait for your decision"), Meta: "Asked for by other people"}
		if t.Decide.Minor > 0 {
			task.Meta = money(t.Decide.Minor) + ", asked for by other people"
		}
		out = append(out, task)
	}
	if t.Ask.Referrals > 0 {
		out = append(out, console.Task{Sign: console.ReferralSign("eligible"), Href: d.listed("state", "met"),
			Text: numbered(t.Ask.Referrals, "payment can be asked for", "payments can be asked for"), Meta: money(t.Ask.Minor) + ", nobody has asked yet"})
	}
	if t.Held > 0 {
		task := console.Task{Sign: console.HoldSign(), Href: d.listed("held", "1"), Text: numbered(t.Held, "referral is on hold", "referrals are on hold"), Meta: "Payment waits"}
		if !t.HeldSince.IsZero() {
			task.Meta = "The oldest since " + d.long(t.HeldSince)
		}
		out = append(out, task)
	}
	return out
}

// numbered is a number with its noun.
func numbered(n int64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return words.Words{}.Number(n) + " " + more
}

// long is a day in a sentence: "November 21".
func (d Seat) long(t time.Time) string {
	t = t.In(d.Zone)
	if t.Year() != d.Now.In(d.Zone).Year() {
		return t.Format("January 2, 2006")
	}
	return t.Format("January 2")
}

func (d Seat) storedLong(day string) string {
	t, ok := d.Day(day)
	if !ok {
		return day
	}
	return d.long(t)
}

// tallies are the seven counts; each leads to the list of what it counts.
func (d Seat) tallies(o program.Overview) []console.Tally {
	c, n := o.Counts, words.Words{}.Number
	sign := func(s models.State) *console.Sign { g := console.ReferralSign(string(s)); return &g }
	at := func(state string) string { return d.listed("state", state, FieldCampaign, o.Chosen) }
	week := func(n int64) string { return words.Words{}.Number(n) + " this week" }
	met := ""
	if c.MetHeld > 0 {
		met = n(c.MetHeld) + " on hold"
	}
	return []console.Tally{
		{Label: "Referrals", Value: n(c.Total), Meta: week(c.TotalWeek), Href: at("")},
		{Label: "In progress", Sign: sign(models.StatePending), Value: n(c.Progress), Meta: numbered(c.Ending, "ends within 7 days", "end within 7 days"), Href: at("progress")},
		{Label: "Requirements met", Sign: sign(models.StateEligible), Value: n(c.Met), Meta: met, Href: at("met")},
		{Label: "Ready to pay", Sign: sign(models.StateApproved), Value: n(c.Ready), Meta: Exact(o.Owed.Ready.Minor, d.Tenant.Currency), Href: at("ready")},
		{Label: "Paid", Sign: sign(models.StatePaid), Value: n(c.Paid), Meta: week(c.PaidWeek), Href: at("paid")},
		{Label: "Closed unpaid", Sign: sign(models.StateExpired), Value: n(c.Closed), Meta: week(c.ClosedWeek), Href: at("closed")},
		{Label: "Members", Value: n(c.Members), Meta: "with a code"},
	}
}

// funnel is how far people came. Where the first steps are of no campaign's offer, the first rate would mislead and the
// numbers say it themselves.
func (d Seat) funnel(o program.Overview) console.Funnel {
	f := console.Funnel{Panel: console.Panel{Title: "From tile to payment", Fact: "since the beginning"},
		Note: ui.Plain("The first three count views, the others referrals.")}
	for _, c := range o.Campaigns {
		if starts, ok := d.Day(c.CurrentVersion.Terms.StartsOn); ok && c.ID == o.Chosen {
			f.Panel.Fact = "since " + d.long(starts)
		}
	}
	u := o.Funnel
	before := int64(0)
	for _, s := range []struct {
		label string
		n     int64
		state string // of the list, "-" for none
	}{{"Saw the tile", u.Tiles, "-"}, {"Opened sharing", u.Shares, "-"}, {"Visited the link", u.Landings, "-"}, {"Used the code", u.Accepted, ""},
		{"Opened an account", u.Accounts, "-"}, {"Met the requirements", u.Met, "-"}, {"Paid", u.Paid, "paid"}} {
		step := console.FunnelStep{Label: s.label, N: s.n, Value: words.Words{}.Number(s.n)}
		if before > 0 {
			step.Rate = words.Words{}.Number((s.n*100+before/2)/before) + "%"
		}
		if s.state != "-" {
			step.Href = d.listed("state", s.state, FieldCampaign, o.Chosen)
		}
		f.Steps, before = append(f.Steps, step), s.n
	}
	return f
}

// ticksEvery is how many weeks stand between two labels of the axis.
const ticksEvery = 4

func (d Seat) trend(o program.Overview) console.Trend {
	t := console.Trend{Panel: console.Panel{Title: "Weekly trend"}, Bars: "Codes accepted", Line: "Referrals paid",
		Empty: fmt.Sprintf("No code was accepted and nobody was paid in the last %d weeks.", len(o.Weeks))}
	accepted, paid := int64(0), int64(0)
	most := 0
	for i, w := range o.Weeks {
		name := d.short(w.Monday)
		p := console.TrendPoint{Name: name, Bar: w.Accepted, Line: w.Paid}
		if i%ticksEvery == 0 {
			p.Tick = name
		}
		if i == len(o.Weeks)-1 {
			p.Name, p.Tick = name+", so far", "This week"
		}
		if accepted, paid = accepted+w.Accepted, paid+w.Paid; w.Accepted > o.Weeks[most].Accepted {
			most = i
		}
		t.Points = append(t.Points, p)
	}
	if len(o.Weeks) > 0 {
		t.Said = fmt.Sprintf("In %d weeks %s accepted, most in the week of %s, and %s paid.", len(o.Weeks), numbered(accepted, "code was", "codes were"),
			d.long(o.Weeks[most].Monday), numbered(paid, "referral was", "referrals were"))
	}
	return t
}
