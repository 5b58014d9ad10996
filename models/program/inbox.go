package program

import (
	"context"
	"time"

	"raf/models"
)

// WaitingApproval is one request with what it is about: a value of the type that its decision names, PaymentAsked for
// payments.
type WaitingApproval struct {
	models.ApprovalRequest
	About any
}

// PaymentAsked is what a request for a payment is about. Look and Intact are of this moment and only of one that is open:
// whoever decides must see them.
type PaymentAsked struct {
	Payment  Payment
	Referral models.Referral
	Look     *Recheck
	Intact   bool // what would happen now is what was asked for
	// AskerUntold says that no member number of whoever asked is on record: nobody can tell whether the referral is theirs.
	AskerUntold bool
}

// paymentAsked reads what a request for a payment is about.
func paymentAsked(v source, a models.ApprovalRequest) (any, error) {
	var asked PaymentAsked
	if err := a.Read(&asked.Payment); err != nil {
		return nil, err
	}
	var err error
	if asked.Referral, err = v.Referral(a.SubjectID); err != nil || a.Status != models.ApprovalOpen {
		return asked, err
	}
	asker, err := v.Staff(a.RequestedBy)
	if err != nil && models.KindOf(err) != models.NotFound {
		return asked, err
	}
	asked.AskerUntold = Staff{User: asker}.MayBeParty()
	asked.Look, asked.Intact, err = v.look(asked.Referral, a)
	return asked, err
}

// lookAt looks at a referral as its payment would, and holds it against what was asked for; nil where there is nothing to
// pay any more.
func lookAt(v *models.View, r models.Referral, a models.ApprovalRequest) (look *Recheck, intact bool, err error) {
	whole, err := models.Whole(v, func(v *models.View) (err error) {
		if r, err = v.Referral(r.ID); err != nil {
			return err
		}
		look, intact, err = lookAt(v, r, a)
		return err
	}, &look)
	if whole || err != nil {
		return look, intact, err
	}
	return lookFrom(v, r, a)
}

// yearOf is the year in which a request's payment counts: that of its day where it has one.
func yearOf(v ground, a models.ApprovalRequest, seen Payment) int {
	if on, err := time.Parse(time.DateOnly, seen.PaidOn); a.Action == ActionMarkPaid && err == nil {
		return on.Year()
	}
	return v.Year()
}

// lookFrom is lookAt with a referral that was read whole.
func lookFrom(v ground, r models.Referral, a models.ApprovalRequest) (*Recheck, bool, error) {
	seen, state, status := Payment{}, models.StateEligible, models.LegReserved
	if err := a.Read(&seen); err != nil {
		return nil, false, err
	}
	if a.Action == ActionMarkPaid {
		state, status = models.StateApproved, models.LegPayable
	}
	now, legs, err := paymentOf(v, r, status)
	if r.State != state || models.KindOf(err) == models.Conflict && err != nil {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	now.take(seen)
	found, err := recheck(v, r, legs, yearOf(v, a, seen))
	if err != nil {
		return nil, false, err
	}
	return &found, a.Binds(now) == nil && stillThere(found, seen) == nil, nil
}

// InboxSize is how many requests a page of the inbox holds: each is a panel that is read in full, and looked at as
// closely as its payment would.
const InboxSize = 20

// Inbox is one page of what waits for a second person, oldest first. After and Before are cursors, empty at the ends.
type Inbox struct {
	Items         []WaitingApproval
	Staff         map[string]string // names by id
	Total         int64             // of all pages
	After, Before string
}

// Inbox reads one page of what waits for a second person. A cursor that is none of ours is Invalid.
func (p *Program) Inbox(ctx context.Context, cursor string) (Inbox, error) {
	var in Inbox
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		in = Inbox{}
		if in.Staff, err = v.StaffNames(); err != nil {
			return err
		}
		if in.Total, err = v.CountApprovals(models.ApprovalFilter{}); err != nil {
			return err
		}
		page, err := v.ListApprovals(models.ApprovalFilter{}, cursor, InboxSize)
		if err == nil && len(page.Rows) == 0 && cursor != "" { // what stood there was decided meanwhile
			page, err = v.ListApprovals(models.ApprovalFilter{}, "", InboxSize)
		}
		if err != nil {
			return err
		}
		in.After, in.Before = page.After, page.Before
		in.Items, err = waitingAll(v, page.Rows)
		return err
	})
	return in, err
}

// Approval finds one request, open or decided. An id that is none, or another institution's, is NotFound.
func (p *Program) Approval(ctx context.Context, id string) (WaitingApproval, error) {
	var w WaitingApproval
	if !models.ValidID(id) {
		return w, models.Errorf(models.NotFound, "approval request not found")
	}
	err := p.rows.View(ctx, func(v *models.View) error {
		a, err := v.Approval(id)
		if err != nil {
			return err
		}
		w, err = waiting(one{v}, a)
		return err
	})
	return w, err
}

func waiting(v source, a models.ApprovalRequest) (WaitingApproval, error) {
	d, known := decisions()[a.Action]
	if !known {
		return WaitingApproval{}, models.Errorf(models.Internal, "approval %s asks for %q", a.ID, a.Action)
	}
	about, err := d.about(v, a)
	return WaitingApproval{a, about}, err
}

// StaffNames are the names of the institution's staff by id.
func (p *Program) StaffNames(ctx context.Context) (names map[string]string, err error) {
	err = p.rows.View(ctx, func(v *models.View) error {
		names, err = v.StaffNames()
		return err
	})
	return names, err
}
