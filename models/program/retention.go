package program

import (
	"context"
	"time"

	"raf/models"
)

// forgetEvery is how long a row may outlive its time.
const forgetEvery = time.Hour

// forgetBatch is how many rows of a kind one transaction removes: few enough to hold their locks for a moment only.
const forgetBatch = 500

// forgetArgs asks for every institution's rows to be looked through.
type forgetArgs struct{ periodic }

// Kind names the job.
func (forgetArgs) Kind() string { return "retention" }

func (p *Program) forget(ctx context.Context) error {
	var all models.Forgotten
	for {
		var gone models.Forgotten
		err := p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
			gone, err = tx.Forget(forgetBatch)
			return err
		})
		all = all.Plus(gone)
		if err == nil && gone.Any() {
			continue
		}
		if all.Any() {
			p.log().Info("rows whose time is over were removed", "flows", all.Flows, "sessions", all.Sessions, "staff_sessions", all.StaffSessions, "grants", all.Grants,
				"signing_keys", all.SigningKeys)
		}
		return err
	}
}
