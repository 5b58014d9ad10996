package console

import (
	"github.com/a-h/templ"

	"raf/components/ui"
)

// FieldToken is the name of the hidden field that ties a form to the session it was shown in.
const FieldToken = ui.FieldToken

// Look is how a button is dressed. A screen has one Primary or one Pay at most: the one loud thing.
type Look string

// The looks of buttons.
const (
	Secondary Look = ""
	Primary   Look = "primary"
	Quiet     Look = "quiet"
	Danger    Look = "danger"
	Pay       Look = "pay" // money leaves, nothing else
	InText    Look = "text"
)

// Hidden is a value that a form carries along.
type Hidden struct {
	Name  string
	Value string
}

// Action is a button: a link when it leads somewhere (Href), a form of its own when it changes something (URL).
type Action struct {
	ID     string // needed where Denied is set or focus must be kept through a swap
	Text   string // says what will happen; money says how much
	Name   string // for screen readers, where Text needs the row around it: "Approve payment to Devon K."
	Look   Look
	Small  bool
	Glyph  Glyph
	Href   string
	URL    string
	Token  string
	Hidden []Hidden
	Busy   string // while the request is under way: "Checking"
	Target string // id of the part that the answer replaces; empty sends the form as a browser does
	Follow bool   // a link that acts on the list as it stands: its query follows the search
	Denied string // why it is not allowed, empty where it is
}

// Kind is what a field takes.
type Kind string

// The kinds of fields.
const (
	KindText     Kind = "text"
	KindEmail    Kind = "email"
	KindPassword Kind = "password"
	KindNumber   Kind = "number" // whole numbers, as text: browsers' own number fields drop what they can't read
	KindMoney    Kind = "money"
	KindDate     Kind = "date"
	KindSelect   Kind = "select"
	KindArea     Kind = "area"
	KindTick     Kind = "tick"
	KindCode     Kind = "code" // one-time and recovery codes
	KindColor    Kind = "color"
)

// Option is one choice of a select.
type Option struct {
	Value string
	Text  string
}

// Field is one thing to fill in, with its label, and its error or else its hint.
type Field struct {
	ID           string // unique on the page; Name if empty
	Name         string
	Label        string
	Kind         Kind
	Value        string // what was typed, also when it was wrong
	Checked      bool   // of a tick
	Options      []Option
	Hint         string
	Error        string
	Required     bool
	Max          int    // runes, 0 for the bound of its kind
	Autocomplete string // "off" if empty
	Numeric      bool   // a code of digits: the phone shows its number keys
	Focus        bool   // takes the focus when the page comes
	Currency     string // sign of a money field, "$" if empty
	Half         bool   // two stand beside each other
	Note         string // id of what holds the error, where it does not stand under the field
}

// Form is a real form: it works without scripts, and with them its answer replaces Target.
type Form struct {
	ID     string
	URL    string
	Token  string
	Hidden []Hidden
	Error  string // about the form as a whole
	Fields []Field
	Submit Action // its Text, Look, Busy and Denied count
	Back   Action // a link beside the button
	Target string
}

// Disclosure is a form behind a quiet button. Open is set when the form comes back with errors.
type Disclosure struct {
	ID     string
	Text   string
	Look   Look
	Glyph  Glyph
	Open   bool
	Group  string // of those with the same group one is open at a time
	Lead   string // what it does, told before it is done
	Form   Form
	Denied string
}

// Confirm asks in place: question, consequence with a number, "Yes, …" and a way back. Never a dialog.
type Confirm struct {
	ID   string
	Ask  Action    // the button before the question; its Denied counts
	Tone ui.Tone   // amber if empty
	Text ui.Phrase // "Send $100.00 to two accounts? It cannot be called back from here."
	Back string    // "Go back"
	Open bool
	Form Form // Submit is "Yes, …"; Fields may be empty
}

// ToneMoney is the tone of a question before money moves.
const ToneMoney = toneViolet

func (a Action) class() string {
	out := "button"
	if a.Look != Secondary {
		out += " button-" + string(a.Look)
	}
	if a.Small {
		out += " button-small"
	}
	return out
}

func (a Action) reasonID() string { return a.ID + "-reason" }

// swap are the attributes of a form whose answer replaces a part of the page.
func swap(url, target string) templ.Attributes {
	if target == "" {
		return nil
	}
	return templ.Attributes{
		"hx-post":       url,
		"hx-target":     "#" + target,
		"hx-swap":       "outerMorph",
		"hx-sync":       "this:drop",
		"hx-status:5xx": "swap:none",
	}
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

func (f Field) noteID() string {
	if f.Note != "" {
		return f.Note
	}
	return f.id() + "-note"
}

func (f Field) noted() bool { return f.Error != "" || f.Hint != "" }

func (f Field) invalid() string {
	if f.Error != "" {
		return "true"
	}
	return "false"
}

// inputType is the type attribute; money, numbers and codes are texts, so that nothing that was typed is dropped.
func (f Field) inputType() string {
	switch f.Kind {
	case KindEmail, KindPassword, KindDate, KindColor:
		return string(f.Kind)
	default:
		return "text"
	}
}

func (f Field) inputMode() string {
	switch {
	case f.Kind == KindMoney:
		return "decimal"
	case f.Kind == KindNumber, f.Numeric:
		return "numeric"
	case f.Kind == KindEmail:
		return "email"
	default:
		return "text"
	}
}

func (f Field) autocomplete() string {
	if f.Autocomplete != "" {
		return f.Autocomplete
	}
	return "off"
}

// max bounds what a browser lets in; the server's bound is what counts.
func (f Field) max() int {
	switch {
	case f.Max > 0:
		return f.Max
	case f.Kind == KindArea:
		return 2000
	default:
		return 200
	}
}

func (f Field) currency() string {
	if f.Currency != "" {
		return f.Currency
	}
	return "$"
}

func (c Confirm) tone() ui.Tone {
	if c.Tone == "" {
		return ui.Amber
	}
	return c.Tone
}

func (c Confirm) back() string {
	if c.Back == "" {
		return "Go back"
	}
	return c.Back
}

// attributes are those that every control of a field has.
func (f Field) attributes() templ.Attributes {
	out := templ.Attributes{"id": f.id(), "name": f.Name, "aria-invalid": f.invalid()}
	if f.noted() {
		out["aria-describedby"] = f.noteID()
	}
	if f.Required {
		out["required"] = true
	}
	if f.Focus {
		out["autofocus"] = true
	}
	return out
}
