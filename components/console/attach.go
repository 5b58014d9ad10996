package console

// RegionAttach is the id of the part that the form of an attached referral replaces.
const RegionAttach = "attach"

// Attach is the page on which staff write down a referral for a friend.
type Attach struct {
	Bar  Bar
	Lead string // what will happen, told before it is done
	Form Form
}
