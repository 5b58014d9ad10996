package program

import (
	"context"

	"raf/models"
	"raf/models/eligibility"
	"raf/models/lint"
	"raf/models/secret"
)

// ActionPublish waits for a second person: a campaign's first version, or a change of one that was published.
const ActionPublish = "publish_campaign"

// Publication is exactly what a second person agrees to. Its hash binds the approval: other terms, another budget,
// breaker, priority or name is another hash.
type Publication struct {
	CampaignID    string      `json:"campaign_id"`
	Kind          string      `json:"kind"`
	BaseVersionID string      `json:"base_version_id"` // what it replaces, empty for a first version
	TermsSHA256   string      `json:"terms_sha256"`
	Plan          models.Plan `json:"plan"`
}

// publicationOf is what publishing a draft would make happen. Its rules must be complete.
func publicationOf(d models.CampaignDraft) (Publication, error) {
	terms, err := d.Plan.Terms.Canonical()
	if err != nil {
		return Publication{}, err
	}
	hash, err := terms.Hash()
	d.Plan.Terms = terms
	return Publication{CampaignID: d.ID, Kind: d.Kind, BaseVersionID: d.BaseVersionID, TermsSHA256: hash, Plan: d.Plan}, err
}

// RequestPublish asks that a draft, as it was read, be published. With problems in the report nothing is asked: the
// error is Invalid.
func (p *Program) RequestPublish(ctx context.Context, id string, lock int64, by Staff) (models.ApprovalRequest, lint.Report, error) {
	var a models.ApprovalRequest
	var report lint.Report
	if err := by.allow(ActEditCampaign); err != nil {
		return a, report, err
	}
	if !models.ValidID(id) {
		return a, report, models.Errorf(models.NotFound, "draft not found")
	}
	err := p.write(ctx, by, func(tx *models.Tx) error {
		d, err := p.editable(tx, id, lock)
		if err != nil {
			return err
		}
		if report, err = p.lint(&tx.View, d); err != nil {
			return err
		}
		publish, err := p.publishable(&tx.View, d, report)
		if err != nil {
			return err
		}
		if a, err = tx.RequestApproval(ActionPublish, "campaign", d.ID, publish, "", by.actor(models.ActorStaff)); err != nil {
			return err
		}
		_, err = tx.SubmitCampaignDraft(d, a.ID)
		return err
	})
	return a, report, err
}

// publishable refuses a draft that has problems, or that was made from a version that is not the newest any more.
func (p *Program) publishable(v *models.View, d models.CampaignDraft, report lint.Report) (Publication, error) {
	if !report.OK() {
		return Publication{}, models.Errorf(models.Invalid, "the campaign has %d problems", len(report.Of(lint.Problem)))
	}
	if d.BaseVersionID != "" {
		c, err := v.Campaign(d.ID)
		if err != nil {
			return Publication{}, err
		}
		if c.CurrentVersionID != d.BaseVersionID {
			return Publication{}, models.Errorf(models.Conflict, "the campaign has a newer version")
		}
		if err := revisable(c.StatusOn(p.day(v.Now()))); err != nil {
			return Publication{}, err
		}
	}
	return publicationOf(d)
}

// PublicationAsked is what a request to publish is about: what would be offered, what is offered now (nil for a first
// version), and which fields differ.
type PublicationAsked struct {
	Publication Publication
	Now         *models.Campaign
	Changed     []string
}

// publicationAsked reads what a request to publish is about.
func publicationAsked(v source, a models.ApprovalRequest) (any, error) {
	var asked PublicationAsked
	if err := a.Read(&asked.Publication); err != nil {
		return nil, err
	}
	c, err := v.Campaign(a.SubjectID)
	switch {
	case err == nil:
		asked.Now = &c
		asked.Changed = models.ChangedFields(planOf(c), asked.Publication.Plan)
	case models.KindOf(err) != models.NotFound:
		return nil, err
	}
	return asked, nil
}

