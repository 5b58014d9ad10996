package desk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"raf/components/console"
	"raf/components/ui"
	"raf/components/words"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// soon is how many days before its day a promise turns amber.
const soon = 3

// List is the list of referrals with its filter.
func (d Seat) List(q ListQuery, page program.ReferralsPage) console.ReferralList {
	f := console.ReferralFilter{URL: d.At.To(web.PathReferrals), Fragment: d.At.To(web.PathRows), State: q.Values.Get("state"), Search: q.Values.Get("q"),
		From: q.Values.Get("from"), To: q.Values.Get("to"), FromError: q.fromError, ToError: q.toError,
		Inviter: q.Filter.Inviter, Friend: q.Filter.Friend, Held: q.Filter.Held, Owed: q.Filter.Owed, Late: q.Filter.DueBefore != "",
		Campaign: q.Filter.CampaignID, Campaigns: campaignOptions(page.Campaigns), Sort: q.Values.Get("sort")}
	if f.State == "" {
		f.State = "all"
	}
	counts := stateCounts(q, page)
	for i, choice := range stateChoices() {
		f.States = append(f.States, console.Choice{Value: choice.value, Text: choice.text})
		if counts != nil {
			f.States[i].Count = counts[i]
		}
	}
	if q.narrowed() {
		f.Clear = ui.Link{Text: "Clear", Href: d.At.To(web.PathReferrals)}
	}
	out := console.ReferralList{Bar: console.Bar{Title: "Referrals"}, Filter: f, Table: d.Table(q, page)}
	if d.Who.May(program.ActExport) {
		out.Bar.Actions = append(out.Bar.Actions, console.Action{Text: "Export", Glyph: console.GlyphExport, Href: q.at(d.At.To(web.PathExport)), Follow: true})
	}
	if d.Who.May(program.ActAttach) {
		out.Bar.Actions = append(out.Bar.Actions, console.Action{ID: "attach", Text: "Attach a referral", Glyph: console.GlyphPlus, Href: d.At.To(web.PathAttach)})
	}
	return out
}

// Table is one page of the list.
func (d Seat) Table(q ListQuery, page program.ReferralsPage) console.ReferralTable {
	t := console.ReferralTable{Counts: stateCounts(q, page), URL: d.listURL(q, ""), Said: said(len(page.Rows), page.Older != "" || page.Newer != ""),
		Empty: console.Empty{Glyph: console.GlyphCoins, Title: "No referrals yet", Text: "The first friend who enters a code stands here."},
		Pager: console.Pager{Text: fmt.Sprintf("%s, %d on a page.", sortWord(q.Filter.Sort), models.PageSize)}, Sorts: d.sorts(q)}
	if q.narrowed() {
		t.Empty = console.Empty{Glyph: console.GlyphCoins, Title: "No referrals match", Text: "Nothing fits all of the filters above.",
			Step: &console.Action{Text: "Clear filters", Href: d.At.To(web.PathReferrals)}}
	}
	if page.Newer != "" {
		t.Pager.Newer = d.listURL(q, page.Newer)
	}
	if page.Older != "" {
		t.Pager.Older = d.listURL(q, page.Older)
	}
	if d.Who.May(program.ActRequestPay) {
		t.Bulk = &console.Bulk{URL: d.At.To(web.PathBatch), Token: d.Token, Field: FieldPick, Bar: d.Selection(program.Batch{})}
	}
	for _, r := range page.Rows {
		t.Rows = append(t.Rows, d.row(r, page.Legs[r.ID], page.Campaigns[r.CampaignID]))
	}
	return t
}

// stateCounts are the numbers behind the states that the list can be narrowed to; nil where they are not known.
func stateCounts(q ListQuery, page program.ReferralsPage) []string {
	if page.Standing == nil {
		return nil
	}
	var out []string
	for _, choice := range stateChoices() {
		out = append(out, words.Words{}.Number(page.Standing.Of(q.Filter.CampaignID, choice.states...)))
	}
	return out
}

// campaignOptions are the campaigns that a list can be narrowed to, by name.
func campaignOptions(names map[string]string) []console.Option {
	var out []console.Option
	for id, name := range names {
		out = append(out, console.Option{Value: id, Text: name})
	}
	slices.SortFunc(out, func(a, b console.Option) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Value, b.Value))
	})
	return append([]console.Option{{Text: "All campaigns"}}, out...)
}

// sorts are the links of the columns. The first press sorts the way that is asked for most, the next one the other way.
func (d Seat) sorts(q ListQuery) []console.SortLink {
	var out []console.SortLink
	for _, first := range []models.ReferralSort{{By: models.ByFriend, Up: true}, {By: models.ByAmount}, {By: models.ByNext, Up: true}, {By: models.ByNumber, Up: true}} {
		link, next := console.SortLink{Key: first.By}, first
		if q.Filter.Sort.By == first.By {
			link.Sorted = "descending"
			if next.Up = !q.Filter.Sort.Up; q.Filter.Sort.Up {
				link.Sorted = "ascending"
			}
		}
		link.Href = d.listURL(q.with("sort", sortValue(next)), "")
		out = append(out, link)
	}
	return out
}

