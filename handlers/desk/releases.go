package desk

import (
	"fmt"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models/program"
)

// bulk is the form that the boxes of an inbox belong to; nil where nothing of it can be released together.
func (d Seat) bulk(in program.Inbox) *console.Form {
	n := 0
	for _, w := range in.Items {
		if d.pickable(w) {
			n++
		}
	}
	if n < 2 {
		return nil
	}
	f := d.form("releases", web.PathReleases)
	f.Submit = console.Action{Text: "Review the ticked payments together"}
	return &f
}

// pickable reports a payment that this person may release together with others.
func (d Seat) pickable(w program.WaitingApproval) bool {
	return w.Action == program.ActionPay && d.Who.MayDecide(w.ApprovalRequest)
}

func (d Seat) pick(w program.WaitingApproval) *console.Pick {
	return &console.Pick{ID: "pick-" + w.ID, Name: FieldPick + w.ID, Value: "yes", Label: "Release " + Number(w.SubjectID) + " together with others"}
}

// Releases is the page that shows exactly what would be released, before anything is. conflict says that it has changed
// since the form was made.
func (d Seat) Releases(b program.Releases, conflict bool) console.Proposal {
	free, total := b.Free(true), b.Total()
	p := d.releases(fmt.Sprintf("Release %s", plural(len(free), "payment")), b, "To be released")
	if conflict {
		p.Bar.Notices = []ui.Notice{{Tone: ui.Amber, Text: ui.Plain("This has changed since you looked. Nothing was released; below is how it stands now.")}}
	}
	back := console.Action{Text: "Back to the approvals", Href: d.At.To(web.PathApprovals)}
	if len(free) == 0 {
		p.Bar.Title, p.Step = "Nothing to release", &back
		return p
	}
	f := d.form("release", web.PathReleaseAll)
	for _, i := range b.Items {
		f.Hidden = append(f.Hidden, console.Hidden{Name: FieldPick + i.Request.ID, Value: "yes"})
	}
	f.Hidden = append(f.Hidden, console.Hidden{Name: FieldSeal, Value: b.Seal()}, d.keyed())
	f.Submit, f.Back = console.Action{Text: fmt.Sprintf("Release %s to %s", Exact(total.Minor, total.Currency), plural(payees(free), "person")), Look: console.Pay}, back
	p.Form = &f
	return p
}

// ReleasesDone is what came of it.
func (d Seat) ReleasesDone(b program.Releases) console.Proposal {
	free, total := b.Free(true), b.Total()
	p := d.releases("Released "+plural(len(free), "payment"), b, "Released")
	p.Bar.Notices = []ui.Notice{green(plural(len(free), "payment") + ", " + Exact(total.Minor, total.Currency) + " in all. They are paid outside and recorded on the page of each.")}
	p.Step = &console.Action{Text: "To the approvals", Href: d.At.To(web.PathApprovals), Look: console.Primary}
	return p
}

// ReleasesStep is the release behind a fresh second factor.
func (d Seat) ReleasesStep(b program.Releases) StepUp {
	total := b.Total()
	amount := Exact(total.Minor, total.Currency)
	return StepUp{URL: web.PathReleaseAll, Back: web.PathApprovals, Verb: "release " + amount, Look: console.Pay,
		Doing: []console.Pair{{Label: "Release", Value: amount}, {Label: "For", Value: plural(len(b.Free(true)), "referral")}}}
}

// payees is how many rewards a release pays.
func payees(free []program.Release) (n int) {
	for _, i := range free {
		n += len(i.Look.Legs)
	}
	return n
}

func (d Seat) releases(title string, b program.Releases, what string) console.Proposal {
	p := console.Proposal{Bar: console.Bar{Title: title, Crumbs: []ui.Link{{Text: "Approvals", Href: d.At.To(web.PathApprovals)}, {Text: "Together"}}}}
	free, left := program.Batch{}, program.Batch{}
	asker := map[string]string{}
	for _, i := range b.Items {
		asker[i.Referral.ID] = b.Staff[i.Request.RequestedBy]
		item := program.BatchItem{Referral: i.Referral, Payment: i.Payment, Look: i.Look, Why: i.Why}
		if i.Why == "" {
			free.Items, free.Currency = append(free.Items, item), i.Payment.Currency
		} else {
			left.Items = append(left.Items, item)
		}
	}
	if len(free.Items) > 0 {
		t := d.askedTable(what, free.Items)
		t.Columns = append(t.Columns, console.Column{Text: "Asked for by"})
		for n, i := range free.Items {
			t.Rows[n].Cells = append(t.Rows[n].Cells, console.Cell{Text: asker[i.Referral.ID]})
		}
		p.Parts = append(p.Parts, console.ProposalPart{Title: what, Fact: Exact(free.TotalMinor(), free.Currency) + " in all", Table: t})
	}
	if len(left.Items) > 0 {
		p.Parts = append(p.Parts, d.leftPart(left.Items, releaseLeftWord))
	}
	return p
}

// releaseLeftWord says why one request is left out.
func releaseLeftWord(i program.BatchItem) string {
	switch i.Why {
	case program.LeftOwn:
		return "You asked for it, or it is your own, so someone else must decide."
	case program.LeftState:
		return "It was decided, or its referral has moved on."
	}
	return leftWord(i)
}
