package desk

import (
	"fmt"
	"net/url"
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// Referral is the page of one referral as this person sees it.
func (d Seat) Referral(data program.ReferralPageData, e Entry) console.Referral {
	r := data.Referral
	page := console.Referral{Title: titleOf(r), Status: referralStatus(r.State), Tags: d.tags(r), Meta: data.Campaign,
		Bar: console.Bar{Crumbs: []ui.Link{{Text: "Referrals", Href: d.At.To(web.PathReferrals)}, {Text: Number(r.ID)}}},
		Pay: d.pay(data, e), Why: d.why(data), Evidence: d.evidence(data), Rewards: d.rewards(data), Holds: d.holds(data, e), Notes: d.notes(data, e),
		Timeline: console.Timeline{Events: d.timeline(data)}, Facts: d.facts(data), Accepted: d.accepted(r), More: d.more(data, e)}
	if d.Who.May(program.ActAudit) {
		page.Timeline.Link = ui.Link{Text: "In the audit log", Href: d.At.To(web.PathAudit) + "?subject=" + r.ID}
	}
	if r.Version != nil {
		page.Meta = fmt.Sprintf("%s, version %d", data.Campaign, r.Version.Version)
	}
	if !r.State.Over() {
		page.Bar.Actions = append(page.Bar.Actions, d.allowed(program.ActNote, console.Action{ID: "check", Text: "Check again", Busy: "Checking",
			Glyph: console.GlyphAgain, URL: d.At.To(web.ReferralPath(r.ID) + "check"), Token: d.Token, Target: console.RegionReferral}))
	}
	if e.Done != "" {
		page.Bar.Notices = []ui.Notice{green(e.Done)}
	}
	page.Bar.Notices = append(page.Bar.Notices, d.asking(data)...)
	if e.Conflict != "" {
		page.Conflict = &console.Conflict{Text: ui.Plain(e.Conflict)}
	}
	return page
}

// titleOf names a referral by its people.
func titleOf(r models.Referral) string {
	if r.Kind == models.KindProduct {
		return Person(r.Acceptor) + ", invited by the institution itself"
	}
	return Person(r.Acceptor) + ", invited by " + Person(r.Inviter)
}

// allowed says why where the role does not allow an action.
func (d Seat) allowed(act program.Act, a console.Action) console.Action {
	if !d.Who.May(act) {
		a.Denied = "Your role does not allow this."
	}
	return a
}

// denied is empty where the role allows it.
func (d Seat) denied(act program.Act) string {
	return d.allowed(act, console.Action{}).Denied
}

func (d Seat) form(id, url string) console.Form {
	return console.Form{ID: id, URL: d.At.To(url), Token: d.Token}
}

func (d Seat) rewards(data program.ReferralPageData) console.Rewards {
	out := console.Rewards{Fact: "each on its own"}
	if data.Referral.Kind == models.KindProduct {
		out.Fact = "the friend’s alone"
	}
	for _, l := range data.Legs {
		name, side := Person(data.Referral.Acceptor), "friend"
		if l.Side == models.SideInviter {
			name, side = Inviter(data.Referral), "inviter"
		}
		out.Legs = append(out.Legs, console.Leg{Name: name, Side: side, Status: console.Status{Sign: console.RewardSign(string(l.Status)), Text: legWord(l.Status)},
			Tax: taxWord(l.TaxForm), By: d.stored(data.Referral.DueOn), Amount: Exact(l.AmountMinor, l.Currency)})
	}
	return out
}

func legWord(s models.LegStatus) string {
	return map[models.LegStatus]string{models.LegPlanned: "Planned", models.LegReserved: "Reserved", models.LegPayable: "Payable", models.LegBatched: "In a batch",
		models.LegSubmitted: "Sent", models.LegSettled: "Paid", models.LegVoid: "Void", models.LegFailed: "Failed", models.LegUnknown: "Not confirmed",
		models.LegReturned: "Returned", models.LegReversed: "Reversed"}[s]
}

func (d Seat) holds(data program.ReferralPageData, e Entry) console.Holds {
	r := data.Referral
	out := console.Holds{Fact: "none open"}
	if r.HoldCount > 0 {
		out.Fact = fmt.Sprintf("%d open", r.HoldCount)
	}
	for _, h := range data.Holds {
		out.List = append(out.List, d.hold(data, h, e))
	}
	if r.State.Over() {
		return out
	}
	f := d.form("hold-form", web.ReferralPath(r.ID)+"hold")
	f.Target = console.RegionReferral
	f.Fields = []console.Field{e.field(FormHold, console.Field{ID: "hold-reason", Name: FieldReason, Label: "Why", Kind: console.KindArea, Required: true})}
	f.Submit = console.Action{Text: "Put " + Person(r.Acceptor) + "’s referral on hold", Look: console.Primary}
	out.PutOn = &console.Disclosure{ID: "put-on-hold", Text: "Put on hold", Glyph: console.GlyphBars, Open: e.Form == FormHold, Denied: d.denied(program.ActHold),
		Lead: "No payment leaves while a hold is open. The member sees that it is being reviewed.", Form: f}
	return out
}

func (d Seat) hold(data program.ReferralPageData, h models.Hold, e Entry) console.Hold {
	what := map[string]string{models.HoldIdentity: "Identity not verified", program.HoldStanding: "Standing to look at", program.HoldTax: "Form W-9 needed"}[h.Kind]
	if what == "" {
		what = "Put on hold"
	}
	by := data.Staff[h.OpenedBy]
	if by == "" {
		by = "the programme"
	}
	out := console.Hold{Sign: console.HoldSign(), Text: ui.Phrase{Text: what + " by " + by, Strong: what}, When: d.moment(h.OpenedAt.Time), Meta: h.Reason}
	if !h.ResolvedAt.IsZero() {
		out.Sign = console.Sign{Glyph: console.GlyphTicked, Hue: console.Green}
		out.Text.Text += ", released by " + data.Staff[h.ResolvedBy]
		out.When = d.moment(h.ResolvedAt.Time)
		out.Meta = strings.TrimSpace(out.Meta + " Found: " + h.Found)
		return out
	}
	f := d.form("release-"+h.ID+"-form", web.ReferralPath(h.ReferralID)+"release-hold")
	f.Target, f.Hidden = console.RegionReferral, []console.Hidden{{Name: FieldHold, Value: h.ID}}
	field := console.Field{ID: "release-" + h.ID + "-text", Name: FieldReason, Label: "What you found", Kind: console.KindArea, Required: true}
	mine := e.Form == FormRelease && e.Hold == h.ID
	if mine {
		field = e.field(FormRelease, field)
	}
	f.Fields, f.Submit = []console.Field{field}, console.Action{Text: "Release this hold", Look: console.Primary}
	out.Resolve = &console.Disclosure{ID: "release-" + h.ID, Text: "Release this hold", Open: mine, Denied: d.cantLift(h), Form: f}
	return out
}

// cantLift says why a hold is not this person's to release.
func (d Seat) cantLift(h models.Hold) string {
	if why := d.denied(program.ActHold); why != "" || d.Who.MayLift(h) {
		return why
	}
	return "Who opened it, a checker or an administrator can release it."
}

func (d Seat) notes(data program.ReferralPageData, e Entry) console.Notes {
	var out console.Notes
	for _, n := range data.Notes {
		out.List = append(out.List, console.StaffNote{Who: data.Staff[n.StaffUserID], When: d.moment(n.At.Time), Text: n.Text})
	}
	f := d.form("note-form", web.ReferralPath(data.Referral.ID)+"note")
	f.Target = console.RegionReferral
	f.Fields = []console.Field{e.field(FormNote, console.Field{ID: "note-text", Name: FieldText, Label: "Note", Kind: console.KindArea, Required: true, Hint: "No card or account numbers."})}
	f.Submit = console.Action{Text: "Add the note"}
	out.Add = &console.Disclosure{ID: "add-note", Text: "Add a note", Glyph: console.GlyphPlus, Open: e.Form == FormNote, Denied: d.denied(program.ActNote), Form: f}
	return out
}

func (d Seat) facts(data program.ReferralPageData) []console.Pair {
	r := data.Referral
	source := map[string]string{"member": "Code, typed by the friend", "link": "Link", "branch": "Branch", "staff": "Staff"}[r.Source]
	out := []console.Pair{{Label: "Number", Value: Number(r.ID)}, {Label: "Came by", Value: source}, d.invitedBy(r), {Label: "Accepted", Value: d.moment(r.AcceptedAt.Time)}}
	if r.WindowFrom != "" {
		out = append(out, console.Pair{Label: "Window", Value: d.stored(r.WindowFrom) + " to " + d.stored(r.WindowTo)})
	}
	if r.DueOn != "" {
		out = append(out, console.Pair{Label: "Promised by", Value: d.stored(r.DueOn)})
	}
	for _, was := range data.Before {
		what := map[models.Side]string{models.SideInviter: "Inviter before", models.SideAcceptor: "Login before"}[was.Side]
		if was.Kind == models.ReassignRelinked && was.Side == models.SideInviter {
			what = "Inviter’s login before"
		}
		out = append(out, console.Pair{Label: what, Value: Person(was.Was) + ", until " + d.moment(was.At.Time)})
	}
	if d.Who.MayBeParty() && (d.Who.May(program.ActReject) || d.Who.May(program.ActCorrect)) {
		party := "one of the two"
		if r.Kind == models.KindProduct {
			party = "this member"
		}
		out = append(out, console.Pair{Label: "You", Value: "Nobody can tell whether you are " + party + ": no member number of yours is on record."})
	}
	return out
}

// invitedBy leads to everybody whom the same member invited.
func (d Seat) invitedBy(r models.Referral) console.Pair {
	out := console.Pair{Label: "Invited by", Value: Inviter(r)}
	if r.Inviter != nil && r.Inviter.CustomerRef != "" {
		out.Href = d.At.To(web.PathReferrals) + "?" + url.Values{"inviter": {r.Inviter.CustomerRef}}.Encode()
	}
	return out
}

// accepted is the text that the friend ticked, in the language it was shown in.
func (d Seat) accepted(r models.Referral) *console.Accepted {
	if r.Version == nil {
		return nil
	}
	language := map[string]string{"en": "English", "es": "Spanish"}[r.TermsLocale]
	out := &console.Accepted{Title: "Terms as accepted", Fact: fmt.Sprintf("Version %d, %s", r.Version.Version, language), Lang: r.TermsLocale,
		Meta: "Accepted " + d.within(r.AcceptedAt.Time) + ". Seal", Seal: seal(r.TermsSHA256), Empty: "This version has no text of its own; the requirements and rewards above are its terms."}
	for _, p := range strings.Split(r.Version.Terms.Text[r.TermsLocale], "\n") {
		if p = strings.TrimSpace(p); p != "" {
			out.Text = append(out.Text, p)
		}
	}
	return out
}

// closedFor is why a referral closes, as staff read it: a reason of theirs, or what the rules found.
func (d Seat) closedFor(code string, byStaff bool) string {
	if byStaff {
		return refusalWord(code)
	}
	return d.Say.Rules.Why(code)
}