// publish makes a draft what is offered, after everything was looked at again: the lint, in this transaction, and that
// it is still exactly what was asked for.
func (p *Program) publish(tx *models.Tx, a models.ApprovalRequest, by Staff) error {
	d, err := tx.CampaignDraft(a.SubjectID)
	if err != nil {
		return err
	}
	report, err := p.lint(&tx.View, d)
	if err != nil {
		return err
	}
	now, err := p.publishable(&tx.View, d, report)
	if err != nil {
		return err
	}
	if err := a.Binds(now); err != nil {
		return err
	}
	second := by.actor(models.ActorSecond)
	r := models.Revision{Plan: now.Plan, Event: models.CampaignPublish, RequestedBy: a.RequestedBy, ApprovalID: a.ID}
	future := now.Plan.Terms.StartsOn > p.day(tx.Now())
	if d.BaseVersionID == "" {
		if future {
			r.Event = models.CampaignSchedule
		}
		c, err := tx.PublishCampaignDraft(d, r, second)
		if err != nil {
			return err
		}
		if err := p.giveCode(tx, c, second); err != nil {
			return err
		}
	} else if err := revise(tx, now, r, future, second); err != nil {
		return err
	}
	return tx.DropCampaignDraft(d, "published", second)
}

// giveCode gives an offer of the institution itself the code by which members take it up.
func (p *Program) giveCode(tx *models.Tx, c models.Campaign, by models.Actor) error {
	if c.Kind != models.KindProduct {
		return nil
	}
	_, err := tx.AddCampaignCode(c, func() (string, error) { return secret.NewCode(p.house.Random) }, by)
	return err
}

// revise gives a published campaign what was agreed to.
func revise(tx *models.Tx, now Publication, r models.Revision, future bool, second models.Actor) error {
	c, err := tx.Campaign(now.CampaignID)
	if err != nil {
		return err
	}
	if c.Status != models.CampaignScheduled || future {
		r.Event = models.CampaignRevise
	}
	same, err := c.CurrentVersion.Terms.Canonical()
	if err != nil {
		return err
	}
	hash, err := same.Hash()
	if err != nil {
		return err
	}
	if hash == now.TermsSHA256 {
		r.Plan.Terms = c.CurrentVersion.Terms // written another way at most: nobody needs a new version
	}
	_, err = tx.ReviseCampaign(c, r, second)
	return err
}

// lint looks at a draft against what the institution has, and what it offers besides.
func (p *Program) lint(v *models.View, d models.CampaignDraft) (lint.Report, error) {
	offered, err := v.CampaignsIn(models.CampaignLive, models.CampaignScheduled, models.CampaignPaused)
	if err != nil {
		return nil, err
	}
	house, err := p.lintHouse(v)
	return lintAmong(d, offered, house, p.day(v.Now())), err
}

// lintHouse is what the institution has set, read in this transaction and not from the cache, and what it has connected.
func (p *Program) lintHouse(v *models.View) (lint.House, error) {
	set, err := v.Settings()
	return lint.House{Currency: p.Tenant().Currency, Timezone: set.Timezone, PostalAddress: set.PostalAddress, SamePerson: set.SamePerson,
		Sources: p.sources()}, err
}

// lintAmong is lint where everything was read already: the campaigns that are offered, or may be again.
func lintAmong(d models.CampaignDraft, offered []models.Campaign, house lint.House, today string) lint.Report {
	o := lint.Offer{Kind: d.Kind, Plan: d.Plan, Today: today, House: house}
	for _, c := range offered {
		switch status := c.StatusOn(today); {
		case c.ID == d.ID:
			o.Running = &c
		case status == models.CampaignLive || status == models.CampaignScheduled:
			o.Others = append(o.Others, c)
		}
	}
	return lint.Check(o)
}

// sources are what the institution's bank tells us: every platform we connect to gives accounts and their postings.
func (p *Program) sources() []eligibility.Source {
	if _, connected := p.house.Banks[p.Tenant().Platform]; !connected {
		return nil
	}
	return []eligibility.Source{eligibility.SourceAccounts, eligibility.SourcePostings}
}
