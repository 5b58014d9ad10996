package console

import "raf/components/ui"

// People is the screen of those who sign in to the console.
type People struct {
	Bar    Bar
	Looks  []ui.Notice // somebody of the platform is looking on
	Link   *OneTime    // just made
	Table  Table
	Invite *Disclosure // nil for those who may not
	Foot   string
}

// OneTime is a link that is shown once, and nowhere kept.
type OneTime struct {
	Title string
	Text  string
	URL   string
	Copy  ui.Copy
}

// PersonPage is one person of staff, and what may be done about them.
type PersonPage struct {
	Bar      Bar
	Conflict *Conflict
	Link     *OneTime
	Facts    []Pair
	Waits    *ui.Notice // a role that waits for a second person
	Role     *Form      // nil where it can't be changed
	Member   *Form      // their own member number
	Asks     []Confirm
	Denied   string // why there is nothing to do for whoever looks
}
