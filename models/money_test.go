package models_test

import (
	"errors"
	"math"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"raf/models"
	"raf/models/modelstest"
)

func TestAmountsAddOnlyWithinACurrencyAndWithinBounds(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		a, b models.Money
		want int64
		ok   bool
	}{
		{"plain", models.Money{Minor: 1, Currency: "USD"}, models.Money{Minor: 2, Currency: "USD"}, 3, true},
		{"to the brim", models.Money{Minor: math.MaxInt64 - 1, Currency: "USD"}, models.Money{Minor: 1, Currency: "USD"}, math.MaxInt64, true},
		{"over the brim", models.Money{Minor: math.MaxInt64, Currency: "USD"}, models.Money{Minor: 1, Currency: "USD"}, 0, false},
		{"under the floor", models.Money{Minor: math.MinInt64, Currency: "USD"}, models.Money{Minor: -1, Currency: "USD"}, 0, false},
		{"two currencies", models.Money{Minor: 1, Currency: "USD"}, models.Money{Minor: 1, Currency: "CAD"}, 0, false},
	} {
		got, err := row.a.Plus(row.b)
		if (err == nil) != row.ok || got.Minor != row.want {
			t.Errorf("%s: %v, %v, want %d and ok = %v", row.name, got, err, row.want, row.ok)
		}
	}
}

func campaign(t *testing.T, ts models.TenantStore) (c models.Campaign) {
	t.Helper()
	read(t, ts, func(v *models.View) error { return v.DB().Where("id = ?", "campaign").Take(&c).Error })
	return c
}

func TestReservingAsksTheBudgetAndTheBreaker(t *testing.T) {
	t.Parallel()
	usd := func(minor int64) models.Money { return models.Money{Minor: minor, Currency: "USD"} }
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		for _, row := range []struct {
			name                                string
			budget, committed, breaker, counted int64
			status, version                     string
			cost                                models.Money
			kind                                models.Kind // of the refusal, empty if there is none
		}{
			{"room", 100, 50, 0, 0, "live", "version", usd(50), ""},
			{"one cent too much", 100, 51, 0, 0, "live", "version", usd(50), models.Conflict},
			{"no budget is no limit", 0, 1 << 40, 0, 0, "live", "version", usd(50), ""},
			{"no budget, but the amount overflows", 0, math.MaxInt64 - 49, 0, 0, "live", "version", usd(50), models.Conflict},
			{"a budget to the brim, and the sum overflows", math.MaxInt64, math.MaxInt64 - 49, 0, 0, "live", "version", usd(50), models.Conflict},
			{"a negative cost", 100, 50, 0, 0, "live", "version", usd(-1), models.Internal},
			{"breaker not reached", 0, 0, 3, 2, "live", "version", usd(50), ""},
			{"breaker tripped", 0, 0, 3, 3, "live", "version", usd(50), models.Conflict},
			{"paused", 0, 0, 0, 0, "paused", "version", usd(50), models.Conflict},
			{"ended", 0, 0, 0, 0, "ended", "version", usd(50), models.Conflict},
			{"a version that is no longer offered", 0, 0, 0, 0, "live", "older", usd(50), models.Conflict},
			{"another currency", 0, 0, 0, 0, "live", "version", models.Money{Minor: 50, Currency: "CAD"}, models.Conflict},
		} {
			t.Run(row.name, func(t *testing.T) {
				write(t, a.ts, func(tx *models.Tx) error {
					return tx.DB().Model(&models.Campaign{}).Where("id = ?", "campaign").Updates(map[string]any{"budget_minor": row.budget,
						"committed_minor": row.committed, "breaker_count": row.breaker, "accepted_count": row.counted, "status": row.status}).Error
				})
				before := campaign(t, a.ts)
				asked := before
				asked.CurrentVersionID = row.version
				err := a.ts.InTx(t.Context(), func(tx *models.Tx) error { return tx.Reserve(asked, row.cost) })
				want := before
				switch {
				case row.kind == "" && err == nil:
					want.CommittedMinor += row.cost.Minor
					want.AcceptedCount++
				case row.kind == "" || err == nil || models.KindOf(err) != row.kind:
					t.Errorf("error = %v, want kind %q", err, row.kind)
				}
				if diff := cmp.Diff(want, campaign(t, a.ts)); diff != "" {
					t.Errorf("campaign (-want +got):\n%s", diff)
				}
			})
		}
	})
}

func TestTwoTakersOfTheLastPlaceGetOne(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		c := campaign(t, a.ts)
		cost := models.Money{Minor: c.BudgetMinor - c.CommittedMinor, Currency: "USD"}
		errs := race(2, func(int) error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) error { return tx.Reserve(c, cost) })
		})
		if won, lost := outcomes(errs); won != 1 || lost != 1 {
			t.Errorf("%d won, %d lost by a conflict: %v", won, lost, errs)
		}
		if got := campaign(t, a.ts); got.CommittedMinor != got.BudgetMinor {
			t.Errorf("committed %d, want the whole budget %d", got.CommittedMinor, got.BudgetMinor)
		}
	})
}

// race runs n calls that begin at the same moment.
func race(n int, f func(i int) error) []error {
	errs, start := make([]error, n), make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { <-start; errs[i] = f(i) })
	}
	close(start)
	all.Wait()
	return errs
}

