package program

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

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

// maxMemberRef bounds a member number, in bytes.
const maxMemberRef = 60

// FieldMemberRef is what an Invalid error names when a person's own member number can't be one.
const FieldMemberRef = "member_ref"

func memberRef(typed string) (string, error) {
	ref := strings.TrimSpace(typed)
	if strings.EqualFold(ref, models.NoAccount) {
		return models.NoAccount, nil
	}
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if len(ref) > maxMemberRef || !utf8.ValidString(ref) || strings.ContainsFunc(ref, unprintable) || holdsCardNumber(ref) {
		return "", models.Errorf(models.Invalid, FieldMemberRef)
	}
	return ref, nil
}

// SetMember records which member a person of staff is, so that they act on no referral of their own. Nobody says it of
// themselves.
func (p *Program) SetMember(ctx context.Context, in StaffChange, ref string, by Staff) (ChangedStaff, error) {
	ref, err := memberRef(ref)
	if err != nil {
		return ChangedStaff{}, err
	}
	return p.changeStaff(ctx, in, by, func(tx *models.Tx, u models.StaffUser, actor models.Actor) (out ChangedStaff, err error) {
		if u.ID == by.User.ID {
			return out, models.Errorf(models.Conflict, "another administrator records your own member number")
		}
		out.Person, err = tx.SetStaffMember(u, ref, actor)
		return out, err
	})
}

// IsParty reports whether a person of staff is one of these members, as far as that is known.
func (s Staff) IsParty(people ...*models.Member) bool { return s.noParty(people...) != nil }
