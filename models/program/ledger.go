package program

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"raf/models"
)

// ledgerPage is how many referrals are looked at in one go.
const ledgerPage = 500

// LedgerFault is a place where two accounts of the same money differ.
type LedgerFault struct {
	Kind, ID string // of the row: referral, reward, payment, campaign, release, request
	What     string
}

// LedgerCheck is what became of an institution's money, and where the books do not agree.
type LedgerCheck struct {
	Referrals, Rewards, Payments, Campaigns int
	PromisedMinor, PaidMinor                map[string]int64 // by currency; what is paid is no longer promised
	Faults                                  []LedgerFault
}

// ledger is a check that goes on.
type ledger struct {
	LedgerCheck
	campaigns map[string]models.Campaign
	committed map[string]int64 // by campaign
	accepted  map[string]int64
	places    map[place]models.Flow // what stands where, by counting
}

type place struct{ campaign, name string }

func (c *ledger) fault(kind, id, format string, args ...any) {
	c.Faults = append(c.Faults, LedgerFault{kind, id, fmt.Sprintf(format, args...)})
}

// CheckLedger walks all of an institution's money as it stands at one moment and holds each account of it against the
// others: rewards, payments, releases, the requests of two people, budgets and roll-ups. It writes nothing, and needs no key.
func CheckLedger(ctx context.Context, rows models.TenantStore) (LedgerCheck, error) {
	var c *ledger
	err := rows.View(ctx, func(v *models.View) error {
		c = &ledger{LedgerCheck: LedgerCheck{PromisedMinor: map[string]int64{}, PaidMinor: map[string]int64{}}, campaigns: map[string]models.Campaign{},
			committed: map[string]int64{}, accepted: map[string]int64{}, places: map[place]models.Flow{}}
		campaigns, err := v.LedgerCampaigns()
		if err != nil {
			return err
		}
		for _, one := range campaigns {
			c.campaigns[one.ID] = one
		}
		for after := ""; ; {
			some, err := v.Ledger(after, ledgerPage)
			if err != nil || len(some) == 0 {
				return cmp.Or(err, c.againstSums(v, campaigns))
			}
			after = some[len(some)-1].ID
			for _, e := range some {
				c.entry(e)
			}
		}
	})
	return c.LedgerCheck, err
}

// entry looks at one referral.
func (c *ledger) entry(e models.LedgerEntry) {
	c.Referrals, c.Rewards, c.Payments = c.Referrals+1, c.Rewards+len(e.Legs), c.Payments+len(e.Payouts)
	c.accepted[e.CampaignID]++
	c.stands(e.CampaignID, string(e.State), 1, 0)
	var sum, n int64
	paid := 0
	for _, l := range e.Legs {
		c.leg(e, l)
		if l.Promises() {
			sum, n = sum+l.AmountMinor, n+1
		}
		if l.Status == models.LegSettled {
			paid++
		}
	}
	c.committed[e.CampaignID] += sum
	if sum != e.AmountMinor || n != e.RewardCount {
		c.fault("referral", e.ID, "its rewards are %d and come to %d, it says %d and %d", n, sum, e.RewardCount, e.AmountMinor)
	}
	if e.State == models.StatePaid && paid == 0 {
		c.fault("referral", e.ID, "it is paid without a reward that is")
	}
	c.release(e)
	c.payments(e)
}

// leg looks at one reward and at its payments.
func (c *ledger) leg(e models.LedgerEntry, l models.RewardLeg) {
	if currency := c.campaigns[e.CampaignID].Currency; l.Currency != currency {
		c.fault("reward", l.ID, "it is in %s, its campaign in %s", l.Currency, currency)
	}
	if !models.LegFits(e.State, l.Status) {
		c.fault("reward", l.ID, "it is %s, its referral %s is %s", l.Status, e.ID, e.State)
	}
	settled := 0
	for _, p := range e.Payouts {
		if p.LegID != l.ID || p.Status != "settled" {
			continue
		}
		settled++
		if p.AmountMinor != l.AmountMinor || p.Currency != l.Currency || p.PayeeID != l.PayeeMemberID {
			c.fault("payment", p.ID, "it paid %d %s to member %s, reward %s is %d %s to %s", p.AmountMinor, p.Currency, p.PayeeID, l.ID, l.AmountMinor, l.Currency, l.PayeeMemberID)
		}
		if !slices.ContainsFunc(e.Recorded, func(r models.PaymentReference) bool {
			return r.Folded == strings.ToUpper(strings.TrimSuffix(p.ExternalRef, "-"+string(l.Side)))
		}) {
			c.fault("payment", p.ID, "its reference is not kept for referral %s", e.ID)
		}
		alone := ""
		for _, one := range e.Lone {
			alone = one.StaffUserID
		}
		if p.ReleasedBy != alone {
			c.fault("payment", p.ID, "it says that %q released it alone, the release of referral %s says %q", p.ReleasedBy, e.ID, alone)
		}
	}
	switch isSettled := l.Status == models.LegSettled; {
	case isSettled && settled != 1:
		c.fault("reward", l.ID, "it is settled with %d payments", settled)
	case !isSettled && settled > 0:
		c.fault("reward", l.ID, "it is %s with a payment", l.Status)
	case isSettled:
		c.PaidMinor[l.Currency] += l.AmountMinor
		c.stands(e.CampaignID, models.PlacePaid(l.Side), 1, l.AmountMinor)
	case l.Promises():
		c.PromisedMinor[l.Currency] += l.AmountMinor
	}
}