func outcomes(errs []error) (won, lost int) {
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case models.KindOf(err) == models.Conflict:
			lost++
		}
	}
	return won, lost
}

func TestReleasingGivesBackNoMoreThanWasPromised(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		release := func(m models.Money) error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) error { return tx.Release("campaign", m) })
		}
		for _, m := range []models.Money{{Minor: 20001, Currency: "USD"}, {Minor: 1, Currency: "CAD"}} {
			if err := release(m); models.KindOf(err) != models.Conflict || err == nil {
				t.Errorf("releasing %v: error = %v, want a conflict", m, err)
			}
		}
		if err := release(models.Money{Minor: -1, Currency: "USD"}); err == nil {
			t.Error("a negative release was taken: it would promise past the budget")
		}
		if err := release(models.Money{Minor: 20000, Currency: "USD"}); err != nil {
			t.Error(err)
		}
		if got := campaign(t, a.ts).CommittedMinor; got != 0 {
			t.Errorf("committed %d, want 0", got)
		}
	})
}

func legs(t *testing.T, ts models.TenantStore, referralID string) (all []models.RewardLeg) {
	t.Helper()
	read(t, ts, func(v *models.View) (err error) { all, err = v.Legs(referralID); return err })
	return all
}

func TestVoidingFreesWhatWasReservedAndNothingElse(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		for _, row := range []struct {
			referral string
			want     int64
		}{{"younger", 10000}, {"younger", 0}, {"referral", 0}} { // reserved; already void; payable
			var freed models.Money
			write(t, a.ts, func(tx *models.Tx) (err error) { freed, err = tx.VoidLegs(row.referral, "expired", "USD"); return err })
			if freed.Minor != row.want {
				t.Errorf("voiding %s freed %d, want %d", row.referral, freed.Minor, row.want)
			}
		}
		for _, l := range legs(t, a.ts, "younger") {
			if l.Status != models.LegVoid || l.VoidReason != "expired" {
				t.Errorf("leg %s is %s for %q", l.ID, l.Status, l.VoidReason)
			}
		}
		for _, l := range legs(t, a.ts, "referral") {
			if l.Status != models.LegPayable {
				t.Errorf("the payable leg %s became %s", l.ID, l.Status)
			}
		}
	})
}

func TestALegIsPaidOnce(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		both := legs(t, a.ts, "referral") // acceptor, inviter
		settle := func(l models.RewardLeg, ref string) error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				return tx.SettleLeg(l, models.Settlement{Reference: ref}, models.Actor{Kind: models.ActorSecond, ID: "checker"})
			})
		}
		errs := race(8, func(i int) error { return settle(both[0], "ref-"+string(rune('a'+i))) })
		if won, lost := outcomes(errs); won != 1 || lost != 7 {
			t.Errorf("%d won, %d lost by a conflict, want 1 and 7: %v", won, lost, errs)
		}
		if err := settle(both[0], "later"); models.KindOf(err) != models.Conflict {
			t.Errorf("settling again: error = %v, want a conflict", err)
		}
		if err := settle(both[1], "ref"); models.KindOf(err) != models.Conflict { // the fixture's failed payout has it
			t.Errorf("a reference used before: error = %v, want a conflict", err)
		}
		if got := legs(t, a.ts, "referral"); got[1].Status != models.LegPayable || got[0].Status != models.LegSettled || got[0].SettledAt.IsZero() {
			t.Errorf("legs = %+v", got)
		}
		reserved := legs(t, a.ts, "younger")[0]
		if err := settle(reserved, "early"); models.KindOf(err) != models.Conflict {
			t.Errorf("settling a leg that is not payable: error = %v, want a conflict", err)
		}
		var payouts int64
		read(t, a.ts, func(v *models.View) error {
			return v.DB().Model(&models.Payout{}).Where("status = ?", "settled").Count(&payouts).Error
		})
		if payouts != 1 {
			t.Errorf("%d payouts are stored, want 1", payouts)
		}
	})
}

func TestTheDatabaseHoldsOneLegASideAndOneLivePayoutALeg(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		at := models.At(db.Clock.Now())
		payout := func(id, status string) *models.Payout {
			return &models.Payout{Keys: models.Keys{ID: id}, LegID: "i-referral", PayeeID: "inviter", AmountMinor: 5000, Currency: "USD", ExternalRef: id, IdemKey: id, Status: status, CreatedAt: at}
		}
		insert := func(row any) error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) error { return tx.DB().Create(row).Error })
		}
		for _, row := range []any{payout("p1", "failed"), payout("p2", "settled")} {
			if err := insert(row); err != nil {
				t.Errorf("%+v: %v", row, err)
			}
		}
		for _, row := range []any{payout("p3", "settled"), &models.RewardLeg{Keys: models.Keys{ID: "third"}, ReferralID: "referral",
			Side: models.SideInviter, PayeeMemberID: "inviter", Currency: "USD", Status: models.LegReserved, CreatedAt: at}} {
			if err := insert(row); !errors.Is(err, gorm.ErrDuplicatedKey) {
				t.Errorf("%+v: error = %v, want a duplicate key", row, err)
			}
		}
	})
}
