package desk

import (
	"fmt"
	"slices"
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// Picked are the ids of the referrals whose boxes were ticked in a form.
func Picked(fields map[string][]string) []string {
	var ids []string
	for name := range fields {
		if id, picked := strings.CutPrefix(name, FieldPick); picked {
			ids = append(ids, id)
		}
	}
	return ids
}

// Selection is the bar above the list.
func (d Seat) Selection(b program.Batch) console.BulkBar {
	bar := console.BulkBar{Fragment: d.At.To(web.PathSelection), Text: "Select referrals to ask for their payment together.", Submit: "Review selection"}
	if len(b.Items) == 0 {
		return bar
	}
	bar.Chosen = fmt.Sprintf("%d selected", len(b.Items))
	bar.Clear = ui.Link{Text: "Clear", Href: d.At.To(web.PathReferrals)}
	asked, left := b.Asked(true), b.Asked(false)
	if len(asked) == 0 {
		bar.Text, bar.Denied = leftSentence(left), "Nothing of it can be paid now."
		return bar
	}
	bar.Text = strings.TrimSpace(Exact(b.TotalMinor(), b.Currency) + ". " + leftSentence(left))
	bar.Submit = fmt.Sprintf("Review %d for payment, %s", len(asked), Exact(b.TotalMinor(), b.Currency))
	return bar
}

// leftSentence says how many are left out, and why where there is one reason.
func leftSentence(left []program.BatchItem) string {
	if len(left) == 0 {
		return ""
	}
	for _, i := range left {
		if i.Why != left[0].Why {
			return fmt.Sprintf("%d are left out.", len(left))
		}
	}
	why := map[program.LeftOut]string{program.LeftState: "not ready", program.LeftHeld: "on hold", program.LeftAsked: "asked for already",
		program.LeftOwn: "your own", program.LeftNothing: "without a reward left"}[left[0].Why]
	if len(left) == 1 {
		return "One is " + why + " and is left out."
	}
	return fmt.Sprintf("%d are %s and are left out.", len(left), why)
}

// Batch is the page that shows exactly what would be asked for, before anything is. conflict says that it has changed
// since the form was made.
func (d Seat) Batch(b program.Batch, conflict bool) console.Proposal {
	asked := b.Asked(true)
	p := d.proposal(fmt.Sprintf("Ask for %s", plural(len(asked), "payment")), b, "To be asked for")
	if conflict {
		p.Bar.Notices = []ui.Notice{{Tone: ui.Amber, Text: ui.Plain("This has changed since you looked. Nothing was asked for; below is how it stands now.")}}
	}
	back := console.Action{Text: "Back to the list", Href: d.At.To(web.PathReferrals)}
	if len(asked) == 0 {
		p.Bar.Title, p.Step = "Nothing to ask for", &back
		return p
	}
	f := d.form("ask", web.PathBatchAsk)
	f.Hidden = append(picks(b), console.Hidden{Name: FieldSeal, Value: b.Seal()}, d.keyed())
	f.Submit, f.Back = console.Action{Text: "Ask to release " + Exact(b.TotalMinor(), b.Currency), Look: console.Primary}, back
	p.Form = &f
	return p
}

// BatchDone is what came of it.
func (d Seat) BatchDone(b program.Batch) console.Proposal {
	asked := b.Asked(true)
	p := d.proposal("Asked for "+plural(len(asked), "payment"), b, "Asked for")
	p.Bar.Notices = []ui.Notice{green(plural(len(asked), "payment") + ", " + Exact(b.TotalMinor(), b.Currency) + " in all. Another person releases each of them.")}
	p.Step = &console.Action{Text: "To the approvals", Href: d.At.To(web.PathApprovals), Look: console.Primary}
	return p
}

// BatchStep is the batch behind a fresh second factor.
func (d Seat) BatchStep(b program.Batch) StepUp {
	amount := Exact(b.TotalMinor(), b.Currency)
	return StepUp{URL: web.PathBatchAsk, Back: web.PathReferrals, Verb: "ask to release " + amount, Look: console.Primary,
		Doing: []console.Pair{{Label: "Ask to release", Value: amount}, {Label: "For", Value: plural(len(b.Asked(true)), "referral")}}}
}

// picks carry a selection along.
func picks(b program.Batch) []console.Hidden {
	var out []console.Hidden
	for _, i := range b.Items {
		out = append(out, console.Hidden{Name: FieldPick + i.Referral.ID, Value: "yes"})
	}
	return out
}

func (d Seat) proposal(title string, b program.Batch, what string) console.Proposal {
	p := console.Proposal{Bar: console.Bar{Title: title, Crumbs: []ui.Link{{Text: "Referrals", Href: d.At.To(web.PathReferrals)}}}}
	if asked := b.Asked(true); len(asked) > 0 {
		p.Parts = append(p.Parts, console.ProposalPart{Title: what, Fact: Exact(b.TotalMinor(), b.Currency) + " in all", Table: d.askedTable(what, asked)})
	}
	if left := b.Asked(false); len(left) > 0 {
		p.Parts = append(p.Parts, d.leftPart(left, leftWord))
	}
	return p
}

// askedTable is who gets how much for which referral.
func (d Seat) askedTable(what string, asked []program.BatchItem) console.Table {
	t := console.Table{Label: what, Columns: []console.Column{{Text: "Referral", Slot: console.Slot1L}, {Text: "To the friend", Slot: console.Slot2L},
		{Text: "To the inviter", Slot: console.Slot3L, Wide: true}, {Text: "Amount", Number: true, Slot: console.Slot1R}}}
	for _, i := range asked {
		t.Rows = append(t.Rows, console.Row{Cells: []console.Cell{d.numbered(i), {Text: part(i, models.SideAcceptor)}, {Text: part(i, models.SideInviter)},
			{Text: Exact(i.Total(), i.Payment.Currency)}}})
	}
	return t
}

// leftPart is what is left out, each with its reason.
func (d Seat) leftPart(left []program.BatchItem, why func(program.BatchItem) string) console.ProposalPart {
	t := console.Table{Label: "Left out", Columns: []console.Column{{Text: "Referral", Slot: console.Slot1L}, {Text: "Friend", Slot: console.Slot1R},
		{Text: "Why it is left out", Slot: console.Slot2L, Wide: true}}}
	for _, i := range left {
		t.Rows = append(t.Rows, console.Row{Cells: []console.Cell{d.numbered(i), {Text: Person(i.Referral.Acceptor)}, {Text: why(i)}}})
	}
	return console.ProposalPart{Title: "Left out", Fact: plural(len(left), "referral"), Table: t}
}

func (d Seat) numbered(i program.BatchItem) console.Cell {
	return console.Cell{Text: Number(i.Referral.ID), Href: d.At.To(web.ReferralPath(i.Referral.ID)), Strong: true}
}

// part is who gets how much on one side.
func part(i program.BatchItem, side models.Side) string {
	who := Person(i.Referral.Acceptor)
	if side == models.SideInviter {
		who = Inviter(i.Referral)
		if i.Referral.Kind == models.KindProduct {
			return who
		}
	}
	void := i.Look != nil && slices.ContainsFunc(i.Look.Void, func(l models.RewardLeg) bool { return l.Side == side })
	for _, l := range i.Payment.Legs {
		if l.Side == side && !void {
			return who + ", " + Exact(l.AmountMinor, i.Payment.Currency)
		}
	}
	return who + ", nothing"
}

// leftWord says why one referral is left out, and what would change it.
func leftWord(i program.BatchItem) string {
	switch i.Why {
	case program.LeftHeld:
		return "On hold, or to be looked at before it is paid. Open it to see why."
	case program.LeftAsked:
		return "Waits for another person already."
	case program.LeftOwn:
		return "It is your own."
	case program.LeftNothing:
		return "No reward is left to pay."
	case program.LeftChanged:
		return "Not what was asked for any more. Open it to see how it stands."
	}
	return referralStatus(i.Referral.State).Text + ", not ready to be asked for."
}

func plural(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case what == "person":
		return fmt.Sprintf("%d people", n)
	}
	return fmt.Sprintf("%d %ss", n, what)
}
