package program

import (
	"time"

	"raf/models"
)

// related refuses what the people behind a code rule out.
func (p *Program) related(v *models.View, member, inviter models.Member) (Reason, error) {
	if why := unfit(member, inviter); why != "" {
		return why, nil
	}
	taken, personTaken, err := v.OpenReferralOf(member.ID, member.PersonKey)
	switch {
	case err != nil:
		return "", err
	case taken:
		return RefusedTaken, nil
	case personTaken:
		return RefusedPersonTaken, nil
	}
	return ring(v, member, inviter)
}

// unfit refuses two people who may not be inviter and friend, whatever else is so.
func unfit(member, inviter models.Member) Reason {
	switch {
	case member.ID == inviter.ID:
		return RefusedOwn
	case member.RelinkedTo != "":
		return RefusedPersonTaken // the person goes on under another login, and has whatever this one had
	case member.Employee || inviter.Employee:
		return RefusedEmployee
	case member.PersonKey != "" && member.PersonKey == inviter.PersonKey:
		return RefusedSamePerson
	}
	return ""
}

// ring walks up from the inviter: if the member, under this login or another, is anywhere above, the code would close
// a ring.
func ring(v *models.View, member, inviter models.Member) (Reason, error) {
	above := inviter
	for range maxAncestors {
		id, err := v.InviterOf(above.ID, above.PersonKey)
		switch {
		case err != nil && models.KindOf(err) == models.NotFound:
			return "", nil
		case err != nil:
			return "", err
		case id == member.ID:
			return RefusedLoop, nil
		}
		if above, err = v.Member(id); err != nil {
			return "", err
		}
		if member.PersonKey != "" && above.PersonKey == member.PersonKey {
			return RefusedLoop, nil
		}
	}
	return RefusedLoop, nil
}

// entryOver reports whether a member joined too long ago to enter a code, as far as the bank has told when that was.
func (p *Program) entryOver(now time.Time, m models.Member, t models.Terms) bool {
	if t.CodeEntryDays == 0 || m.JoinedOn == "" {
		return false
	}
	joined, err := time.ParseInLocation(time.DateOnly, m.JoinedOn, p.Tenant().Zone())
	return err == nil && now.After(joined.AddDate(0, 0, t.CodeEntryDays+1))
}

// voidCap is why a leg is void whose inviter has had a year's rewards.
const voidCap = "cap"

// capped reports whether an inviter has had, or been promised, all the rewards that terms allow in a year.
func capped(v *models.View, inviterID string, terms models.Terms, year int) (bool, error) {
	if terms.InviterYearCount == 0 {
		return false, nil
	}
	totals, err := v.InviterTotals(inviterID, year)
	return totals.CountsOfYear >= int64(terms.InviterYearCount), err
}

// unverified is 1, the number of holds to open, where nobody can say that two different people stand behind a referral:
// the friend has no person key, or the institution compares tax ids and one side's key was not made from one. Where the
// institution itself invites, the other person is whoever took part under another login.
func (p *Program) unverified(kind string, member, inviter models.Member) int {
	byTax := member.PersonKeyKind == models.PersonByTaxID && (kind == models.KindProduct || inviter.PersonKeyKind == models.PersonByTaxID)
	if member.PersonKey == "" || p.Tenant().SamePerson && !byTax {
		return 1
	}
	return 0
}
