package models

import (
	"slices"
)

// Flow is how many, and how much money, went from one place to another: a referral from a state to the next, a reward
// to a side's hands, a member or a visitor from nowhere. What stands in a place is what went in less what went out.
//
// Every change appends its flow in its own transaction and never updates one: a counter that is changed where it stands
// would make all writers of an institution queue up behind one row, and a counter kept by a job would be wrong until the
// job has run. [Tx.FoldRollup] replaces rows of one key by their sum, which no reader can tell.
type Flow struct {
	Day        string // YYYY-MM-DD in the institution's zone; empty in sums over all time
	CampaignID string // empty where it belongs to no campaign
	Source     string // a State, or empty for nowhere
	Target     string // a State or one of the other places
	N, Minor   int64
	Stored     int64 // how many rows were added up; more than one wait to be folded
}

// Back reports a refusal that was taken back: the referral stands again where it was, and nobody has come anew.
func (f Flow) Back() bool {
	return f.Source == string(StateClosing) && (f.Target == string(StateAccepted) || f.Target == string(StatePending))
}

// The places besides the states of a referral.
const (
	PlaceMember  = "member"
	PlaceTile    = "tile"    // a tile was shown
	PlaceShare   = "share"   // a member opened what there is to share
	PlaceLanding = "landing" // a friend opened an invitation
)

// PlacePaid is where the settled rewards of a side stand.
func PlacePaid(s Side) string { return "paid:" + string(s) }

// RollupRow is a stored flow. Each stands twice: under its day, and under no day for sums over all time, which would
// otherwise grow dearer with every day of history.
type RollupRow struct {
	Keys
	Day        string
	CampaignID string
	Source     string
	Target     string
	N          int64
	Minor      int64
}

// TableName is daily_rollup.
func (RollupRow) TableName() string { return "daily_rollup" }

// count appends a flow of now.
func (tx *Tx) count(flows ...Flow) error {
	day, rows := tx.Today(), make([]RollupRow, 0, 2*len(flows))
	for _, f := range flows {
		row := RollupRow{CampaignID: f.CampaignID, Source: f.Source, Target: f.Target, N: f.N, Minor: f.Minor}
		for _, row.Day = range []string{"", day} {
			row.Keys = newKeys()
			rows = append(rows, row)
		}
	}
	return wrap(tx.db.Create(&rows).Error, "roll-up")
}

// countSettled appends that a leg was paid; a leg that comes back is counted with a negative n.
func (tx *Tx) countSettled(leg RewardLeg, n int64) error {
	var r Referral
	if err := tx.db.Select("tenant_id", "id", "campaign_id").Where("id = ?", leg.ReferralID).Take(&r).Error; err != nil {
		return wrap(err, "referral")
	}
	return tx.count(Flow{CampaignID: r.CampaignID, Target: PlacePaid(leg.Side), N: n, Minor: n * leg.AmountMinor})
}

// Totals sums the flows of all time by campaign, source and target, in one SELECT: a fold that commits meanwhile is seen
// whole or not at all.
func (v *View) Totals() ([]Flow, error) {
	var flows []Flow
	err := v.db.Model(&RollupRow{}).Select("campaign_id", "source", "target", "SUM(n) AS n", "SUM(minor) AS minor", "COUNT(*) AS stored").
		Where("day = ''").Group("campaign_id, source, target").Find(&flows).Error
	return flows, wrap(err, "roll-up")
}

// Days sums the flows since a day by day, campaign, source and target.
func (v *View) Days(since string) ([]Flow, error) {
	var flows []Flow
	err := v.db.Model(&RollupRow{}).Select("day", "campaign_id", "source", "target", "SUM(n) AS n", "SUM(minor) AS minor", "COUNT(*) AS stored").
		Where("day >= ? AND day <> ''", since).Group("day, campaign_id, source, target").Find(&flows).Error
	return flows, wrap(err, "roll-up")
}

// StateCounts is how many referrals stand in each state, by campaign.
type StateCounts map[string]map[State]int64

// Of adds up what stands in some states, of one campaign or, where that is empty, of all. No state means all of them.
func (c StateCounts) Of(campaignID string, states ...State) (n int64) {
	for id, by := range c {
		if campaignID != "" && id != campaignID {
			continue
		}
		for state, here := range by {
			if len(states) == 0 || slices.Contains(states, state) {
				n += here
			}
		}
	}
	return n
}

// StateCounts is how many referrals stand where at this moment, from the roll-up and what has come since, without a
// COUNT over the referrals: for the overview, and for the tabs of the list.
func (v *View) StateCounts() (StateCounts, error) {
	flows, err := v.Totals()
	return CountStates(flows), err
}

// CountStates turns flows of all time into what stands where.
func CountStates(flows []Flow) StateCounts {
	counts := StateCounts{}
	add := func(campaign, place string, n int64) {
		if !slices.Contains(States(), State(place)) {
			return
		}
		if counts[campaign] == nil {
			counts[campaign] = map[State]int64{}
		}
		counts[campaign][State(place)] += n
	}
	for _, f := range flows {
		add(f.CampaignID, f.Source, -f.N)
		add(f.CampaignID, f.Target, f.N)
	}
	return counts
}

// Visit is how often something was looked at under an offer.
type Visit struct {
	CampaignID string // of the offer that was shown
	Place      string // PlaceTile, PlaceShare or PlaceLanding
	N          int64
}

// CountVisits appends visits that were collected in memory.
func (tx *Tx) CountVisits(all []Visit) error {
	flows := make([]Flow, len(all))
	for i, v := range all {
		flows[i] = Flow{CampaignID: v.CampaignID, Target: v.Place, N: v.N}
	}
	return tx.count(flows...)
}
