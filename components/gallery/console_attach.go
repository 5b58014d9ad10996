package gallery

import (
	"strings"

	"raf/components/console"
	"raf/components/ui"
)

func (d desk) attached() []ConsoleEntry {
	wrong := attachForm()
	wrong.Form.Error = "The friend invited the inviter, directly or through others."
	wrong.Form.Fields[1].Value, wrong.Form.Fields[1].Error = "100999", "Nobody has signed in under this yet. Ask the member to sign in to digital banking and open the card once, or check the number."
	wrong.Form.Fields[3].Value = strings.Repeat("Paper form 17, signed by both at the branch on Main Street. ", 12)
	wrong.Form.Fields[4].Error = "Without the friend’s word on the terms nothing can be attached."
	entry := func(name string, a console.Attach) ConsoleEntry {
		return ConsoleEntry{Name: name, Page: d.framed("Attach a referral", "Referrals", maya(), console.Attaching(a)), Part: console.Attaching(a)}
	}
	return []ConsoleEntry{entry("attach", attachForm()), entry("attach-refused", wrong)}
}

func attachForm() console.Attach {
	return console.Attach{
		Bar: console.Bar{Title: "Attach a referral", Crumbs: []ui.Link{{Text: "Referrals", Href: "/console/referrals/"}}},
		Lead: "For a friend who was invited and typed no code. All checks of a code entry run now, and again when a second person agrees. Today’s offer counts. " +
			"The inviter sees nothing of this friend before the friend allows it. Under a campaign’s own code nobody is the inviter, and one reward is promised.",
		Form: console.Form{
			ID: "attach-form", URL: "/console/referrals/attach/", Token: token, Target: console.RegionAttach,
			Fields: []console.Field{
				{ID: "attach-inviter", Name: "inviter", Label: "Invited by", Hint: "A member’s code or number, or the code of a campaign of the institution itself.", Required: true, Max: 60},
				{ID: "attach-friend", Name: "friend", Label: "Friend", Hint: "Their member number. They must have signed in and opened the card once.", Required: true, Max: 60},
				{ID: "attach-reason", Name: "reason", Label: "Why no code was typed", Kind: console.KindArea, Required: true},
				{ID: "attach-evidence", Name: "evidence", Label: "What shows the invitation", Hint: "A form, a call, a talk at the branch. No card or account numbers.", Kind: console.KindArea, Required: true},
				{ID: "attach-terms", Name: "terms", Label: "The friend has read the terms and accepts them", Kind: console.KindTick, Required: true},
			},
			Submit: console.Action{Text: "Ask to attach", Look: console.Primary}, Back: console.Action{Text: "Back to the list", Href: "/console/referrals/"},
		},
	}
}
