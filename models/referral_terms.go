package models

// UnderWay is a version that referrals which are not over were accepted under.
type UnderWay struct {
	CampaignVersionID string
	State             State

	Version *CampaignVersion `gorm:"-"`
}

// UnderWay lists the versions of the referrals that are not over, once for each state that some of them are in.
func (v *View) UnderWay() ([]UnderWay, error) {
	var all []UnderWay
	err := v.db.Model(&Referral{}).Distinct("campaign_version_id", "state").
		Where("state IN ?", []State{StateAccepted, StatePending, StateClosing, StateEligible, StateApproved}).
		Order("campaign_version_id, state").Find(&all).Error
	if err != nil || len(all) == 0 {
		return nil, wrap(err, "referrals under way")
	}
	var ids []string
	for _, u := range all {
		ids = append(ids, u.CampaignVersionID)
	}
	var versions []CampaignVersion
	if err := v.db.Where("id IN ?", ids).Find(&versions).Error; err != nil {
		return nil, wrap(err, "versions under way")
	}
	for i := range all {
		for j := range versions {
			if versions[j].ID == all[i].CampaignVersionID {
				all[i].Version = &versions[j]
			}
		}
	}
	return all, nil
}
