package handlers

import (
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
	"raf/providers"
)

// checkAgainAfter is how old a check may be before a tile asks the bank again on its own.
const checkAgainAfter = time.Minute

// pending is the tile of a member who is meeting the requirements, or who may still prove that they were met.
func (p presenter) pending(t program.Tile, how showing) tile.State {
	r := t.Referral
	failure := p.failureOf(t, how)
	if t.Verdict == nil && failure == "" {
		return p.checking(t, how)
	}
	v := p.judged(t, failure)
	closes := r.State == models.StateClosing
	out := tile.Pending{
		Notice:   p.troubled(t, failure),
		Amount:   p.reward(r),
		Headline: p.toGo(v),
		Rules:    p.rules(v, closes),
		Check:    p.check(t, how, failure),
		Right:    p.to(pathTerms, p.say.Common.WhatCounts),
	}
	if closes {
		out.Late = true
		out.Headline = p.missing(v)
		out.Deadline, out.Until = p.closingDeadline(r, v)
		out.Lead = p.say.Pending.AskProofOf(p.tenant.Name)
		if p.tenant.SupportPhone != "" {
			out.Lead = p.say.Pending.CallProof(p.tenant.SupportPhone)
		}
		return out
	}
	out.Deadline, out.Until = p.deadline(r, v)
	return out
}

// checking is the tile while nothing is known yet.
func (p presenter) checking(t program.Tile, how showing) tile.Checking {
	check := p.check(t, how, "")
	title := p.say.Pending.NotChecked
	if check.AutoCheck {
		title = p.say.Pending.Checking(p.tenant.Name)
	}
	return tile.Checking{Title: title, Check: check}
}

// failureOf is why the facts are not of now: what this answer says, else what was stored of the last check. A sign-in
// since then has renewed the grant, so what was wrong with the old one is no news any more.
func (p presenter) failureOf(t program.Tile, how showing) providers.Kind {
	switch {
	case how.signInAgain:
		return providers.KindExpired
	case how.failure != "":
		return how.failure
	case renewed(t):
		return ""
	}
	return providers.Kind(t.Referral.CheckFailure)
}

// renewed reports a grant problem of the last check that a sign-in has cured since.
func renewed(t program.Tile) bool {
	kind := providers.Kind(t.Referral.CheckFailure)
	return (kind == providers.KindExpired || kind == providers.KindDenied) && t.Session.ConfirmedAt.After(t.Referral.CheckedAt.Time)
}

// judged is the last verdict. Where there is none, the accepted requirements stand as not found out: a bank that can't
// be reached must not hide what was promised, nor look like a "no".
func (p presenter) judged(t program.Tile, failure providers.Kind) eligibility.Verdict {
	if t.Verdict != nil {
		return *t.Verdict
	}
	rule, err := eligibility.ParseRules(frozen(t.Referral).Rules)
	if err != nil {
		return eligibility.Verdict{Outcome: eligibility.Unknown}
	}
	v := eligibility.Verdict{Outcome: eligibility.Unknown}
	v.Tree = unseen(rule, eligibility.Reason(failure), &v.Leaves)
	return v
}

func unseen(rule eligibility.Rule, reason eligibility.Reason, leaves *[]eligibility.Leaf) eligibility.Node {
	n := eligibility.Node{RuleID: rule.ID, Kind: rule.Kind, K: rule.K, Result: eligibility.Unknown, Reason: reason}
	if !rule.Kind.Group() {
		*leaves = append(*leaves, eligibility.Leaf{RuleID: rule.ID, Kind: rule.Kind, Result: eligibility.Unknown, Reason: reason})
	}
	for _, child := range rule.Rules {
		n.Nodes = append(n.Nodes, unseen(child, reason, leaves))
	}
	return n
}

// deadline is how long the member has, and until when.
func (p presenter) deadline(r *models.Referral, v eligibility.Verdict) (deadline, until string) {
	days := frozen(r).WindowDays
	last, known := p.lastDay(r, v)
	switch {
	case known && p.daysUntil(last) >= 0:
		return p.say.Pending.DaysLeft(p.daysUntil(last)), p.say.Pending.Until(p.dayText(last))
	case known:
		// Over, but banks book late: what was done in time still counts when it posts.
		return p.say.Pending.Settling, p.say.Pending.DaysEnded(days, p.dayText(last))
	case days > 0:
		return p.say.Pending.Days(days), p.say.Pending.NoWindow
	}
	return "", ""
}

// lastDay is the last day of the window. It is not known before the account is, unless the window runs from acceptance.
func (p presenter) lastDay(r *models.Referral, v eligibility.Verdict) (time.Time, bool) {
	if day, ok := p.day(r.WindowTo); ok {
		return day, true
	}
	if v.Window.Known {
		return p.day(v.Window.To.String())
	}
	if t := frozen(r); eligibility.Anchor(t.WindowAnchor) == eligibility.AnchorAccepted {
		return p.day(eligibility.DateOf(r.AcceptedAt.In(p.zone)).AddDays(t.WindowDays).String())
	}
	return time.Time{}, false
}

