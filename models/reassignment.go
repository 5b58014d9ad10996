package models

import (
	"time"

	"math"

	"gorm.io/gorm"
)

// Reassignment is another member at a side of a referral: a corrected inviter, or a person's new login. It is
// append-only and names the approval, and without one the database changes no payee (walls_payee.go).
type Reassignment struct {
	Keys
	ReferralID   string
	Kind         string // corrected, relinked
	Side         Side
	FromMemberID string
	ToMemberID   string
	FromCodeID   string
	ToCodeID     string
	LegBefore    LegStatus // of the side's reward
	LegAfter     LegStatus
	ApprovalID   string
	At           Instant
}

// The kinds of reassignment.
const (
	ReassignCorrected = "corrected"
	ReassignRelinked  = "relinked"
)

// Reassign puts another member at a side of a referral at the state and lock version that were read; personKey is the
// friend's, where the friend's side changes. It changes who and never where: the state stays.
func (tx *Tx) Reassign(r Referral, a Reassignment, personKey string, by Actor) (Referral, error) {
	if a.Side == SideInviter && r.Kind == KindProduct {
		return r, Errorf(Conflict, "the institution itself invited")
	}
	a.Keys, a.ReferralID, a.At = newKeys(), r.ID, At(tx.now)
	if err := tx.db.Create(&a).Error; err != nil {
		return r, wrap(err, "reassignment")
	}
	set := map[string]any{"lock_version": gorm.Expr("lock_version + 1"), "code_id": a.ToCodeID}
	event := EventCorrect
	if a.Kind == ReassignRelinked {
		event = EventRelink
	}
	if a.Side == SideInviter {
		set["inviter_member_id"] = a.ToMemberID
		r.InviterMemberID, r.CodeID = a.ToMemberID, a.ToCodeID
	} else {
		friend, err := tx.Member(a.ToMemberID)
		if err != nil {
			return r, err
		}
		r.FriendName = searchName(friend.GivenName, friend.FamilyInitial)
		set["acceptor_member_id"], set["acceptor_person_key"], set["friend_name"] = a.ToMemberID, personKey, r.FriendName
		r.AcceptorMemberID, r.AcceptorPersonKey = a.ToMemberID, personKey
	}
	res := tx.db.Model(&Referral{}).Where("id = ? AND state = ? AND lock_version = ?", r.ID, r.State, r.LockVersion).Updates(set)
	if err := updated(res, "referral"); err != nil {
		return r, err
	}
	r.LockVersion++
	return r, tx.addEvent(r, r.State, r.State, event, by, "")
}

// PayeeChange is what becomes of one leg when its side of the referral changes.
type PayeeChange struct {
	Payee         string
	Status        LegStatus
	VoidReason    string
	FriendVisible bool
}

// ChangePayee gives an unpaid leg to another member, once: the leg must stand as it was read.
func (tx *Tx) ChangePayee(l RewardLeg, c PayeeChange) error {
	err := updated(tx.db.Model(&RewardLeg{}).Where("id = ? AND status = ? AND payee_member_id = ?", l.ID, l.Status, l.PayeeMemberID).
		Updates(map[string]any{"payee_member_id": c.Payee, "status": c.Status, "void_reason": c.VoidReason, "friend_visible": c.FriendVisible}), "reward leg")
	less, legs := l.Amount(), 1
	switch {
	case err != nil || (l.Status == LegVoid) == (c.Status == LegVoid):
		return err
	case l.Status == LegVoid:
		less.Minor, legs = -less.Minor, -1
	}
	return tx.weighLess(l.ReferralID, less, legs)
}

// Reassignments lists who stood at the sides of a referral before, newest first.
func (v *View) Reassignments(referralID string) ([]Reassignment, error) {
	var all []Reassignment
	return all, wrap(v.db.Where("referral_id = ?", referralID).Order("at DESC, id DESC").Find(&all).Error, "reassignments")
}

