package desk

import (
	"time"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// pay is the pay panel from this person's seat; nil where no money is in question.
func (d Seat) pay(data program.ReferralPageData, e Entry) *console.PayPanel {
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

// OpenRequest is the request for an action on a referral that waits for a second person.
func OpenRequest(data program.ReferralPageData, action string) (models.ApprovalRequest, bool) {
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

// payees are who got how much, as it stands in the legs and in what was sent for them.
func (d Seat) payees(data program.ReferralPageData, status models.LegStatus) []console.Payee {
	var out []console.Payee
	for i, l := range d.rewards(data).Legs {
		if data.Legs[i].Status != status {
			continue
		}
		payee := console.Payee{Name: l.Name, Account: l.Side, Amount: l.Amount, Notes: []string{l.Tax}}
		for _, sent := range data.Payouts {
			if sent.LegID == data.Legs[i].ID && sent.Status == "settled" {
				payee.Account = memberWord(sent.MemberNumber)
				if sent.AccountLastFour != "" {
					payee.Account = accountWord(sent.AccountKind, sent.AccountLastFour)
				}
			}
		}
		out = append(out, payee)
	}
	return out
}

// toRelease is the panel of rewards that were earned and not released.
func (d Seat) toRelease(data program.ReferralPageData, e Entry) *console.PayPanel {
	a, waits := OpenRequest(data, program.ActionPay)
	if data.Look == nil {
		return nil
	}
	amount := Exact(data.Look.Total.Minor, data.Look.Total.Currency)
	p := &console.PayPanel{Title: "Payment", Amount: amount}
	switch {
	case data.Referral.HoldCount > 0:
		p.Payees, p.Notice = d.due(data, nil), heldNotice()
	case waits:
		p.Title = "Release payment"
		p.Steps = []console.PayStep{d.askedStep(data, a), payStep(nowSign(), "Release by another person", "Release")}
		d.decide(p, data, a, e)
	case d.mayAlone(data):
		p.Title, p.Payees, p.Checks = "Release payment", d.due(data, nil), d.checks(data, nil)
		p.Steps = []console.PayStep{payStep(nowSign(), "One person releases, under the threshold of "+Exact(data.Lone.ThresholdMinor, data.Look.Total.Currency), "One person releases"),
			payStep(laterSign(), "Another person confirms that it was paid", "")}
		d.alone(p, data, amount, e)
	default:
		p.Title, p.Payees, p.Checks = "Ask for payment", d.due(data, nil), d.checks(data, nil)
		p.Steps = []console.PayStep{payStep(nowSign(), "A payout maker asks", "asks"), payStep(laterSign(), "Another person releases", "")}
		d.askFor(p, data, amount, e)
	}
	return p
}

// askFor adds the form that asks for the release, or says who has it.
func (d Seat) askFor(p *console.PayPanel, data program.ReferralPageData, amount string, e Entry) {
	what := "Ask to release " + amount
	switch {
	case len(data.Look.Legs) == 0:
		p.Text = "Nothing is left to pay."
	case !d.Who.May(program.ActRequestPay):
		p.Act = &console.Action{ID: "ask-pay", Text: what, Look: console.Primary, Denied: "A payout maker asks for this."}
	default:
		p.Ask, p.Foot = d.askForm(data, web.ReferralPath(data.Referral.ID)+"pay/", what, e), d.twoBecause(data)
	}
}

func (d Seat) askedStep(data program.ReferralPageData, a models.ApprovalRequest) console.PayStep {
	s := payStep(doneSign(), "Asked for by "+data.Staff[a.RequestedBy], "Asked")
	s.Meta = d.moment(a.RequestedAt.Time)
	return s
}

// decide adds what this person may do with an open request.
func (d Seat) decide(p *console.PayPanel, data program.ReferralPageData, a models.ApprovalRequest, e Entry) {
	p.Foot = "Sealed " + seal(a.PayloadSHA256) + ". It can be decided until " + d.within(a.ExpiresAt.Time) + "."
	asked := program.PaymentAsked{Referral: data.Referral}
	if err := a.Read(&asked.Payment); err != nil {
		p.Text = "What was asked for can't be read."
		return
	}
	if data.Look == nil {
		p.Text = "Nothing is left to pay."
		return
	}
	p.Payees, p.Checks = d.due(data, &asked.Payment), d.checks(data, &a)
	asked.Look = data.Look
	t := d.tellPayment(a, asked)
	switch {
	case a.RequestedBy == d.Who.User.ID:
		p.Text = "You asked for this, so someone else must decide."
		act := d.takeBack(a)
		p.Act = &act
	case !d.Who.MayDecide(a):
		p.Text = t.Waits
	default:
		p.Fact = "second person"
		confirm := d.confirmOf(a, t)
		confirm.Open = e.Pay
		p.Confirm = &confirm
		back := d.refuseOf(a, data.Staff[a.RequestedBy], e)
		p.More = []console.Disclosure{back}
	}
}

// toRecord is the panel of rewards that were released: they are paid outside and recorded here.
func (d Seat) toRecord(data program.ReferralPageData, e Entry) *console.PayPanel {
	amount := LegsTotal(data.Legs, models.LegPayable)
	p := &console.PayPanel{Title: "Ready to pay", Amount: amount, Payees: d.payees(data, models.LegPayable)}
	if data.Look != nil {
		p.Payees, p.Checks = d.due(data, nil), d.checks(data, nil)
	}
	p.Steps = d.releasedSteps(data)
	a, waits := OpenRequest(data, program.ActionMarkPaid)
	switch {
	case data.Referral.HoldCount > 0:
		p.Notice, p.Checks = heldNotice(), nil
	case waits:
		var pay program.Payment
		if a.Read(&pay) == nil {
			p.Text = "Paid on " + d.stored(pay.PaidOn) + " under " + pay.Reference + "."
		}
		told := p.Text
		p.Steps = append(p.Steps, d.askedStep(data, a), payStep(nowSign(), "Confirmed by another person", "Confirmed"))
		d.decide(p, data, a, e)
		if told != "" && p.Text != told {
			p.Text = told + " " + p.Text
		}
	default:
		p.Steps = append(p.Steps, payStep(nowSign(), "Paid outside, then recorded here", "recorded"), payStep(laterSign(), "Confirmed by another person", ""))
		p.More = []console.Disclosure{d.markPaid(data, amount, e)}
	}
	return p
}

func (d Seat) releasedSteps(data program.ReferralPageData) []console.PayStep {
	for _, ev := range data.Events {
		if ev.Cause == models.EventApprove {
			s := payStep(doneSign(), "Released by "+data.Staff[ev.ActorID], "Released")
			s.Meta = d.moment(ev.At.Time)
			if l := data.ByOne; l != nil {
				s.Text = ui.Phrase{Text: "Released by " + data.Staff[l.StaffUserID] + " alone, under the threshold of " + Exact(l.ThresholdMinor, l.Currency), Strong: "Released"}
			}
			return []console.PayStep{s}
		}
	}
	return nil
}

func (d Seat) markPaid(data program.ReferralPageData, amount string, e Entry) console.Disclosure {
	f := d.form("mark-form", web.ReferralPath(data.Referral.ID)+"mark-paid")
	on := console.Field{ID: "mark-date", Name: FieldPaidOn, Label: "Paid on", Kind: console.KindDate, Required: true, Half: true,
		Value: d.Now.In(d.Zone).Format(time.DateOnly)}
	f.Fields = []console.Field{e.field(FormMark, on),
		e.field(FormMark, console.Field{ID: "mark-reference", Name: FieldReference, Label: "Reference", Max: 60, Required: true, Half: true})}
	f.Hidden = []console.Hidden{d.keyed()}
	f.Submit = console.Action{Text: "Record " + amount + " as paid", Look: console.Primary}
	out := console.Disclosure{ID: "mark", Text: "Record as paid outside", Look: console.InText, Open: e.Pay || e.Form == FormMark, Form: f,
		Lead: "Nothing is sent. It stands as paid on the day and under the reference you give, once another person confirms it."}
	if !d.Who.May(program.ActRequestPay) {
		out.Denied = "A payout maker records this."
	}
	return out
}

func (d Seat) paidPanel(data program.ReferralPageData) *console.PayPanel {
	p := &console.PayPanel{Title: "Paid", Amount: LegsTotal(data.Legs, models.LegSettled), Payees: d.payees(data, models.LegSettled), Steps: d.releasedSteps(data)}
	for _, ev := range data.Events {
		if ev.Cause == models.EventSettle {
			s := payStep(doneSign(), "Recorded as paid, confirmed by "+data.Staff[ev.ActorID], "Recorded")
			s.Meta = d.moment(ev.At.Time)
			p.Steps = append(p.Steps, s)
		}
	}
	return p
}

// Doing says in words what a second factor is asked for.
func Doing(data program.ReferralPageData, what, amount string) []console.Pair {
	to := Person(data.Referral.Acceptor)
	if data.Referral.Kind != models.KindProduct {
		to += " and " + Person(data.Referral.Inviter)
	}
	return []console.Pair{{Label: what, Value: amount}, {Label: "To", Value: to},
		{Label: "Referral", Value: Number(data.Referral.ID)}}
}

// LegsTotal adds up the legs of a status.
func LegsTotal(legs []models.RewardLeg, status models.LegStatus) string {
	sum, currency := int64(0), ""
	for _, l := range legs {
		if l.Status == status {
			sum, currency = sum+l.AmountMinor, l.Currency
		}
	}
	return Exact(sum, currency)
}
