package models

import (
	"strings"
	"time"

	"gorm.io/gorm"
)

// Listed are the columns of a referral that the list is sorted and searched by. Each follows from other columns and rows,
// and is written with them.
type Listed struct {
	FriendName  string // as searchName says it
	Number      string // what staff call the referral by
	AmountMinor int64  // what is promised or paid, both sides together
	RewardCount int64  // of how many rewards that is
	NextOn      string // YYYY-MM-DD, the day that matters next
}

// noDay stands where no day matters any more, so that those referrals come last.
const noDay = "9999-12-31"

// NextDay is NextOn, empty where no day matters any more.
func (l Listed) NextDay() string {
	if l.NextOn == noDay {
		return ""
	}
	return l.NextOn
}

// numberOf is the end of an id. It is random, where its beginning is the hour of birth.
func numberOf(id string) string { return id[max(len(id)-6, 0):] }

// nextOn is the day that matters next to a referral: the end of its window, of its grace, or the day it is promised for.
func nextOn(r Referral, zone *time.Location) string {
	day := ""
	switch r.State {
	case StateAccepted, StatePending:
		day = r.WindowTo
	case StateClosing:
		if !r.ClosingUntil.IsZero() {
			day = r.ClosingUntil.In(zone).Format(time.DateOnly)
		}
	case StateEligible, StateApproved:
		day = r.DueOn
	}
	if day == "" {
		return noDay
	}
	return day
}

// changed is a referral as it will stand in a state with changes to its columns.
func (c ReferralChanges) changed(r Referral, to State) Referral {
	r.State = to
	for _, f := range []struct {
		column *string
		value  string
	}{{&r.WindowFrom, c.WindowFrom}, {&r.WindowTo, c.WindowTo}, {&r.EvaluatedThrough, c.EvaluatedThrough}, {&r.DueOn, c.DueOn}, {&r.CloseReason, c.CloseReason}, {&r.CloseCause, c.CloseCause}} {
		if f.value != "" {
			*f.column = f.value
		}
	}
	if !c.ClosingUntil.IsZero() {
		r.ClosingUntil = c.ClosingUntil
	}
	if c.Reopen {
		r.CloseReason, r.CloseCause, r.ClosingUntil = "", "", Instant{}
	}
	return r
}

// listed are the list's columns of a new referral.
func (tx *Tx) listed(r Referral, legs []RewardLeg) (Listed, error) {
	friend, err := tx.Member(r.AcceptorMemberID)
	out := Listed{FriendName: searchName(friend.GivenName, friend.FamilyInitial), Number: numberOf(r.ID), NextOn: nextOn(r, tx.tenant.Zone())}
	for _, l := range legs {
		if l.Status != LegVoid && l.Status != LegReversed {
			out.AmountMinor, out.RewardCount = out.AmountMinor+l.AmountMinor, out.RewardCount+1
		}
	}
	return out, err
}

// weighLess takes what some legs no longer promise off their referral; less than none of them puts it back.
func (tx *Tx) weighLess(referralID string, by Money, legs int) error {
	if legs == 0 {
		return nil
	}
	res := tx.db.Model(&Referral{}).Where("id = ?", referralID).
		Updates(map[string]any{"amount_minor": gorm.Expr("amount_minor - ?", by.Minor), "reward_count": gorm.Expr("reward_count - ?", legs)})
	return updated(res, "referral")
}

// rename gives a member's referrals the name that the bank tells now.
func (tx *Tx) rename(memberID, name string) error {
	res := tx.db.Model(&Referral{}).Where("acceptor_member_id = ? AND friend_name <> ?", memberID, name).Update("friend_name", name)
	return wrap(res.Error, "referrals")
}

// searchName is a name as it is searched for: small letters without the accents of the languages we speak, because
// nobody types them on the phone.
func searchName(given, familyInitial string) string {
	return fold(strings.TrimSpace(given + " " + familyInitial))
}

func fold(text string) string {
	return strings.NewReplacer("á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
		"í", "i", "ì", "i", "î", "i", "ï", "i", "ñ", "n", "ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o",
		"ú", "u", "ù", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y").Replace(strings.ToLower(text))
}
