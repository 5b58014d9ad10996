package program

import (
	"context"

	"raf/models"
)

// Exported is what an export came to.
type Exported struct {
	Rows       int   `json:"rows"`
	TotalMinor int64 `json:"total_minor"`
	Complete   bool  `json:"complete"`
}

// ExportReferrals hands the list as it is filtered to write, page by page, each read in a short transaction of its own:
// an export holds neither a million rows nor a moment of the database. Two rows of the audit frame it. The first is
// written before anything is read, so that one which ends in the middle, by a browser or by us, was audited all the same;
// the second says how many rows were handed over.
func (p *Program) ExportReferrals(ctx context.Context, f models.ReferralFilter, by Staff, write func(ReferralsPage) error) (Exported, error) {
	var done Exported
	if err := by.allow(ActExport); err != nil {
		return done, err
	}
	f.Sort = models.ReferralSort{} // newest first: what joins meanwhile comes before what was read
	if err := p.auditExport(ctx, "referrals.export_begun", f, nil, by); err != nil {
		return done, err
	}
	err := p.exportPages(ctx, f, &done, write)
	done.Complete = err == nil
	// The browser may be gone. That it took what it got is a fact all the same.
	if failed := p.auditExport(context.WithoutCancel(ctx), "referrals.exported", f, done, by); failed != nil && err == nil {
		err = failed
	}
	return done, err
}

func (p *Program) exportPages(ctx context.Context, f models.ReferralFilter, done *Exported, write func(ReferralsPage) error) error {
	for cursor := ""; ; {
		page, err := p.exportPage(ctx, f, cursor)
		if err != nil {
			return err
		}
		if err := write(page); err != nil {
			return err
		}
		done.Rows += len(page.Rows)
		for _, r := range page.Rows {
			done.TotalMinor += r.AmountMinor
		}
		if cursor = page.Older; cursor == "" {
			return nil
		}
	}
}

func (p *Program) exportPage(ctx context.Context, f models.ReferralFilter, cursor string) (page ReferralsPage, err error) {
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		if page.ReferralPage, err = v.ExportReferrals(f, cursor); err != nil {
			return err
		}
		page.Campaigns, err = v.CampaignNames()
		return err
	})
	return page, err
}

// auditExport writes what was asked for. What was searched for may be a person's name, and the audit is for ever: it says
// that something was, not what.
func (p *Program) auditExport(ctx context.Context, action string, f models.ReferralFilter, result any, by Staff) error {
	return p.rows.InTx(ctx, func(tx *models.Tx) error {
		asked := map[string]any{"states": f.States, "campaign": f.CampaignID, "searched": f.Search != "", "inviter": f.Inviter != "", "friend": f.Friend != "", "held": f.Held, "owed": f.Owed, "due_before": f.DueBefore}
		if !f.From.IsZero() {
			asked["from"] = models.At(f.From)
		}
		if !f.To.IsZero() {
			asked["to"] = models.At(f.To)
		}
		return tx.Audit(by.actor(models.ActorStaff), action, "referrals", "", asked, result)
	})
}
