package program

import (
	"context"
	"slices"

	"raf/models"
	"raf/models/lint"
	"raf/models/secret"
)

// CampaignLine is one campaign in the console: published, drafted, or both.
type CampaignLine struct {
	ID, Kind, Name string
	Status         models.CampaignStatus   // as the days say
	Campaign       *models.Campaign        // nil if it was never published
	Draft          *models.CampaignDraft   // nil if nobody is changing it
	Review         *models.ApprovalRequest // nil if it waits for nobody
	Report         lint.Report             // of the draft
	States         map[models.State]int64  // its referrals
	PaidMinor      int64                   // of its budget; what is promised beyond it is CommittedMinor less this
}

// Plan is what the line tells of: the draft's of a campaign that was never published, else what is offered.
func (l CampaignLine) Plan() models.Plan {
	if l.Campaign == nil {
		return l.Draft.Plan
	}
	return planOf(*l.Campaign)
}

// Revisable reports whether a published campaign may still be changed, which makes a new version of it.
func (l CampaignLine) Revisable() bool { return l.Campaign != nil && revisable(l.Status) == nil }

// CampaignList is all campaigns of an institution.
type CampaignList struct {
	Lines []CampaignLine    // those never published first, last edited on top; then the others, newest first
	Staff map[string]string // names by id
	Live  int
}

// Campaigns lists the campaigns for staff.
func (p *Program) Campaigns(ctx context.Context) (CampaignList, error) {
	var list CampaignList
	err := p.rows.View(ctx, func(v *models.View) error {
		list = CampaignList{}
		shelf, err := p.shelf(v)
		if err != nil {
			return err
		}
		list.Lines = shelf.lines()
		for _, l := range list.Lines {
			if l.Status == models.CampaignLive {
				list.Live++
			}
		}
		list.Staff, err = v.StaffNames()
		return err
	})
	return list, err
}

// shelf is what the lines of a list are put together from.
type shelf struct {
	house     lint.House
	campaigns []models.Campaign
	drafts    []models.CampaignDraft
	offered   []models.Campaign
	reviews   []models.ApprovalRequest // publications that wait for a second person
	flows     []models.Flow            // what was counted, of all time
	today     string
}

func (p *Program) shelf(v *models.View) (s shelf, err error) {
	s = shelf{today: p.day(v.Now())}
	if s.house, err = p.lintHouse(v); err != nil {
		return s, err
	}
	if s.campaigns, err = v.Campaigns(); err != nil {
		return s, err
	}
	if s.drafts, err = v.CampaignDrafts(); err != nil {
		return s, err
	}
	if s.offered, err = v.CampaignsIn(models.CampaignLive, models.CampaignScheduled, models.CampaignPaused); err != nil {
		return s, err
	}
	if s.reviews, err = v.WaitingFor(models.ApprovalFilter{Actions: []string{ActionPublish}}); err != nil {
		return s, err
	}
	s.flows, err = v.Totals()
	return s, err
}

func (s shelf) lines() []CampaignLine {
	var all []CampaignLine
	states := models.CountStates(s.flows)
	for i, d := range s.drafts {
		if d.BaseVersionID == "" {
			all = append(all, s.line(nil, &s.drafts[i]))
		}
	}
	for i, c := range s.campaigns {
		var draft *models.CampaignDraft
		if at := slices.IndexFunc(s.drafts, func(d models.CampaignDraft) bool { return d.ID == c.ID }); at >= 0 {
			draft = &s.drafts[at]
		}
		line := s.line(&s.campaigns[i], draft)
		line.States, line.PaidMinor = states[c.ID], s.paid(c.ID)
		if line.Status == models.CampaignEnded && !underWay(line.States) {
			line.Status = models.CampaignSettled // as turn will write it down
		}
		all = append(all, line)
	}
	return all
}

// underWay reports whether a campaign has a referral whose end is open.
func underWay(states map[models.State]int64) bool {
	for state, n := range states {
		if n > 0 && !state.Over() {
			return true
		}
	}
	return false
}

