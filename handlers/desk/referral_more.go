package desk

import (
	"fmt"
	"time"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// groupMore lets one of the forms under More be open at a time.
const groupMore = "more"

// more is what else can be done to a referral as it stands.
func (d Seat) more(data program.ReferralPageData, e Entry) []console.Disclosure {
	r := data.Referral
	var out []console.Disclosure
	closes := r.State == models.StateClosing && r.CloseCause == models.CauseRefused
	switch {
	case closes:
		out = append(out, d.takeBackForm(data, e), d.rejectForm(data, e))
	case r.State == models.StateAccepted || r.State == models.StatePending || r.State == models.StateEligible:
		out = append(out, d.refusalForm(data, e))
	}
	if program.Correctable(r.State) && r.Kind != models.KindProduct { // where nobody invited, nobody is the wrong one
		out = append(out, d.correctForm(data, e))
	}
	return append(out, d.relinkForm(data, e))
}

// disclosed is a form under More: who may not use it is told why in its place.
func (d Seat) disclosed(data program.ReferralPageData, e Entry, act program.Act, action string, out console.Disclosure) console.Disclosure {
	out.Group, out.Denied = groupMore, d.denied(act)
	out.Open = e.Form == out.Form.ID
	out.Form.ID = out.ID + "-form"
	out.Form.Target = console.RegionReferral
	if out.Open {
		out.Form.Error = e.Trouble
	}
	switch {
	case out.Denied != "":
	case d.Who.IsParty(data.Referral.Acceptor, data.Referral.Inviter):
		out.Denied = "You are one of the two people of this referral, so someone else must do this."
		if data.Referral.Kind == models.KindProduct {
			out.Denied = "This referral is your own, so someone else must do this."
		}
	default:
		if a, open := OpenRequest(data, action); open {
			out.Denied = data.Staff[a.RequestedBy] + " asked for this, " + d.within(a.RequestedAt.Time) + ". It waits for a second person."
		}
	}
	return out
}

func (d Seat) area(id, label, hint string) console.Field {
	return console.Field{ID: id, Name: FieldReason, Label: label, Hint: hint, Kind: console.KindArea, Required: true}
}

// reserved is what is at stake.
func reserved(data program.ReferralPageData) string { return LegsTotal(data.Legs, models.LegReserved) }

func (d Seat) refusalForm(data program.ReferralPageData, e Entry) console.Disclosure {
	r := data.Referral
	grace := ""
	if r.Version != nil {
		grace = fmt.Sprintf(" %s has until %s to object.", Person(r.Acceptor), d.short(d.Now.AddDate(0, 0, r.Version.Terms.ClosingDays)))
	}
	options := []console.Option{{Text: "Choose a reason"}}
	for _, why := range program.Refusals() {
		options = append(options, console.Option{Value: string(why), Text: refusalWord(string(why))})
	}
	f := d.form(FormRefusal, web.ReferralPath(r.ID)+"refuse")
	f.Fields = []console.Field{
		e.field(FormRefusal, console.Field{ID: "refusal-code", Name: FieldCodeOf, Label: "Reason", Kind: console.KindSelect, Options: options, Required: true,
			Hint: "The member reads it in gentle words."}),
		e.field(FormRefusal, d.area("refusal-reason", "What you found", "For colleagues. The member does not see it.")),
	}
	f.Submit = console.Action{Text: "Refuse " + reserved(data), Look: console.Danger}
	return d.disclosed(data, e, program.ActReject, program.ActionRefuse, console.Disclosure{ID: "refuse-referral", Text: "Refuse this referral",
		Lead: "It closes without payment once a second person agrees." + grace + " Until then " + reserved(data) + " stays reserved.", Form: f})
}

func (d Seat) rejectForm(data program.ReferralPageData, e Entry) console.Disclosure {
	f := d.form(FormReject, web.ReferralPath(data.Referral.ID)+"reject")
	f.Fields = []console.Field{e.field(FormReject, d.area("reject-reason", "Why it can’t wait", ""))}
	f.Submit = console.Action{Text: "Ask to end it now", Look: console.Danger}
	return d.disclosed(data, e, program.ActReject, program.ActionReject, console.Disclosure{ID: "reject-referral", Text: "End it before its day",
		Lead: "The member could object until " + d.short(data.Referral.ClosingUntil.Time) + ". A second person must agree to end it sooner; then " +
			reserved(data) + " goes back to the budget.", Form: f})
}

func (d Seat) takeBackForm(data program.ReferralPageData, e Entry) console.Disclosure {
	f := d.form(FormTakeBack, web.ReferralPath(data.Referral.ID)+"take-back")
	f.Fields = []console.Field{e.field(FormTakeBack, d.area("take-back-reason", "What changed", "It stands with the notes."))}
	f.Submit = console.Action{Text: "Take the refusal back", Look: console.Primary}
	return d.disclosed(data, e, program.ActReject, "", console.Disclosure{ID: "take-back-refusal", Text: "Take the refusal back",
		Lead: "The referral stands again where its evidence puts it. A day of payment that was promised stays.", Form: f})
}

func (d Seat) correctForm(data program.ReferralPageData, e Entry) console.Disclosure {
	r := data.Referral
	f := d.form(FormCorrect, web.ReferralPath(r.ID)+"correct")
	f.Fields = []console.Field{
		e.field(FormCorrect, console.Field{ID: "correct-inviter", Name: FieldInviter, Label: "The right inviter", Hint: "Their code or member number.", Required: true, Max: 60}),
		e.field(FormCorrect, d.area("correct-reason", "How you know", "")),
	}
	f.Submit = console.Action{Text: "Ask for this inviter", Look: console.Primary}
	return d.disclosed(data, e, program.ActCorrect, program.ActionCorrect, console.Disclosure{ID: "correct-inviter-of", Text: "Correct the inviter",
		Lead: "For a friend who typed the wrong code. The reward of " + Person(r.Inviter) + " goes to the right one, and a second person must agree.", Form: f})
}

func (d Seat) relinkForm(data program.ReferralPageData, e Entry) console.Disclosure {
	r := data.Referral
	sides := []console.Option{{Value: string(models.SideAcceptor), Text: Person(r.Acceptor) + ", friend"}}
	if r.Kind != models.KindProduct {
		sides = append(sides, console.Option{Value: string(models.SideInviter), Text: Person(r.Inviter) + ", inviter"})
	}
	f := d.form(FormRelink, web.ReferralPath(r.ID)+"relink")
	f.Fields = []console.Field{
		e.field(FormRelink, console.Field{ID: "relink-side", Name: FieldSide, Label: "Who was enrolled anew", Kind: console.KindSelect, Required: true, Options: sides}),
		e.field(FormRelink, console.Field{ID: "relink-number", Name: FieldNumber, Label: "Member number now", Hint: "It may be the same number as before.", Required: true, Max: 60}),
		e.field(FormRelink, console.Field{ID: "relink-attested", Name: FieldAttested, Value: "yes", Label: "I have checked that it is the same person",
			Hint: "Needed where the bank’s own data does not show it.", Kind: console.KindTick}),
		e.field(FormRelink, d.area("relink-reason", "How you know", "")),
	}
	f.Submit = console.Action{Text: "Ask to re-link", Look: console.Primary}
	return d.disclosed(data, e, program.ActCorrect, program.ActionRelink, console.Disclosure{ID: "relink-member", Text: "Re-link a re-enrolled member",
		Lead: "All referrals of the old login follow to the new one, with what is not paid yet. Two people are never joined. A second person must agree.", Form: f})
}

// refusalWord is a reason as staff choose it.
func refusalWord(code string) string {
	return map[program.Refusal]string{program.RefusalNotNew: "Was a member before", program.RefusalOpenedEarly: "Account opened too long before the code",
		program.RefusalRewarded: "Had a reward for joining before", program.RefusalEmployee: "Employee, or household of one",
		program.RefusalHousehold: "Inviter and friend of one household", program.RefusalStanding: "Account closed, restricted or overdrawn",
		program.RefusalReversed: "What counted was returned or reversed", program.RefusalUnconfirmed: "A requirement could not be confirmed",
		program.RefusalMisuse: "Misuse of the programme", program.RefusalOutsideTerms: "Something else in the terms"}[program.Refusal(code)]
}

// asking are the requests about a referral that are not told by its pay panel.
func (d Seat) asking(data program.ReferralPageData) []ui.Notice {
	words := map[string]string{program.ActionRefuse: "to refuse this referral", program.ActionReject: "to end it before its day",
		program.ActionCorrect: "for another inviter"}
	var out []ui.Notice
	for _, a := range data.Approvals {
		what, known := words[a.Action]
		if !known {
			continue
		}
		asker := data.Staff[a.RequestedBy]
		out = append(out, ui.Notice{Tone: ui.Blue, Text: ui.Phrase{Text: asker + " asked " + what + ", " + d.within(a.RequestedAt.Time) + ". It waits for a second person.", Strong: asker + " asked"},
			Link: ui.Link{Text: "Open approvals", Href: d.At.To(web.PathApprovals)}})
	}
	return out
}

// Changed says what happened last to a referral, and by whom, for those who came too late.
func (d Seat) Changed(data program.ReferralPageData) string {
	var at time.Time
	text := ""
	last := func(when time.Time, what, who string) {
		if when.Before(at) || when.IsZero() {
			return
		}
		if at = when; who == "" {
			who = "the programme"
		}
		text = "Last: " + Lower(what) + " by " + who + ", " + d.within(when) + "."
	}
	for i := len(data.Events) - 1; i >= 0; i-- {
		ev := data.Events[i]
		last(ev.At.Time, eventWord(ev.Cause), data.Staff[ev.ActorID])
	}
	for _, h := range data.Holds {
		last(h.OpenedAt.Time, "Put on hold", data.Staff[h.OpenedBy])
		last(h.ResolvedAt.Time, "Released from hold", data.Staff[h.ResolvedBy])
	}
	for _, a := range data.Approvals {
		last(a.RequestedAt.Time, "A request was made", data.Staff[a.RequestedBy])
	}
	return "This has changed meanwhile. " + text + " Nothing was done by you; below is how it stands now."
}
