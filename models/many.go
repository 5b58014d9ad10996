package models

// byID keys rows by their ids.
func byID[T any](rows []T, id func(T) string) map[string]T {
	all := make(map[string]T, len(rows))
	for _, row := range rows {
		all[id(row)] = row
	}
	return all
}

// ReferralsByID is Referral for many at once; who is missing is none of the institution's.
func (v *View) ReferralsByID(ids []string) (map[string]Referral, error) {
	var all []Referral
	err := v.inFull().Where("referrals.id IN ?", ids).Find(&all).Error
	return byID(all, func(r Referral) string { return r.ID }), wrap(err, "referrals")
}

// MembersByID is Member for many at once.
func (v *View) MembersByID(ids []string) (map[string]Member, error) {
	var all []Member
	err := v.withCode().Where("members.id IN ?", ids).Find(&all).Error
	return byID(all, func(m Member) string { return m.ID }), wrap(err, "members")
}

// CampaignsByID is Campaign for many at once.
func (v *View) CampaignsByID(ids []string) (map[string]Campaign, error) {
	var all []Campaign
	err := v.db.Joins("CurrentVersion").Where("campaigns.id IN ?", ids).Find(&all).Error
	return byID(all, func(c Campaign) string { return c.ID }), wrap(err, "campaigns")
}

// VersionsByID is Version for many at once.
func (v *View) VersionsByID(ids []string) (map[string]CampaignVersion, error) {
	var all []CampaignVersion
	err := v.db.Where("id IN ?", ids).Find(&all).Error
	return byID(all, func(cv CampaignVersion) string { return cv.ID }), wrap(err, "campaign versions")
}

// StaffByID is Staff for many at once.
func (v *View) StaffByID(ids []string) (map[string]StaffUser, error) {
	var all []StaffUser
	err := v.db.Where("id IN ?", ids).Find(&all).Error
	return byID(all, func(u StaffUser) string { return u.ID }), wrap(err, "staff")
}
