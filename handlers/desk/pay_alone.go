package desk

import (
	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// PathAlone ends the path at which one person releases a referral's payment.
const PathAlone = "pay/alone"

// mayAlone reports whether this person sees the button that releases a payment without a second one.
func (d Seat) mayAlone(data program.ReferralPageData) bool {
	return data.Lone != nil && len(data.Look.Legs) > 0 && d.Who.May(program.ActReleaseAlone) && data.Lone.Bar(d.Who) == ""
}

// alone adds the question before one person releases, and the way to a second one all the same.
func (d Seat) alone(p *console.PayPanel, data program.ReferralPageData, amount string, e Entry) {
	what := "Release " + amount
	f := d.form("alone-form", web.ReferralPath(data.Referral.ID)+PathAlone)
	f.Hidden = []console.Hidden{d.keyed(), {Name: FieldSeal, Value: data.Lone.Seal}}
	f.Fields = d.accountFields(data, FormAlone, e)
	f.Submit = console.Action{Text: "Yes, " + Lower(what) + " alone", Look: console.Pay}
	p.Confirm = &console.Confirm{ID: "alone", Tone: console.ToneMoney, Ask: console.Action{Text: what, Look: console.Pay}, Form: f, Open: e.Form == FormAlone,
		Text: ui.Phrase{Text: what + "? Nobody else looks at it before. It stands in the audit log as released by you alone.", Strong: what + "?"}}
	ask := d.askForm(data, web.ReferralPath(data.Referral.ID)+"pay/", "Ask to release "+amount, e)
	p.More = []console.Disclosure{{ID: "ask-second", Text: "Ask a second person", Look: console.InText, Open: e.Form == FormAsk, Form: *ask}}
	sides := "both sides together"
	if data.Referral.Kind == models.KindProduct {
		sides = "a referral"
	}
	today := data.Lone.Today[d.Who.User.ID].Minor
	p.Foot = "The threshold is " + Exact(data.Lone.ThresholdMinor, data.Look.Total.Currency) + " for " + sides + ". You have released " + Exact(today, data.Look.Total.Currency) +
		" alone today, of " + Exact(models.LoneDayFactor*data.Lone.ThresholdMinor, data.Look.Total.Currency) + " at most."
}

// twoBecause says why a payment that the threshold covers takes two people all the same.
func (d Seat) twoBecause(data program.ReferralPageData) string {
	if data.Lone == nil || data.Lone.ThresholdMinor == 0 {
		return ""
	}
	return AloneWord(data.Lone.Bar(d.Who))
}

// AloneWord says why one person can't release a payment; empty where the amount says it.
func AloneWord(bar program.LoneBar) string {
	switch bar {
	case program.LoneHand:
		return "This takes two people whatever its amount: it was on hold, attached or corrected by hand."
	case program.LoneDay:
		return "This takes two people: with it you would have released more alone today than the threshold allows."
	case program.LoneAsked:
		return "A second person was asked already, so they decide."
	case program.LoneParty:
		return "This takes two people: no member number of yours is on record, so nobody can tell whether it is your own referral. An administrator can record it."
	case program.LoneSeen:
		return "What would be paid is not what you saw any more. Nothing was done; below is how it stands now."
	}
	return ""
}
