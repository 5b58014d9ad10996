package handlers

import (
	"time"

	"raf/components/console"
	"raf/components/ui"
	"raf/models"
	"raf/models/program"
)

// formRefuse is the form that sends a request back.
const formRefuse = "refuse"

// pay is the pay panel from this person's seat; nil where no money is in question.
func (d desk) pay(data program.ReferralPageData, e referralEntry) *console.PayPanel {
	switch data.Referral.State {
	case models.StateEligible:
		return d.toRelease(data, e)
	case models.StateApproved:
		return d.toRecord(data, e)
	case models.StatePaid:
		return d.paidPanel(data)
	}
	return nil
}

func openRequest(data program.ReferralPageData, action string) (models.ApprovalRequest, bool) {
	for _, a := range data.Approvals {
		if a.Action == action {
			return a, true
		}
	}
	return models.ApprovalRequest{}, false
}

func doneSign() console.Sign  { return console.Sign{Glyph: console.GlyphMet, Hue: console.Green} }
func nowSign() console.Sign   { return console.Sign{Glyph: console.GlyphRing, Hue: console.Violet} }
func laterSign() console.Sign { return console.Sign{Glyph: console.GlyphDashed} }

func payStep(sign console.Sign, text, strong string) console.PayStep {
	return console.PayStep{Sign: sign, Text: ui.Phrase{Text: text, Strong: strong}, Next: sign == laterSign()}
}

// payees are who gets how much.
func (d desk) payees(data program.ReferralPageData, status models.LegStatus) []console.Payee {
	var out []console.Payee
	for i, l := range d.rewards(data).Legs {
		if data.Legs[i].Status == status {
			out = append(out, console.Payee{Name: l.Name, Account: l.Side, Amount: l.Amount, Notes: []string{l.Tax}})
		}
	}
	return out
}

// toRelease is the panel of rewards that were earned and not released.
func (d desk) toRelease(data program.ReferralPageData, e referralEntry) *console.PayPanel {
	amount := legsTotal(data.Legs, models.LegReserved)
	p := &console.PayPanel{Title: "Payment", Amount: amount, Payees: d.payees(data, models.LegReserved)}
	a, waits := openRequest(data, program.ActionPay)
	switch {
	case data.Referral.HoldCount > 0:
		p.Notice = &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Text: "On hold. Nothing is paid before the hold is released.", Strong: "On hold."}}
	case waits:
		p.Steps = []console.PayStep{d.askedStep(data, a), payStep(nowSign(), "Release by another person", "Release")}
		d.decide(p, data, a, "Release "+amount, e)
	default:
		p.Title = "Ask for payment"
		p.Steps = []console.PayStep{payStep(nowSign(), "A payout maker asks", "asks"), payStep(laterSign(), "Another person releases", "")}
		act := d.allowed(program.ActRequestPay, console.Action{ID: "ask-pay", Text: "Ask to release " + amount, Look: console.Primary,
			URL: d.at.to(referralPath(data.Referral.ID) + "pay/"), Token: d.token})
		if act.Denied != "" {
			act.Denied = "A payout maker asks for this."
		}
		p.Act = &act
	}
	return p
}

func (d desk) askedStep(data program.ReferralPageData, a models.ApprovalRequest) console.PayStep {
	s := payStep(doneSign(), "Asked for by "+data.Staff[a.RequestedBy], "Asked")
	s.Meta = d.moment(a.RequestedAt.Time)
	return s
}

// decide adds what this person may do with an open request.
func (d desk) decide(p *console.PayPanel, data program.ReferralPageData, a models.ApprovalRequest, what string, e referralEntry) {
	p.Foot = "Sealed " + seal(a.PayloadSHA256) + ". It can be decided until " + d.within(a.ExpiresAt.Time) + "."
	switch {
	case a.RequestedBy == d.who.User.ID:
		p.Text = "You asked for this, so someone else must decide."
		act := d.takeBack(a)
		p.Act = &act
	case !d.who.May(program.ActRelease):
		p.Text = "This waits for a payout checker."
	default:
		p.Fact = "second person"
		confirm := d.confirmOf(a, what)
		confirm.Open = e.pay
		p.Confirm = &confirm
		back := d.refuseOf(a, data.Staff[a.RequestedBy], e)
		p.More = []console.Disclosure{back}
	}
}

