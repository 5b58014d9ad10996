package program

import (
	"context"

	"raf/models"
	"raf/models/lint"
)

// ImportedCampaign is a plan from a file. Its key is the file's own name for it: the same key of the same institution is
// the same campaign for ever, so that a file may be read again.
type ImportedCampaign struct {
	Key, Kind string
	Plan      models.Plan
}

// Import is what became of one: a new draft with what keeps it from being published, or a campaign that was there already
// and was left as it is.
type Import struct {
	ID     string
	Was    bool
	Report lint.Report
}

// CheckImport says what of a plan can't be kept, by its field; nil if it all can.
func (p *Program) CheckImport(in ImportedCampaign) error {
	if err := checkKind(in.Kind); err != nil {
		return err
	}
	return checkPlan(p.cleanPlan(in.Plan))
}

// ImportCampaigns keeps plans as drafts, all of them or none. Nothing is offered by it: publishing takes two people, as
// for a draft that was typed. Somebody of staff who may edit campaigns answers for them: author is their e-mail, and a
// Denied error says that nobody of that address may. An Invalid error carries models.FieldErrors of the first plan that
// can't be kept.
func (p *Program) ImportCampaigns(ctx context.Context, all []ImportedCampaign, author string, by models.Actor) ([]Import, error) {
	for _, in := range all {
		if err := p.CheckImport(in); err != nil {
			return nil, err
		}
	}
	var done []Import
	err := p.rows.InTx(ctx, func(tx *models.Tx) error {
		done = nil
		u, err := tx.StaffByEmail(author)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		if err != nil || !u.ActiveAt(tx.Now()) || !may(u.Role, ActEditCampaign) {
			return models.Errorf(models.Denied, "nobody of that address may edit campaigns")
		}
		for _, in := range all {
			one, err := p.importCampaign(tx, in, u.ID, by)
			if err != nil {
				return err
			}
			done = append(done, one)
		}
		return nil
	})
	return done, err
}

func (p *Program) importCampaign(tx *models.Tx, in ImportedCampaign, author string, by models.Actor) (Import, error) {
	d := models.CampaignDraft{Keys: models.Keys{ID: models.NamedID(p.Tenant().ID(), "campaign", in.Key)}, Kind: in.Kind, CreatedBy: author,
		Plan: p.cleanPlan(in.Plan)}
	out := Import{ID: d.ID}
	_, err := tx.CampaignDraft(d.ID)
	if models.KindOf(err) == models.NotFound {
		_, err = tx.Campaign(d.ID) // it may have been published since
	}
	if models.KindOf(err) != models.NotFound || err == nil {
		out.Was = err == nil
		return out, err
	}
	if d, err = tx.AddCampaignDraft(d, by); err != nil {
		return out, err
	}
	out.Report, err = p.lint(&tx.View, d)
	return out, err
}
