package program

import (
	"context"
	"time"

	"raf/models"
)

// Change is who last did something to a subject, as the audit trail has it.
type Change struct {
	By string // the name; empty for the programme itself, the calendar and the machine's operator
	At time.Time
}

// LastChange reads who last did one of some actions to a subject, for those who came too late. No action means any.
func (p *Program) LastChange(ctx context.Context, subject string, actions ...string) (Change, error) {
	var out Change
	err := p.rows.View(ctx, func(v *models.View) error {
		out = Change{}
		page, err := v.ListAudit(models.AuditFilter{Subject: subject, Actions: actions}, "")
		if err != nil || len(page.Rows) == 0 {
			return err
		}
		names, err := v.StaffNames()
		out = Change{By: names[page.Rows[0].ActorID], At: page.Rows[0].At.Time}
		return err
	})
	return out, err
}