func (d desk) sealed(a models.ApprovalRequest) []console.Hidden {
	return []console.Hidden{{Name: fieldSeal, Value: a.PayloadSHA256}}
}

func (d desk) takeBack(a models.ApprovalRequest) console.Action {
	return console.Action{ID: "take-back-" + a.ID, Text: "Take back my request", Look: console.InText, URL: d.at.to(approvalPath(a.ID, "refuse")),
		Token: d.token, Hidden: d.sealed(a)}
}

// confirmOf asks in place before a second person lets it happen.
func (d desk) confirmOf(a models.ApprovalRequest, what string) console.Confirm {
	f := d.form("approve-"+a.ID, approvalPath(a.ID, "approve"))
	f.Hidden, f.Submit = d.sealed(a), console.Action{Text: "Yes, " + lower(what), Look: console.Pay}
	text := ui.Phrase{Text: what + "? Both rewards become payable, and that stands in the audit log.", Strong: what + "?"}
	if a.Action == program.ActionMarkPaid {
		text.Text = what + "? Both members then see it as paid. It can't be called back from here."
	}
	return console.Confirm{ID: "ask-" + a.ID, Tone: console.ToneMoney, Ask: console.Action{Text: what, Look: console.Pay}, Text: text, Form: f}
}

func (d desk) refuseOf(a models.ApprovalRequest, asker string, e referralEntry) console.Disclosure {
	f := d.form("refuse-"+a.ID+"-form", approvalPath(a.ID, "refuse"))
	f.Hidden = d.sealed(a)
	f.Fields = []console.Field{e.field(formRefuse, console.Field{ID: "refuse-" + a.ID + "-reason", Name: fieldReason, Label: "What " + asker + " should look at", Kind: console.KindArea, Required: true})}
	f.Submit = console.Action{Text: "Send back to " + asker}
	return console.Disclosure{ID: "refuse-" + a.ID, Text: "Send back", Look: console.InText, Open: e.form == formRefuse, Form: f}
}

// toRecord is the panel of rewards that were released: they are paid outside and recorded here.
func (d desk) toRecord(data program.ReferralPageData, e referralEntry) *console.PayPanel {
	amount := legsTotal(data.Legs, models.LegPayable)
	p := &console.PayPanel{Title: "Ready to pay", Amount: amount, Payees: d.payees(data, models.LegPayable)}
	p.Steps = d.releasedSteps(data)
	a, waits := openRequest(data, program.ActionMarkPaid)
	switch {
	case data.Referral.HoldCount > 0:
		p.Notice = &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Text: "On hold. Nothing is paid before the hold is released.", Strong: "On hold."}}
	case waits:
		var pay program.Payment
		if a.Read(&pay) == nil {
			p.Text = "Paid on " + d.stored(pay.PaidOn) + " under " + pay.Reference + "."
		}
		told := p.Text
		p.Steps = append(p.Steps, d.askedStep(data, a), payStep(nowSign(), "Confirmed by another person", "Confirmed"))
		d.decide(p, data, a, "Record "+amount+" as paid", e)
		if told != "" && p.Text != told {
			p.Text = told + " " + p.Text
		}
	default:
		p.Steps = append(p.Steps, payStep(nowSign(), "Paid outside, then recorded here", "recorded"), payStep(laterSign(), "Confirmed by another person", ""))
		p.More = []console.Disclosure{d.markPaid(data, amount, e)}
	}
	return p
}

func (d desk) releasedSteps(data program.ReferralPageData) []console.PayStep {
	for _, ev := range data.Events {
		if ev.Cause == models.EventApprove {
			s := payStep(doneSign(), "Released by "+data.Staff[ev.ActorID], "Released")
			s.Meta = d.moment(ev.At.Time)
			return []console.PayStep{s}
		}
	}
	return nil
}

