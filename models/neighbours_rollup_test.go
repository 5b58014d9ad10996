package models_test

import (
	"time"

	"raf/models"
)

// rollupCalls are the calls on what the overview reads.
func rollupCalls() map[string]func(tx *models.Tx, who string) (any, error) {
	return map[string]func(tx *models.Tx, who string) (any, error){
		"Totals":      func(tx *models.Tx, _ string) (any, error) { return tx.Totals() },
		"Days":        func(tx *models.Tx, _ string) (any, error) { return tx.Days("2026-01-01") },
		"StateCounts": func(tx *models.Tx, _ string) (any, error) { return tx.StateCounts() },
		"CountVisits": func(tx *models.Tx, _ string) (any, error) {
			return nil, tx.CountVisits([]models.Visit{{CampaignID: "campaign", Place: models.PlaceTile, N: 2}})
		},
		"Owed":    func(tx *models.Tx, _ string) (any, error) { return tx.Owed() },
		"Unasked": func(tx *models.Tx, _ string) (any, error) { return tx.Unasked("pay") },
		"EndingBetween": func(tx *models.Tx, _ string) (any, error) {
			return tx.EndingBetween("", "0000", "9999", tx.Now().Add(time.Hour))
		},
		"Held":             func(tx *models.Tx, _ string) (any, error) { return tx.Held() },
		"OldestHold":       func(tx *models.Tx, _ string) (any, error) { return tx.OldestHold() },
		"OfferedCampaigns": func(tx *models.Tx, _ string) (any, error) { return tx.OfferedCampaigns() },
		"FoldRollup":       func(tx *models.Tx, _ string) (any, error) { return tx.FoldRollup() },
	}
}
