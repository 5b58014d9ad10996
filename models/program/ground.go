package program

import (
	"slices"
	"time"

	"raf/models"
)

// ground is where a look before payment reads: the rows themselves (models.View, always in a release) or, for a page of
// requests, those of all of them read at once (models.Ground). What follows from them is decided by the same code.
type ground interface {
	Now() time.Time
	Year() int
	Referral(id string) (models.Referral, error)
	Legs(referralID string) ([]models.RewardLeg, error)
	Holds(referralID string) ([]models.Hold, error)
	AccountFacts(memberIDs ...string) (map[string]models.AccountFacts, error)
	LoginsOf(members ...models.Member) (map[string][]string, error)
	TaxTotals(logins []string, year int) (models.YearTotals, error)
	TaxUnderWay(logins []string, year int, exceptReferral string) (models.YearTotals, error)
	InviterSpent(memberID string, year int) (int64, error)
	EligibleBefore(r models.Referral) ([]models.Referral, error)
}

// source is where what a request is about is read.
type source interface {
	Referral(id string) (models.Referral, error)
	Member(id string) (models.Member, error)
	Campaign(id string) (models.Campaign, error)
	CampaignNames() (map[string]string, error)
	Version(id string) (models.CampaignVersion, error)
	Staff(id string) (models.StaffUser, error)
	look(r models.Referral, a models.ApprovalRequest) (*Recheck, bool, error)
}

// one is the source of a single request: the rows themselves.
type one struct{ *models.View }

func (o one) look(r models.Referral, a models.ApprovalRequest) (*Recheck, bool, error) {
	return lookAt(o.View, r, a)
}

// wishes is a source that has nothing and writes down what is asked of it.
type wishes struct {
	referrals, members, campaigns, versions, staff []string
	looks                                          []models.ApprovalRequest
}

func (w *wishes) Referral(id string) (models.Referral, error) {
	w.referrals = append(w.referrals, id)
	return models.Referral{}, nil
}

func (w *wishes) Member(id string) (models.Member, error) {
	w.members = append(w.members, id)
	return models.Member{}, nil
}

func (w *wishes) Campaign(id string) (models.Campaign, error) {
	w.campaigns = append(w.campaigns, id)
	return models.Campaign{CurrentVersion: &models.CampaignVersion{}}, nil // as every campaign that is read has one
}

func (w *wishes) CampaignNames() (map[string]string, error) { return nil, nil }

func (w *wishes) Version(id string) (models.CampaignVersion, error) {
	w.versions = append(w.versions, id)
	return models.CampaignVersion{}, nil
}

func (w *wishes) Staff(id string) (models.StaffUser, error) {
	w.staff = append(w.staff, id)
	return models.StaffUser{}, nil
}

func (w *wishes) look(_ models.Referral, a models.ApprovalRequest) (*Recheck, bool, error) {
	w.looks = append(w.looks, a)
	return nil, false, nil
}

// fetched is a source with everything that was wished for, read in as many statements for a page as for one request.
type fetched struct {
	referrals map[string]models.Referral
	members   map[string]models.Member
	campaigns map[string]models.Campaign
	names     map[string]string
	versions  map[string]models.CampaignVersion
	staff     map[string]models.StaffUser
	looks     map[string]looked // by request
}

// looked is what a look at one request found.
type looked struct {
	Look   *Recheck
	Intact bool
}

// fetch reads what was wished for.
func (w *wishes) fetch(v *models.View) (s fetched, err error) {
	if s.referrals, err = v.ReferralsByID(w.referrals); err != nil {
		return s, err
	}
	if s.members, err = v.MembersByID(w.members); err != nil {
		return s, err
	}
	if s.campaigns, err = v.CampaignsByID(w.campaigns); err != nil {
		return s, err
	}
	if s.names, err = v.CampaignNames(); err != nil {
		return s, err
	}
	if s.versions, err = v.VersionsByID(w.versions); err != nil {
		return s, err
	}
	if s.staff, err = v.StaffByID(w.staff); err != nil {
		return s, err
	}
	s.looks, err = looksAt(v, w.looks)
	return s, err
}

// looksAt looks at many requests for payment, each as lookAt does.
func looksAt(v *models.View, all []models.ApprovalRequest) (map[string]looked, error) {
	found := make([]looked, len(all))
	read := func(v *models.View) error {
		var ids []string
		var years []int
		for _, a := range all {
			var seen Payment
			if err := a.Read(&seen); err != nil {
				return err
			}
			ids, years = append(ids, a.SubjectID), append(years, yearOf(v, a, seen))
		}
		slices.Sort(years)
		g, err := v.Ground(ids, slices.Compact(years))
		if err != nil {
			return err
		}
		for i, a := range all {
			r, err := g.Referral(a.SubjectID)
			if err != nil {
				return err
			}
			if found[i].Look, found[i].Intact, err = lookFrom(g, r, a); err != nil {
				return err
			}
		}
		return nil
	}
	whole, err := models.Whole(v, read, &found)
	if !whole && err == nil {
		err = read(v)
	}
	looks := map[string]looked{}
	for i, a := range all {
		looks[a.ID] = found[i]
	}
	return looks, err
}

// on finds something that was fetched; what is not there is none of the institution's.
func on[T any](all map[string]T, id, what string) (T, error) {
	row, known := all[id]
	if !known {
		return row, models.Errorf(models.NotFound, "%s not found", what)
	}
	return row, nil
}

func (s fetched) Referral(id string) (models.Referral, error) { return on(s.referrals, id, "referral") }
func (s fetched) Member(id string) (models.Member, error)     { return on(s.members, id, "member") }
func (s fetched) Campaign(id string) (models.Campaign, error) { return on(s.campaigns, id, "campaign") }
func (s fetched) CampaignNames() (map[string]string, error)   { return s.names, nil }
func (s fetched) Staff(id string) (models.StaffUser, error)   { return on(s.staff, id, "staff user") }

func (s fetched) Version(id string) (models.CampaignVersion, error) {
	return on(s.versions, id, "campaign version")
}

func (s fetched) look(_ models.Referral, a models.ApprovalRequest) (*Recheck, bool, error) {
	found, err := on(s.looks, a.ID, "look")
	return found.Look, found.Intact, err
}

// waitingAll is waiting for a page of requests.
func waitingAll(v *models.View, page []models.ApprovalRequest) ([]WaitingApproval, error) {
	wanted := &wishes{}
	for _, a := range page {
		if _, err := waiting(wanted, a); err != nil {
			return nil, err
		}
	}
	from, err := wanted.fetch(v)
	if err != nil {
		return nil, err
	}
	var all []WaitingApproval
	for _, a := range page {
		w, err := waiting(from, a)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}