// sortWord says the order under the list.
func sortWord(s models.ReferralSort) string {
	words := map[string][2]string{models.ByAccepted: {"Newest first", "Oldest first"}, models.ByFriend: {"By friend, from Z", "By friend, from A"},
		models.ByAmount: {"Largest amount first", "Smallest amount first"}, models.ByNext: {"Latest date first", "Next date first"},
		models.ByNumber: {"Highest number first", "Lowest number first"}}[s.By]
	if s.Up {
		return words[1]
	}
	return words[0]
}

// listURL is the list as it is filtered, from a cursor on.
func (d Seat) listURL(q ListQuery, cursor string) string {
	return q.with("cursor", cursor).at(d.At.To(web.PathReferrals))
}

func said(n int, more bool) string {
	switch {
	case n == 0:
		return "No referrals"
	case more:
		return fmt.Sprintf("%d referrals on this page", n)
	case n == 1:
		return "1 referral"
	}
	return fmt.Sprintf("%d referrals", n)
}

func (d Seat) row(r models.Referral, legs []models.RewardLeg, campaign string) console.ReferralRow {
	row := console.ReferralRow{ID: r.ID, Href: d.At.To(web.ReferralPath(r.ID)), Friend: Person(r.Acceptor), Inviter: Inviter(r), Campaign: campaign,
		Status: referralStatus(r.State), Tags: d.tags(r), Amount: total(legs), Number: Number(r.ID)}
	var v eligibility.Verdict
	if len(r.Verdict) > 0 && json.Unmarshal(r.Verdict, &v) == nil {
		met, all := metOf(v)
		row.Progress = fmt.Sprintf("%d of %d", met, all)
		row.Bar = &ui.Bar{Label: "Requirements of " + row.Friend, Text: row.Progress, Value: met, Max: all, Count: true}
	}
	row.Next, row.NextHue = d.next(r)
	return row
}

// metOf is how many requirements are met of those that are needed: of "any one of these" one is, and whoever met one of
// two has met 1 of 1. Of the ways that are left it is the shortest.
func metOf(v eligibility.Verdict) (met, all int64) {
	w := wayOf(v.Tree)
	return w.met, w.met + w.left
}

// way is how far somebody has come and what is left.
type way struct{ met, left int64 }

func wayOf(n eligibility.Node) way {
	if !n.Kind.Group() {
		if n.Result == eligibility.Met {
			return way{met: 1}
		}
		return way{left: 1}
	}
	var ways []way
	for _, child := range n.Nodes {
		ways = append(ways, wayOf(child))
	}
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.met, b.met)) })
	switch n.Kind {
	case eligibility.KindAny:
		ways = ways[:min(1, len(ways))]
	case eligibility.KindAtLeast:
		ways = ways[:min(n.K, len(ways))]
	}
	var sum way
	for _, w := range ways {
		sum = way{sum.met + w.met, sum.left + w.left}
	}
	return sum
}

// total adds up what is promised or paid.
func total(legs []models.RewardLeg) string {
	sum, currency := int64(0), ""
	for _, l := range legs {
		if l.Status != models.LegVoid && l.Status != models.LegReversed {
			sum, currency = sum+l.AmountMinor, l.Currency
		}
	}
	if currency == "" {
		return ""
	}
	return Exact(sum, currency)
}

// next is the day that matters next.
func (d Seat) next(r models.Referral) (string, console.Hue) {
	switch r.State {
	case models.StateAccepted, models.StatePending:
		if r.WindowTo != "" {
			return "Ends " + d.stored(r.WindowTo), console.Text
		}
	case models.StateClosing:
		if !r.ClosingUntil.IsZero() {
			return "Closes " + d.short(r.ClosingUntil.Time), console.Amber
		}
	case models.StateEligible, models.StateApproved:
		due, ok := d.Day(r.DueOn)
		if !ok {
			break
		}
		switch left := words.DaysUntil(due, d.Now, d.Zone); {
		case left < 0:
			return "Was due " + d.short(due), console.Red
		case left <= soon:
			return "Pay by " + d.short(due), console.Amber
		}
		return "Pay by " + d.short(due), console.Text
	}
	return "", console.Text
}

func (d Seat) tags(r models.Referral) []console.Tag {
	var out []console.Tag
	if r.HoldCount > 0 {
		out = append(out, console.Tag{Hue: console.Amber, Text: "On hold"})
	}
	if due, ok := d.Day(r.DueOn); ok && (r.State == models.StateEligible || r.State == models.StateApproved) && d.late(due) > 0 {
		out = append(out, console.Tag{Hue: console.Red, Text: fmt.Sprintf("Late %d days", d.late(due))})
	}
	return out
}

func (d Seat) late(due time.Time) int { return -words.DaysUntil(due, d.Now, d.Zone) }

func referralStatus(state models.State) console.Status {
	text := map[models.State]string{models.StateInvited: "Invited", models.StateAccepted: "Code accepted", models.StatePending: "In progress",
		models.StateClosing: "Closing", models.StateEligible: "Requirements met", models.StateApproved: "Ready to pay", models.StatePaid: "Paid",
		models.StateExpired: "Expired", models.StateRejected: "Rejected", models.StateCancelled: "Cancelled", models.StateClawedBack: "Taken back"}[state]
	return console.Status{Sign: console.ReferralSign(string(state)), Text: text}
}
