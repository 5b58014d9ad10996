package desk

import (
	"slices"

	"raf/components/console"
	"raf/components/ui"
	"raf/models"
	"raf/models/program"
)

// happened is one line of the timeline with its moment, before the lines of all sources are put in order.
type happened struct {
	at    models.Instant
	event console.Event
}

// timeline is everything that happened to a referral, newest first: its states, what the bank said, what was asked and
// decided, holds and notes.
func (d Seat) timeline(data program.ReferralPageData) []console.Event {
	all := slices.Concat(d.moves(data), d.checked(data), d.requested(data), d.heldOn(data), d.noted(data))
	slices.SortStableFunc(all, func(a, b happened) int { return b.at.Compare(a.at.Time) })
	out := make([]console.Event, len(all))
	for i, h := range all {
		h.event.When, h.event.At = d.moment(h.at.Time), d.machine(h.at.Time)
		out[i] = h.event
	}
	return out
}

func didBy(text, name string) ui.Phrase {
	if name == "" {
		return ui.Phrase{Text: text, Strong: text}
	}
	return ui.Phrase{Text: text + " by " + name, Strong: text}
}

func (d Seat) moves(data program.ReferralPageData) (all []happened) {
	for _, ev := range data.Events {
		event := console.Event{Sign: console.ReferralSign(string(ev.ToState)), Text: didBy(eventWord(ev.Cause), data.Staff[ev.ActorID])}
		if ev.ReasonCode != "" {
			event.Meta = d.closedFor(ev.ReasonCode, ev.Cause == models.EventRefuse || ev.Cause == models.EventReject)
		}
		if l := data.ByOne; l != nil && ev.ActorKind == models.ActorLone {
			event.Meta = "By one person, under the threshold of " + Exact(l.ThresholdMinor, l.Currency)
		}
		all = append(all, happened{ev.At, event})
	}
	return all
}

func eventWord(e models.Event) string {
	return map[models.Event]string{models.EventAccept: "Code accepted", models.EventAccount: "Account found, the window began", models.EventMet: "Requirements met",
		models.EventOutOfReach: "Out of reach", models.EventLapse: "Expired", models.EventRefuse: "Refused", models.EventReject: "Rejected", models.EventTakeBack: "Refusal taken back", models.EventBackEarly: "Refusal taken back",
		models.EventCorrect: "Inviter corrected", models.EventRelink: "Followed to a new login",
		models.EventApprove: "Payment released", models.EventSettle: "Paid", models.EventClawBack: "Taken back", models.EventCancel: "Cancelled"}[e]
}

// checked are the answers of the bank; checks in a row with the same outcome are one line, of the newest.
func (d Seat) checked(data program.ReferralPageData) (all []happened) {
	who := map[string]string{"tile": " for the member", "staff": " for staff", "job": " by the programme"}
	for i, c := range data.Checks {
		if i > 0 && data.Checks[i-1].Outcome == c.Outcome && data.Checks[i-1].Trigger == c.Trigger {
			continue
		}
		said := map[string]string{"met": "everything is met", "not_yet": "not everything is met yet", "impossible": "out of reach"}[c.Outcome]
		if said == "" {
			said = "could not be found out"
		}
		all = append(all, happened{c.RunAt, console.Event{Sign: console.Sign{Glyph: console.GlyphAgain, Hue: console.Gray},
			Text: ui.Phrase{Text: "Bank asked" + who[c.Trigger] + ": " + said, Strong: "Bank asked"}}})
	}
	return all
}

// requested are what was asked of a second person, and what became of it where the state does not tell.
func (d Seat) requested(data program.ReferralPageData) (all []happened) {
	for _, a := range data.Requests {
		asked := console.Event{Sign: console.Sign{Glyph: console.GlyphHalf, Hue: console.Violet}, Text: didBy("Asked: "+requestWord(a.Action), data.Staff[a.RequestedBy]), Meta: a.Reason}
		all = append(all, happened{a.RequestedAt, asked})
		word := map[string]string{models.ApprovalRefused: "Turned down: ", models.ApprovalWithdrawn: "Withdrawn: ", models.ApprovalExpired: "Ran out: "}[a.Status]
		if word == "" || a.DecidedAt.IsZero() {
			continue
		}
		name := ""
		if a.DecidedBy != nil {
			name = data.Staff[*a.DecidedBy]
		}
		all = append(all, happened{a.DecidedAt, console.Event{Sign: console.Sign{Glyph: console.GlyphCross, Hue: console.Gray},
			Text: didBy(word+requestWord(a.Action), name), Meta: a.DecisionReason}})
	}
	return all
}

func requestWord(action string) string {
	return map[string]string{program.ActionPay: "release the rewards", program.ActionMarkPaid: "record as paid", program.ActionAttach: "attach a friend by hand",
		program.ActionCorrect: "correct the inviter", program.ActionRelink: "re-link a login", program.ActionRefuse: "refuse", program.ActionReject: "end the grace early"}[action]
}

func (d Seat) heldOn(data program.ReferralPageData) (all []happened) {
	for _, h := range data.Holds {
		all = append(all, happened{h.OpenedAt, console.Event{Sign: console.HoldSign(), Text: didBy("Put on hold", data.Staff[h.OpenedBy]), Meta: h.Reason}})
		if !h.ResolvedAt.IsZero() {
			all = append(all, happened{h.ResolvedAt, console.Event{Sign: console.Sign{Glyph: console.GlyphTicked, Hue: console.Green},
				Text: didBy("Hold released", data.Staff[h.ResolvedBy]), Meta: h.Found}})
		}
	}
	return all
}

func (d Seat) noted(data program.ReferralPageData) (all []happened) {
	for _, n := range data.Notes {
		all = append(all, happened{n.At, console.Event{Sign: console.Sign{Glyph: console.GlyphRing, Hue: console.Gray}, Text: didBy("Noted", data.Staff[n.StaffUserID])}})
	}
	return all
}
