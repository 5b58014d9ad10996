package program

import (
	"math"
	"time"

	"raf/models"
)

// soonDays is how many days count as soon: for what ends, and for what has to be paid.
const soonDays = 7

// OwedByAge is the money that was earned and is not paid, by the day that the terms promised it for.
type OwedByAge struct {
	All      Pile
	Ages     [4]Pile // Later, Soon, Late, VeryLate
	SoonLast string  // YYYY-MM-DD, the last day that counts as soon
	Ready    Pile    // of All, approved: only the transfer is missing
}

// The ages of what is owed.
const (
	AgeLater    = iota // after SoonLast, or without a day
	AgeSoon            // from today on
	AgeLate            // up to a week over
	AgeVeryLate        // longer over
)

func byAge(owed []models.Owed, campaignID, today string) OwedByAge {
	soon, late := shift(today, soonDays), shift(today, -soonDays)
	out := OwedByAge{SoonLast: soon}
	for _, o := range owed {
		if campaignID != "" && o.CampaignID != campaignID {
			continue
		}
		age := AgeLater
		switch {
		case o.DueOn == "" || o.DueOn > soon:
		case o.DueOn >= today:
			age = AgeSoon
		case o.DueOn >= late:
			age = AgeLate
		default:
			age = AgeVeryLate
		}
		out.All.add(o)
		out.Ages[age].add(o)
		if o.State == models.StateApproved {
			out.Ready.add(o)
		}
	}
	return out
}

// shift moves a stored day; one that can't be read stays.
func shift(day string, by int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, by).Format(time.DateOnly)
}

// Budget is a running campaign's money: Total is Paid, Payable, Promised and Left. A campaign without a budget has no
// Total and no Left.
type Budget struct {
	Campaign                             models.Campaign
	Total, Paid, Payable, Promised, Left int64
	Used                                 int   // percent of Total, rounded down, so that nothing looks full before it is
	Room                                 int64 // friends whose rewards still fit
	Days                                 int64 // that Room lasts at the pace of the last four weeks; 0 if nobody came
}

// budgets are those of the campaigns that take new friends or might again, or of the chosen one.
func budgets(o *Overview, totals, days []models.Flow, owed []models.Owed, today string) []Budget {
	var all []Budget
	for _, c := range o.Campaigns {
		running := c.Status == models.CampaignLive || c.Status == models.CampaignPaused
		if o.Chosen == "" && !running || o.Chosen != "" && o.Chosen != c.ID {
			continue
		}
		b := Budget{Campaign: c, Total: c.BudgetMinor}
		for _, f := range only(totals, c.ID) {
			if f.Target == models.PlacePaid(models.SideInviter) || f.Target == models.PlacePaid(models.SideAcceptor) {
				b.Paid += f.Minor
			}
		}
		for _, one := range owed {
			if one.CampaignID == c.ID && one.State == models.StateApproved {
				b.Payable += one.Minor
			}
		}
		b.Promised = max(0, c.CommittedMinor-b.Paid-b.Payable)
		if b.Total > 0 {
			b.fill(c, days, today)
		}
		all = append(all, b)
	}
	return all
}

// paceDays is what the pace of a campaign is taken from: four whole weeks, so that weekends weigh alike.
const paceDays = 28

func (b *Budget) fill(c models.Campaign, days []models.Flow, today string) {
	b.Left = b.Total - c.CommittedMinor
	b.Used = percent(c.CommittedMinor, b.Total)
	cost, err := c.CurrentVersion.Terms.Cost()
	if err != nil || cost.Minor <= 0 {
		return
	}
	if b.Room = b.Left / cost.Minor; c.BreakerCount > 0 {
		b.Room = min(b.Room, max(0, c.BreakerCount-c.AcceptedCount))
	}
	from, came := shift(today, -paceDays), int64(0)
	for _, f := range only(days, c.ID) {
		if f.Target == string(models.StateAccepted) && f.Day > from && !f.Back() {
			came += f.N
		}
	}
	if came > 0 {
		b.Days = b.Room * paceDays / came
	}
}

// percent is how much of whole a part is, rounded down.
func percent(part, whole int64) int {
	if part > math.MaxInt64/100 {
		return int(part / (whole / 100)) // of such a whole nobody misses the remainder
	}
	return int(part * 100 / whole)
}
