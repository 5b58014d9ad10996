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
	r, say := t.Referral, p.Say.Reward
	out := tile.Eligible{Amount: p.reward(r), Title: say.YouDidIt, Lead: ui.Plain(say.AllMet + "."), Note: say.KeepOpen}
	due, promised := p.Day(r.DueOn)
	late := promised && p.DaysUntil(due) < 0
	by := ui.Step{State: ui.StepNow, Said: say.SaidNow, Text: say.LastCheck(p.Tenant.Name), When: say.Now}
	arrives := ui.Step{State: ui.StepNext, Said: say.SaidNext, Text: say.InAccount(out.Amount, p.account(r))}
	switch {
	case r.HoldCount > 0:
		out.Lead = ui.Plain(say.HeldLead)
		out.Note, out.Loud = p.nothingToDo(), true
		by.Text, by.When = say.Reviews(p.Tenant.Name), ""
		if promised && !late {
			by.When = say.AnswerBy(p.DayText(due))
		}
	case late:
		out.Lead = ui.Plain(say.Late(out.Amount, p.DayText(due)))
		out.Note, out.Loud = p.nothingToDo(), true
	case promised:
		out.Lead = ui.Phrase{Text: say.ArrivesBy(out.Amount, p.DayText(due)), Strong: p.DayText(due)}
		arrives.When = say.ByDay(p.DayText(due))
	}
	if r.State == models.StateApproved && r.HoldCount == 0 {
		by.State, by.Said, by.When = ui.StepDone, say.SaidDone, ""
		arrives.State, arrives.Said = ui.StepNow, say.SaidNow
	}
	out.Steps = []ui.Step{{State: ui.StepDone, Said: say.SaidDone, Text: say.AllMet, When: p.metOn(t)}, by, arrives}
	if _, ok := offered(t); ok && t.Member.Code != nil {
		out.Foot = tile.Foot{Text: say.InviteToo, Right: p.toInvite(), Ruled: true}
	}
	out.Foot.Left = p.haveCode(t, false)
	return out
}

func (p presenter) nothingToDo() string {
	if reach := p.Reach(); reach != "" {
		return p.Say.Reward.HeldNote(reach)
	}
	return p.Say.Reward.HeldNothing
}

// metOn is the day on which the last requirement was met.
func (p presenter) metOn(t program.Tile) string {
	if t.Referral.State == models.StateEligible && !t.Referral.StateSince.IsZero() {
		return p.DayText(t.Referral.StateSince.Time)
	}
	var last eligibility.Date
	if t.Verdict != nil {
		for _, leaf := range t.Verdict.Leaves {
			if last.Before(leaf.On) {
				last = leaf.On
			}
		}
	}
	if day, ok := p.Day(last.String()); ok {
		return p.DayText(day)
	}
	return ""
}

// account names the account that is paid: a checking account only where the terms asked for nothing else.
func (p presenter) account(r *models.Referral) string {
	rule, err := eligibility.ParseRules(frozen(r).Rules)
	if err != nil {
		return p.Say.Reward.AnyAccount
	}
	for _, leaf := range leavesOf(rule) {
		if leaf.QualifyingAccount != nil && slices.Equal(leaf.QualifyingAccount.Include, []eligibility.AccountKind{eligibility.AccountChecking}) {
			return p.Say.Reward.Checking
		}
	}
	return p.Say.Reward.AnyAccount
}

// paid shows amount and day for two weeks, then the member is asked to invite.
func (p presenter) paid(t program.Tile) tile.Paid {
	r, say := t.Referral, p.Say.Reward
	settled := r.AcceptorLeg.SettledAt.Time
	out := tile.Paid{
		Amount: p.reward(r),
		Title:  say.IsYours(p.reward(r)),
		Lead:   say.PaidOn(p.Say.DayNear(settled, p.Now, p.Zone), p.account(r)),
		Note:   p.taxed(r.AcceptorLeg.TaxForm, settled),
		Right:  p.toPage(p.Say.Common.Details),
	}
	v, ok := offered(t)
	if !ok || t.Member.Code == nil {
		return out
	}
	give, get := p.amounts(v.Terms)
	out.Next, out.Offer, out.Invite = say.NowGive(give, get), p.Say.Inviter.Lead, p.toInvite()
	if limit := int64(v.Terms.InviterYearCount); limit > 0 && v.Terms.InviterMinor > 0 {
		out.Offer = say.EarnUpTo(p.Money(limit*v.Terms.InviterMinor, v.Terms.Currency))
	}
	return out
}

// taxed says as what a reward counts. The year is that of the payment, in the institution's zone.
func (p presenter) taxed(form string, settled time.Time) string {
	year := settled.In(p.Zone).Year()
	switch form {
	case "INT", "1099-INT":
		return p.Say.Reward.Tax(year, "1099-INT")
	case "MISC", "1099-MISC":
		return p.Say.Reward.TaxOther(year, "1099-MISC")
	default:
		return ""
	}
}
