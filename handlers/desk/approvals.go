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

// Telling is how one request is told to whoever decides it: what its buttons say and what would happen, complete. What is
// not in Payload was not approved.
type Telling struct {
	Title   string // "Release payment of referral 7F2K1C"
	What    string // the button: "Release $100.00"
	Then    string // behind the question "Release $100.00?"
	Amount  string
	Sign    console.Sign
	Subject ui.Link
	Back    string // path of the page that a decision leads to
	Waits   string // for whom, told to those who may not decide: "This waits for a payout checker."
	Money   bool   // money leaves: the button is the green one
	Payload []console.Pair
	Changes *console.Comparison // Payload as a difference, where something is there already
}

// Tell tells a request by what it is about. A kind of request without a case here has no words, and its buttons are off.
func (d Seat) Tell(w program.WaitingApproval) Telling {
	switch about := w.About.(type) {
	case program.PaymentAsked:
		return d.tellPayment(w.ApprovalRequest, about)
	case program.PublicationAsked:
		return d.tellPublication(w.ApprovalRequest, about)
	case program.RoleAsked:
		return d.tellRole(about)
	case program.ThresholdChange:
		return d.tellThreshold(about)
	case program.RulesChange:
		return d.tellRules(about)
	case program.RefusalAsked:
		return d.tellRefusal(w.ApprovalRequest, about)
	case program.AttachAsked:
		return d.tellAttach(about)
	case program.CorrectAsked:
		return d.tellCorrect(about)
	case program.RelinkAsked:
		return d.tellRelink(about)
	}
	return Telling{Title: "Request " + Number(w.ID), Back: web.PathApprovals}
}

func (d Seat) tellPayment(a models.ApprovalRequest, asked program.PaymentAsked) Telling {
	amount := Exact(asked.Payment.TotalMinor, asked.Payment.Currency)
	if asked.Look != nil { // less, where a reward is void by now; never more
		amount = Exact(asked.Look.Total.Minor, asked.Look.Total.Currency)
	}
	t := Telling{Title: "Release payment of referral " + Number(a.SubjectID), What: "Release " + amount, Amount: amount, Money: true,
		Then: "Both rewards become payable, and that stands in the audit log.", Waits: "This waits for a payout checker.",
		Sign: console.ReferralSign(string(asked.Referral.State)), Back: web.ReferralPath(a.SubjectID),
		Subject: ui.Link{Text: "Open the referral", Href: d.At.To(web.ReferralPath(a.SubjectID))}, Payload: d.paymentPayload(asked)}
	if a.Action == program.ActionMarkPaid {
		t.Title, t.What = "Record payment of referral "+Number(a.SubjectID), "Record "+amount+" as paid"
		t.Then = "Both members then see it as paid. It can't be called back from here."
	}
	if asked.Referral.Kind == models.KindProduct {
		t.Then = strings.NewReplacer("Both rewards become", "The reward becomes", "Both members then see", "The member then sees").Replace(t.Then)
	}
	return t
}

func (d Seat) paymentPayload(w program.PaymentAsked) []console.Pair {
	var out []console.Pair
	for _, l := range w.Payment.Legs {
		name := Person(w.Referral.Acceptor) + ", friend"
		if l.Side == models.SideInviter {
			name = Inviter(w.Referral) + ", inviter"
		}
		where := memberWord(l.MemberNumber)
		if l.Account != nil {
			where = accountWord(l.Account.Kind, l.Account.LastFour)
		}
		out = append(out, console.Pair{Label: name, Value: Exact(l.AmountMinor, w.Payment.Currency) + ", " + taxWord(l.TaxForm) + ", " + where})
	}
	out = append(out, console.Pair{Label: "Total", Value: Exact(w.Payment.TotalMinor, w.Payment.Currency)})
	if w.Payment.Reference != "" {
		out = append(out, console.Pair{Label: "Reference", Value: w.Payment.Reference}, console.Pair{Label: "Paid on", Value: d.stored(w.Payment.PaidOn)})
	}
	out = append(out, d.untold(w)...)
	if w.Look != nil { // whoever decides here sees what the panel shows
		page := program.ReferralPageData{Referral: w.Referral, Look: w.Look}
		for _, l := range w.Look.Void {
			out = append(out, console.Pair{Label: sideName(w.Referral, l.Side) + " gets nothing", Value: d.voidNote(w.Look.Cap, l)})
		}
		again := console.Pair{Label: "Checked again"}
		for _, c := range d.checks(page, nil) {
			again.More = append(again.More, c.Text)
		}
		if !w.Intact {
			again.More = append(again.More, "Not what was asked for any more")
		}
		if len(again.More) > 0 {
			again.Value, again.More = again.More[0], again.More[1:]
			out = append(out, again)
		}
	}
	return out
}

// untold warns whoever decides that nobody can tell whether the referral is of one of the two people who act on it.
func (d Seat) untold(w program.PaymentAsked) (out []console.Pair) {
	if w.Look == nil || d.Who.LooksOn() {
		return nil
	}
	const label, ask = "Own referral?", "on record, so nobody can tell whether this is their own referral. Ask them, or have an administrator record it."
	if w.AskerUntold {
		out = append(out, console.Pair{Label: label, Value: "No member number of whoever asked is " + ask})
	}
	if d.Who.MayBeParty() && d.Who.May(program.ActRelease) {
		out = append(out, console.Pair{Label: label, Value: "No member number of yours is on record. Go on only if it is not yours."})
	}
	return out
}

// InboxEntry is a decision that came back from the inbox: a reason that was not taken, or one that came too late.
type InboxEntry struct {
	ID       string // of the request
	Entry    Entry
	Conflict string
}

