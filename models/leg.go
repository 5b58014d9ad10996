package models

import "gorm.io/gorm"

// Side is which of the two people a leg pays.
type Side string

// The sides.
const (
	SideInviter  Side = "inviter"
	SideAcceptor Side = "acceptor"
)

// LegStatus is where one person's reward stands. The two legs of a referral live apart: an inviter over the cap must
// not delay the friend.
type LegStatus string

// The statuses of a leg (product.md, 6).
const (
	LegPlanned   LegStatus = "planned"
	LegReserved  LegStatus = "reserved"
	LegPayable   LegStatus = "payable"
	LegBatched   LegStatus = "batched"
	LegSubmitted LegStatus = "submitted"
	LegSettled   LegStatus = "settled"
	LegVoid      LegStatus = "void"
	LegFailed    LegStatus = "failed"
	LegUnknown   LegStatus = "unknown"
	LegReturned  LegStatus = "returned"
	LegReversed  LegStatus = "reversed"
)

// RewardLeg is one reward of one person. There is one a side and referral, by a unique key.
type RewardLeg struct {
	Keys
	ReferralID    string
	Side          Side
	PayeeMemberID string
	AmountMinor   int64
	Currency      string
	Status        LegStatus
	VoidReason    string
	TaxForm       string
	RewardYear    int    // the calendar year, in the institution's zone, whose cap this leg counts against
	PayoutYear    int    // the calendar year of its release, 0 before: what the cap counts at payment
	FriendVisible bool   // on the inviter's leg: the friend agreed that the inviter sees what Visibility names
	Visibility    string `gorm:"default:counts"` // on the inviter's leg: what its terms let the inviter see of the friend
	SettledAt     Instant
	DismissedAt   Instant
	CreatedAt     Instant

	Referral *Referral `gorm:"foreignKey:TenantID,ReferralID;references:TenantID,ID" json:"-"`
}

// Amount is the leg's money.
func (l RewardLeg) Amount() Money { return Money{l.AmountMinor, l.Currency} }

// InviterTotals is what one inviter's legs add up to.
type InviterTotals struct {
	Joined       int64 // friends who were accepted and agreed that it shows, or whose reward the inviter has; none under VisibilityNone
	Rewarded     int64 // of those
	Stages       int64 // friends who agreed that their stage shows (FriendStages)
	PaidOfYear   int64 // rewards settled in the year asked for
	EarnedMinor  int64 // settled in the year asked for
	CountsOfYear int64 // legs of that year that are promised or paid: what the cap counts
}

// InviterTotals adds up an inviter's legs, in one SELECT. What was paid to logins that the person had before counts with
// the rest: a new login at the bank is no new year.
func (v *View) InviterTotals(memberID string, year int) (InviterTotals, error) {
	var rows []struct {
		Status        LegStatus
		RewardYear    int
		FriendVisible bool
		Visibility    string
		N, Sum        int64
	}
	err := v.db.Model(&RewardLeg{}).Select("status", "reward_year", "friend_visible", "visibility", "COUNT(*) AS n", "SUM(amount_minor) AS sum").
		Where("payee_member_id IN (?) AND side = ?", v.loginsOf(memberID), SideInviter).Group("status, reward_year, friend_visible, visibility").Find(&rows).Error
	var t InviterTotals
	for _, row := range rows {
		shown := row.Visibility != VisibilityNone
		if shown && (row.FriendVisible || row.Status == LegSettled) {
			t.Joined += row.N
		}
		if shown && row.Status == LegSettled {
			t.Rewarded += row.N
		}
		if row.FriendVisible && row.Visibility == VisibilityStage {
			t.Stages += row.N
		}
		if row.RewardYear != year {
			continue
		}
		if row.Status == LegSettled {
			t.EarnedMinor += row.Sum
			t.PaidOfYear += row.N
		}
		if row.Status != LegVoid && row.Status != LegReversed {
			t.CountsOfYear += row.N
		}
	}
	return t, wrap(err, "reward legs")
}

// loginsOf selects the ids of a login and of those it took over from.
func (v *View) loginsOf(memberID string) *gorm.DB {
	// Nobody's login is empty: without this the institution that invites would be everyone who was never re-linked.
	return v.db.Model(&Member{}).Select("id").Where("id = ? OR (relinked_to = ? AND relinked_to <> '')", memberID, memberID)
}

