package desk

import (
	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// Inbox is everything that waits for a second person.
func (d Seat) Inbox(in program.Inbox) console.Approvals {
	out := console.Approvals{Bar: console.Bar{Title: "Approvals"}, Empty: console.Empty{Glyph: console.GlyphInbox, Title: "Nothing waits",
		Text: "What needs a second person comes here, and the number stands in the side bar."}}
	for _, w := range in.Items {
		out.Items = append(out.Items, d.approval(w, in.Staff))
	}
	return out
}

func (d Seat) approval(w program.WaitingApproval, staff map[string]string) console.Approval {
	asked, _ := w.About.(program.PaymentAsked)
	amount, asker := Exact(asked.Payment.TotalMinor, asked.Payment.Currency), staff[w.RequestedBy]
	what, title := "Release "+amount, "Release payment of referral "+Number(w.SubjectID)
	if w.Action == program.ActionMarkPaid {
		what, title = "Record "+amount+" as paid", "Record payment of referral "+Number(w.SubjectID)
	}
	out := console.Approval{ID: w.ID, Sign: console.ReferralSign(string(asked.Referral.State)), Title: title, Amount: amount,
		Subject: ui.Link{Text: "Open the referral", Href: d.At.To(web.ReferralPath(w.SubjectID))}, Seal: seal(w.PayloadSHA256),
		Asked:   ui.Phrase{Text: asker + " asked, " + d.within(w.RequestedAt.Time) + ".", Strong: asker},
		Expires: "Expires " + d.within(w.ExpiresAt.Time) + ".", Payload: d.payload(asked)}
	switch {
	case w.RequestedBy == d.Who.User.ID:
		out.Denied = "You asked for this, so someone else must decide."
		act := d.takeBack(w.ApprovalRequest)
		out.Withdraw = &act
	case !d.Who.May(program.ActRelease):
		out.Denied = "This waits for a payout checker."
	default:
		confirm, refuse := d.confirmOf(w.ApprovalRequest, what), d.refuseOf(w.ApprovalRequest, asker, Entry{})
		out.Approve, out.Refuse = &confirm, &refuse
	}
	return out
}

// payload is all of what would happen: what is not shown is not approved.
func (d Seat) payload(w program.PaymentAsked) []console.Pair {
	var out []console.Pair
	for _, l := range w.Payment.Legs {
		name := Person(w.Referral.Acceptor) + ", friend"
		if l.Side == models.SideInviter {
			name = Person(w.Referral.Inviter) + ", inviter"
		}
		out = append(out, console.Pair{Label: name, Value: Exact(l.AmountMinor, w.Payment.Currency) + ", 1099-" + l.TaxForm})
	}
	out = append(out, console.Pair{Label: "Total", Value: Exact(w.Payment.TotalMinor, w.Payment.Currency)})
	if w.Payment.Reference != "" {
		out = append(out, console.Pair{Label: "Reference", Value: w.Payment.Reference}, console.Pair{Label: "Paid on", Value: d.stored(w.Payment.PaidOn)})
	}
	return out
}

// lower begins a sentence's part with a small letter.
func lower(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}
