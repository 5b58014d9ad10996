package gallery

import (
	"raf/components/console"
	"raf/components/ui"
)

func (d desk) card(title string) console.Card {
	return console.Card{
		Document: d.document("console-door", title), Name: fiLong, Sub: "Refer a friend, staff", Title: title,
		Foot: "Every sign-in is recorded. Trouble? Ask your administrator.",
	}
}

func (d desk) doors() []ConsoleEntry {
	return []ConsoleEntry{
		{Name: "signin-password", Page: console.Door(d.password())},
		{Name: "signin-refused", Page: console.Door(d.refused())},
		{Name: "signin-code", Page: console.Door(d.code())},
		{Name: "signin-demo", Page: console.Door(d.demo())},
		{Name: "welcome", Page: console.Door(d.welcome())},
		{Name: "enrol-password", Page: console.Door(d.newPassword())},
		{Name: "enrol-app", Page: console.SetUpApp(d.app())},
		{Name: "enrol-opened-before", Page: console.SetUpApp(d.openedBefore())},
		{Name: "enrol-codes", Page: console.ShowCodes(d.codes())},
		{Name: "step-up", Page: console.Confirmation(d.stepUp())},
		{Name: "signin-kept", Page: console.Door(d.keptDoor())},
		{Name: "once-more", Page: console.Confirmation(d.onceMore())},
		{Name: "stranded", Page: console.Stranded(d.stranded())},
	}
}

func (d desk) password() console.SignIn {
	return console.SignIn{Card: d.card("Sign in"), Form: console.Form{
		ID: "signin", URL: "/console/signin/", Token: token,
		Fields: []console.Field{
			{Name: "email", Label: "Work e-mail", Kind: console.KindEmail, Value: "chris.reyes@garden.test", Required: true, Autocomplete: "username"},
			{Name: "password", Label: "Password", Kind: console.KindPassword, Required: true, Autocomplete: "current-password", Max: 1000, Focus: true},
		},
		Submit: console.Action{Text: "Continue", Look: console.Primary},
	}}
}

func (d desk) refused() console.SignIn {
	s := d.password()
	s.Notice = &ui.Notice{Tone: ui.Red, Text: ui.Phrase{Text: "That did not match. Check both and try again.", Strong: "That did not match."}}
	return s
}

func (d desk) demo() console.SignIn {
	s := d.password()
	for _, seat := range []string{"Viewer", "Support", "Campaign editor", "Maker", "Checker", "Admin", "Auditor"} {
		s.Demo = append(s.Demo, console.Action{Text: seat, Name: "Sign in as " + seat, URL: "/console/signin/demo", Token: token, Small: true,
			Hidden: []console.Hidden{{Name: "role", Value: seat}}})
	}
	return s
}

func codeField() console.Field {
	return console.Field{Name: "code", Label: "Code", Kind: console.KindCode, Hint: "A new code appears every 30 seconds. 4 tries left.",
		Required: true, Autocomplete: "one-time-code", Numeric: true, Max: 20, Focus: true}
}

func (d desk) code() console.SignIn {
	s := console.SignIn{Card: d.card("Enter the 6-digit code"), Form: console.Form{
		ID: "signin", URL: "/console/signin/code/", Token: token, Fields: []console.Field{codeField()},
		Submit: console.Action{Text: "Sign in", Look: console.Primary},
	}}
	s.Lead = ui.Plain("From the authenticator app of chris.reyes@garden.test.")
	s.LeadLink = ui.Link{Text: "Not you?", Href: "/console/signin/"}
	s.Ways = []console.Way{{Glyph: console.GlyphPaper, Link: ui.Link{Text: "Use a recovery code", Href: "/console/signin/recovery/"}}}
	return s
}

func (d desk) newPassword() console.SignIn {
	s := console.SignIn{Card: d.card("Welcome, Chris"), Form: console.Form{
		ID: "enrol", URL: "/console/enrol/", Token: token, Hidden: []console.Hidden{{Name: "link", Value: "one-time"}},
		Fields: []console.Field{
			{Name: "password", Label: "Choose a password", Kind: console.KindPassword, Required: true, Autocomplete: "new-password", Max: 1000,
				Error: "This one is known from breaches. Choose another."},
			{Name: "again", Label: "The same again", Kind: console.KindPassword, Required: true, Autocomplete: "new-password", Max: 1000},
		},
		Submit: console.Action{Text: "Continue to the authenticator app", Look: console.Primary},
	}}
	s.Lead = ui.Plain("You sign in as chris.reyes@garden.test. Step 1 of 3.")
	return s
}

