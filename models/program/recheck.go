package program

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"raf/models"
	"raf/models/eligibility"
)

// The holds that a look before payment opens by itself. Staff resolve them with a reason, as any other.
const (
	HoldStanding = "standing"      // an account of a payee is not in order
	HoldTax      = "tax_threshold" // this payment makes a tax form due and a form W-9 must be on file
)

// Why a single leg is void while the other is paid.
const (
	VoidCap   = "cap"       // the inviter's yearly cap is used up
	VoidEmpty = "no_reward" // the terms promise this side nothing
)

// Cap is how an inviter stands in the year of a release.
type Cap struct {
	Limit int   // rewards a year by the frozen terms; 0 is no cap
	Taken int64 // rewards of the year that were released before
	// Ahead are referrals of the same inviter that met everything earlier and still wait: they come first, so that the
	// outcome does not hang on whose payment staff press first.
	Ahead []models.Referral
}

// Full reports whether the year's places are used up.
func (c Cap) Full() bool { return c.Limit > 0 && c.Taken >= int64(c.Limit) }

// Contested reports that the places left belong to those ahead as long as they wait. Nothing is void for their sake: they
// may yet be refused, and what is void never comes back.
func (c Cap) Contested() bool {
	return c.Limit > 0 && !c.Full() && c.Taken+int64(len(c.Ahead)) >= int64(c.Limit)
}

// ErrAhead is behind the Conflict of a payment that would take the last place of a cap before somebody who came earlier.
var ErrAhead = errors.New("an earlier referral of the inviter comes first")

// Recheck is everything that is looked at again before money leaves, in the transaction that lets it leave and on the
// page before it.
type Recheck struct {
	At       time.Time
	Year     int // of the payment, in the institution's zone
	Holds    int // open ones
	Standing []Standing
	Cap      Cap
	Tax      []TaxLine
	Legs     []models.RewardLeg // what would be paid, after the cap
	Void     []models.RewardLeg // what would not, with the reason
	Total    models.Money       // of Legs
	Payees   map[models.Side]models.Member
	Accounts map[models.Side]models.AccountFacts
	resolved []models.Hold
}

// recheck looks at a referral and some of its legs. Cap counts only before the release: released legs are counted.
func recheck(v ground, r models.Referral, legs []models.RewardLeg, year int) (Recheck, error) {
	c := Recheck{At: v.Now(), Year: year, Holds: r.HoldCount, Payees: map[models.Side]models.Member{}, Accounts: map[models.Side]models.AccountFacts{}}
	holds, err := v.Holds(r.ID)
	if err != nil {
		return c, err
	}
	for _, h := range holds {
		if !h.ResolvedAt.IsZero() {
			c.resolved = append(c.resolved, h)
		}
	}
	if err := c.capOf(v, r); err != nil {
		return c, err
	}
	for _, leg := range legs {
		if why := c.voids(leg); why != "" {
			leg.VoidReason = why
			c.Void = append(c.Void, leg)
			continue
		}
		c.Legs = append(c.Legs, leg)
	}
	return c, c.look(v, r)
}

// capOf reads how the inviter stands.
func (c *Recheck) capOf(v ground, r models.Referral) (err error) {
	if r.Version == nil || r.State != models.StateEligible || r.Kind == models.KindProduct {
		return nil
	}
	if c.Cap.Limit = r.Version.Terms.InviterYearCount; c.Cap.Limit == 0 {
		return nil
	}
	if c.Cap.Taken, err = v.InviterSpent(r.InviterMemberID, c.Year); err != nil {
		return err
	}
	c.Cap.Ahead, err = v.EligibleBefore(r)
	return err
}

// voids says why a leg is not paid; empty if it is.
func (c *Recheck) voids(leg models.RewardLeg) string {
	switch {
	case leg.AmountMinor == 0:
		return VoidEmpty
	case leg.Side == models.SideInviter && c.Cap.Full():
		return VoidCap
	}
	return ""
}

// look reads the standing of both sides, and the tax and the total of what would be paid.
func (c *Recheck) look(v ground, r models.Referral) error {
	people := peopleOf(r)
	var ids []string
	for _, m := range people {
		ids = append(ids, m.ID)
	}
	facts, err := v.AccountFacts(ids...)
	if err != nil {
		return err
	}
	for _, side := range []models.Side{models.SideAcceptor, models.SideInviter} {
		if m, known := people[side]; known {
			c.Accounts[side] = facts[m.ID]
			c.Standing = append(c.Standing, standing(side, facts[m.ID]))
		}
	}
	c.Payees = people
	logins, err := v.LoginsOf(slices.Collect(maps.Values(people))...)
	if err != nil {
		return err
	}
	if c.Tax, err = taxLines(v, c.Legs, logins, c.Year); err != nil {
		return err
	}
	for i, leg := range c.Legs {
		if i == 0 {
			c.Total.Currency = leg.Currency
		}
		if c.Total, err = c.Total.Plus(leg.Amount()); err != nil {
			return err
		}
	}
	return nil
}

