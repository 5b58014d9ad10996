package program

import (
	"context"
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
	Look     *Recheck // what its payment would find now; nil where nobody looked closely
	Why      LeftOut  // empty for what is asked for
}

// Total is what leaves if it is released as it stands: less than is promised where a reward is void by then.
func (i BatchItem) Total() int64 {
	if i.Look != nil {
		return i.Look.Total.Minor
	}
	return i.Payment.TotalMinor
}

// Batch is a selection, looked at in one moment.
type Batch struct {
	Items    []BatchItem
	Currency string
}

// TotalMinor is what leaves of it if all that is asked for is released as it stands.
func (b Batch) TotalMinor() (sum int64) {
	for _, i := range b.Asked(true) {
		sum += i.Total()
	}
	return sum
}

// Asked are the items that are asked for, or the others.
func (b Batch) Asked(asked bool) []BatchItem {
	return slices.DeleteFunc(slices.Clone(b.Items), func(i BatchItem) bool { return (i.Why == "") != asked })
}

// Seal binds a batch: another payee, amount, referral or total gives another one.
func (b Batch) Seal() string {
	var pays []any
	for _, i := range b.Asked(true) {
		pays = append(pays, i.Payment, i.Total())
	}
	return sealOf(pays)
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
				b.Currency = item.Payment.Currency
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
	look, err := recheck(v, item.Referral, legs, v.Year())
	item.Look = &look
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
// The same form again (Staff.Key) does nothing more and answers the same; if the first was cut off halfway, it goes on.
func (p *Program) RequestPayments(ctx context.Context, ids []string, seal string, by Staff) (Batch, error) {
	if err := by.allow(ActRequestPay); err != nil {
		return Batch{}, err
	}
	b, err := p.BatchOf(ctx, ids, true, by)
	if err != nil {
		return b, err
	}
	again, err := p.begun(ctx, by, deed{action: actionAskBatch, subject: seal, body: ids}, len(b.Asked(true)) > 0 && b.Seal() == seal)
	if err != nil {
		return b, err
	}
	for i, item := range b.Items {
		if item.Why != "" && (!again || item.Why != LeftAsked) {
			continue
		}
		a, err := p.RequestPayment(ctx, item.Referral.ID, by.part(item.Referral.ID))
		switch {
		case err == nil && item.Why == LeftAsked: // asked for by this form before
			b.Items[i].Why, err = "", a.Read(&b.Items[i].Payment)
			b.Currency = b.Items[i].Payment.Currency
			if err != nil {
				return b, err
			}
		case err == nil:
		case models.KindOf(err) == models.Conflict && item.Why == "":
			b.Items[i].Why = LeftState
		case models.KindOf(err) == models.Conflict:
		default:
			return b, err
		}
	}
	return b, nil
}

// What a form does that acts on many.
const (
	actionAskBatch     = "ask_batch"
	actionReleaseBatch = "release_batch"
)

// begun uses up the key of a form that acts on many, if what it shows still holds; else it is a Conflict. again says that
// the same form came before: each part of it then has a key of its own (Staff.part) and is done once.
func (p *Program) begun(ctx context.Context, by Staff, form deed, holds bool) (again bool, err error) {
	form.first = func(*models.Tx) error {
		if !holds {
			return models.Errorf(models.Conflict, "the selection has changed")
		}
		return nil
	}
	form.again = func(*models.Tx, models.IdempotencyKey) error {
		again = true
		return nil
	}
	err = p.once(ctx, by, form)
	return again, err
}

// part is the person with the key of one part of a form that acts on many.
func (s Staff) part(id string) Staff {
	if s.Key != "" {
		s.Key = sealOf([]string{s.Key, id})
	}
	return s
}
