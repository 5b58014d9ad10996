package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func (d desk) overviews() []ConsoleEntry {
	entry := func(name string, who console.Person, o console.Overview) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed("Overview", "Overview", who, console.Glance(o)), Part: console.Glance(o)}
	}
	return []ConsoleEntry{
		entry("overview", chris(), glance()),
		entry("overview-quiet", maya(), quiet()),
		entry("overview-long", chris(), long()),
		entry("overview-new", maya(), console.Overview{Bar: console.Bar{Title: "Overview", Meta: "Wed, Dec 2, 10:42 AM CST"}, Start: &console.Empty{
			Glyph: console.GlyphFlag, Title: "No campaign has been live yet", Text: "Members see no offer, so there is nothing to count. A campaign says what friends must do and what both get.",
			Step: &console.Action{Text: "Create a campaign", Href: "/console/campaigns/new/", Look: console.Primary}}}),
	}
}

// glance is the overview of the pictures.
func glance() console.Overview {
	sign := func(state string) *console.Sign { s := console.ReferralSign(state); return &s }
	return console.Overview{
		URL: "/console/", Said: "All campaigns",
		Bar: console.Bar{Title: "Overview", Meta: "Wed, Dec 2, 10:42 AM CST"},
		Choice: console.Narrowing{URL: "/console/", Target: "overview", Label: "Campaign", Name: "campaign",
			Options: []console.Option{{Value: "", Text: "All campaigns"}, {Value: "c1", Text: "Autumn 2026"}, {Value: "c2", Text: "Payroll switch"}}},
		Tasks: []console.Task{
			{Sign: console.Sign{Glyph: console.GlyphClock, Hue: console.Red}, Text: "14 rewards are late", Meta: "$750.00 in 8 referrals, the oldest promised by November 21", Href: "/console/referrals/?late=1"},
			{Sign: console.ReferralSign("approved"), Text: "18 requests wait for your decision", Meta: "$1,700.00, asked for by other people", Href: "/console/approvals/"},
			{Sign: console.HoldSign(), Text: "6 referrals are on hold", Meta: "The oldest since November 27", Href: "/console/referrals/?held=1"},
		},
		Counts: []console.Tally{
			{Label: "Referrals", Value: "1,284", Meta: "9 this week", Href: "/console/referrals/"},
			{Label: "In progress", Sign: sign("pending"), Value: "312", Meta: "31 end within 7 days", Href: "/console/referrals/?state=progress"},
			{Label: "Requirements met", Sign: sign("eligible"), Value: "41", Meta: "6 on hold", Href: "/console/referrals/?state=met"},
			{Label: "Ready to pay", Sign: sign("approved"), Value: "18", Meta: "$1,700.00", Href: "/console/referrals/?state=ready"},
			{Label: "Paid", Sign: sign("paid"), Value: "806", Meta: "28 this week", Href: "/console/referrals/?state=paid"},
			{Label: "Closed unpaid", Sign: sign("expired"), Value: "107", Meta: "4 this week", Href: "/console/referrals/?state=closed"},
			{Label: "Members", Value: "9,420", Meta: "with a code"},
		},
		Owed: console.OwedMoney{Panel: console.Panel{Title: "Owed and not yet paid", Fact: "by the date promised in the terms"}, Amount: "$5,600.00",
			Text: "106 rewards, promised when the friend joined", Said: "$3,000.00 due later, $1,850.00 within 7 days, $750.00 late",
			Ages: []console.Age{
				{Label: "Due after December 9", Part: console.Part{Ink: console.InkGray, Value: 300000}, Count: "58", Amount: "$3,000.00"},
				{Label: "Due within 7 days", Part: console.Part{Ink: console.InkBlue, Value: 185000}, Count: "34", Amount: "$1,850.00"},
				{Label: "Late 1 to 7 days", Part: console.Part{Ink: console.InkAmber, Value: 55000}, Count: "10", Amount: "$550.00", Hue: console.Amber, Href: "/console/referrals/?late=1"},
				{Label: "Late more than 7 days", Part: console.Part{Ink: console.InkRed, Value: 20000}, Count: "4", Amount: "$200.00", Hue: console.Red, Href: "/console/referrals/?late=1"},
			}},
		Budgets: console.Budgets{Panel: console.Panel{Title: "Budget", Fact: "warns at 80%"}, List: []console.Budget{
			spending("Autumn 2026", "88% used", "$8,100.00", "$65,000.00", [4]int64{31400, 1400, 24100, 8100}, ui.Phrase{
				Text: "Room for 81 more friends, about 12 days at this pace. New codes stop when it is full; promises are kept.", Strong: "81 more friends"}),
			spending("Payroll switch", "84% used", "$4,800.00", "$30,000.00", [4]int64{16950, 300, 7950, 4800}, ui.Phrase{}),
		}},
		Funnel: console.Funnel{Panel: console.Panel{Title: "From tile to payment", Fact: "since the beginning"}, Steps: []console.FunnelStep{
			{Label: "Saw the tile", N: 8940, Value: "8,940"}, {Label: "Opened sharing", N: 1612, Value: "1,612", Rate: "18%"},
			{Label: "Visited the link", N: 1204, Value: "1,204", Rate: "75%"}, {Label: "Used the code", N: 612, Value: "612", Rate: "51%", Href: "/console/referrals/"},
			{Label: "Opened an account", N: 561, Value: "561", Rate: "92%"}, {Label: "Met the requirements", N: 365, Value: "365", Rate: "65%"},
			{Label: "Paid", N: 318, Value: "318", Rate: "87%", Href: "/console/referrals/?state=paid"}},
			Note: ui.Plain("The first three count views, the others referrals.")},
		Trend: console.Trend{Panel: console.Panel{Title: "Weekly trend"}, Bars: "Codes accepted", Line: "Referrals paid",
			Said: "Codes accepted and referrals paid in 12 weeks: 577 accepted, most in the week of November 2, and 303 paid.", Points: points()},
	}
}

