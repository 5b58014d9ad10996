package program

import (
	"context"
	"encoding/json"
	"slices"

	"raf/models"
	"raf/models/eligibility"
)

// ReferralPageData is everything that staff see of one referral, read at one moment.
type ReferralPageData struct {
	Referral  models.Referral
	Verdict   *eligibility.Verdict // nil before the first judgement
	Legs      []models.RewardLeg
	Events    []models.ReferralEvent // newest first
	Holds     []models.Hold
	Notes     []models.ReferralNote
	Staff     map[string]string        // names by id
	Approvals []models.ApprovalRequest // open ones of this referral
	Campaign  string                   // its name
	Look      *Recheck                 // what a payment would find now; nil where none is due
	Intact    bool                     // of an open request for payment: it is still what was asked for
	Payouts   []models.Payout          // what was sent, oldest first
	Before    []FormerParty            // who stood at its sides before, newest first
	Lone      *Lone                    // how a payment that nobody asked for yet stands to the threshold
	ByOne     *models.LoneRelease      // that one person released it
	Requests  []models.ApprovalRequest // open or decided, newest first
	Checks    []models.Evaluation      // newest first, without their verdicts
}

// FormerParty is a member who stood at a side of a referral before another one did.
type FormerParty struct {
	models.Reassignment
	Was *models.Member
}

// formerParties reads who stood at the sides of a referral before.
func formerParties(v *models.View, id string) ([]FormerParty, error) {
	all, err := v.Reassignments(id)
	if err != nil {
		return nil, err
	}
	var out []FormerParty
	for _, a := range all {
		was, err := v.Member(a.FromMemberID)
		if err != nil {
			return nil, err
		}
		out = append(out, FormerParty{a, &was})
	}
	return out, nil
}

// ReferralPage reads one referral for staff. An id that is none, or another institution's, is NotFound.
func (p *Program) ReferralPage(ctx context.Context, id string) (ReferralPageData, error) {
	var d ReferralPageData
	if !models.ValidID(id) {
		return d, models.Errorf(models.NotFound, "referral not found")
	}
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		d = ReferralPageData{}
		if d.Referral, err = v.Referral(id); err != nil {
			return err
		}
		if d.Legs, err = v.Legs(id); err != nil {
			return err
		}
		if d.Events, err = v.Events(id); err != nil {
			return err
		}
		if d.Holds, err = v.Holds(id); err != nil {
			return err
		}
		if d.Notes, err = v.Notes(id); err != nil {
			return err
		}
		if d.Requests, err = v.RequestsAbout(id); err != nil {
			return err
		}
		if d.Checks, err = v.Checks(id); err != nil {
			return err
		}
		if d.Before, err = formerParties(v, id); err != nil {
			return err
		}
		if d.Staff, err = v.StaffNames(); err != nil {
			return err
		}
		campaigns, err := v.CampaignNames()
		if err != nil {
			return err
		}
		d.Campaign = campaigns[d.Referral.CampaignID]
		if d.Approvals, err = v.WaitingFor(models.ApprovalFilter{Subjects: []string{id}}); err != nil {
			return err
		}
		whole, err := models.Whole(v, func(v *models.View) (err error) {
			if d.Referral, err = v.Referral(id); err != nil {
				return err
			}
			return d.payment(v, p.Tenant().ThresholdMinor)
		}, &d)
		if whole || err != nil {
			return err
		}
		return d.payment(v, p.Tenant().ThresholdMinor)
	})
	if err != nil || len(d.Referral.Verdict) == 0 {
		return d, err
	}
	d.Verdict = &eligibility.Verdict{}
	if err := json.Unmarshal(d.Referral.Verdict, d.Verdict); err != nil {
		return d, models.Errorf(models.Internal, "verdict of referral %s: %v", id, err)
	}
	return d, nil
}

// payment reads what belongs to the money of a referral.
func (d *ReferralPageData) payment(v *models.View, threshold int64) (err error) {
	if d.Payouts, err = v.Payouts(d.Referral.ID); err != nil {
		return err
	}
	if err := d.byOne(v); err != nil {
		return err
	}
	for _, a := range d.Approvals {
		if a.Action == ActionPay || a.Action == ActionMarkPaid {
			d.Look, d.Intact, err = lookAt(v, d.Referral, a)
			return err
		}
	}
	if d.Referral.State != models.StateEligible && d.Referral.State != models.StateApproved {
		return nil
	}
	due := slices.DeleteFunc(slices.Clone(d.Legs), func(l models.RewardLeg) bool { return l.Status != models.LegReserved && l.Status != models.LegPayable })
	look, err := recheck(v, d.Referral, due, v.Year())
	if d.Look = &look; err != nil || d.Referral.State != models.StateEligible || len(due) == 0 {
		return err
	}
	whole, _, err := paymentOf(v, d.Referral, models.LegReserved)
	if err != nil {
		return err
	}
	lone, err := loneOf(v, d.Referral, whole, look, threshold)
	d.Lone = &lone
	return err
}

// byOne reads the release of one person, where the events say that there was one.
func (d *ReferralPageData) byOne(v *models.View) error {
	if !slices.ContainsFunc(d.Events, func(e models.ReferralEvent) bool { return e.ActorKind == models.ActorLone }) {
		return nil
	}
	l, err := v.LoneRelease(d.Referral.ID)
	d.ByOne = &l
	return err
}

// ReferralsPage is one page of the staff's list.
type ReferralsPage struct {
	models.ReferralPage
	Campaigns map[string]string             // names by id
	Legs      map[string][]models.RewardLeg // by referral
	// Standing is how many stand in each state. It comes from the roll-ups, which know states and campaigns: nil where the
	// list is narrowed by anything else.
	Standing models.StateCounts
}

// Referrals lists referrals for staff.
func (p *Program) Referrals(ctx context.Context, f models.ReferralFilter, cursor string) (ReferralsPage, error) {
	var out ReferralsPage
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		out = ReferralsPage{Legs: map[string][]models.RewardLeg{}}
		if out.ReferralPage, err = v.ListReferrals(f, cursor); err != nil {
			return err
		}
		if out.Campaigns, err = v.CampaignNames(); err != nil {
			return err
		}
		var ids []string
		for _, r := range out.Rows {
			ids = append(ids, r.ID)
		}
		legs, err := v.LegsOf(ids)
		if err != nil {
			return err
		}
		for _, l := range legs {
			out.Legs[l.ReferralID] = append(out.Legs[l.ReferralID], l)
		}
		if !f.OfStates() {
			return nil
		}
		totals, err := v.Totals()
		p.noteLoose(totals)
		out.Standing = models.CountStates(totals)
		return err
	})
	return out, err
}

// CampaignNames are the names of all campaigns by id.
func (p *Program) CampaignNames(ctx context.Context) (names map[string]string, err error) {
	err = p.rows.View(ctx, func(v *models.View) error {
		names, err = v.CampaignNames()
		return err
	})
	return names, err
}
