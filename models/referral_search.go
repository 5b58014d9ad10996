package models

import (
	"strings"

	"gorm.io/gorm"
)

// searchLimit is how many people a term may stand for to be looked up one by one. A term that fits more fits so much
// that walking the list finds a page of it soon.
const searchLimit = 200

// last is beyond everything that begins with a text. A range uses the index; LIKE would not on every collation, and its
// wildcards would be the member's.
const last = "\U0010FFFF"

// matching narrows a query to what a term stands for: the beginning of the friend's or the inviter's name, of a member
// number, of a code or of the referral's own number.
func (v *View) matching(q *gorm.DB, term string) (*gorm.DB, error) {
	name, code := fold(term), strings.ToUpper(strings.ReplaceAll(term, "-", ""))
	people := func() *gorm.DB { return v.named(term) }
	owners := func() *gorm.DB {
		return v.db.Model(&ReferralCode{}).Select("member_id").Where("code >= ? AND code < ? AND member_id IS NOT NULL", code, code+last)
	}
	byNumber := v.db.Where("referrals.number >= ? AND referrals.number < ?", name, name+last)
	// A whole code of a campaign stands for everyone who entered it.
	campaigns, err := v.campaignsCoded(code)
	if err != nil {
		return q, err
	}
	if len(campaigns) > 0 {
		byNumber = byNumber.Or("referrals.campaign_id IN ?", campaigns)
	}
	var ids, more []string
	err = people().Limit(searchLimit+1).Pluck("id", &ids).Error
	if err == nil {
		err = owners().Limit(searchLimit+1).Pluck("member_id", &more).Error
	}
	if ids = append(ids, more...); len(ids) > searchLimit {
		return q.Where(byNumber.Or("referrals.acceptor_member_id IN (?)", people()).Or("referrals.inviter_member_id IN (?)", people()).
			Or("referrals.acceptor_member_id IN (?)", owners()).Or("referrals.inviter_member_id IN (?)", owners())), wrap(err, "members")
	}
	return q.Where(byNumber.Or("referrals.acceptor_member_id IN ?", ids).Or("referrals.inviter_member_id IN ?", ids)), wrap(err, "members")
}

// named are the members whose name or number begins with a term.
func (v *View) named(term string) *gorm.DB {
	if v.masked() {
		return v.db.Model(&Member{}).Select("id").Where("id = ?", "") // nobody is found by what is hidden
	}
	name := fold(term)
	return v.db.Model(&Member{}).Select("id").Where(v.db.Where("search_name >= ? AND search_name < ?", name, name+last).
		Or("customer_ref >= ? AND customer_ref < ?", term, term+last))
}

// atSide narrows a query to the referrals at one side of which somebody stands whose name or number begins with a term.
func (v *View) atSide(q *gorm.DB, side Side, term string) (*gorm.DB, error) {
	if term == "" {
		return q, nil
	}
	var ids []string
	if err := v.named(term).Limit(searchLimit+1).Pluck("id", &ids).Error; err != nil {
		return q, wrap(err, "members")
	}
	var among any = ids
	if len(ids) > searchLimit {
		among = v.named(term)
	}
	if side == SideInviter {
		return q.Where("referrals.inviter_member_id IN (?)", among), nil
	}
	return q.Where("referrals.acceptor_member_id IN (?)", among), nil
}

// campaignsCoded are the campaigns of a code.
func (v *View) campaignsCoded(code string) (ids []string, err error) {
	return ids, wrap(v.db.Model(&ReferralCode{}).Where("code = ? AND campaign_id IS NOT NULL", code).Pluck("campaign_id", &ids).Error, "referral codes")
}
