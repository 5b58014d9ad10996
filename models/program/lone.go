package program

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"raf/models"
)

// ActionLone releases a payment that the institution's threshold covers. Nobody is asked, so it is no kind of request.
const ActionLone = "release_alone"

// AuditLone is the entry that says that one person released a payment, and under which threshold.
const AuditLone = "payment.released_alone"

// LoneBar is why a payment takes two people although there is a threshold.
type LoneBar string

// The bars.
const (
	LoneAmount LoneBar = "amount" // the whole of the referral is more than the threshold
	LoneDay    LoneBar = "day"    // with it the person would release too much alone in a day
	LoneHand   LoneBar = "hand"   // it was on hold, attached or corrected: a person's judgement is in it already
	LoneAsked  LoneBar = "asked"  // a second person was asked
	LoneSeen   LoneBar = "seen"   // it is not what the person saw
	LoneParty  LoneBar = "party"  // nobody can tell whether the person is a party of it
)

// loneError refuses a release by one person.
type loneError struct{ bar LoneBar }

func (e loneError) Error() string { return "takes two people: " + string(e.bar) }

func barred(bar LoneBar) error {
	return &models.Error{Kind: models.Conflict, Public: "this payment takes two people", Err: loneError{bar}}
}

// LoneBarOf is the bar inside an error of ReleaseAlone; empty if the error is another one.
func LoneBarOf(err error) LoneBar {
	var e loneError
	errors.As(err, &e)
	return e.bar
}

// Lone is how a payment stands to the threshold at this moment.
type Lone struct {
	ThresholdMinor int64
	WholeMinor     int64 // everything that the referral promises, void by the time of the release or not
	Seal           string
	Hand           bool                      // LoneHand
	Today          map[string]models.LoneSum // by person
}

// loneOf looks at what one person could release of a referral.
func loneOf(v *models.View, r models.Referral, whole Payment, look Recheck, threshold int64) (Lone, error) {
	out := Lone{ThresholdMinor: threshold, WholeMinor: whole.TotalMinor, Seal: sealOf(whole),
		Hand: r.Source == sourceBranch || look.Holds > 0 || len(look.resolved) > 0}
	if threshold == 0 || out.WholeMinor > threshold {
		return out, nil
	}
	moved, err := v.Reassignments(r.ID)
	if err != nil {
		return out, err
	}
	out.Hand = out.Hand || len(moved) > 0
	out.Today, err = v.LoneDay(v.Today())
	return out, err
}

// Bar says why a person can't release it alone; empty if they can.
func (l Lone) Bar(by Staff) LoneBar {
	switch {
	case l.ThresholdMinor == 0 || l.WholeMinor > l.ThresholdMinor:
		return LoneAmount
	case by.MayBeParty():
		return LoneParty
	case l.Hand:
		return LoneHand
	case l.Today[by.User.ID].Minor+l.WholeMinor > models.LoneDayFactor*l.ThresholdMinor:
		return LoneDay
	}
	return ""
}

// sealOf is the hash of what a form shows: who would get how much.
func sealOf(shown any) string {
	raw, err := json.Marshal(shown)
	if err != nil {
		return "" // of strings and numbers it can't fail, and the empty seal fits no form
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// ReleaseAlone releases the rewards of an eligible referral whose whole amount the threshold covers, on one person's word.
// Everything that two people's release looks at is looked at in the same transaction; seal is of what the person saw.
// LoneBarOf tells why it takes two people after all. The threshold is read under a lock: lowered meanwhile, it counts.
func (p *Program) ReleaseAlone(ctx context.Context, referralID, seal string, by Staff, accounts ...AccountChoice) (models.LoneRelease, error) {
	var l models.LoneRelease
	if err := by.allow(ActReleaseAlone); err != nil {
		return l, err
	}
	form := struct {
		Seal     string          `json:"seal"`
		Accounts []AccountChoice `json:"accounts"`
	}{seal, accounts}
	err := p.once(ctx, by, deed{action: ActionLone, subject: referralID, body: form,
		first: func(tx *models.Tx) (err error) {
			l, err = p.releaseAlone(tx, referralID, seal, by, accounts)
			return err
		},
		again: func(tx *models.Tx, _ models.IdempotencyKey) (err error) {
			l, err = tx.LoneRelease(referralID)
			return err
		}})
	if err == nil {
		p.forgetOffer()
	}
	return l, p.held(ctx, err, by)
}

func (p *Program) releaseAlone(tx *models.Tx, referralID, seal string, by Staff, accounts []AccountChoice) (models.LoneRelease, error) {
	var l models.LoneRelease
	if err := tx.LockApprovals("referral", referralID); err != nil {
		return l, err
	}
	threshold, err := tx.HoldThreshold()
	if err != nil {
		return l, err
	}
	r, legs, err := p.toPay(tx, referralID, models.StateEligible, models.LegReserved, by)
	if err != nil {
		return l, err
	}
	if _, err := tx.OpenApproval(ActionPay, r.ID); err == nil {
		return l, barred(LoneAsked)
	} else if models.KindOf(err) != models.NotFound {
		return l, err
	}
	if sealOf(legs.Payment) != seal {
		return l, barred(LoneSeen)
	}
	look, err := p.lockedRecheck(tx, r, legs.rows, tx.Year())
	if err != nil {
		return l, err
	}
	lone, err := loneOf(&tx.View, r, legs.Payment, look, threshold)
	if err != nil {
		return l, err
	}
	if bar := lone.Bar(by); bar != "" {
		return l, barred(bar)
	}
	if len(look.Legs) == 0 {
		return l, models.Errorf(models.Conflict, "nothing is left to pay: %s", look.Void[0].VoidReason)
	}
	pay := legs.Payment
	if err := pay.into(accounts, look); err != nil {
		return l, err
	}
	l, err = tx.AddLoneRelease(models.LoneRelease{ReferralID: r.ID, StaffUserID: by.User.ID, AmountMinor: pay.TotalMinor, ThresholdMinor: threshold,
		Currency: pay.Currency}, pay)
	if err != nil {
		return l, err
	}
	actor := by.actor(models.ActorLone)
	if err := p.letGo(tx, r, look, l.ID, actor); err != nil {
		return l, err
	}
	return l, tx.Audit(actor, AuditLone, "referral", r.ID, nil, map[string]any{"release": l.ID, "payload": l.PayloadSHA256, "amount_minor": l.AmountMinor,
		"threshold_minor": l.ThresholdMinor, "day_minor": l.DayMinor, "currency": l.Currency})
}

// releasedAlone is who released a referral's payment alone; empty if two people did.
func releasedAlone(v *models.View, referralID string) (string, error) {
	l, err := v.LoneRelease(referralID)
	if err != nil && models.KindOf(err) == models.NotFound {
		return "", nil
	}
	return l.StaffUserID, err
}
