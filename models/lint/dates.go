package lint

import (
	"slices"
	"strconv"

	"raf/models"
	"raf/models/eligibility"
)

// What is looked at in days and windows.
const (
	StartMissing  Reason = "start_missing"
	StartMoved    Reason = "start_moved" // a revision that would close a live campaign until its new first day
	EndBeforeFrom Reason = "end_before_start"
	EndOver       Reason = "end_over"
	EndOpen       Reason = "end_open"
	WindowMissing Reason = "window_missing"
	AnchorMissing Reason = "anchor_missing"
	CodeEntry     Reason = "code_entry"         // a code that could be entered when the window is over
	CodeEntryOpen Reason = "code_entry_account" // a code that could be entered when the account is too old
	PostingGrace  Reason = "posting_grace"
	ProofDays     Reason = "proof_days"
	Timezone      Reason = "timezone"
	PriorityTie   Reason = "priority_tie"
	Hidden        Reason = "hidden" // behind another campaign with a higher priority
)

func dates() []check {
	return []check{firstDay, lastDay, window, codeEntry, graces, zone, neighbours}
}

func firstDay(o Offer) []Finding {
	starts := o.terms().StartsOn
	if starts == "" {
		return when(true, Problem, Finding{Reason: StartMissing, Field: "starts_on"})
	}
	live := o.Running != nil && slices.Contains([]models.CampaignStatus{models.CampaignLive, models.CampaignPaused}, o.Running.StatusOn(o.Today))
	return only(live && starts > o.Today, Problem, Finding{Reason: StartMoved, Field: "starts_on", Text: starts})
}

func lastDay(o Offer) []Finding {
	t := o.terms()
	switch {
	case t.EndsOn == "":
		return when(true, Warning, Finding{Reason: EndOpen, Field: "ends_on"})
	case t.EndsOn < t.StartsOn:
		return when(true, Problem, Finding{Reason: EndBeforeFrom, Field: "ends_on", Text: t.StartsOn})
	}
	return when(t.EndsOn < o.Today, Problem, Finding{Reason: EndOver, Field: "ends_on", Text: t.EndsOn})
}

func window(o Offer) []Finding {
	t := o.terms()
	return slices.Concat(
		only(t.WindowDays == 0, Problem, Finding{Reason: WindowMissing, Field: "window_days"}),
		only(t.WindowAnchor == "", Problem, Finding{Reason: AnchorMissing, Field: "window_anchor"}))
}

// codeEntry looks at friends who could enter a code and have lost already.
func codeEntry(o Offer) []Finding {
	t := o.terms()
	var all []Finding
	if t.WindowDays > 0 && eligibility.Anchor(t.WindowAnchor) == eligibility.AnchorAccountOpened {
		all = when(t.CodeEntryDays == 0 || t.CodeEntryDays >= t.WindowDays, Problem,
			Finding{Reason: CodeEntry, Field: "code_entry_days", Have: int64(t.CodeEntryDays), Want: int64(t.WindowDays)})
	}
	account, _ := o.first(eligibility.KindQualifyingAccount)
	if before := account.Params["opened_within_days_before"]; len(before) == 1 {
		days, err := strconv.Atoi(before[0])
		late := err == nil && (t.CodeEntryDays == 0 || t.CodeEntryDays > days)
		all = append(all, only(late, Warning, Finding{Reason: CodeEntryOpen, Field: "code_entry_days", Have: int64(t.CodeEntryDays), Want: int64(days)})...)
	}
	return all
}

func graces(o Offer) []Finding {
	t := o.terms()
	return slices.Concat(
		only(t.PostingGraceDays == 0, Warning, Finding{Reason: PostingGrace, Field: "posting_grace_days"}),
		only(t.ClosingDays == 0, Warning, Finding{Reason: ProofDays, Field: "closing_days"}))
}

func zone(o Offer) []Finding {
	return only(o.terms().Timezone != o.House.Timezone, Problem, Finding{Reason: Timezone, Field: "timezone", Text: o.terms().Timezone})
}

// neighbours looks at which of several campaigns at once a member would be offered.
func neighbours(o Offer) []Finding {
	if !o.relationship() {
		return nil
	}
	t := o.terms()
	for _, c := range o.Others {
		if c.Kind != o.Kind || c.CurrentVersion == nil {
			continue
		}
		other := c.CurrentVersion.Terms
		apart := t.EndsOn != "" && t.EndsOn < other.StartsOn || other.EndsOn != "" && other.EndsOn < t.StartsOn
		switch {
		case apart:
		case c.Priority == o.Plan.Priority:
			return when(true, Warning, Finding{Reason: PriorityTie, Field: "priority", Have: int64(c.Priority), Text: c.Name})
		case c.Priority > o.Plan.Priority:
			return when(true, Warning, Finding{Reason: Hidden, Field: "priority", Have: int64(o.Plan.Priority), Want: int64(c.Priority), Text: c.Name})
		}
	}
	return nil
}
