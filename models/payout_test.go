package models_test

import (
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

func TestAPaymentThatFailedOrCameBackIsTriedAgainAndOneIsAlive(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		leg := legs(t, a.ts, "referral")[0]
		settle := func(ref string) error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				return tx.SettleLeg(leg, models.Settlement{Reference: ref}, models.Actor{Kind: models.ActorSecond, ID: "checker"})
			})
		}
		for i, end := range []string{"failed", "returned", ""} {
			if err := settle("try-" + string(rune('a'+i))); err != nil {
				t.Fatalf("attempt %d: %v", i+1, err)
			}
			if end == "" {
				break
			}
			// Whatever reports the failure later says so in these two columns, as the walls let it.
			write(t, a.ts, func(tx *models.Tx) error {
				if err := tx.DB().Model(&models.Payout{}).Where("leg_id = ? AND status = ?", leg.ID, "settled").Update("status", end).Error; err != nil {
					return err
				}
				return tx.DB().Model(&models.RewardLeg{}).Where("id = ?", leg.ID).Update("status", models.LegPayable).Error
			})
		}
		// The leg alone looks payable again: the living payout still stands in the way.
		write(t, a.ts, func(tx *models.Tx) error {
			return tx.DB().Model(&models.RewardLeg{}).Where("id = ?", leg.ID).Update("status", models.LegPayable).Error
		})
		if err := settle("try-d"); models.KindOf(err) != models.Conflict || err == nil {
			t.Errorf("a second living payout: error = %v, want a conflict", err)
		}
		read(t, a.ts, func(v *models.View) error {
			all, err := v.Payouts("referral")
			if len(all) != 3 || all[0].Status != "failed" || all[1].Status != "returned" || all[2].Status != "settled" || all[2].Attempt != 3 ||
				all[2].IdemKey != "settle:"+leg.ID+":3" {
				t.Errorf("payouts = %+v", all)
			}
			return err
		})
	})
}

func TestOlderFactsDoNotReplaceNewerOnes(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		facts := func(member, id string, after time.Duration) {
			write(t, a.ts, func(tx *models.Tx) error {
				return tx.SaveAccountFacts(models.AccountFacts{MemberID: member, AsOf: models.At(modelstest.Start().Add(after)),
					Accounts: []models.KnownAccount{{ID: id}}})
			})
		}
		facts("rival", "first", 0)
		facts("rival", "newer", 2*time.Hour)
		facts("rival", "older", time.Hour)
		read(t, a.ts, func(v *models.View) error {
			all, err := v.AccountFacts("rival", "friend")
			f := all["rival"]
			if len(f.Accounts) != 1 || f.Accounts[0].ID != "newer" {
				t.Errorf("facts = %+v, want the newest", f)
			}
			return err
		})
	})
}

func TestTheLastFourAreFourDigits(t *testing.T) {
	t.Parallel()
	for masked, want := range map[string]string{"x4821": "4821", "****0932": "0932", "4821": "4821", "x48": "", "": "", "xBills": "", "x48 21": "", "x４８２１": ""} {
		if got := models.LastFour(masked); got != want {
			t.Errorf("LastFour(%q) = %q, want %q", masked, got, want)
		}
	}
}

func TestAKeyIsTakenOnceByManyAtOnce(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		used := make([]bool, 16)
		errs := race(len(used), func(i int) error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) (err error) {
				_, used[i], err = tx.UseKey(models.IdempotencyKey{IdemKey: "once", StaffUserID: "maker"})
				return err
			})
		})
		fresh := 0
		for i, err := range errs {
			if err != nil {
				t.Error(err)
			}
			if !used[i] {
				fresh++
			}
		}
		if fresh != 1 {
			t.Errorf("%d took the key, want 1", fresh)
		}
	})
}
