package program

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"raf/models"
)

// MaxBatch is how many referrals can be asked for at once: a page of the list.
const MaxBatch = models.PageSize

// LeftOut is why a selected referral is left out of a batch.
type LeftOut string

// The reasons.
const (
	LeftState   LeftOut = "state"   // it has not met everything, or was released before
	LeftHeld    LeftOut = "held"    // a hold is open, or a look before payment found a reason for one
	LeftAsked   LeftOut = "asked"   // it waits for a second person already
	LeftOwn     LeftOut = "own"     // it is the person's own
	LeftNothing LeftOut = "nothing" // no reward is left to pay
)

// BatchItem is one selected referral: what would be asked for, or why it is left out.
type BatchItem struct {
	Referral models.Referral
	Payment  Payment
	Why      LeftOut // empty for what is asked for
}

// Batch is a selection, looked at in one moment.
type Batch struct {
	Items      []BatchItem
	TotalMinor int64
	Currency   string
}

// Asked are the items that are asked for, or the others.
func (b Batch) Asked(asked bool) []BatchItem {
	return slices.DeleteFunc(slices.Clone(b.Items), func(i BatchItem) bool { return (i.Why == "") != asked })
}

// Seal binds a batch: another payee, amount or referral gives another one.
func (b Batch) Seal() string {
	var pays []Payment
	for _, i := range b.Asked(true) {
		pays = append(pays, i.Payment)
	}
	raw, err := json.Marshal(pays)
	if err != nil {
		return "" // of strings and numbers it can't fail, and the empty seal fits no form
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// BatchOf looks at the referrals that somebody selected. An id that is none, or another institution's, is NotFound, more
// than MaxBatch are Invalid. closely makes every look that is made before money leaves, which the page before asking
// shows; the bar above the list counts without it.
func (p *Program) BatchOf(ctx context.Context, ids []string, closely bool, by Staff) (Batch, error) {
	var b Batch
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) > MaxBatch {
		return b, models.Errorf(models.Invalid, "at most %d at once", MaxBatch)
	}
	if slices.ContainsFunc(ids, func(id string) bool { return !models.ValidID(id) }) {
		return b, models.Errorf(models.NotFound, "referral not found")
	}
	err := p.rows.View(ctx, func(v *models.View) error {
		b = Batch{}
		for _, id := range ids {
			item, err := p.batchItem(v, id, closely, by)
			if err != nil {
				return err
			}
			if b.Items = append(b.Items, item); item.Why == "" {
				b.TotalMinor, b.Currency = b.TotalMinor+item.Payment.TotalMinor, item.Payment.Currency
			}
		}
		return nil
	})
	return b, err
}

func (p *Program) batchItem(v *models.View, id string, closely bool, by Staff) (BatchItem, error) {
	var item BatchItem
	var err error
	if item.Referral, err = v.Referral(id); err != nil {
		return item, err
	}
	switch {
	case by.party(item.Referral) != nil:
		item.Why = LeftOwn
	case item.Referral.State != models.StateEligible:
		item.Why = LeftState
	case item.Referral.HoldCount > 0:
		item.Why = LeftHeld
	}
	if item.Why != "" {
		return item, nil
	}
	_, err = v.OpenApproval(ActionPay, id)
	if err == nil {
		item.Why = LeftAsked
		return item, nil
	}
	if models.KindOf(err) != models.NotFound {
		return item, err
	}
	var legs []models.RewardLeg
	if item.Payment, legs, err = paymentOf(v, item.Referral, models.LegReserved); err != nil {
		if models.KindOf(err) == models.Conflict {
			item.Why, err = LeftNothing, nil
		}
		return item, err
	}
	if !closely {
		return item, nil
	}
	look, err := recheck(v, item.Referral, legs, v.Now().In(p.Tenant().Zone()).Year())
	switch {
	case err != nil:
		return item, err
	case look.clear(item.Referral) != nil:
		item.Why = LeftHeld
	case len(look.Legs) == 0:
		item.Why = LeftNothing
	}
	return item, nil
}

// RequestPayments asks, for each of the selected referrals that can be paid, that its rewards be released: a request
// each, decided one by one. seal is of the batch that the person saw; if anything in it is another now, it is a Conflict
// and nothing was asked for. What stops one of them meanwhile leaves the others alone; it comes back with its reason.
// Asked for again, it does nothing more: what waits already is left out.
func (p *Program) RequestPayments(ctx context.Context, ids []string, seal string, by Staff) (Batch, error) {
	if err := by.allow(ActRequestPay); err != nil {
		return Batch{}, err
	}
	b, err := p.BatchOf(ctx, ids, true, by)
	if err != nil {
		return b, err
	}
	if len(b.Asked(true)) == 0 || b.Seal() != seal {
		return b, models.Errorf(models.Conflict, "the selection has changed")
	}
	one := by
	one.Key = "" // of the form as a whole; each request is unique by its referral
	for i, item := range b.Items {
		if item.Why != "" {
			continue
		}
		_, err := p.RequestPayment(ctx, item.Referral.ID, one)
		switch {
		case err == nil:
		case models.KindOf(err) == models.Conflict:
			b.Items[i].Why, b.TotalMinor = LeftState, b.TotalMinor-item.Payment.TotalMinor
		default:
			return b, err
		}
	}
	return b, nil
}