func (d desk) markPaid(data program.ReferralPageData, amount string, e referralEntry) console.Disclosure {
	f := d.form("mark-form", referralPath(data.Referral.ID)+"mark-paid")
	on := console.Field{ID: "mark-date", Name: fieldPaidOn, Label: "Paid on", Kind: console.KindDate, Required: true, Half: true,
		Value: d.now.In(d.zone).Format(time.DateOnly)}
	f.Fields = []console.Field{e.field(formMark, on),
		e.field(formMark, console.Field{ID: "mark-reference", Name: fieldReference, Label: "Reference", Max: 60, Required: true, Half: true})}
	f.Submit = console.Action{Text: "Record " + amount + " as paid", Look: console.Primary}
	out := console.Disclosure{ID: "mark", Text: "Record as paid outside", Look: console.InText, Open: e.pay || e.form == formMark, Form: f,
		Lead: "Nothing is sent. It stands as paid on the day and under the reference you give, once another person confirms it."}
	if !d.who.May(program.ActRequestPay) {
		out.Denied = "A payout maker records this."
	}
	return out
}

func (d desk) paidPanel(data program.ReferralPageData) *console.PayPanel {
	p := &console.PayPanel{Title: "Paid", Amount: legsTotal(data.Legs, models.LegSettled), Payees: d.payees(data, models.LegSettled), Steps: d.releasedSteps(data)}
	for _, ev := range data.Events {
		if ev.Cause == models.EventSettle {
			s := payStep(doneSign(), "Recorded as paid, confirmed by "+data.Staff[ev.ActorID], "Recorded")
			s.Meta = d.moment(ev.At.Time)
			p.Steps = append(p.Steps, s)
		}
	}
	return p
}

// inbox is everything that waits for a second person.
func (d desk) inbox(in program.Inbox) console.Approvals {
	out := console.Approvals{Bar: console.Bar{Title: "Approvals"}, Empty: console.Empty{Glyph: console.GlyphInbox, Title: "Nothing waits",
		Text: "What needs a second person comes here, and the number stands in the side bar."}}
	for _, w := range in.Items {
		out.Items = append(out.Items, d.approval(w, in.Staff))
	}
	return out
}

func (d desk) approval(w program.WaitingApproval, staff map[string]string) console.Approval {
	asked, _ := w.About.(program.PaymentAsked)
	amount, asker := exact(asked.Payment.TotalMinor, asked.Payment.Currency), staff[w.RequestedBy]
	what, title := "Release "+amount, "Release payment of referral "+number(w.SubjectID)
	if w.Action == program.ActionMarkPaid {
		what, title = "Record "+amount+" as paid", "Record payment of referral "+number(w.SubjectID)
	}
	out := console.Approval{ID: w.ID, Sign: console.ReferralSign(string(asked.Referral.State)), Title: title, Amount: amount,
		Subject: ui.Link{Text: "Open the referral", Href: d.at.to(referralPath(w.SubjectID))}, Seal: seal(w.PayloadSHA256),
		Asked:   ui.Phrase{Text: asker + " asked, " + d.within(w.RequestedAt.Time) + ".", Strong: asker},
		Expires: "Expires " + d.within(w.ExpiresAt.Time) + ".", Payload: d.payload(asked)}
	switch {
	case w.RequestedBy == d.who.User.ID:
		out.Denied = "You asked for this, so someone else must decide."
		act := d.takeBack(w.ApprovalRequest)
		out.Withdraw = &act
	case !d.who.May(program.ActRelease):
		out.Denied = "This waits for a payout checker."
	default:
		confirm, refuse := d.confirmOf(w.ApprovalRequest, what), d.refuseOf(w.ApprovalRequest, asker, referralEntry{})
		out.Approve, out.Refuse = &confirm, &refuse
	}
	return out
}

// payload is all of what would happen: what is not shown is not approved.
func (d desk) payload(w program.PaymentAsked) []console.Pair {
	var out []console.Pair
	for _, l := range w.Payment.Legs {
		name := person(w.Referral.Acceptor) + ", friend"
		if l.Side == models.SideInviter {
			name = person(w.Referral.Inviter) + ", inviter"
		}
		out = append(out, console.Pair{Label: name, Value: exact(l.AmountMinor, w.Payment.Currency) + ", 1099-" + l.TaxForm})
	}
	out = append(out, console.Pair{Label: "Total", Value: exact(w.Payment.TotalMinor, w.Payment.Currency)})
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