// paid is how much money of a campaign has reached somebody.
func (s shelf) paid(campaignID string) (minor int64) {
	for _, f := range s.flows {
		if f.CampaignID != campaignID {
			continue
		}
		for _, side := range []models.Side{models.SideInviter, models.SideAcceptor} {
			switch models.PlacePaid(side) {
			case f.Target:
				minor += f.Minor
			case f.Source:
				minor -= f.Minor
			}
		}
	}
	return minor
}

func (s shelf) line(c *models.Campaign, d *models.CampaignDraft) CampaignLine {
	line := CampaignLine{Campaign: c, Draft: d}
	if d != nil {
		line.Report = lintAmong(*d, s.offered, s.house, s.today)
		line.ID, line.Kind, line.Name, line.Status = d.ID, d.Kind, d.Plan.Name, models.CampaignDrafted
		at := slices.IndexFunc(s.reviews, func(a models.ApprovalRequest) bool { return a.SubjectID == d.ID })
		if at >= 0 {
			line.Review, line.Status = &s.reviews[at], models.CampaignInReview
		}
	}
	if c != nil {
		line.ID, line.Kind, line.Name, line.Status = c.ID, c.Kind, c.Name, c.StatusOn(s.today)
	}
	return line
}

// CampaignPageData is everything that staff see of one campaign.
type CampaignPageData struct {
	CampaignLine
	Versions []models.CampaignVersion // newest first
	Code     string                   // of a product campaign, in its stored form; empty for one that was never published
	Staff    map[string]string        // names by id
}

// ShownCode is the code as people read it aloud.
func (d CampaignPageData) ShownCode() string { return secret.DisplayCode(d.Code) }

// LiveCampaigns is how many campaigns take friends today.
func (p *Program) LiveCampaigns(ctx context.Context) (int, error) {
	var n int
	err := p.rows.View(ctx, func(v *models.View) error {
		all, err := v.CampaignsIn(models.CampaignLive, models.CampaignScheduled)
		n = 0
		for _, c := range all {
			if c.StatusOn(p.day(v.Now())) == models.CampaignLive {
				n++
			}
		}
		return err
	})
	return n, err
}

// CampaignPage reads one campaign for staff. An id that is none, or another institution's, is NotFound.
func (p *Program) CampaignPage(ctx context.Context, id string) (CampaignPageData, error) {
	var d CampaignPageData
	if !models.ValidID(id) {
		return d, models.Errorf(models.NotFound, "campaign not found")
	}
	err := p.rows.View(ctx, func(v *models.View) error {
		s := shelf{today: p.day(v.Now())}
		var err error
		if s.house, err = p.lintHouse(v); err != nil {
			return err
		}
		c, err := v.Campaign(id)
		switch {
		case err == nil:
			s.campaigns = []models.Campaign{c}
		case models.KindOf(err) != models.NotFound:
			return err
		}
		draft, err := v.CampaignDraft(id)
		switch {
		case err == nil:
			s.drafts = []models.CampaignDraft{draft}
		case models.KindOf(err) != models.NotFound || len(s.campaigns) == 0:
			return err
		}
		if s.offered, err = v.CampaignsIn(models.CampaignLive, models.CampaignScheduled, models.CampaignPaused); err != nil {
			return err
		}
		if s.reviews, err = v.WaitingFor(models.ApprovalFilter{Actions: []string{ActionPublish}}); err != nil {
			return err
		}
		if s.flows, err = v.Totals(); err != nil {
			return err
		}
		d = CampaignPageData{CampaignLine: s.lines()[0]}
		if d.Staff, err = v.StaffNames(); err != nil {
			return err
		}
		if d.Versions, err = v.CampaignVersions(id); err != nil || d.Kind != models.KindProduct {
			return err
		}
		code, err := v.CampaignCode(id)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		d.Code = code.Code
		return nil
	})
	return d, err
}

// LintPlan looks at a plan that is being typed, as the draft of a campaign; nothing is kept.
func (p *Program) LintPlan(ctx context.Context, d models.CampaignDraft, plan models.Plan) (lint.Report, error) {
	d.Plan = p.cleanPlan(plan)
	var report lint.Report
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		report, err = p.lint(v, d)
		return err
	})
	return report, err
}
