package models_test

import (
	"testing"

	"raf/models"
	"raf/models/modelstest"
)

// TestTheDatabaseHoldsWhatOnePersonMayRelease: no process, taken over or mistaken, writes a release that the threshold does
// not cover, or one in which the same person released and confirmed.
func TestTheDatabaseHoldsWhatOnePersonMayRelease(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db) // whose threshold is 1000, and who have a release of the approved referral
		right := models.LoneRelease{Keys: models.Keys{ID: "new"}, ReferralID: "younger", StaffUserID: "checker", Payload: models.JSON("{}"), AmountMinor: 1000,
			ThresholdMinor: 1000, Currency: "USD", Day: "2026-12-02", Nth: 1, DayMinor: 5000}
		for name, change := range map[string]func(*models.LoneRelease){
			"more than the threshold":      func(l *models.LoneRelease) { l.AmountMinor = 1001 },
			"nothing":                      func(l *models.LoneRelease) { l.AmountMinor = 0 },
			"a threshold that never held":  func(l *models.LoneRelease) { l.ThresholdMinor = 1001 },
			"more than the day":            func(l *models.LoneRelease) { l.DayMinor = 5001 },
			"a day that leaves itself out": func(l *models.LoneRelease) { l.DayMinor = 999 },
			"a second one of a referral":   func(l *models.LoneRelease) { l.ReferralID = "referral" },
			"a number that is taken": func(l *models.LoneRelease) {
				l.StaffUserID, l.Day = "maker", models.At(db.Clock.Now()).Format("2006-01-02")
			},
			"nobody's": func(l *models.LoneRelease) { l.StaffUserID = "stranger" },
		} {
			l := right
			change(&l)
			if err := a.ts.InTx(t.Context(), func(tx *models.Tx) error { l.At = models.At(tx.Now()); return tx.DB().Create(&l).Error }); err == nil {
				t.Errorf("%s was stored", name)
			}
		}
		write(t, a.ts, func(tx *models.Tx) error { right.At = models.At(tx.Now()); return tx.DB().Create(&right).Error })
		if err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
			return tx.DB().Model(&models.LoneRelease{}).Where("id = ?", "new").Update("amount_minor", 1).Error
		}); err == nil {
			t.Error("a release was changed")
		}
		leg := legs(t, a.ts, "referral")[0]
		settle := func(by string) error {
			return a.ts.InTx(t.Context(), func(tx *models.Tx) error {
				return tx.SettleLeg(leg, models.Settlement{Reference: by, ReleasedBy: "maker"}, models.Actor{Kind: models.ActorSecond, ID: by})
			})
		}
		if settle("maker") == nil {
			t.Error("the one who released it alone confirmed it")
		}
		if err := settle("checker"); err != nil {
			t.Error(err)
		}
	})
}
