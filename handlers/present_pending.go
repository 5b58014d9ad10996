package handlers

import (
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
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
	if r.State == models.StateClosing && r.CloseCause == models.CauseRefused {
		return p.refused(t, how, failure)
	}
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
		Code:     p.haveCode(t, false),
		Check:    p.check(t, how, failure),
		Right:    p.To(web.PathTerms, p.Say.Common.WhatCounts),
	}
	if closes {
		out.Late = true
		out.Headline = p.missing(v)
		out.Deadline, out.Until = p.closingDeadline(r, v)
		out.Lead = p.Say.Pending.AskProofOf(p.Tenant.Name)
		if reach := p.Reach(); reach != "" {
			out.Lead = p.Say.Pending.CallProof(reach)
		}
		return out
	}
	out.Deadline, out.Until = p.deadline(r, v)
	return out
}

// checking is the tile while nothing is known yet.
func (p presenter) checking(t program.Tile, how showing) tile.Checking {
	check := p.check(t, how, "")
	title := p.Say.Pending.NotChecked
	if check.AutoCheck {
		title = p.Say.Pending.Checking(p.Tenant.Name)
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
	case known && p.DaysUntil(last) >= 0:
		return p.Say.Pending.DaysLeft(p.DaysUntil(last)), p.Say.Pending.Until(p.DayText(last))
	case known:
		// Over, but banks book late: what was done in time still counts when it posts.
		return p.Say.Pending.Settling, p.Say.Pending.DaysEnded(days, p.DayText(last))
	case days > 0:
		return p.Say.Pending.Days(days), p.Say.Pending.NoWindow
	}
	return "", ""
}

// lastDay is the last day of the window. It is not known before the account is, unless the window runs from acceptance.
func (p presenter) lastDay(r *models.Referral, v eligibility.Verdict) (time.Time, bool) {
	if day, ok := p.Day(r.WindowTo); ok {
		return day, true
	}
	if v.Window.Known {
		return p.Day(v.Window.To.String())
	}
	if t := frozen(r); eligibility.Anchor(t.WindowAnchor) == eligibility.AnchorAccepted {
		return p.Day(eligibility.DateOf(r.AcceptedAt.In(p.Zone)).AddDays(t.WindowDays).String())
	}
	return time.Time{}, false
}

// closingDeadline is until when proof is taken. Days that ended are named only if they are what ended it.
func (p presenter) closingDeadline(r *models.Referral, v eligibility.Verdict) (deadline, until string) {
	if !r.ClosingUntil.IsZero() {
		deadline = p.Say.Pending.ProofBy(p.DayText(r.ClosingUntil.Time))
	}
	if last, known := p.lastDay(r, v); known && p.DaysUntil(last) < 0 {
		until = p.Say.Pending.DaysEnded(frozen(r).WindowDays, p.DayText(last))
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
		since, clock = p.Say.Since(at, p.Now, p.Zone), p.Say.Clock(at, p.Zone)
	}
	n := ui.Notice{Tone: ui.Amber}
	switch fi := p.Tenant.Name; {
	case failure == providers.KindExpired && since == "":
		n.Text.Text = p.Say.Rules.Why(string(failure)) + "."
	case failure == providers.KindExpired:
		n.Text.Text = p.Say.Pending.SignInAgain(since)
	case failure == providers.KindDenied:
		n.Text.Text = p.denied(t.Held, since)
	case failure == providers.KindThrottled:
		n.Text.Text = p.Say.Pending.Wait(fi, since)
	case since == "":
		n.Text.Text = p.Say.Pending.Unreachable(fi)
	default:
		n.Text.Text = p.Say.Pending.Stale(fi, since)
	}
	n.Text.Strong = clock
	switch {
	case failure == providers.KindDenied && othersMove(t.Held):
		n.Link = p.toMe()
	case needsSignIn(failure):
		n.Link = p.toSignIn(p.Say.SignIn.Again)
	}
	return &n
}

