package program

import (
	"context"
	"slices"
	"time"

	"raf/models"
)

// Overview is what staff see first, all of one moment. Numbers are of the chosen campaign where one is chosen; what
// waits for the person is not narrowed.
type Overview struct {
	At        time.Time
	Campaigns []models.Campaign // that were ever offered, live ones first
	Chosen    string            // a campaign's id, empty for all
	Counts    Counts
	Owed      OwedByAge
	Budgets   []Budget
	Funnel    Funnel
	Weeks     []Week // oldest first; the last one is under way
	Tasks     Tasks
}

// Counts are the seven counts of the original: Total is the sum of the five after it.
type Counts struct {
	Total, Progress, Met, Ready, Paid, Closed, Members int64

	TotalWeek, PaidWeek, ClosedWeek int64 // of them, since Monday
	Ending                          int64 // of Progress, within a week
	MetHeld                         int64 // of Met, on hold
}

// StatesInProgress are the states that count as in progress.
func StatesInProgress() []models.State {
	return []models.State{models.StateAccepted, models.StatePending, models.StateClosing}
}

// StatesClosed are the states that count as closed unpaid: those without a reward in the end.
func StatesClosed() []models.State {
	return []models.State{models.StateExpired, models.StateRejected, models.StateCancelled, models.StateClawedBack}
}

// Week is what happened in a week that begins on a Monday of the institution's zone.
type Week struct {
	Monday         time.Time
	Accepted, Paid int64
}

// Funnel is how far people came, over all time. The first three are views of pages, the others referrals; what was met
// and taken back is not met.
type Funnel struct {
	Tiles, Shares, Landings           int64
	Accepted, Accounts, Met, Paid     int64
	PaidInviters, PaidFriends         int64 // rewards
	PaidInviterMinor, PaidFriendMinor int64
}

// Tasks are what waits: late money first, then what waits for this person, then holds.
type Tasks struct {
	Late       Pile
	LateOldest string // YYYY-MM-DD
	Decide     Pile   // requests that this person may decide; Minor is of the payments among them
	Ask        Pile   // rewards whose payment this person may ask for and nobody has
	Held       int64
	HeldSince  time.Time
}

// Pile is a number of referrals, their rewards and the money.
type Pile struct{ Referrals, Rewards, Minor int64 }

func (p *Pile) add(o models.Owed) {
	p.Referrals, p.Rewards, p.Minor = p.Referrals+o.Referrals, p.Rewards+o.Rewards, p.Minor+o.Minor
}

// weeksShown is how many weeks the overview looks back, this one included.
const weeksShown = 12

// looseAtMost is how many rows a reader adds up before it asks for a fold.
const looseAtMost = 2000

// Overview reads it for a person; a campaign that is none of the institution's is NotFound.
func (p *Program) Overview(ctx context.Context, by Staff, campaignID string) (Overview, error) {
	var o Overview
	if err := by.allow(ActRead); err != nil {
		return o, err
	}
	err := p.rows.View(ctx, func(v *models.View) (err error) {
		o = Overview{At: v.Now(), Chosen: campaignID}
		if o.Campaigns, err = v.OfferedCampaigns(); err != nil {
			return err
		}
		if campaignID != "" && !slices.ContainsFunc(o.Campaigns, func(c models.Campaign) bool { return c.ID == campaignID }) {
			return models.Errorf(models.NotFound, "campaign not found")
		}
		return p.fillOverview(v, by, &o)
	})
	return o, err
}

func (p *Program) fillOverview(v *models.View, by Staff, o *Overview) error {
	monday := p.monday(v.Now())
	first := monday.AddDate(0, 0, -7*(weeksShown-1))
	totals, err := v.Totals()
	if err != nil {
		return err
	}
	days, err := v.Days(first.Format(time.DateOnly))
	if err != nil {
		return err
	}
	p.noteLoose(totals, days)
	owed, err := v.Owed()
	if err != nil {
		return err
	}
	held, err := v.Held()
	if err != nil {
		return err
	}
	today := p.day(v.Now())
	o.Weeks = weeks(only(days, o.Chosen), first)
	o.Funnel = funnel(only(totals, o.Chosen))
	o.Owed = byAge(owed, o.Chosen, today)
	o.Budgets = budgets(o, totals, days, owed, today)
	if err := p.fillCounts(v, o, totals, days, held); err != nil {
		return err
	}
	return p.fillTasks(v, by, o, owed, held)
}

// monday is the day the week of t began, in the institution's zone.
func (p *Program) monday(t time.Time) time.Time {
	t = t.In(p.Tenant().Zone())
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location())
}

// noteLoose asks for a fold when a reader had to add up many rows.
func (p *Program) noteLoose(all ...[]models.Flow) {
	loose := int64(0)
	for _, flows := range all {
		for _, f := range flows {
			loose += f.Stored - 1
		}
	}
	if loose > looseAtMost {
		p.house.visits.wantFold(p.Tenant())
	}
}