// closingDeadline is until when proof is taken. Days that ended are named only if they are what ended it.
func (p presenter) closingDeadline(r *models.Referral, v eligibility.Verdict) (deadline, until string) {
	if !r.ClosingUntil.IsZero() {
		deadline = p.say.Pending.ProofBy(p.dayText(r.ClosingUntil.Time))
	}
	if last, known := p.lastDay(r, v); known && p.daysUntil(last) < 0 {
		until = p.say.Pending.DaysEnded(frozen(r).WindowDays, p.dayText(last))
	}
	return deadline, until
}

// factsAge is the moment the facts are of, zero if there are none.
func factsAge(t program.Tile) time.Time {
	switch {
	case t.Verdict == nil:
		return time.Time{}
	case !t.Referral.VerdictAsOf.IsZero():
		return t.Referral.VerdictAsOf.Time
	}
	return t.Verdict.AsOf
}

// troubled says why the facts are old, how old, and what to do. It never says that anything was not met.
func (p presenter) troubled(t program.Tile, failure providers.Kind) *ui.Notice {
	if failure == "" {
		return nil
	}
	var since, clock string
	if at := factsAge(t); !at.IsZero() {
		since, clock = p.say.Since(at, p.now, p.zone), p.say.Clock(at, p.zone)
	}
	n := ui.Notice{Tone: ui.Amber}
	switch fi := p.tenant.Name; {
	case failure == providers.KindExpired && since == "":
		n.Text.Text = p.say.Rules.Why(string(failure)) + "."
	case failure == providers.KindExpired:
		n.Text.Text = p.say.Pending.SignInAgain(since)
	case failure == providers.KindDenied:
		n.Text.Text = p.say.Pending.Allow(fi, since)
	case failure == providers.KindThrottled:
		n.Text.Text = p.say.Pending.Wait(fi, since)
	case since == "":
		n.Text.Text = p.say.Pending.Unreachable(fi)
	default:
		n.Text.Text = p.say.Pending.Stale(fi, since)
	}
	n.Text.Strong = clock
	if needsSignIn(failure) {
		n.Link = p.toSignIn(p.say.SignIn.Again)
	}
	return &n
}

// needsSignIn reports a failure that asking again can't cure.
func needsSignIn(failure providers.Kind) bool {
	return failure == providers.KindExpired || failure == providers.KindDenied
}

// check is the line under the facts. It asks again on its own only where that can help and the bank wants it.
func (p presenter) check(t program.Tile, how showing, failure providers.Kind) tile.Check {
	c := tile.Check{URL: p.at.to(pathEligibility), Token: p.formToken, Text: p.say.Pending.NotChecked,
		Button: p.say.Pending.CheckAgain, Busy: p.say.Pending.Checking(p.tenant.Name)}
	if at := factsAge(t); !at.IsZero() {
		c.Text = p.say.Pending.CheckedAt(p.say.When(at, p.now, p.zone))
	}
	switch {
	case needsSignIn(failure):
		c.URL = ""
	case failure != "":
		c.Text, c.Button = "", p.say.Common.TryAgain
	}
	// A grant that was renewed is tried at once. The answer of that check clears the stored failure or brings one of its
	// own, so this ends with it.
	c.AutoCheck = (how.autoCheck || renewed(t)) && how.failure == "" && c.URL != "" && p.timeToCheck(t)
	return c
}

func (p presenter) timeToCheck(t program.Tile) bool {
	r := t.Referral
	if p.now.Before(r.CheckAgainAt.Time) {
		return false
	}
	return t.Verdict == nil || renewed(t) || p.now.Sub(r.CheckedAt.Time) > checkAgainAfter
}

// toGo is the headline: what is left to do, and what nobody knows yet.
func (p presenter) toGo(v eligibility.Verdict) string {
	l := p.left(v, p.amountLeft)
	switch {
	case len(l.parts) == 0 && len(l.unclear) == 0 && v.Outcome == eligibility.Met:
		return p.say.Pending.AllMet
	case len(l.parts) == 0 && len(l.unclear) == 0:
		return p.say.Pending.NotChecked
	case len(l.unclear) == 0:
		return p.say.Pending.ToGo(l.parts)
	case len(l.parts) == 0:
		return p.say.Pending.Unclear(p.say.Common.AndList(l.unclear))
	}
	return p.say.Pending.ToGo(l.parts) + ". " + p.say.Pending.Unclear(p.say.Common.AndList(l.unclear))
}

// missing is the headline of a referral that is about to close. Nothing is missing where staff look at it again.
func (p presenter) missing(v eligibility.Verdict) string {
	l := p.left(v, p.named)
	names := texts(l.parts)
	unclear := p.say.Pending.Unclear(p.say.Common.AndList(l.unclear)) + "."
	switch {
	case len(names) == 0 && len(l.unclear) == 0:
		return p.say.Reward.HeldLead
	case len(names) == 0:
		return unclear
	}
	text := p.say.Pending.MissingOne(names[0])
	if len(names) > 1 {
		text = p.say.Pending.MissingMany(len(names), p.say.Common.AndList(names))
	}
	if len(l.unclear) > 0 {
		text += " " + unclear
	}
	return text
}