// denied says whose move it is where something is kept from us, and what it is.
func (p presenter) denied(held providers.Holder, since string) string {
	say, fi := p.Say.Pending, p.Tenant.Name
	switch held {
	case providers.HeldByPlatform:
		return say.NotOffered(fi, p.Reach(), since)
	case providers.HeldByInstitution:
		return say.NotSwitchedOn(fi, p.Reach(), since)
	case providers.HeldByMember:
		return say.AllowThere(fi, since)
	}
	return say.Allow(fi, since)
}

// othersMove reports a holder whom a member's sign-in does not move.
func othersMove(held providers.Holder) bool {
	return held == providers.HeldByPlatform || held == providers.HeldByInstitution
}

// needsSignIn reports a failure that asking again can't cure.
func needsSignIn(failure providers.Kind) bool {
	return failure == providers.KindExpired || failure == providers.KindDenied
}

// check is the line under the facts. It asks again on its own only where that can help and the bank wants it.
func (p presenter) check(t program.Tile, how showing, failure providers.Kind) tile.Check {
	c := tile.Check{URL: p.At.To(web.PathEligibility), Token: p.formToken, Text: p.Say.Pending.NotChecked,
		Button: p.Say.Pending.CheckAgain, Busy: p.Say.Pending.Checking(p.Tenant.Name)}
	if at := factsAge(t); !at.IsZero() {
		c.Text = p.Say.Pending.CheckedAt(p.Say.When(at, p.Now, p.Zone))
	}
	if t.AsksCore(p.Now) && failure == "" {
		c.Text, c.Newer = p.Say.Pending.Newer(p.Tenant.Name), c.URL+"?"+web.QueryNewer
	}
	switch {
	case needsSignIn(failure):
		c.URL = ""
	case failure != "":
		c.Text, c.Button = "", p.Say.Common.TryAgain
	}
	// A grant that was renewed is tried at once. The answer of that check clears the stored failure or brings one of its
	// own, so this ends with it.
	c.AutoCheck = (how.autoCheck || renewed(t)) && how.failure == "" && c.URL != "" && p.timeToCheck(t)
	return c
}

func (p presenter) timeToCheck(t program.Tile) bool {
	r := t.Referral
	if p.Now.Before(r.CheckAgainAt.Time) {
		return false
	}
	return t.Verdict == nil || renewed(t) || p.Now.Sub(r.CheckedAt.Time) > checkAgainAfter
}

// toGo is the headline: what is left to do, and what nobody knows yet.
func (p presenter) toGo(v eligibility.Verdict) string {
	l := p.Left(v, p.AmountLeft)
	switch {
	case len(l.Parts) == 0 && len(l.Unclear) == 0 && v.Outcome == eligibility.Met:
		return p.Say.Pending.AllMet
	case len(l.Parts) == 0 && len(l.Unclear) == 0:
		return p.Say.Pending.NotChecked
	case len(l.Unclear) == 0:
		return p.Say.Pending.ToGo(l.Parts)
	case len(l.Parts) == 0:
		return p.Say.Pending.Unclear(p.Say.Common.AndList(l.Unclear))
	}
	return p.Say.Pending.ToGo(l.Parts) + ". " + p.Say.Pending.Unclear(p.Say.Common.AndList(l.Unclear))
}

// missing is the headline of a referral that is about to close. Nothing is missing where staff look at it again.
func (p presenter) missing(v eligibility.Verdict) string {
	l := p.Left(v, p.Named)
	names := web.Texts(l.Parts)
	unclear := p.Say.Pending.Unclear(p.Say.Common.AndList(l.Unclear)) + "."
	switch {
	case len(names) == 0 && len(l.Unclear) == 0:
		return p.Say.Reward.HeldLead
	case len(names) == 0:
		return unclear
	}
	text := p.Say.Pending.MissingOne(names[0])
	if len(names) > 1 {
		text = p.Say.Pending.MissingMany(len(names), p.Say.Common.AndList(names))
	}
	if len(l.Unclear) > 0 {
		text += " " + unclear
	}
	return text
}