func spending(name, used, left, of string, parts [4]int64, text ui.Phrase) console.Budget {
	b := console.Budget{Name: name, Tags: []console.Tag{{Hue: console.Amber, Text: used}}, Left: ui.Phrase{Text: left + " left of " + of, Strong: left}, Text: text,
		Said: used + " of " + of}
	for i, label := range []string{"Paid", "Payable", "Promised", "Left"} {
		b.Parts = append(b.Parts, console.Share{Part: console.Part{Ink: []console.Ink{console.InkStrong, console.InkViolet, console.InkBlue, console.InkTrack}[i], Value: parts[i]},
			Label: label, Value: "$" + thousands(parts[i])})
	}
	return b
}

func thousands(n int64) string {
	digits := []byte{}
	for i := 0; n > 0 || i == 0; i++ {
		if i > 0 && i%3 == 0 {
			digits = append([]byte{','}, digits...)
		}
		digits = append([]byte{byte('0' + n%10)}, digits...)
		n /= 10
	}
	return string(digits)
}

func points() []console.TrendPoint {
	accepted := []int64{41, 45, 52, 58, 49, 47, 55, 61, 54, 46, 31, 9}
	paid := []int64{0, 2, 8, 14, 21, 28, 34, 41, 46, 52, 44, 28}
	names := []string{"Sep 14", "Sep 21", "Sep 28", "Oct 5", "Oct 12", "Oct 19", "Oct 26", "Nov 2", "Nov 9", "Nov 16", "Nov 23", "Nov 30, so far"}
	out := make([]console.TrendPoint, len(names))
	for i := range out {
		out[i] = console.TrendPoint{Name: names[i], Bar: accepted[i], Line: paid[i]}
		if i%4 == 0 {
			out[i].Tick = names[i]
		}
	}
	out[11].Tick = "This week"
	return out
}

// quiet is an institution whose first campaign went live today.
func quiet() console.Overview {
	o := glance()
	o.Tasks, o.Choice = nil, console.Narrowing{}
	for i := range o.Counts {
		o.Counts[i].Value, o.Counts[i].Meta = "0", ""
	}
	o.Counts[6].Value, o.Counts[6].Meta = "12", "with a code"
	o.Owed.Empty = "Nothing is owed. What friends earn stands here from the day they meet the requirements."
	o.Budgets.List = []console.Budget{{Name: "Autumn 2026", Left: ui.Plain("No budget is set"), Parts: []console.Share{
		{Part: console.Part{Ink: console.InkStrong}, Label: "Paid", Value: "$0"}, {Part: console.Part{Ink: console.InkBlue}, Label: "Promised", Value: "$0"}}}}
	for i := range o.Funnel.Steps {
		o.Funnel.Steps[i].N, o.Funnel.Steps[i].Value, o.Funnel.Steps[i].Rate = 0, "0", ""
	}
	o.Funnel.Steps[0].N, o.Funnel.Steps[0].Value = 12, "12"
	for i := range o.Trend.Points {
		o.Trend.Points[i].Bar, o.Trend.Points[i].Line = 0, 0
	}
	o.Trend.Empty = "No code was accepted in the last 12 weeks."
	return o
}

// long is the overview of a very large institution.
func long() console.Overview {
	o := glance()
	o.Choice.Options = append(o.Choice.Options, console.Option{Value: "c3", Text: "Invite your household, your neighbours and everybody you know, autumn and winter"})
	o.Choice.Value = "c3"
	for i := range o.Counts {
		o.Counts[i].Value, o.Counts[i].Meta = "12,284,931", "1,204,118 this week"
	}
	o.Counts[3].Meta = "$1,204,118,250.00"
	o.Tasks = append(o.Tasks[:2:2], console.Task{Sign: console.ReferralSign("eligible"), Text: "1,204,118 payments can be asked for", Meta: "$120,411,800.00, nobody has asked yet", Href: "/console/referrals/?state=met"}, o.Tasks[2])
	o.Owed.Amount, o.Owed.Text = "$123,456,789,012.00", "1,204,118,250 rewards, promised when the friend joined"
	for i := range o.Owed.Ages {
		o.Owed.Ages[i].Count, o.Owed.Ages[i].Amount = "1,204,118,250", "$123,456,789,012.00"
	}
	o.Owed.Ages[0].Part.Value = 1 << 50
	o.Budgets.List[0].Name = "Invite your household, your neighbours and everybody you know, autumn and winter"
	o.Budgets.List[0].Tags = []console.Tag{{Hue: console.Amber, Text: "Full"}, {Text: "Paused"}}
	o.Budgets.List[0].Left = ui.Phrase{Text: "$0.00 left of $123,456,789,012.00", Strong: "$0.00"}
	for i := range o.Funnel.Steps {
		o.Funnel.Steps[i].Value, o.Funnel.Steps[i].Rate = "12,284,931", "1,204%"
	}
	for i := range o.Trend.Points {
		o.Trend.Points[i].Bar *= 1234
	}
	return o
}
