package handlers

import (
	"strings"

	"raf/models"
	"raf/models/eligibility"
)

// A condition that decides stands in the text that is accepted. What follows says every parameter of a rule and of the
// terms from the parameter itself, so that no campaign can ask for something that nobody was told.

// qualifying words a qualifying_account rule.
func (p presenter) qualifying(rule eligibility.QualifyingAccount) todo {
	say := p.Say.Conditions
	include := rule.Include
	if len(include) == 0 { // as the rule reads an empty list
		include = []eligibility.AccountKind{eligibility.AccountChecking, eligibility.AccountSavings, eligibility.AccountDeposit}
	}
	var about []string
	if len(rule.Exclude) > 0 {
		about = append(about, say.NotAccounts(p.accounts(rule.Exclude)))
	}
	if len(rule.ExcludeNames) > 0 {
		about = append(about, say.NotNames(rule.ExcludeNames))
	}
	if rule.OpenedWithinDaysBefore == nil {
		about = append(about, say.OpenedWhenever)
	} else {
		about = append(about, say.OpenedBefore(*rule.OpenedWithinDaysBefore))
	}
	if rule.OpenedWithinDaysAfter != nil {
		about = append(about, say.OpenedAfter(*rule.OpenedWithinDaysAfter))
	}
	if rule.RequireKnownStanding {
		about = append(about, say.KnownStanding)
	}
	return todo{do: say.DoAccount(p.accounts(include)), about: strings.Join(about, " ")}
}

func (p presenter) accounts(kinds []eligibility.AccountKind) []string {
	var out []string
	for _, kind := range kinds {
		out = append(out, p.Say.Conditions.Account(string(kind)))
	}
	return out
}

// payroll words what makes a deposit payroll.
func (p presenter) payroll(rule eligibility.DirectDeposit, terms models.Terms) string {
	say, counts := p.Say.Conditions, p.Say.Rules.AboutPayroll
	switch {
	case rule.Deposits() > 0:
		counts = p.Say.Rules.AboutEach
	case rule.Measure == eligibility.MeasureMonth:
		counts = p.Say.Rules.AboutMonth
	}
	about := []string{counts(terms.WindowDays)}
	if len(terms.PayrollAllow) > 0 {
		about = append(about, say.PayrollSays(terms.PayrollAllow))
	} else {
		about = append(about, say.PayrollAny)
	}
	if len(terms.PayrollDeny) > 0 {
		about = append(about, say.PayrollNever(terms.PayrollDeny))
	}
	return strings.Join(about, " ")
}

// window words from when to when something counts.
func (p presenter) window(terms models.Terms) []string {
	say := p.Say.Conditions
	begins := say.FromOpening
	if eligibility.Anchor(terms.WindowAnchor) == eligibility.AnchorAccepted {
		begins = say.FromAcceptance
	}
	days := []string{begins}
	if terms.PostingGraceDays > 0 {
		days = append(days, say.Grace(terms.PostingGraceDays))
	}
	if terms.Timezone != "" {
		days = append(days, say.Zone(terms.Timezone))
	}
	return []string{p.Say.Terms.Window(terms.WindowDays), strings.Join(days, " ")}
}

// rewards words who gets what, and how often.
func (p presenter) rewards(terms models.Terms) []string {
	out := []string{p.Say.Terms.RewardText(p.Money(terms.AcceptorMinor, terms.Currency))}
	if terms.InviterMinor == 0 {
		return out
	}
	friend := p.Say.Conditions.FriendGets(p.Money(terms.InviterMinor, terms.Currency))
	if terms.InviterYearCount > 0 {
		friend += " " + p.Say.Conditions.YearCap(terms.InviterYearCount)
	}
	return append(out, friend)
}

// dates words when a code is still taken.
func (p presenter) dates(terms models.Terms) []string {
	var out []string
	if terms.CodeEntryDays > 0 {
		out = append(out, p.Say.Conditions.CodeEntry(p.Tenant.Name, terms.CodeEntryDays))
	}
	if first, ok := p.Day(terms.StartsOn); ok {
		out = append(out, p.Say.Conditions.Starts(p.Say.DayAndYear(first, p.Zone)))
	}
	if last, ok := p.Day(terms.EndsOn); ok {
		out = append(out, p.Say.Landing.DatesText(p.Say.DayAndYear(last, p.Zone)))
	}
	return out
}

// proof words how long something missing may still be shown.
func (p presenter) proof(terms models.Terms) string {
	if terms.ClosingDays == 0 {
		return p.Say.Conditions.NoClosing
	}
	return p.Say.Conditions.Closing(terms.ClosingDays)
}

// whoCan words who may take part.
func (p presenter) whoCan(terms models.Terms) string {
	if terms.Participants == models.ParticipantsEveryone {
		return p.Say.Landing.WhoCanAll(p.Tenant.Name)
	}
	return p.Say.Landing.WhoCanText(p.Tenant.Name)
}
