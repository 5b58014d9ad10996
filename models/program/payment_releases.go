package program

import (
	"context"
	"errors"
	"slices"

	"raf/models"
)

// LeftChanged is why a request is left out of a batch of releases besides the reasons of a batch: what would happen now is
// not what was asked for.
const LeftChanged LeftOut = "changed"

// Release is one request of a selection: what would be released, or why it is left out.
type Release struct {
	Request models.ApprovalRequest
	PaymentAsked
	Why LeftOut // empty for what is released
}

// Releases is a selection of requests for payment, looked at in one moment.
type Releases struct {
	Items []Release
	Staff map[string]string // names by id
}

// Free are the items that are released, or the others.
func (b Releases) Free(free bool) []Release {
	return slices.DeleteFunc(slices.Clone(b.Items), func(i Release) bool { return (i.Why == "") != free })
}

// Total is exactly what leaves, in its currency.
func (b Releases) Total() (sum models.Money) {
	for _, i := range b.Free(true) {
		sum.Minor, sum.Currency = sum.Minor+i.Look.Total.Minor, i.Look.Total.Currency
	}
	return sum
}

// Seal binds what the second person sees: each request by its own seal, and what leaves for it.
func (b Releases) Seal() string {
	var shown []any
	for _, i := range b.Free(true) {
		shown = append(shown, i.Request.ID, i.Request.PayloadSHA256, i.Look.Total.Minor)
	}
	return sealOf(shown)
}

// ReleasesOf looks at requests for payment that somebody selected, each as closely as its release would. An id that is
// none, or another institution's, or of a request for something else, is NotFound; more than MaxBatch are Invalid.
func (p *Program) ReleasesOf(ctx context.Context, ids []string, by Staff) (Releases, error) {
	var b Releases
	if err := by.allow(ActRelease); err != nil {
		return b, err
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) > MaxBatch {
		return b, models.Errorf(models.Invalid, "at most %d at once", MaxBatch)
	}
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		b = Releases{}
		if b.Staff, err = v.StaffNames(); err != nil {
			return err
		}
		for _, id := range ids {
			item, err := releaseOf(v, id, by)
			if err != nil {
				return err
			}
			b.Items = append(b.Items, item)
		}
		return nil
	})
	return b, err
}

func releaseOf(v *models.View, id string, by Staff) (Release, error) {
	var out Release
	var err error
	none := models.Errorf(models.NotFound, "approval request not found")
	if !models.ValidID(id) {
		return out, none
	}
	if out.Request, err = v.Approval(id); err != nil {
		return out, err
	}
	if out.Request.Action != ActionPay {
		return out, none
	}
	about, err := paymentAsked(one{v}, out.Request)
	if err != nil {
		return out, err
	}
	out.PaymentAsked, _ = about.(PaymentAsked)
	out.Why = out.leftOut(v, by)
	return out, nil
}

func (r Release) leftOut(v *models.View, by Staff) LeftOut {
	switch {
	case r.Request.Status != models.ApprovalOpen || !v.Now().Before(r.Request.ExpiresAt.Time):
		return LeftState
	case r.Request.RequestedBy == by.User.ID || by.party(r.Referral) != nil:
		return LeftOwn
	case r.Referral.HoldCount > 0:
		return LeftHeld
	case r.Look == nil:
		return LeftState
	case r.Look.clear(r.Referral) != nil:
		return LeftHeld
	case len(r.Look.Legs) == 0:
		return LeftNothing
	case !r.Intact:
		return LeftChanged
	}
	return ""
}

// ReleasePayments releases each of the selected requests that can be released, as Approve would: bound to its own seal, in
// a transaction of its own. seal is of what the person saw; if anything of it is another now, it is a Conflict and nothing
// was released. What stops one of them meanwhile leaves the others alone; it comes back with its reason. The same form
// again (Staff.Key) releases nothing more and answers the same; if the first was cut off halfway, it goes on.
func (p *Program) ReleasePayments(ctx context.Context, ids []string, seal string, by Staff) (Releases, error) {
	b, err := p.ReleasesOf(ctx, ids, by)
	if err != nil {
		return b, err
	}
	again, err := p.begun(ctx, by, deed{action: actionReleaseBatch, subject: seal, body: ids}, len(b.Free(true)) > 0 && b.Seal() == seal)
	if err != nil {
		return b, err
	}
	for i, item := range b.Items {
		mine := again && item.Request.Status == models.ApprovalApproved && item.Request.DecidedBy != nil && *item.Request.DecidedBy == by.User.ID
		switch {
		case mine: // released by this form before
			b.Items[i].Why = ""
			b.Items[i].Look = &Recheck{Total: models.Money{Minor: item.Payment.TotalMinor, Currency: item.Payment.Currency}}
			continue
		case item.Why != "":
			continue
		}
		_, err := p.Approve(ctx, item.Request.ID, item.Request.PayloadSHA256, by.part(item.Request.ID))
		switch {
		case err == nil:
		case errors.Is(err, ErrPutOnHold):
			b.Items[i].Why = LeftHeld
		case models.KindOf(err) == models.Conflict:
			b.Items[i].Why = LeftChanged
		default:
			return b, err
		}
	}
	return b, nil
}
