package program

import (
	"context"

	"raf/models"
)

// WaitingApproval is one request with what it is about: a value of the type that its decision names, PaymentAsked for
// payments.
type WaitingApproval struct {
	models.ApprovalRequest
	About any
}

// PaymentAsked is what a request for a payment is about.
type PaymentAsked struct {
	Payment  Payment
	Referral models.Referral
}

// paymentAsked reads what a request for a payment is about.
func paymentAsked(v *models.View, a models.ApprovalRequest) (any, error) {
	var asked PaymentAsked
	if err := a.Read(&asked.Payment); err != nil {
		return nil, err
	}
	var err error
	asked.Referral, err = v.Referral(a.SubjectID)
	return asked, err
}

// Inbox is everything that waits for a second person, oldest first.
type Inbox struct {
	Items []WaitingApproval
	Staff map[string]string // names by id
}

// Inbox reads what waits for a second person.
func (p *Program) Inbox(ctx context.Context) (Inbox, error) {
	var in Inbox
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		in = Inbox{}
		if in.Staff, err = v.StaffNames(); err != nil {
			return err
		}
		open, err := v.OpenApprovals()
		if err != nil {
			return err
		}
		for _, a := range open {
			w, err := waiting(v, a)
			if err != nil {
				return err
			}
			in.Items = append(in.Items, w)
		}
		return nil
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
		w, err = waiting(v, a)
		return err
	})
	return w, err
}

func waiting(v *models.View, a models.ApprovalRequest) (WaitingApproval, error) {
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