// ReserveMore promises more out of a campaign's budget for a referral that is in already: the campaign may have ended
// and no acceptance is counted, but the budget holds.
func (tx *Tx) ReserveMore(campaignID string, cost Money) error {
	if cost.Minor < 0 {
		return Errorf(Internal, "a promise of %s", cost)
	}
	return updated(tx.db.Model(&Campaign{}).Where("id = ? AND currency = ?", campaignID, cost.Currency).
		Where("committed_minor <= ? AND (budget_minor = 0 OR committed_minor <= budget_minor - ?)", math.MaxInt64-cost.Minor, cost.Minor).
		Update("committed_minor", gorm.Expr("committed_minor + ?", cost.Minor)), "campaign budget")
}

// MembersNumbered lists the logins in use that a member number stands for, newest first: re-enrolment at the bank may
// leave more than one.
func (v *View) MembersNumbered(number string) ([]Member, error) {
	var all []Member
	err := v.withCode().Where("members.customer_ref = ? AND members.customer_ref <> '' AND members.relinked_to = ''", number).
		Order("members.created_at DESC, members.id DESC").Limit(10).Find(&all).Error
	return all, wrap(err, "members")
}

// ReferralsOf lists all referrals in which a member is the friend or the inviter, oldest first, with their versions.
func (v *View) ReferralsOf(memberID string) ([]Referral, error) {
	var all []Referral
	err := v.db.Joins("Version").Where(v.db.Where("referrals.acceptor_member_id = ?", memberID).Or("referrals.inviter_member_id = ?", memberID)).
		Order("referrals.accepted_at, referrals.id").Find(&all).Error
	return all, wrap(err, "referrals")
}

// Retire says that a login's referrals went on to another one, which is in use from now on, and passes on what the
// institution knew of the person. Logins that led to the first lead to the second, so that nobody has to walk.
func (tx *Tx) Retire(from, to Member) error {
	res := tx.db.Model(&Member{}).Where("id = ? AND relinked_to = ''", from.ID).Update("relinked_to", to.ID)
	if err := updated(res, "member"); err != nil {
		return err
	}
	if err := tx.db.Model(&Member{}).Where("relinked_to = ?", from.ID).Update("relinked_to", to.ID).Error; err != nil {
		return wrap(err, "members")
	}
	if from.JoinedOn != "" {
		if err := tx.SetJoined(to.ID, from.JoinedOn); err != nil {
			return err
		}
	}
	return updated(tx.db.Model(&Member{}).Where("id = ?", to.ID).
		Updates(map[string]any{"relinked_to": "", "employee": from.Employee || to.Employee}), "member")
}

// ClosingDue lists refused referrals whose grace is over, longest over first and at most limit of them. What rules closed
// is not among them: only the bank's newest word ends it.
func (v *View) ClosingDue(limit int) ([]Referral, error) {
	var all []Referral
	err := v.db.Joins("Version").Where("referrals.state = ? AND referrals.closing_until <= ?", StateClosing, At(v.now)).
		Where("referrals.close_cause = ?", CauseRefused).Order("referrals.closing_until, referrals.id").Limit(limit).Find(&all).Error
	return all, wrap(err, "referrals")
}

// ClosingUnasked lists referrals that their rules closed, whose grace is over and about which the bank was not asked since
// then, or not since a moment, with the friend. A bank that wants quiet gets it.
func (v *View) ClosingUnasked(since time.Time, limit int) ([]Referral, error) {
	var all []Referral
	err := v.db.Joins("Version").Joins("Acceptor").Where("referrals.state = ? AND referrals.closing_until <= ? AND referrals.close_cause <> ?", StateClosing, At(v.now), CauseRefused).
		Where("referrals.checked_at IS NULL OR referrals.checked_at < referrals.closing_until OR referrals.checked_at <= ?", At(since)).
		Where("referrals.check_again_at IS NULL OR referrals.check_again_at <= ?", At(v.now)).
		Order("referrals.closing_until, referrals.id").Limit(limit).Find(&all).Error
	return all, wrap(err, "referrals")
}
