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
	q := v.db.Model(&Member{}).Select("id")
	if v.masked() {
		return q.Where("id = ?", "") // nobody is found by what is hidden
	}
	return q.Where(v.calledBy(term).Or(v.numberedBy(term)))
}

func (v *View) calledBy(term string) *gorm.DB {
	return v.db.Where("search_name >= ? AND search_name < ?", fold(term), fold(term)+last)
}

func (v *View) numberedBy(term string) *gorm.DB {
	return v.db.Where("customer_ref >= ? AND customer_ref < ?", term, term+last)
}

// crowd are the members whose name or number begins with a term: their ids, or a way to select them where they are many.
type crowd struct {
	ids    []string
	many   func() *gorm.DB
	byName bool // there are many, and no number begins with the term
}

func (v *View) crowd(term string) (c crowd, err error) {
	if err = v.named(term).Limit(searchLimit+1).Pluck("id", &c.ids).Error; err != nil || len(c.ids) <= searchLimit {
		return c, wrap(err, "members")
	}
	var numbered []string
	if err = v.db.Model(&Member{}).Where(v.numberedBy(term)).Limit(1).Pluck("id", &numbered).Error; err != nil {
		return c, wrap(err, "members")
	}
	c.byName, c.many = len(numbered) == 0, func() *gorm.DB { return v.named(term) }
	if c.byName { // one index holds all of them
		c.many = func() *gorm.DB { return v.db.Model(&Member{}).Select("id").Where(v.calledBy(term)) }
	}
	return c, nil
}

func (c crowd) among() any {
	if c.many != nil {
		return c.many()
	}
	return c.ids
}

// pairLimit is how many referrals between two crowds are looked up one by one. More are so many that walking the list
// finds a page of them soon.
const pairLimit = 1000

// between narrows a query to referrals by the beginning of the name or member number of whoever invited, and of whoever
// was invited; an empty term does not narrow. Two names that many have may meet in few referrals or in none, and a walk
// down the list would look for those to its end: they are picked out first, in indexes alone.
func (v *View) between(q *gorm.DB, inviter, friend string) (*gorm.DB, error) {
	const byInviter, byFriend = "referrals.inviter_member_id IN (?)", "referrals.acceptor_member_id IN (?)"
	var inviters, friends crowd
	var err error
	if inviter != "" {
		if inviters, err = v.crowd(inviter); err != nil {
			return q, err
		}
	}
	if friend != "" {
		if friends, err = v.crowd(friend); err != nil {
			return q, err
		}
	}
	if inviters.many != nil && friends.byName {
		var ids []string
		name := fold(friend)
		err = v.db.Model(&Referral{}).Where("friend_name >= ? AND friend_name < ?", name, name+last).Where("inviter_member_id IN (?)", inviters.many()).
			Limit(pairLimit+1).Pluck("id", &ids).Error
		if err != nil || len(ids) <= pairLimit {
			return q.Where("referrals.id IN ?", ids), wrap(err, "referrals")
		}
	}
	if inviter != "" {
		q = q.Where(byInviter, inviters.among())
	}
	if friend != "" {
		q = q.Where(byFriend, friends.among())
	}
	return q, nil
}

// campaignsCoded are the campaigns of a code.
func (v *View) campaignsCoded(code string) (ids []string, err error) {
	return ids, wrap(v.db.Model(&ReferralCode{}).Where("code = ? AND campaign_id IS NOT NULL", code).Pluck("campaign_id", &ids).Error, "referral codes")
}