// Legs lists the legs of a referral.
func (v *View) Legs(referralID string) ([]RewardLeg, error) {
	var legs []RewardLeg
	return legs, wrap(v.db.Where("referral_id = ?", referralID).Order("side").Find(&legs).Error, "reward legs")
}

// VoidLegs ends the reserved legs of a referral and says what they had promised.
func (tx *Tx) VoidLegs(referralID, reason, currency string) (Money, error) {
	legs, err := tx.Legs(referralID)
	freed, ended := Money{Currency: currency}, 0
	for _, l := range legs {
		if err != nil || (l.Status != LegReserved && l.Status != LegPlanned) {
			continue
		}
		res := tx.db.Model(&RewardLeg{}).Where("id = ? AND status = ?", l.ID, l.Status).
			Updates(map[string]any{"status": LegVoid, "void_reason": reason})
		if err = updated(res, "reward leg"); err == nil {
			ended++
			freed, err = freed.Plus(l.Amount())
		}
	}
	if err == nil {
		err = tx.weighLess(referralID, freed, ended)
	}
	return freed, err
}

// MakeLegsPayable turns an approved referral's reserved legs into payable ones of this year; none is a Conflict.
func (tx *Tx) MakeLegsPayable(r Referral) error {
	if r.State != StateApproved {
		return Errorf(Conflict, "the referral is %s, not approved", r.State)
	}
	res := tx.db.Model(&RewardLeg{}).Where("referral_id = ? AND status = ?", r.ID, LegReserved).
		Updates(map[string]any{"status": LegPayable, "payout_year": tx.Year()})
	if res.Error == nil && res.RowsAffected == 0 {
		return Errorf(Conflict, "no reward is reserved")
	}
	return wrap(res.Error, "reward legs")
}

// Year is the calendar year of the transaction in the institution's zone.
func (v *View) Year() int { return v.now.In(v.tenant.Zone()).Year() }

// VoidLeg ends one reserved leg for a reason; the other lives on.
func (tx *Tx) VoidLeg(leg RewardLeg, reason string) error {
	res := tx.db.Model(&RewardLeg{}).Where("id = ? AND status = ?", leg.ID, LegReserved).
		Updates(map[string]any{"status": LegVoid, "void_reason": reason})
	if err := updated(res, "reward leg"); err != nil {
		return err
	}
	return tx.weighLess(leg.ReferralID, leg.Amount(), 1)
}

// spent are the statuses of a leg whose money is on its way or there: what a yearly cap counts.
func spent() []LegStatus {
	return []LegStatus{LegPayable, LegBatched, LegSubmitted, LegUnknown, LegFailed, LegReturned, LegSettled}
}

// InviterSpent counts the rewards of an inviter, under every login, that were released in a year, whether they have arrived
// or not. One that failed counts on, because it is paid again.
func (v *View) InviterSpent(memberID string, year int) (int64, error) {
	var n int64
	return n, wrap(v.db.Model(&RewardLeg{}).Where("payee_member_id IN (?) AND side = ? AND payout_year = ? AND status IN ?",
		v.loginsOf(memberID), SideInviter, year, spent()).Count(&n).Error, "reward legs")
}

// aheadAtMost is how many of those who come first are told.
const aheadAtMost = 100

// EligibleBefore lists other referrals of an inviter that met everything earlier, are not on hold and wait for their
// release with a reward for the inviter: they come first where a yearly cap leaves fewer places.
func (v *View) EligibleBefore(r Referral) ([]Referral, error) {
	var all []Referral
	err := v.db.Select("tenant_id", "id", "inviter_member_id", "state_since").
		Where("inviter_member_id IN (?) AND state = ? AND hold_count = 0 AND id <> ?", v.loginsOf(r.InviterMemberID), StateEligible, r.ID).
		Where(v.db.Where("state_since < ?", r.StateSince).Or("state_since = ? AND id < ?", r.StateSince, r.ID)).
		Where("id IN (?)", v.db.Model(&RewardLeg{}).Select("referral_id").Where("side = ? AND status = ?", SideInviter, LegReserved)).
		Order("state_since, id").Limit(aheadAtMost).Find(&all).Error
	return all, wrap(err, "referrals")
}