func (d desk) app() console.AppSetup {
	s := console.AppSetup{
		Card: d.card("Set up your authenticator app"),
		QR:   ui.QR{Modules: matrix(), Label: "The key as a QR code, for an authenticator app"}, Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP",
		Form: console.Form{ID: "enrol", URL: "/console/enrol/app/", Token: token, Fields: []console.Field{codeField()},
			Submit: console.Action{Text: "Confirm and continue", Look: console.Primary}},
	}
	s.Lead = ui.Plain("Scan this, then type the code that the app shows. Step 2 of 3.")
	s.Form.Fields[0].Hint = "A new code appears every 30 seconds."
	return s
}

func (d desk) welcome() console.SignIn {
	s := console.SignIn{Card: d.card("Welcome, Chris Reyes"), Form: console.Form{ID: "welcome", URL: "/console/enrol/one-time/", Token: token,
		Submit: console.Action{Text: "Set up my sign-in", Look: console.Primary}}}
	s.Lead = ui.Plain("This link is for chris.reyes@garden.test. Have an authenticator app at hand.")
	return s
}

// openedBefore is the set-up behind a link that somebody has looked behind already.
func (d desk) openedBefore() console.AppSetup {
	s := d.app()
	s.Form.Fields = append([]console.Field{
		{Name: "password", Label: "Choose a password", Kind: console.KindPassword, Required: true, Autocomplete: "new-password", Hint: "12 characters or more.", Focus: true},
		{Name: "again", Label: "The same again", Kind: console.KindPassword, Required: true, Autocomplete: "new-password"}}, s.Form.Fields...)
	s.Form.Fields[2].Focus = false
	s.Notice = &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Strong: "This link was opened before, yesterday, 6:12 PM.",
		Text: "This link was opened before, yesterday, 6:12 PM. If that was not you, don't go on: ask for a new link, and say so. The key below is a new one that nobody has seen."}}
	return s
}

func (d desk) codes() console.RecoveryCodes {
	s := console.RecoveryCodes{
		Card:  d.card("Keep these recovery codes"),
		Codes: []string{"4K7P-M3QX", "9DWT-2HRV", "6JNB-8CYL", "3FSG-5ZKA", "7QXE-1MPU", "2VTH-4RND", "8YLC-6BWJ", "5ZKG-9FSA"},
		Copy:  ui.Copy{Text: "Copy all", Done: "Copied", Failed: "Press Ctrl C", Value: "4K7P-M3QX", From: "codes", Look: ui.Line},
		Form: console.Form{ID: "enrol", URL: "/console/enrol/codes/", Token: token,
			Fields: []console.Field{{Name: "kept", Label: "I have put them where my phone is not", Kind: console.KindTick, Required: true}},
			Submit: console.Action{Text: "Open the console", Look: console.Primary}},
	}
	s.Lead = ui.Plain("Each opens the console once, if your phone is lost. They are shown only now. Step 3 of 3.")
	return s
}

func (d desk) stepUp() console.StepUp {
	s := console.StepUp{
		Card:  d.card("Confirm that it is you"),
		Doing: []console.Pair{{Label: "Release", Value: "$100.00"}, {Label: "To", Value: "Devon K. and Avery L."}, {Label: "Referral", Value: "8T4K2"}},
		Form: console.Form{ID: "confirm", URL: "/console/confirm/", Token: token,
			Hidden: []console.Hidden{{Name: "to", Value: "/console/referrals/8T4K2/pay/release"}, {Name: "f.seal", Value: "9f2c41ab"}},
			Fields: []console.Field{codeField()},
			Submit: console.Action{Text: "Confirm and release $100.00", Look: console.Pay}},
		Back: ui.Link{Text: "Go back without releasing", Href: "/console/referrals/8T4K2/"},
	}
	s.Lead = ui.Plain("Your last code was more than 5 minutes ago. Nothing you typed is lost.")
	s.Form.Fields[0].Hint = "From your authenticator app."
	return s
}

func (d desk) stranded() console.Failure {
	c := d.card("This did not work")
	c.Lead, c.Foot = ui.Plain("The fault is ours, and it was written down. Look how it stands before you do it again; money moves once, however often you press."), ""
	return console.Failure{Card: c, Step: console.Action{Text: "To the console", Href: "/console/", Look: console.Primary},
		Request: ui.Phrase{Text: "Request 7F2K-91QC", Strong: "7F2K-91QC"}}
}