// peopleOf are the people of a referral by their side; where the institution itself invited there is one.
func peopleOf(r models.Referral) map[models.Side]models.Member {
	people := map[models.Side]models.Member{}
	for side, m := range map[models.Side]*models.Member{models.SideAcceptor: r.Acceptor, models.SideInviter: r.Inviter} {
		if m != nil && m.ID != "" {
			people[side] = *m
		}
	}
	return people
}

// finding is something that a person must look at before money leaves.
type finding struct {
	kind   string
	side   models.Side
	reason string
}

// findings are those that nobody has dealt with. A hold that was resolved deals with what was known then: standing that
// the bank told later is another matter, a threshold is crossed once.
func (c Recheck) findings() (all []finding) {
	for _, s := range c.Standing {
		if s.Result == eligibility.NotYet && !c.dealtWith(HoldStanding, s.Side, s.AsOf) {
			all = append(all, finding{HoldStanding, s.Side, fmt.Sprintf("The %s's standing, told %s: %s.", s.Side, s.AsOf.UTC().Format(time.DateOnly), strings.ReplaceAll(string(s.Reason), "_", " "))})
		}
	}
	for _, l := range c.Tax {
		if l.Hold && !c.dealtWith(HoldTax, l.Side, time.Time{}) {
			all = append(all, finding{HoldTax, l.Side, "With this payment " + l.String() + ". A form W-9 must be on file."})
		}
	}
	return all
}

// dealtWith reports whether somebody released a hold of this kind about this side. What was found about one person says
// nothing of the other.
func (c Recheck) dealtWith(kind string, side models.Side, after time.Time) bool {
	for _, h := range c.resolved {
		if h.Kind == kind && h.Side == side && !h.ResolvedAt.Before(after) {
			return true
		}
	}
	return false
}

// ErrPutOnHold is behind the Conflict of a payment that a look at everything stopped; the hold says why.
var ErrPutOnHold = errors.New("put on hold by the look before payment")

// heldError is a Conflict that leaves holds behind: the transaction that found them is rolled back, another opens them.
type heldError struct {
	error
	referral models.Referral
	findings []finding
}

func (e heldError) Unwrap() error { return e.error }

// clear refuses what somebody must look at first.
func (c Recheck) clear(r models.Referral) error {
	takesPlace := func(l models.RewardLeg) bool {
		return l.Side == models.SideInviter && l.Status == models.LegReserved
	}
	if c.Cap.Contested() && slices.ContainsFunc(c.Legs, takesPlace) {
		return &models.Error{Kind: models.Conflict, Public: "an earlier referral of the same inviter comes first", Err: ErrAhead}
	}
	all := c.findings()
	if len(all) == 0 {
		return nil
	}
	return heldError{&models.Error{Kind: models.Conflict, Public: "the referral was put on hold", Err: ErrPutOnHold}, r, all}
}

// hold opens the holds that a refused payment calls for. Somebody faster, or a referral that moved on, leaves nothing to
// do: whoever pays next looks again.
func (p *Program) hold(ctx context.Context, e heldError, by Staff) error {
	system := models.Actor{Kind: models.ActorSystem, ID: "recheck", RequestID: by.RequestID}
	err := p.rows.InTx(ctx, func(tx *models.Tx) error {
		r, err := e.referral, error(nil)
		for _, f := range e.findings {
			if r, err = tx.OpenHoldAt(r, f.kind, f.side, f.reason, system); err != nil {
				return err
			}
		}
		return nil
	})
	if models.KindOf(err) == models.Conflict && err != nil {
		return nil
	}
	return err
}

// snapshot is what the audit row of a payment keeps of the look before it.
func (c Recheck) snapshot() map[string]any {
	standing := map[string]any{}
	for _, s := range c.Standing {
		seen := map[string]any{"result": s.Result, "reason": s.Reason}
		if !s.AsOf.IsZero() {
			seen["as_of"] = models.At(s.AsOf)
		}
		standing[string(s.Side)] = seen
	}
	tax := map[string]any{}
	for _, l := range c.Tax {
		tax[string(l.Side)] = map[string]any{"form": l.Form, "year": l.Year, "before_minor": l.BeforeMinor, "taxable_minor": l.ThisMinor, "threshold_minor": l.ThresholdMinor, "crosses": l.Crosses}
	}
	out := map[string]any{"standing": standing, "tax": tax, "total_minor": c.Total.Minor, "currency": c.Total.Currency}
	if c.Cap.Limit > 0 {
		out["cap"] = map[string]any{"limit": c.Cap.Limit, "taken": c.Cap.Taken, "ahead": len(c.Cap.Ahead)}
	}
	if len(c.Void) > 0 {
		void := map[string]any{}
		for _, l := range c.Void {
			void[string(l.Side)] = l.VoidReason
		}
		out["void"] = void
	}
	return out
}