// only keeps the flows of a campaign; an empty one keeps all.
func only(flows []models.Flow, campaignID string) []models.Flow {
	if campaignID == "" {
		return flows
	}
	return slices.DeleteFunc(slices.Clone(flows), func(f models.Flow) bool { return f.CampaignID != campaignID })
}

func (p *Program) fillCounts(v *models.View, o *Overview, totals, days []models.Flow, held models.StateCounts) error {
	standing := models.CountStates(totals)
	c := Counts{
		Progress: standing.Of(o.Chosen, StatesInProgress()...),
		Met:      standing.Of(o.Chosen, models.StateEligible),
		Ready:    standing.Of(o.Chosen, models.StateApproved),
		Paid:     standing.Of(o.Chosen, models.StatePaid),
		Closed:   standing.Of(o.Chosen, StatesClosed()...),
		MetHeld:  held.Of(o.Chosen, models.StateEligible),
	}
	c.Total = c.Progress + c.Met + c.Ready + c.Paid + c.Closed
	for _, f := range totals { // a member belongs to no campaign
		if f.Target == models.PlaceMember {
			c.Members += f.N
		}
	}
	monday := p.monday(v.Now())
	for _, f := range only(days, o.Chosen) {
		if f.Day < monday.Format(time.DateOnly) || f.Back() {
			continue
		}
		switch to := models.State(f.Target); {
		case to == models.StateAccepted:
			c.TotalWeek += f.N
		case to == models.StatePaid:
			c.PaidWeek += f.N
		case slices.Contains(StatesClosed(), to):
			c.ClosedWeek += f.N
		}
	}
	today := v.Now().In(p.Tenant().Zone())
	until := time.Date(today.Year(), today.Month(), today.Day()+soonDays+1, 0, 0, 0, 0, today.Location())
	var err error
	c.Ending, err = v.EndingBetween(o.Chosen, p.day(v.Now()), until.AddDate(0, 0, -1).Format(time.DateOnly), until)
	o.Counts = c
	return err
}

func (p *Program) fillTasks(v *models.View, by Staff, o *Overview, owed []models.Owed, held models.StateCounts) error {
	today := p.day(v.Now())
	for _, one := range owed {
		if one.DueOn == "" || one.DueOn >= today {
			continue
		}
		o.Tasks.Late.add(one)
		if o.Tasks.LateOldest == "" || one.DueOn < o.Tasks.LateOldest {
			o.Tasks.LateOldest = one.DueOn
		}
	}
	if o.Tasks.Held = held.Of(""); o.Tasks.Held > 0 {
		since, err := v.OldestHold()
		if err != nil {
			return err
		}
		o.Tasks.HeldSince = since.Time
	}
	if by.May(ActRelease) {
		decide, err := v.ToDecide(by.User.ID, ActionPay, ActionMarkPaid)
		if err != nil {
			return err
		}
		o.Tasks.Decide.add(decide)
	}
	var err error
	if o.Tasks.Decide.Referrals, err = by.toDecide(v); err != nil {
		return err
	}
	if by.May(ActRequestPay) {
		ask, err := v.Unasked(ActionPay)
		if err != nil {
			return err
		}
		o.Tasks.Ask.add(ask)
	}
	return nil
}

// weeks sorts flows of days into weeks from first on.
func weeks(days []models.Flow, first time.Time) []Week {
	all := make([]Week, weeksShown)
	begins := make([]string, weeksShown)
	for i := range all {
		all[i].Monday = first.AddDate(0, 0, 7*i) // by the calendar, so that a change of the clock moves no week
		begins[i] = all[i].Monday.Format(time.DateOnly)
	}
	for _, f := range days {
		i, exact := slices.BinarySearch(begins, f.Day)
		if !exact {
			i--
		}
		if i < 0 || f.Back() {
			continue
		}
		switch models.State(f.Target) {
		case models.StateAccepted:
			all[i].Accepted += f.N
		case models.StatePaid:
			all[i].Paid += f.N
		}
	}
	return all
}

// funnel adds up how far people came.
func funnel(totals []models.Flow) Funnel {
	var u Funnel
	places := map[string]*int64{models.PlaceTile: &u.Tiles, models.PlaceShare: &u.Shares, models.PlaceLanding: &u.Landings,
		string(models.StateAccepted): &u.Accepted, string(models.StatePending): &u.Accounts, string(models.StateEligible): &u.Met,
		string(models.StatePaid): &u.Paid, models.PlacePaid(models.SideInviter): &u.PaidInviters, models.PlacePaid(models.SideAcceptor): &u.PaidFriends}
	for _, f := range totals {
		if n := places[f.Target]; n != nil && !f.Back() {
			*n += f.N
		}
		switch {
		case f.Source == string(models.StateEligible) && f.Target == string(models.StateClosing):
			u.Met -= f.N
		case f.Target == models.PlacePaid(models.SideInviter):
			u.PaidInviterMinor += f.Minor
		case f.Target == models.PlacePaid(models.SideAcceptor):
			u.PaidFriendMinor += f.Minor
		}
	}
	return u
}
