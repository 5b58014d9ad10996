package handlers

import (
	"slices"
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// eligible is the happy tile. A hold shows a review and nothing of its reason; a payment that failed or is uncertain
// shows nothing, because the reward is owed all the same.
func (p presenter) eligible(t program.Tile) tile.Eligible {
	r, say := t.Referral, p.say.Reward
	out := tile.Eligible{Amount: p.reward(r), Title: say.YouDidIt, Lead: ui.Plain(say.AllMet + "."), Note: say.KeepOpen}
	due, promised := p.day(r.DueOn)
	late := promised && p.daysUntil(due) < 0
	by := ui.Step{State: ui.StepNow, Said: say.SaidNow, Text: say.LastCheck(p.tenant.Name), When: say.Now}
	arrives := ui.Step{State: ui.StepNext, Said: say.SaidNext, Text: say.InAccount(out.Amount, p.account(r))}
	switch {
	case r.HoldCount > 0:
		out.Lead = ui.Plain(say.HeldLead)
		out.Note, out.Loud = p.nothingToDo(), true
		by.Text, by.When = say.Reviews(p.tenant.Name), ""
		if promised && !late {
			by.When = say.AnswerBy(p.dayText(due))
		}
	case late:
		out.Lead = ui.Plain(say.Late(out.Amount, p.dayText(due)))
		out.Note, out.Loud = p.nothingToDo(), true
	case promised:
		out.Lead = ui.Phrase{Text: say.ArrivesBy(out.Amount, p.dayText(due)), Strong: p.dayText(due)}
		arrives.When = say.ByDay(p.dayText(due))
	}
	if r.State == models.StateApproved && r.HoldCount == 0 {
		by.State, by.Said, by.When = ui.StepDone, say.SaidDone, ""
		arrives.State, arrives.Said = ui.StepNow, say.SaidNow
	}
	out.Steps = []ui.Step{{State: ui.StepDone, Said: say.SaidDone, Text: say.AllMet, When: p.metOn(t)}, by, arrives}
	if _, ok := offered(t); ok && t.Member.Code != nil {
		out.Foot = tile.Foot{Text: say.InviteToo, Right: p.toInvite(), Ruled: true}
	}
	return out
}

func (p presenter) nothingToDo() string {
	if p.tenant.SupportPhone == "" {
		return p.say.Reward.HeldNothing
	}
	return p.say.Reward.HeldNote(p.tenant.SupportPhone)
}

// metOn is the day on which the last requirement was met.
func (p presenter) metOn(t program.Tile) string {
	if t.Referral.State == models.StateEligible && !t.Referral.StateSince.IsZero() {
		return p.dayText(t.Referral.StateSince.Time)
	}
	var last eligibility.Date
	if t.Verdict != nil {
		for _, leaf := range t.Verdict.Leaves {
			if last.Before(leaf.On) {
				last = leaf.On
			}
		}
	}
	if day, ok := p.day(last.String()); ok {
		return p.dayText(day)
	}
	return ""
}

// account names the account that is paid: a checking account only where the terms asked for nothing else.
func (p presenter) account(r *models.Referral) string {
	rule, err := eligibility.ParseRules(frozen(r).Rules)
	if err != nil {
		return p.say.Reward.AnyAccount
	}
	for _, leaf := range leavesOf(rule) {
		if leaf.QualifyingAccount != nil && slices.Equal(leaf.QualifyingAccount.Include, []eligibility.AccountKind{eligibility.AccountChecking}) {
			return p.say.Reward.Checking
		}
	}
	return p.say.Reward.AnyAccount
}

// paid shows amount and day for two weeks, then the member is asked to invite.
func (p presenter) paid(t program.Tile) tile.Paid {
	r, say := t.Referral, p.say.Reward
	settled := r.AcceptorLeg.SettledAt.Time
	out := tile.Paid{
		Amount: p.reward(r),
		Title:  say.IsYours(p.reward(r)),
		Lead:   say.PaidOn(p.say.DayNear(settled, p.now, p.zone), p.account(r)),
		Note:   p.taxed(r.AcceptorLeg.TaxForm, settled),
		Right:  p.toPage(p.say.Common.Details),
	}
	v, ok := offered(t)
	if !ok || t.Member.Code == nil {
		return out
	}
	give, get := p.amounts(v.Terms)
	out.Next, out.Offer, out.Invite = say.NowGive(give, get), p.say.Inviter.Lead, p.toInvite()
	if limit := int64(v.Terms.InviterYearCount); limit > 0 && v.Terms.InviterMinor > 0 {
		out.Offer = say.EarnUpTo(p.money(limit*v.Terms.InviterMinor, v.Terms.Currency))
	}
	return out
}

// taxed says as what a reward counts. The year is that of the payment, in the institution's zone.
func (p presenter) taxed(form string, settled time.Time) string {
	year := settled.In(p.zone).Year()
	switch form {
	case "INT", "1099-INT":
		return p.say.Reward.Tax(year, "1099-INT")
	case "MISC", "1099-MISC":
		return p.say.Reward.TaxOther(year, "1099-MISC")
	default:
		return ""
	}
}
