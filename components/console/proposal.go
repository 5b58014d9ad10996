package console

// Proposal is a screen that shows exactly what would happen, or what did, before and after a form that acts on many.
type Proposal struct {
	Bar   Bar
	Facts []Pair
	Parts []ProposalPart
	Form  *Form   // nil where nothing is left to do
	Step  *Action // the way on
}

// ProposalPart is one table of it: what is meant, or what is left out.
type ProposalPart struct {
	Title string
	Fact  string // at the right of the title: the total
	Table Table
}
