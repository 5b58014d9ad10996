package console

import "raf/components/ui"

// Approvals is the inbox of everything that waits for a second person.
type Approvals struct {
	Bar   Bar
	Items []Approval
	Bulk  *Form // that the boxes belong to
	Empty Empty
	Pager Pager
}

// Approval is one thing that waits: exactly what would happen, who asked, and until when it can be decided.
type Approval struct {
	ID        string
	Sign      Sign
	Title     string // "Publish Autumn 2026, version 4"
	Subject   ui.Link
	Amount    string
	Asked     ui.Phrase   // "Maya Ortiz asked today at 11:20 AM."
	Reason    string      // what the requester wrote
	Expires   string      // "Expires tomorrow at 11:20 AM"
	Hue       Hue         // of the expiry
	Payload   []Pair      // the payload, complete: what is not shown is not approved
	Changes   *Comparison // the payload of what changes something that is there already
	Seal      string      // short form of the hash that the approval is bound to
	Approve   *Confirm
	Refuse    *Disclosure
	Withdraw  *Action // for the requester
	Denied    string  // why this person can't decide: "You asked for this."
	Conflict  *Conflict
	Decided   *Status // of one that was decided
	DecidedBy string
	Pick      *Pick // for those that can be decided together
}

// elementID is the id of an approval's panel, and of the part that deciding replaces.
func (a Approval) elementID() string { return ApprovalRegion(a.ID) }

// ApprovalRegion is the id of the part that deciding an approval replaces.
func ApprovalRegion(id string) string { return "approval-" + id }
