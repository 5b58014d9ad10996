package desk

import (
	"fmt"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// waitsForSecond is whom requests about referrals wait for.
const waitsForSecond = "This waits for a payout checker or an administrator."

func (d Seat) toReferral(id string) ui.Link {
	return ui.Link{Text: "Open the referral", Href: d.At.To(web.ReferralPath(id))}
}

func (d Seat) tellRefusal(a models.ApprovalRequest, asked program.RefusalAsked) Telling {
	r := asked.Referral
	amount := Exact(asked.Refusing.TotalMinor, asked.Refusing.Currency)
	t := Telling{Title: "Refuse referral " + Number(r.ID), What: "Refuse " + amount, Amount: amount, Waits: waitsForSecond,
		Then: "It closes without payment; until its last day " + Person(r.Acceptor) + " can object.", Sign: console.ReferralSign(string(models.StateClosing)),
		Subject: d.toReferral(r.ID), Back: web.ReferralPath(r.ID),
		Payload: append([]console.Pair{{Label: "Reason", Value: refusalWord(string(asked.Refusing.Reason))},
			{Label: "Stands at", Value: referralStatus(asked.Refusing.State).Text}}, d.paymentPayload(program.PaymentAsked{Payment: asked.Refusing.Payment, Referral: r})...)}
	if a.Action == program.ActionReject {
		t.Title, t.What = "End referral "+Number(r.ID)+" before its day", "End it and free "+amount
		t.Then = "It can't be taken back; the member could object until " + d.short(r.ClosingUntil.Time) + "."
	}
	return t
}

func (d Seat) tellAttach(asked program.AttachAsked) Telling {
	w := asked.Attaching
	friend := Person(&asked.Friend)
	offer := console.Pair{Label: "Offer", Value: fmt.Sprintf("%s, version %d", asked.Campaign, asked.Version)}
	if w.InviterID == "" {
		amount := Exact(w.FriendMinor, w.Currency)
		return Telling{Title: "Attach " + friend + " to " + asked.Campaign, What: "Attach and promise " + amount, Amount: amount, Waits: waitsForSecond,
			Then: "It counts as if the member had typed the campaign’s code today.", Sign: console.ReferralSign(string(models.StateAccepted)), Back: web.PathReferrals,
			Payload: []console.Pair{{Label: "Friend", Value: friend + ", " + memberNumber(asked.Friend)}, {Label: "Inviter", Value: "Nobody, the institution invites"},
				offer, {Label: "Friend gets", Value: amount}, {Label: "Evidence", Value: w.Evidence}, {Label: "Terms", Value: "Accepted, the asker attests"}}}
	}
	inviter := Person(&asked.Inviter)
	share := Exact(w.InviterMinor, w.Currency)
	total := w.FriendMinor + w.InviterMinor
	if w.InviterLeg == models.LegVoid {
		share, total = "nothing, the year is full", w.FriendMinor
	}
	amount := Exact(total, w.Currency)
	return Telling{Title: "Attach " + friend + " to " + inviter, What: "Attach and promise " + amount, Amount: amount, Waits: waitsForSecond,
		Then: "It counts as if the friend had typed the code today.", Sign: console.ReferralSign(string(models.StateAccepted)), Back: web.PathReferrals,
		Payload: []console.Pair{{Label: "Friend", Value: friend + ", " + memberNumber(asked.Friend)}, {Label: "Inviter", Value: inviter + ", " + memberNumber(asked.Inviter)},
			offer, {Label: "Friend gets", Value: Exact(w.FriendMinor, w.Currency)},
			{Label: "Inviter gets", Value: share}, {Label: "Evidence", Value: w.Evidence}, {Label: "Terms", Value: "Accepted, the asker attests"}}}
}

func (d Seat) tellCorrect(asked program.CorrectAsked) Telling {
	w, r := asked.Correcting, asked.Referral
	after := Exact(w.AmountMinor, w.Currency)
	if w.LegAfter == models.LegVoid {
		after = "nothing, the year is full"
	}
	return Telling{Title: "Another inviter for referral " + Number(r.ID), What: "Put " + Person(&asked.To) + " in place of " + Person(r.Inviter), Waits: waitsForSecond,
		Then: Person(r.Inviter) + " loses the reward, and what waits to be paid must be asked for again.", Sign: console.ReferralSign(string(w.State)),
		Subject: d.toReferral(r.ID), Back: web.ReferralPath(r.ID),
		Payload: []console.Pair{{Label: "Friend", Value: Person(r.Acceptor)}, {Label: "From", Value: Person(r.Inviter)},
			{Label: "To", Value: Person(&asked.To) + ", " + memberNumber(asked.To)}, {Label: "Inviter gets", Value: after}}}
}

func (d Seat) tellRelink(asked program.RelinkAsked) Telling {
	w := asked.Relinking
	proof := "The same fingerprint of the person"
	if !w.SamePerson {
		proof = "The asker attests that it is the same person"
	}
	unpaid := 0
	for _, r := range w.Referrals {
		if r.LegMoves && r.Leg != models.LegVoid {
			unpaid++
		}
	}
	return Telling{Title: "Re-link " + Person(&asked.From), What: "Re-link " + Person(&asked.From) + " to the new login", Waits: waitsForSecond,
		Then: "Everything of the old login follows, and it shows nothing any more. What was paid stays where it was paid.",
		Sign: console.Sign{Glyph: console.GlyphAgain, Hue: console.Blue}, Subject: d.toReferral(w.ReferralID), Back: web.ReferralPath(w.ReferralID),
		Payload: []console.Pair{{Label: "Old login", Value: Person(&asked.From) + ", " + memberNumber(asked.From) + ", since " + d.short(asked.From.CreatedAt.Time)},
			{Label: "New login", Value: Person(&asked.To) + ", " + memberNumber(asked.To) + ", since " + d.short(asked.To.CreatedAt.Time)},
			{Label: "Same person", Value: proof}, {Label: "Referrals", Value: fmt.Sprint(len(w.Referrals))}, {Label: "Rewards not paid yet", Value: fmt.Sprint(unpaid)}}}
}

// memberNumber is a member's number as it stands behind the name.
func memberNumber(m models.Member) string {
	if m.CustomerRef == "" {
		return "no member number"
	}
	return "member " + m.CustomerRef
}
