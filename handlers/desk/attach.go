package desk

import (
	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models/program"
)

// Attach is the page on which staff write down a referral for a friend.
func (d Seat) Attach(e Entry) console.Attach {
	f := d.form(FormAttach, web.PathAttach)
	f.Target = console.RegionAttach
	f.Error = e.Trouble
	f.Fields = []console.Field{
		e.field(f.ID, console.Field{ID: "attach-inviter", Name: FieldInviter, Label: "Invited by", Hint: "A member’s code or number, or the code of a campaign of the institution itself.", Required: true, Max: 60}),
		e.field(f.ID, console.Field{ID: "attach-friend", Name: FieldFriend, Label: "Friend", Hint: "Their member number. They must have signed in and opened the card once.", Required: true, Max: 60}),
		e.field(f.ID, console.Field{ID: "attach-reason", Name: FieldReason, Label: "Why no code was typed", Kind: console.KindArea, Required: true}),
		e.field(f.ID, console.Field{ID: "attach-evidence", Name: FieldEvidence, Label: "What shows the invitation", Hint: "A form, a call, a talk at the branch. No card or account numbers.",
			Kind: console.KindArea, Required: true}),
		e.field(f.ID, console.Field{ID: "attach-terms", Name: FieldTerms, Value: "yes", Label: "The friend has read the terms and accepts them", Kind: console.KindTick, Required: true}),
	}
	f.Submit = console.Action{Text: "Ask to attach", Look: console.Primary}
	if !d.Who.May(program.ActAttach) {
		f.Submit = d.allowed(program.ActAttach, console.Action{ID: "attach-denied", Text: "Ask to attach", Look: console.Primary})
	}
	f.Back = console.Action{Text: "Back to the list", Href: d.At.To(web.PathReferrals)}
	page := console.Attach{Bar: console.Bar{Title: "Attach a referral", Crumbs: []ui.Link{{Text: "Referrals", Href: d.At.To(web.PathReferrals)}}},
		Lead: "For a friend who was invited and typed no code. All checks of a code entry run now, and again when a second person agrees. Today’s offer counts. " +
			"The inviter sees nothing of this friend before the friend allows it. Under a campaign’s own code nobody is the inviter, and one reward is promised.",
		Form: f}
	if e.Done != "" {
		page.Bar.Notices = []ui.Notice{green(e.Done)}
	}
	return page
}

// RefusedWord says to staff why two people can't be brought together; a member is never told so much.
func RefusedWord(why program.Reason) string {
	return map[program.Reason]string{
		program.RefusedUnknown:     "The inviter has no active code.",
		program.RefusedOwn:         "Inviter and friend are the same member.",
		program.RefusedTaken:       "The friend has a referral already, or took part in this offer before.",
		program.RefusedSamePerson:  "Inviter and friend are the same person under two logins.",
		program.RefusedPersonTaken: "The friend has a referral already, under another login.",
		program.RefusedLoop:        "The friend invited the inviter, directly or through others.",
		program.RefusedClosed:      "No campaign is open for it now, or its budget is used up.",
		program.RefusedEntryOver:   "The friend joined too long ago for a code to count.",
		program.RefusedEmployee:    "Employees take no part, as friend or as inviter.",
	}[why]
}
