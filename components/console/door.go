package console

import "raf/components/ui"

// Card is the frame of everything that happens before a session, or beside one: one card, one thing to do.
type Card struct {
	ui.Document
	Name     string // the institution
	Sub      string // "Refer a friend, staff"
	Title    string
	Lead     ui.Phrase
	LeadLink ui.Link // "Not you?"
	Notice   *ui.Notice
	Ways     []Way  // other ways in, under a line
	Foot     string // "Every sign-in is recorded. Trouble? Ask your administrator."
}

// Way is another way in.
type Way struct {
	Glyph Glyph
	Link  ui.Link
}

// SignIn is a card with one form: e-mail and password, a code, a new password.
type SignIn struct {
	Card
	Form Form
	Demo []Action // of the demo: one button per seat
}

// AppSetup is the card on which an authenticator app is set up.
type AppSetup struct {
	Card
	QR     ui.QR
	Secret string // in groups, for those who can't scan
	Form   Form   // the first code confirms it
}

// RecoveryCodes is the card that shows the codes once.
type RecoveryCodes struct {
	Card
	Codes []string
	Copy  ui.Copy
	Form  Form // "I have written them down"; without a URL its Back alone, the way on
}

// StepUp asks for a fresh second factor and carries the interrupted form along, so that nothing typed is lost.
type StepUp struct {
	Card
	Doing []Pair // what was about to be done, in words
	Form  Form   // Hidden carries the interrupted form, its own token excepted; Fields hold the code
	Back  ui.Link
}

// Failure is what stands instead of a page when not even its frame can be made.
type Failure struct {
	Card
	Step    Action
	Request ui.Phrase
}
