package desk

import "raf/components/console"

// The names of the fields of forms: what a page carries, its handler reads.
const (
	FieldEmail     = "email"
	FieldPassword  = "password"
	FieldAgain     = "again"
	FieldCode      = "code"
	FieldOffer     = "offer" // the sealed secret of an app that is being set up
	FieldRole      = "role"
	FieldReason    = "reason"
	FieldText      = "text"
	FieldHold      = "hold"
	FieldReference = "reference"
	FieldPaidOn    = "paid_on"
	FieldSeal      = "seal"
	FieldPick      = "pick-" // a referral's id follows
	FieldCodeOf    = "reason_code"
	FieldInviter   = "inviter"
	FieldFriend    = "friend"
	FieldEvidence  = "evidence"
	FieldTerms     = "terms"
	FieldSide      = "side"
	FieldNumber    = "number"
	FieldAttested  = "attested"
	QueryCursor    = "cursor" // of a list
)

// The forms of a referral's page.
const (
	FormHold    = "hold"
	FormRelease = "release"
	FormNote    = "note"
	FormMark    = "mark"
	FormAsk     = "ask"    // for a payment
	FormAlone   = "alone"  // releases one without a second person
	FormRefuse  = "refuse" // sends a request back

	FormRefusal  = "refusal"
	FormReject   = "reject"
	FormTakeBack = "take_back"
	FormCorrect  = "correct"
	FormRelink   = "relink"
	FormAttach   = "attach-form"
)

// Entry is a form of the page as it came, where it has to be shown again.
type Entry struct {
	Form     string            // which one; empty for none
	Hold     string            // of FormRelease
	Typed    map[string]string // by field
	Wrong    map[string]string // what is wrong, by field
	Conflict string            // somebody was faster
	Done     string            // what just happened
	Pay      bool              // the pay panel was asked for
	Trouble  string            // about the form as a whole
}

// field gives a field of a form that comes back what was typed into it and what is wrong with it.
func (e Entry) field(form string, f console.Field) console.Field {
	if e.Form == form {
		f.Value, f.Error = e.Typed[f.Name], e.Wrong[f.Name]
		f.Checked = f.Kind == console.KindTick && f.Value != ""
	}
	return f
}

// EnrolEntry is what is wrong with an enrolment form.
type EnrolEntry struct{ Password, Again, Code string }

// StepUp is something that needs a second factor of the last five minutes.
type StepUp struct {
	URL   string // of the form that was sent
	Back  string
	Verb  string // "release $100.00"
	Look  console.Look
	Doing []console.Pair
}
