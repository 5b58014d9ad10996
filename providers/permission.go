package providers

// Item is one thing that a sign-in may let us read or be told.
type Item string

// The items. A platform may tell several of them by one permission of its own.
const (
	ItemName     Item = "name"
	ItemLanguage Item = "language"
	ItemCustomer Item = "customer" // the member number
	ItemTaxID    Item = "tax_id"
	ItemOffline  Item = "offline" // to go on reading while the member is away
	ItemAccounts Item = "accounts"
	ItemPostings Item = "postings"
)

// Items are all of them, who the member is first.
func Items() []Item {
	return []Item{ItemName, ItemLanguage, ItemCustomer, ItemTaxID, ItemOffline, ItemAccounts, ItemPostings}
}

// Holder is who keeps an item from us. Data passes four gates, and only who stands at the closed one can open it.
type Holder string

// The holders.
const (
	HeldByNobody      Holder = ""            // it is given
	HeldByUs          Holder = "us"          // it was not asked for, because no rule needed it when the member signed in
	HeldByPlatform    Holder = "platform"    // the institution's platform does not offer it
	HeldByInstitution Holder = "institution" // the institution has not switched it on for us
	HeldByMember      Holder = "member"      // it was asked for and could have been given
	HeldUnclear       Holder = "unclear"     // the institution has none or has not switched it on, or the member has not allowed it: the bank does not tell
	HeldUntold        Holder = "untold"      // the bank has it for some members, and for this one it said nothing
)

// Permission is how one item stands.
type Permission struct {
	Item Item   `json:"item"`
	Held Holder `json:"held,omitempty"`
}

// Permissions are how all items stand after a sign-in. An empty list is of a grant from before they were kept: nothing is
// known to be withheld, and what is shows in the bank's answers.
type Permissions []Permission

// Of is who holds an item back.
func (p Permissions) Of(item Item) Holder {
	for _, one := range p {
		if one.Item == item {
			return one.Held
		}
	}
	return HeldByNobody
}

// Refusal is what a call would come to that needs an item, nil if it may be sent. What we did not ask for is no fault of
// anybody's and is cured by signing in again; anything else is denied.
func (p Permissions) Refusal(op string, item Item) error {
	switch held := p.Of(item); held {
	case HeldByNobody:
		return nil
	case HeldByUs:
		return &Error{Kind: KindExpired, Op: op, Unsent: true, Held: held}
	default:
		return &Error{Kind: KindDenied, Op: op, Unsent: true, Held: held}
	}
}
