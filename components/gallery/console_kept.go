package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

// keptDoor is the door as it answers a form that came when the session was over.
func (d desk) keptDoor() console.SignIn {
	s := d.password()
	s.Form.Hidden = []console.Hidden{{Name: "kept", Value: "c2VhbGVk"}}
	s.Notice = &ui.Notice{Tone: ui.Blue, Text: ui.Phrase{Strong: "You were signed out while you filled in a form.",
		Text: "You were signed out while you filled in a form. Nothing was changed. Sign in as the same person and you see what you typed again."}}
	return s
}

// onceMore is that form, seen again.
func (d desk) onceMore() console.StepUp {
	s := console.StepUp{Card: d.card("You are signed in again"),
		Doing: []console.Pair{{Label: "Reason", Value: "identity"}, {Label: "Text", Value: "Called about the payroll, calls back on Friday. The member says that the deposit of " +
			"November 14 came from a new employer, NORTHWINDTRADINGCOMPANYOFSPRINGFIELD, and brings a letter."}},
		Form: console.Form{ID: "again", URL: "/console/referrals/1/note", Token: token, Hidden: []console.Hidden{{Name: "once_more", Value: "yes"}},
			Submit: console.Action{Text: "Send it again", Look: console.Primary}},
		Back: ui.Link{Text: "Leave it, to the overview", Href: "/console/"}}
	s.Lead = ui.Plain("You were signed out while you filled this in, and nothing was changed. Read it, then press once more.")
	return s
}
