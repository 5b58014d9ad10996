package program

import (
	"raf/models"
	"raf/models/secret"
)

// ownOffer is the campaign of the institution whose code staff typed in the inviter's place; empty where the code is a
// member's, or none.
func ownOffer(v *models.View, typed string) (campaignID string, err error) {
	normal, ok := secret.NormalizeCode(typed)
	if !ok {
		return "", nil
	}
	code, _, err := v.CodeOwner(normal)
	if err != nil && models.KindOf(err) == models.NotFound {
		return "", nil
	}
	return code.CampaignID, err
}

// attachingOwn is what an attached referral would be under an offer of the institution itself: the checks are those of a
// member who types its code, and one reward is promised.
func (p *Program) attachingOwn(v *models.View, campaignID string, friend models.Member, evidence string) (attachment, error) {
	c, err := v.Campaign(campaignID)
	if err != nil {
		return attachment{}, err
	}
	why, err := p.mayTakeUp(v, friend, c)
	if err != nil {
		return attachment{}, err
	}
	if why != "" {
		return attachment{}, refused(why)
	}
	code, err := v.CampaignCode(campaignID)
	return attachment{what: offered(c, code, friend, evidence), code: code, campaign: c}, err
}