// release looks at who let a referral's money go.
func (c *ledger) release(e models.LedgerEntry) {
	gone := slices.Contains([]models.State{models.StateApproved, models.StatePaid, models.StateClawedBack}, e.State)
	if gone && len(e.Approved) == 0 {
		c.fault("referral", e.ID, "it is %s and was never released", e.State)
	}
	var two, one bool
	for _, event := range e.Approved {
		two, one = two || event.ActorKind == models.ActorSecond, one || event.ActorKind == models.ActorLone
	}
	if two && len(e.Released) == 0 {
		c.fault("referral", e.ID, "two people released it, and no request says so")
	}
	if !two && len(e.Released) > 0 {
		c.fault("release", e.Released[0].ID, "two people released referral %s, which was not released by them", e.ID)
	}
	if one && len(e.Lone) == 0 {
		c.fault("referral", e.ID, "one person released it, and no release says so")
	}
	for _, l := range e.Lone {
		if !one {
			c.fault("release", l.ID, "one person released referral %s, which was not released so", e.ID)
		}
		if l.AmountMinor < e.AmountMinor {
			c.fault("release", l.ID, "it is of %d, referral %s comes to %d", l.AmountMinor, e.ID, e.AmountMinor)
		}
	}
}

func (c *ledger) stands(campaign, name string, n, minor int64) {
	at := place{campaign, name}
	f := c.places[at]
	f.N, f.Minor = f.N+n, f.Minor+minor
	c.places[at] = f
}

// againstSums holds what was counted against what budgets and roll-ups say. That no budget is overdrawn the database holds.
func (c *ledger) againstSums(v *models.View, campaigns []models.Campaign) error {
	c.Campaigns = len(campaigns)
	for _, one := range campaigns {
		if one.CommittedMinor != c.committed[one.ID] {
			c.fault("campaign", one.ID, "its budget says that %d is promised, its rewards come to %d", one.CommittedMinor, c.committed[one.ID])
		}
		if int64(one.AcceptedCount) != c.accepted[one.ID] {
			c.fault("campaign", one.ID, "it says that %d friends entered, there are %d", one.AcceptedCount, c.accepted[one.ID])
		}
	}
	flows, err := v.Totals()
	if err != nil {
		return err
	}
	told := map[place]models.Flow{}
	add := func(at place, n, minor int64) {
		f := told[at]
		f.N, f.Minor = f.N+n, f.Minor+minor
		told[at] = f
	}
	for _, f := range flows {
		add(place{f.CampaignID, f.Source}, -f.N, 0)
		add(place{f.CampaignID, f.Target}, f.N, f.Minor)
	}
	c.comparePlaces(told)
	unlike, err := v.DaysUnlike()
	for _, f := range unlike {
		c.fault("campaign", f.CampaignID, "the days of its roll-up from %q to %q differ from the sum by %d, %d in money", f.Source, f.Target, -f.N, -f.Minor)
	}
	return err
}

// comparePlaces is about the states of referrals and about what is paid; tiles and visits are counted nowhere else.
func (c *ledger) comparePlaces(told map[place]models.Flow) {
	names := []string{models.PlacePaid(models.SideInviter), models.PlacePaid(models.SideAcceptor)}
	for _, s := range models.States() {
		names = append(names, string(s))
	}
	all := maps.Clone(told)
	maps.Copy(all, c.places)
	for _, at := range slices.SortedFunc(maps.Keys(all), func(a, b place) int { return cmp.Or(cmp.Compare(a.campaign, b.campaign), cmp.Compare(a.name, b.name)) }) {
		want, got := c.places[at], told[at]
		if slices.Contains(names, at.name) && (want.N != got.N || want.Minor != got.Minor) {
			c.fault("campaign", at.campaign, "its roll-up says %d in %s, %d in money; there are %d, %d", got.N, at.name, got.Minor, want.N, want.Minor)
		}
	}
}
