package models

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
	RewardYear    int  // the calendar year, in the institution's zone, whose cap this leg counts against
	FriendVisible bool // on the inviter's leg: the friend agreed that the inviter sees the joining
	SettledAt     Instant
	DismissedAt   Instant
	CreatedAt     Instant

	Referral *Referral `gorm:"foreignKey:TenantID,ReferralID;references:TenantID,ID" json:"-"`
}

// Amount is the leg's money.
func (l RewardLeg) Amount() Money { return Money{l.AmountMinor, l.Currency} }

// Payout is the record that money was sent for a leg; a leg is paid because one of these is settled. At most one
// payout of a leg is alive, by a partial unique index.
type Payout struct {
	Keys
	LegID       string
	PayeeID     string // as the leg said when it was paid, so that the proof stands alone
	AmountMinor int64
	Currency    string
	RecordedBy  string
	Method      string // manual for now
	ExternalRef string // unique per institution
	IdemKey     string
	Status      string // settled, failed, returned
	SettledAt   Instant
	CreatedAt   Instant
}

// InviterTotals is what one inviter's legs add up to.
type InviterTotals struct {
	Joined       int64 // friends who were accepted and agreed that it shows, or whose reward the inviter has
	Rewarded     int64
	PaidOfYear   int64 // rewards settled in the year asked for
	EarnedMinor  int64 // settled in the year asked for
	CountsOfYear int64 // legs of that year that are promised or paid: what the cap counts
}

// InviterTotals adds up an inviter's legs, in one SELECT.
func (v *View) InviterTotals(memberID string, year int) (InviterTotals, error) {
	var rows []struct {
		Status        LegStatus
		RewardYear    int
		FriendVisible bool
		N, Sum        int64
	}
	err := v.db.Model(&RewardLeg{}).Select("status", "reward_year", "friend_visible", "COUNT(*) AS n", "SUM(amount_minor) AS sum").
		Where("payee_member_id = ? AND side = ?", memberID, SideInviter).Group("status, reward_year, friend_visible").Find(&rows).Error
	var t InviterTotals
	for _, row := range rows {
		if row.FriendVisible || row.Status == LegSettled {
			t.Joined += row.N
		}
		if row.Status == LegSettled {
			t.Rewarded += row.N
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

// Legs lists the legs of a referral.
func (v *View) Legs(referralID string) ([]RewardLeg, error) {
	var legs []RewardLeg
	return legs, wrap(v.db.Where("referral_id = ?", referralID).Order("side").Find(&legs).Error, "reward legs")
}

// VoidLegs ends the reserved legs of a referral and says what they had promised.
func (tx *Tx) VoidLegs(referralID, reason, currency string) (Money, error) {
	legs, err := tx.Legs(referralID)
	freed := Money{Currency: currency}
	for _, l := range legs {
		if err != nil || (l.Status != LegReserved && l.Status != LegPlanned) {
			continue
		}
		res := tx.db.Model(&RewardLeg{}).Where("id = ? AND status = ?", l.ID, l.Status).
			Updates(map[string]any{"status": LegVoid, "void_reason": reason})
		if err = updated(res, "reward leg"); err == nil {
			freed, err = freed.Plus(l.Amount())
		}
	}
	return freed, err
}

// MakeLegsPayable turns an approved referral's reserved legs into payable ones; none is a Conflict.
func (tx *Tx) MakeLegsPayable(r Referral) error {
	if r.State != StateApproved {
		return Errorf(Conflict, "the referral is %s, not approved", r.State)
	}
	res := tx.db.Model(&RewardLeg{}).Where("referral_id = ? AND status = ?", r.ID, LegReserved).Update("status", LegPayable)
	if res.Error == nil && res.RowsAffected == 0 {
		return Errorf(Conflict, "no reward is reserved")
	}
	return wrap(res.Error, "reward legs")
}

// SettleLeg records that a payable leg was paid, once: the payout row is unique a leg, and the leg must still be
// payable at the amount and payee that were read.
func (tx *Tx) SettleLeg(leg RewardLeg, externalRef string, by Actor) error {
	p := Payout{Keys: newKeys(), LegID: leg.ID, PayeeID: leg.PayeeMemberID, AmountMinor: leg.AmountMinor, Currency: leg.Currency,
		RecordedBy: by.ID, Method: "manual", ExternalRef: externalRef, IdemKey: "settle:" + leg.ID,
		Status: "settled", SettledAt: At(tx.now), CreatedAt: At(tx.now)}
	if err := tx.db.Create(&p).Error; err != nil {
		return wrap(err, "payout")
	}
	res := tx.db.Model(&RewardLeg{}).
		Where("id = ? AND status = ? AND amount_minor = ? AND payee_member_id = ?", leg.ID, LegPayable, leg.AmountMinor, leg.PayeeMemberID).
		Updates(map[string]any{"status": LegSettled, "settled_at": At(tx.now)})
	if err := updated(res, "reward leg"); err != nil {
		return err
	}
	return tx.countSettled(leg, 1)
}
