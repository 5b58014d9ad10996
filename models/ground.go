package models

import (
	"cmp"
	"slices"
)

// Ground is what a look before payment reads of a page of referrals, read for all of them at once: its methods answer as
// a View's of the same name, without a statement each. It is a moment of a reading transaction; a release never stands
// on one.
type Ground struct {
	View
	referrals map[string]Referral
	legs      map[string][]RewardLeg
	holds     map[string][]Hold
	facts     map[string]AccountFacts
	logins    map[string][]string // by person
	relinked  map[string][]string // by inviter, as the cap counts
	spent     map[string]int64    // by login, of this year
	waiting   map[string][]Referral
	years     []int
	paid      taxSums
	underWay  taxSums
}

// Ground reads what is known of some referrals, their people and what those are paid in some years, this one among them.
func (v *View) Ground(referralIDs []string, years []int) (*Ground, error) {
	g := &Ground{View: *v, years: append(slices.Clone(years), v.Year()), legs: map[string][]RewardLeg{}, holds: map[string][]Hold{}}
	var err error
	if g.referrals, err = v.ReferralsByID(referralIDs); err != nil {
		return nil, err
	}
	legs, err := v.LegsOf(referralIDs)
	if err != nil {
		return nil, err
	}
	for _, l := range legs {
		g.legs[l.ReferralID] = append(g.legs[l.ReferralID], l)
	}
	var holds []Hold
	if err := v.db.Where("referral_id IN ?", referralIDs).Order("opened_at DESC").Find(&holds).Error; err != nil {
		return nil, wrap(err, "holds")
	}
	for _, h := range holds {
		g.holds[h.ReferralID] = append(g.holds[h.ReferralID], h)
	}
	return g, g.people(v)
}

// people reads what is known of everybody at a side of the referrals.
func (g *Ground) people(v *View) (err error) {
	people, inviters := map[string]Member{}, []string{}
	for _, r := range g.referrals {
		for _, m := range []*Member{r.Acceptor, r.Inviter} {
			if m != nil && m.ID != "" {
				people[m.ID] = *m
			}
		}
		if r.InviterMemberID != "" {
			inviters = append(inviters, r.InviterMemberID)
		}
	}
	var all []Member
	var ids, logins []string
	for id, m := range people {
		all, ids = append(all, m), append(ids, id)
	}
	if g.facts, err = v.AccountFacts(ids...); err != nil {
		return err
	}
	if g.logins, err = v.LoginsOf(all...); err != nil {
		return err
	}
	for _, of := range g.logins {
		logins = append(logins, of...)
	}
	if g.paid, err = v.taxPaid(logins, g.years); err != nil {
		return err
	}
	if g.underWay, err = v.taxUnderWay(logins, g.years); err != nil {
		return err
	}
	return g.caps(v, inviters)
}

// caps reads how inviters stand to their yearly caps, under every login of each.
func (g *Ground) caps(v *View, inviters []string) error {
	g.relinked, g.spent, g.waiting = map[string][]string{}, map[string]int64{}, map[string][]Referral{}
	var former []Member
	if err := v.db.Select("tenant_id", "id", "relinked_to").Where("relinked_to IN ? AND relinked_to <> ''", inviters).Find(&former).Error; err != nil {
		return wrap(err, "members")
	}
	logins := slices.Clone(inviters)
	for _, m := range former {
		g.relinked[m.RelinkedTo], logins = append(g.relinked[m.RelinkedTo], m.ID), append(logins, m.ID)
	}
	var spending []struct {
		PayeeMemberID string
		N             int64
	}
	err := v.db.Model(&RewardLeg{}).Select("payee_member_id", "COUNT(*) AS n").
		Where("payee_member_id IN ? AND side = ? AND payout_year = ? AND status IN ?", logins, SideInviter, v.Year(), spent()).
		Group("payee_member_id").Find(&spending).Error
	if err != nil {
		return wrap(err, "reward legs")
	}
	for _, s := range spending {
		g.spent[s.PayeeMemberID] = s.N
	}
	var waiting []Referral
	err = v.db.Select("tenant_id", "id", "inviter_member_id", "state_since").
		Where("inviter_member_id IN ? AND state = ? AND hold_count = 0", logins, StateEligible).
		Where("id IN (?)", v.db.Model(&RewardLeg{}).Select("referral_id").Where("side = ? AND status = ?", SideInviter, LegReserved)).Find(&waiting).Error
	for _, r := range waiting {
		g.waiting[r.InviterMemberID] = append(g.waiting[r.InviterMemberID], r)
	}
	return wrap(err, "referrals")
}

// found answers for a referral that the ground was read for.
func found[T any](g *Ground, all map[string][]T, referralID string) ([]T, error) {
	if _, known := g.referrals[referralID]; !known {
		return nil, Errorf(Internal, "referral %s was not read", referralID)
	}
	return slices.Clone(all[referralID]), nil
}

// Referral is one of those that were read; another is NotFound.
func (g *Ground) Referral(id string) (Referral, error) {
	r, known := g.referrals[id]
	if !known {
		return r, Errorf(NotFound, "referral not found")
	}
	return r, nil
}

// Legs lists the legs of a referral.
func (g *Ground) Legs(referralID string) ([]RewardLeg, error) { return found(g, g.legs, referralID) }

// Holds lists the holds of a referral.
func (g *Ground) Holds(referralID string) ([]Hold, error) { return found(g, g.holds, referralID) }

// AccountFacts is what is known of the people's accounts.
func (g *Ground) AccountFacts(...string) (map[string]AccountFacts, error) { return g.facts, nil }

// LoginsOf lists, for each of the people, all who are the same person.
func (g *Ground) LoginsOf(...Member) (map[string][]string, error) { return g.logins, nil }

// year refuses one that was not read: nothing paid in it would look like nothing paid.
func (g *Ground) year(year int) error {
	if !slices.Contains(g.years, year) {
		return Errorf(Internal, "the payments of %d were not read", year)
	}
	return nil
}

// TaxTotals is what the people were paid in a year.
func (g *Ground) TaxTotals(_ []string, year int) (YearTotals, error) {
	return g.paid.of(year, ""), g.year(year)
}

// TaxUnderWay is what they are about to be paid in a year, but for one referral.
func (g *Ground) TaxUnderWay(_ []string, year int, exceptReferral string) (YearTotals, error) {
	return g.underWay.of(year, exceptReferral), g.year(year)
}

// InviterSpent counts an inviter's rewards that were released this year.
func (g *Ground) InviterSpent(memberID string, year int) (n int64, err error) {
	if year != g.Year() {
		return 0, Errorf(Internal, "the rewards of %d were not read", year)
	}
	for _, login := range append([]string{memberID}, g.relinked[memberID]...) {
		n += g.spent[login]
	}
	return n, nil
}

// EligibleBefore lists other referrals of an inviter that met everything earlier.
func (g *Ground) EligibleBefore(r Referral) ([]Referral, error) {
	oldest := func(a, b Referral) int {
		return cmp.Or(a.StateSince.Compare(b.StateSince.Time), cmp.Compare(a.ID, b.ID))
	}
	var all []Referral
	for _, login := range append([]string{r.InviterMemberID}, g.relinked[r.InviterMemberID]...) {
		for _, other := range g.waiting[login] {
			if other.ID != r.ID && oldest(other, r) < 0 {
				all = append(all, other)
			}
		}
	}
	slices.SortFunc(all, oldest)
	return all[:min(len(all), aheadAtMost)], nil
}
