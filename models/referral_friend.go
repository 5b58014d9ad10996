package models

// acceptorReferrals bounds how many referrals of one friend are read. A member has one relationship referral under way
// and at most one in each product campaign.
const acceptorReferrals = 20

// AcceptorReferrals lists the referrals in which a member is the friend, newest first, with the friend's leg and the
// version.
func (v *View) AcceptorReferrals(memberID string) ([]Referral, error) {
	var all []Referral
	err := v.db.Joins("AcceptorLeg", v.db.Where(map[string]any{"side": SideAcceptor})).Joins("Version").
		Where("referrals.acceptor_member_id = ?", memberID).
		Order("referrals.accepted_at DESC, referrals.id DESC").Limit(acceptorReferrals).Find(&all).Error
	return all, wrap(err, "referrals")
}

// AcceptorReferral finds the newest referral in which a member is the friend.
func (v *View) AcceptorReferral(memberID string) (Referral, error) {
	all, err := v.AcceptorReferrals(memberID)
	if err == nil && len(all) == 0 {
		err = Errorf(NotFound, "referral not found")
	}
	if err != nil {
		return Referral{}, err
	}
	return all[0], nil
}

// TookPart reports whether a member, or the person behind under another login, has ever accepted a product campaign.
func (v *View) TookPart(campaignID, memberID, personKey string) (member, person bool, err error) {
	who := v.db.Where("acceptor_member_id = ?", memberID)
	if personKey != "" {
		who = who.Or("acceptor_person_key = ?", personKey)
	}
	var rows []Referral
	err = v.db.Select("tenant_id", "id", "acceptor_member_id").Where("kind = ? AND campaign_id = ?", KindProduct, campaignID).Where(who).Find(&rows).Error
	for _, r := range rows {
		member = member || r.AcceptorMemberID == memberID
		person = person || r.AcceptorMemberID != memberID
	}
	return member, person, wrap(err, "referrals")
}

// OpenReferralOf reports whether a member, or the person behind, has a referral that is under way or was rewarded.
func (v *View) OpenReferralOf(memberID, personKey string) (member, person bool, err error) {
	var rows []Referral
	q := v.db.Select("tenant_id", "id", "acceptor_member_id").Where("kind = ?", KindRelationship).
		Where("state NOT IN ?", []State{StateExpired, StateRejected, StateCancelled})
	who := v.db.Where("acceptor_member_id = ?", memberID)
	if personKey != "" {
		who = who.Or("acceptor_person_key = ?", personKey)
	}
	if err := q.Where(who).Find(&rows).Error; err != nil {
		return false, false, wrap(err, "referrals")
	}
	for _, r := range rows {
		if r.AcceptorMemberID == memberID {
			member = true
		} else {
			person = true
		}
	}
	return member, person, nil
}

// friendStages bounds how many friends an inviter reads about.
const friendStages = 20

// FriendStage is what an inviter may see of one friend who agreed to it.
type FriendStage struct {
	GivenName, FamilyInitial string
	State                    State
}

// FriendStages lists the friends of an inviter who agreed that their first name and stage show, under terms that say so,
// newest first. Whose referral ended without a reward is left out: what they agreed to was how far they are.
func (v *View) FriendStages(memberID string) ([]FriendStage, error) {
	var rows []Referral
	agreed := v.db.Model(&RewardLeg{}).Select("referral_id").Where("payee_member_id IN (?) AND side = ? AND friend_visible AND visibility = ?",
		v.loginsOf(memberID), SideInviter, VisibilityStage)
	err := v.db.Joins("Acceptor").Where("referrals.id IN (?) AND referrals.state NOT IN ?", agreed,
		[]State{StateExpired, StateRejected, StateCancelled, StateClawedBack}).
		Order("referrals.accepted_at DESC, referrals.id DESC").Limit(friendStages).Find(&rows).Error
	var all []FriendStage
	for _, r := range rows {
		if r.Acceptor != nil {
			all = append(all, FriendStage{r.Acceptor.GivenName, r.Acceptor.FamilyInitial, r.State})
		}
	}
	return all, wrap(err, "friends")
}

// InviterOf is who invited a member, or the person behind under another login, by a referral that is under way or was
// rewarded; NotFound if nobody did. An institution that invites is nobody: its campaigns end every chain of inviters.
func (v *View) InviterOf(memberID, personKey string) (string, error) {
	who := v.db.Where("acceptor_member_id = ?", memberID)
	if personKey != "" {
		who = who.Or("acceptor_person_key = ?", personKey)
	}
	var r Referral
	err := v.db.Select("tenant_id", "id", "inviter_member_id").Where("kind = ?", KindRelationship).Where(who).
		Where("state NOT IN ?", []State{StateExpired, StateRejected, StateCancelled}).Take(&r).Error
	return r.InviterMemberID, wrap(err, "referral")
}
