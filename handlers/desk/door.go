package desk

import (
	"strings"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// What the door says. Who exists and who does not can't be told from it.
const (
	WrongPassword = "That did not match. Check both and try again."
	WrongCode     = "That code does not fit. Each works once; wait for the next one."
	TooManyTries  = "Too many tries from here. Wait a few minutes, then try again."
)

func (d Seat) card(title string) console.Card {
	return console.Card{Document: d.document("console-door", title), Name: d.Tenant.Name, Sub: "Refer a friend, staff", Title: title,
		Foot: "Every sign-in is recorded. Trouble? Ask your administrator."}
}

// SignIn is the form for e-mail and password; wrong is what the last try came to.
func (d Seat) SignIn(email, wrong string) console.SignIn {
	in := console.SignIn{Card: d.card("Sign in"), Form: console.Form{ID: "signin", URL: d.At.To(web.PathStaffSignIn), Error: wrong,
		Fields: []console.Field{
			{Name: FieldEmail, Label: "Work e-mail", Kind: console.KindEmail, Value: email, Required: true, Autocomplete: "username", Focus: email == ""},
			{Name: FieldPassword, Label: "Password", Kind: console.KindPassword, Required: true, Autocomplete: "current-password", Focus: email != ""}},
		Submit: console.Action{Text: "Continue", Look: console.Primary}}}
	if wrong != "" {
		in.Form.Fields = append(in.Form.Fields, console.Field{Name: FieldCode, Label: "Code, if you are shut out", Kind: console.KindCode, Autocomplete: "one-time-code", Max: 24,
			Hint: "Ten wrong tries shut the door for 15 minutes, whoever made them. A code of your app beside the password opens it at once."})
	}
	if d.DemoCode != nil {
		for _, role := range DemoRoles() {
			in.Demo = append(in.Demo, console.Action{Text: roleWord(role), Name: "Sign in as " + roleWord(role), URL: d.At.To(web.PathDemo), Small: true,
				Hidden: []console.Hidden{{Name: FieldRole, Value: string(role)}}})
		}
	}
	return in
}

// DemoRoles are the seats that the demo has a button for.
func DemoRoles() []models.Role {
	return []models.Role{models.RoleMaker, models.RoleChecker, models.RoleViewer, models.RoleAdmin, models.RoleEditor, models.RoleSupport, models.RoleAuditor}
}

func codeField(wrong string) console.Field {
	return console.Field{Name: FieldCode, Label: "Code", Kind: console.KindCode, Required: true, Autocomplete: "one-time-code",
		Hint: "From your authenticator app. A recovery code works too.", Error: wrong, Max: 24, Focus: true}
}

// Code is the form for the second factor. email is whose code the demo tells; empty everywhere else.
func (d Seat) Code(email, wrong string) console.SignIn {
	in := console.SignIn{Card: d.card("Enter your code"), Form: console.Form{ID: "signin", URL: d.At.To(web.PathStaffCode),
		Fields: []console.Field{codeField(wrong)}, Submit: console.Action{Text: "Sign in", Look: console.Primary}}}
	in.Lead = ui.Plain("The 6 digits that your authenticator app shows now.")
	in.LeadLink = ui.Link{Text: "Start again", Href: d.At.To(web.PathStaffSignIn)}
	if d.DemoCode != nil && email != "" && wrong == "" {
		in.Form.Fields[0].Hint = d.demoCode(email)
	}
	return in
}

// Welcome is what a one-time link shows before it is opened.
func (d Seat) Welcome(u models.StaffUser, token string) console.SignIn {
	in := console.SignIn{Card: d.card("Welcome, " + u.Name), Form: console.Form{ID: "welcome", URL: d.At.To(web.EnrolPath(token)),
		Submit: console.Action{Text: "Set up my sign-in", Look: console.Primary}}}
	in.Lead = ui.Plain("This link is for " + u.Email + ". Have an authenticator app at hand.")
	return in
}

// Enrol is the page behind a one-time link: password and app in one form.
func (d Seat) Enrol(begun program.Enrolment, token string, wrong EnrolEntry) console.AppSetup {
	setup := console.AppSetup{Card: d.card("Welcome, " + begun.Person.Name),
		QR: ui.QR{Modules: web.Modules(begun.URL), Label: "The key as a QR code, for an authenticator app"}, Secret: grouped(begun.Secret),
		Form: console.Form{ID: "enrol", URL: d.At.To(web.EnrolPath(token)), Hidden: []console.Hidden{{Name: FieldOffer, Value: begun.Offer}},
			Fields: []console.Field{
				{Name: FieldPassword, Label: "Choose a password", Kind: console.KindPassword, Required: true, Autocomplete: "new-password",
					Hint: "12 characters or more.", Error: wrong.Password, Focus: true},
				{Name: FieldAgain, Label: "The same again", Kind: console.KindPassword, Required: true, Autocomplete: "new-password", Error: wrong.Again},
				{Name: FieldCode, Label: "Code", Kind: console.KindCode, Required: true, Autocomplete: "one-time-code", Numeric: true, Max: 10,
					Hint: "What the app shows after scanning.", Error: wrong.Code}},
			Submit: console.Action{Text: "Set up my account", Look: console.Primary}}}
	setup.Lead = ui.Plain("You sign in as " + begun.Person.Email + ". Scan this with an authenticator app, then choose a password.")
	if !begun.Before.IsZero() {
		when := d.within(begun.Before.Time)
		setup.Notice = &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Strong: "This link was opened before, " + when + ".",
			Text: "This link was opened before, " + when + ". If that was not you, don't go on: ask for a new link, and say so. The key below is a new one that nobody has seen."}}
	}
	return setup
}

// grouped sets a key in groups of four, for those who type it.
func grouped(key string) string {
	var out []string
	for len(key) > 4 {
		out, key = append(out, key[:4]), key[4:]
	}
	return strings.Join(append(out, key), " ")
}

// Recovery shows the recovery codes, once.
func (d Seat) Recovery(codes []string) console.RecoveryCodes {
	out := console.RecoveryCodes{Card: d.card("Keep these recovery codes"), Codes: codes,
		Copy: ui.Copy{Text: "Copy all", Done: "Copied", Failed: "Press Ctrl C", Value: strings.Join(codes, "\n"), From: "codes", Look: ui.Line},
		Form: console.Form{Back: console.Action{Text: "I have kept them, sign in", Href: d.At.To(web.PathStaffSignIn), Look: console.Primary}}}
	out.Lead = ui.Plain("Each opens the console once, if your phone is lost. They are shown only now.")
	return out
}

// StepUp asks for a fresh second factor before ask, and carries its form along.
func (d Seat) StepUp(ask StepUp, hidden []console.Hidden, wrong string) console.StepUp {
	out := console.StepUp{Card: d.card("Confirm that it is you"), Doing: ask.Doing,
		Form: console.Form{ID: "confirm", URL: d.At.To(ask.URL), Token: d.Token, Hidden: hidden, Fields: []console.Field{codeField(wrong)},
			Submit: console.Action{Text: "Confirm: " + ask.Verb, Look: ask.Look}},
		Back: ui.Link{Text: "Go back without it", Href: d.At.To(ask.Back)}}
	out.Lead = ui.Plain("Your last code was more than 5 minutes ago. Nothing you typed is lost.")
	if d.DemoCode != nil && wrong == "" {
		out.Form.Fields[0].Hint = d.demoCode(d.Who.User.Email)
	}
	return out
}

func (d Seat) demoCode(email string) string {
	return "In the demo the code is " + d.DemoCode(email) + "."
}