// Inbox is everything that waits for a second person.
func (d Seat) Inbox(in program.Inbox, e InboxEntry) console.Approvals {
	out := console.Approvals{Bar: console.Bar{Title: "Approvals"}, Empty: console.Empty{Glyph: console.GlyphInbox, Title: "Nothing waits",
		Text: "What needs a second person comes here, and the number stands in the side bar."}}
	if e.Conflict != "" {
		out.Bar.Notices = []ui.Notice{{Tone: ui.Amber, Text: ui.Plain(e.Conflict)}}
	}
	if in.Total > int64(len(in.Items)) {
		out.Pager = console.Pager{Text: fmt.Sprintf("%d wait, oldest first, %d on a page.", in.Total, program.InboxSize), Rising: true}
		if in.Before != "" {
			out.Pager.Older = d.inboxURL(in.Before)
		}
		if in.After != "" {
			out.Pager.Newer = d.inboxURL(in.After)
		}
	}
	out.Bulk = d.bulk(in)
	for _, w := range in.Items {
		entry := Entry{}
		if w.ID == e.ID {
			entry = e.Entry
		}
		item := d.approval(w, in.Staff, entry)
		if out.Bulk != nil && d.pickable(w) {
			item.Pick = d.pick(w)
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// inboxURL is the inbox from a cursor on.
func (d Seat) inboxURL(cursor string) string {
	return d.At.To(web.PathApprovals) + "?" + url.Values{QueryCursor: {cursor}}.Encode()
}

func (d Seat) approval(w program.WaitingApproval, staff map[string]string, e Entry) console.Approval {
	t, asker := d.Tell(w), staff[w.RequestedBy]
	out := console.Approval{ID: w.ID, Sign: t.Sign, Title: t.Title, Amount: t.Amount, Subject: t.Subject, Seal: seal(w.PayloadSHA256), Reason: w.Reason,
		Asked:   ui.Phrase{Text: asker + " asked, " + d.within(w.RequestedAt.Time) + ".", Strong: asker},
		Expires: "Expires " + d.within(w.ExpiresAt.Time) + ".", Payload: t.Payload}
	if t.Changes != nil {
		out.Payload, out.Changes = nil, t.Changes
	}
	switch {
	case w.RequestedBy == d.Who.User.ID:
		out.Denied = "You asked for this, so someone else must decide."
		act := d.takeBack(w.ApprovalRequest)
		out.Withdraw = &act
	case !d.Who.MayDecide(w.ApprovalRequest):
		out.Denied = t.Waits
	default:
		confirm, refuse := d.confirmOf(w.ApprovalRequest, t), d.refuseOf(w.ApprovalRequest, asker, e)
		out.Approve, out.Refuse = &confirm, &refuse
	}
	return out
}

// Decided says how a request ended and by whom, for those who came too late; why is what stood against one that is open
// still.
func (d Seat) Decided(a models.ApprovalRequest, staff map[string]string, why string) string {
	who := staff[textOf(a.DecidedBy)]
	if who == "" {
		who = "Somebody"
	}
	at := d.within(a.DecidedAt.Time)
	switch {
	case a.Status == models.ApprovalApproved:
		return who + " approved this, " + at + "."
	case a.Status == models.ApprovalRefused:
		return who + " sent this back, " + at + "."
	case a.Status == models.ApprovalWithdrawn:
		return who + " took this request back, " + at + "."
	case a.Status == models.ApprovalExpired, !d.Now.Before(a.ExpiresAt.Time):
		return "This waited too long, until " + d.within(a.ExpiresAt.Time) + ", and can't be decided any more."
	}
	return "This is not what was asked for any more: " + why + "."
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (d Seat) sealed(a models.ApprovalRequest) []console.Hidden {
	return []console.Hidden{{Name: FieldSeal, Value: a.PayloadSHA256}}
}

func (d Seat) takeBack(a models.ApprovalRequest) console.Action {
	return console.Action{ID: "take-back-" + a.ID, Text: "Take back my request", Look: console.InText, URL: d.At.To(web.ApprovalPath(a.ID, "refuse")),
		Token: d.Token, Hidden: d.sealed(a)}
}

// confirmOf asks in place before a second person lets it happen.
func (d Seat) confirmOf(a models.ApprovalRequest, t Telling) console.Confirm {
	look, tone := console.Primary, ui.Amber
	if t.Money {
		look, tone = console.Pay, console.ToneMoney
	}
	f := d.form("approve-"+a.ID, web.ApprovalPath(a.ID, "approve"))
	f.Hidden, f.Submit = append(d.sealed(a), d.keyed()), console.Action{Text: "Yes, " + Lower(t.What), Look: look}
	return console.Confirm{ID: "ask-" + a.ID, Tone: tone, Ask: console.Action{Text: t.What, Look: look},
		Text: ui.Phrase{Text: t.What + "? " + t.Then, Strong: t.What + "?"}, Form: f}
}

func (d Seat) refuseOf(a models.ApprovalRequest, asker string, e Entry) console.Disclosure {
	f := d.form("refuse-"+a.ID+"-form", web.ApprovalPath(a.ID, "refuse"))
	f.Hidden = d.sealed(a)
	f.Fields = []console.Field{e.field(FormRefuse, console.Field{ID: "refuse-" + a.ID + "-reason", Name: FieldReason, Label: "What " + asker + " should look at", Kind: console.KindArea, Required: true})}
	f.Submit = console.Action{Text: "Send back to " + asker}
	return console.Disclosure{ID: "refuse-" + a.ID, Text: "Send back", Look: console.InText, Open: e.Form == FormRefuse, Form: f}
}

// Lower begins a sentence's part with a small letter.
func Lower(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}
