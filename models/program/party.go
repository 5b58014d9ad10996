package program

import (
	"raf/models"
)

// noParty refuses to let a person of staff act on a referral in which they are a party (product.md, 9). It can be known
// only where the person's own member number is on record; MayBeParty says whether it is not.
func (s Staff) noParty(people ...*models.Member) error {
	for _, m := range people {
		if m != nil && s.User.MemberRef != "" && m.CustomerRef == s.User.MemberRef {
			return models.Errorf(models.Denied, "nobody acts on a referral that is their own")
		}
	}
	return nil
}

// MayBeParty reports that nobody can tell whether this person is a party: no member number of theirs is on record.
func (s Staff) MayBeParty() bool { return s.User.MemberRef == "" }

// IsParty reports whether a person of staff is one of these members, as far as that is known.
func (s Staff) IsParty(people ...*models.Member) bool { return s.noParty(people...) != nil }
