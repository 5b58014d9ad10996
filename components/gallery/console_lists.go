package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func (d desk) lists() []ConsoleEntry {
	full, empty, viewer, picked := list(), list(), list(), list()
	empty.Table.Rows, empty.Filter.Search, empty.Table.Said = nil, "zzz", "No referrals"
	empty.Filter.Clear = ui.Link{Text: "Clear", Href: "/console/referrals/"}
	viewer.Table.Bulk = nil
	for i := range picked.Table.Rows {
		picked.Table.Rows[i].Picked = i >= 2 && i <= 4
	}
	picked.Table.Bulk.Bar = bar()
	entry := func(name string, l console.ReferralList) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed("Referrals", "Referrals", maya(), console.Referrals(l)), Part: console.List(l.Table)}
	}
	return []ConsoleEntry{
		entry("referrals", picked),
		entry("referrals-none-selected", full),
		entry("referrals-none-found", empty),
		entry("referrals-viewer", viewer),
	}
}

func bar() console.BulkBar {
	return console.BulkBar{
		Fragment: "/console/referrals/selection", Chosen: "3 selected", Text: "$275.00. One is on hold and is left out.",
		Clear: ui.Link{Text: "Clear", Href: "/console/referrals/"}, Submit: "Approve 2 for payment, $175.00",
	}
}

func list() console.ReferralList {
	return console.ReferralList{
		Bar: console.Bar{Title: "Referrals", Actions: []console.Action{
			{Text: "Export", Href: "/console/referrals/export/?q=", Glyph: console.GlyphExport, Follow: true},
		}},
		Filter: console.ReferralFilter{
			URL: "/console/referrals/", Fragment: "/console/referrals/table",
			States: []console.Choice{
				{Value: "all", Text: "All", Count: "1,284"}, {Value: "progress", Text: "In progress", Count: "312"},
				{Value: "met", Text: "Requirements met", Count: "41"}, {Value: "ready", Text: "Ready to pay", Count: "18"},
				{Value: "paid", Text: "Paid", Count: "806"}, {Value: "closed", Text: "Closed unpaid", Count: "107"},
			},
			State:     "all",
			Campaigns: []console.Option{{Value: "", Text: "All campaigns"}, {Value: "c1", Text: "Autumn 2026"}, {Value: "c2", Text: "Payroll switch"}},
			From:      "2026-09-04", Sort: "-next",
		},
		Table: console.ReferralTable{
			URL:  "/console/referrals/?state=all&from=2026-09-04",
			Said: "14 referrals",
			Bulk: &console.Bulk{URL: "/console/referrals/pay/", Token: token, Field: "pick-", Bar: console.BulkBar{
				Fragment: "/console/referrals/selection", Text: "Select referrals to approve them together.", Submit: "Review selection",
			}},
			Sorts: []console.SortLink{
				{Key: console.SortFriend, Href: "?sort=friend"}, {Key: console.SortAmount, Href: "?sort=amount"},
				{Key: console.SortNext, Href: "?sort=next", Sorted: "descending"}, {Key: console.SortNumber, Href: "?sort=number"},
			},
			Rows: rows(),
			Empty: console.Empty{Glyph: console.GlyphCoins, Title: "No referrals match", Text: "Nobody is called “zzz”, and no code or number begins with it.",
				Step: &console.Action{Text: "Clear filters", Href: "/console/referrals/"}},
			Pager: console.Pager{Text: "Newest first, 50 on a page.", Older: "/console/referrals/?before=k1"},
		},
	}
}

func rows() []console.ReferralRow {
	row := func(friend, inviter, campaign, state, word string, met, of int64, amount, next, number string) console.ReferralRow {
		return console.ReferralRow{
			ID: number, Href: "/console/referrals/" + number + "/", Friend: friend, Inviter: inviter, Campaign: campaign,
			Status: console.Status{Sign: console.ReferralSign(state), Text: word},
			Bar:    &ui.Bar{Label: "Requirements of " + friend, Text: count(met, of), Value: met, Max: of, Count: true}, Progress: count(met, of),
			Amount: amount, Next: next, Number: number,
		}
	}
	const autumn, payroll = "Autumn 2026", "Payroll switch"
	out := []console.ReferralRow{
		row("Devon K.", "Avery L.", autumn, "approved", "Ready to pay", 3, 3, "$100.00", "Pay by Dec 16", "8T4K2"),
		row("Casey M.", "Avery L.", autumn, "pending", "In progress", 1, 3, "$100.00", "12 days left", "8T3XW"),
		row("Priya N.", "Tom B.", autumn, "eligible", "Requirements met", 3, 3, "$100.00", "Pay by Dec 14", "8SZ9P"),
		row("Noah G.", "Garden", payroll, "eligible", "Requirements met", 2, 2, "$75.00", "Pay by Dec 12", "8SY7Q"),
		row("Lucia P.", "Hugo V.", autumn, "eligible", "Requirements met", 3, 3, "$100.00", "Pay by Dec 11", "8SX5D"),
		row("Lena F.", "Ivan P.", autumn, "closing", "Closing", 2, 3, "$100.00", "Proof by Dec 5", "8SW2M"),
		row("Omar D.", "Grace H.", autumn, "approved", "Ready to pay", 3, 3, "$100.00", "Late 3 days", "8SV4H"),
		row("Ruth A.", "Grace H.", autumn, "pending", "In progress", 1, 3, "$100.00", "31 days left", "8ST8R"),
		row("Sofia R.", "Garden", payroll, "pending", "In progress", 1, 2, "$75.00", "44 days left", "8SR6C"),
		row("Marcus V.", "Ada O.", autumn, "accepted", "Accepted", 0, 3, "$100.00", "No account yet", "8SQ3V"),
		row("Ellis T.", "Mia C.", autumn, "paid", "Paid", 3, 3, "$100.00", "Paid Dec 1", "8SP9J"),
		row("Jonah W.", "Mia C.", autumn, "paying", "Paying", 3, 3, "$50.00", "Sent Dec 1", "8SN7B"),
		row("Hana K.", "Peter S.", autumn, "expired", "Expired", 1, 3, "$0.00", "Nov 29", "8SM4F"),
		row("Will E.", "Dana E.", autumn, "rejected", "Rejected", 3, 3, "$0.00", "Nov 27", "8SK2X"),
	}
	out[4].Tags = []console.Tag{{Hue: console.Amber, Text: "On hold"}}
	out[5].NextHue = console.Amber
	out[6].NextHue = console.Red
	out[7].Tags = []console.Tag{{Text: "Bank data of Nov 30"}}
	out[11].Tags = []console.Tag{{Text: "Inviter at cap"}}
	return out
}

func count(n, of int64) string { return string(rune('0'+n)) + " of " + string(rune('0'+of)) }
