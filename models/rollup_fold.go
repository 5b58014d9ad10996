package models

import "gorm.io/gorm/clause"

// foldAtOnce bounds the rows that one key's fold takes into memory; what is left waits for the next call.
const foldAtOnce = 5000

// FoldRollup replaces rows of one day and campaign by their sums, and says how many rows went. Two folds at once, here
// or in another process, are harmless: each adds up exactly the rows that its own DELETE took away, and the row lock
// gives every row to one of them.
func (tx *Tx) FoldRollup() (gone int, err error) {
	var keys []RollupRow
	err = tx.db.Model(&RollupRow{}).Select("day", "campaign_id").Group("day, campaign_id, source, target").Having("COUNT(*) > 1").
		Order("day, campaign_id").Find(&keys).Error
	if err != nil {
		return 0, wrap(err, "roll-up")
	}
	var last RollupRow
	for i, key := range keys {
		if i > 0 && key.Day == last.Day && key.CampaignID == last.CampaignID {
			continue
		}
		n, err := tx.foldKey(key)
		if err != nil {
			return gone, err
		}
		gone, last = gone+n, key
	}
	return gone, nil
}

func (tx *Tx) foldKey(key RollupRow) (int, error) {
	some := tx.db.Model(&RollupRow{}).Select("id").Where("day = ? AND campaign_id = ?", key.Day, key.CampaignID).Order("id").Limit(foldAtOnce)
	var gone []RollupRow
	if err := tx.db.Clauses(clause.Returning{}).Where("id IN (?)", some).Delete(&gone).Error; err != nil {
		return 0, wrap(err, "roll-up")
	}
	at, sums := map[[2]string]int{}, []RollupRow{}
	for _, row := range gone {
		ends := [2]string{row.Source, row.Target}
		i, known := at[ends]
		if !known {
			i = len(sums)
			at[ends] = i
			sums = append(sums, RollupRow{Keys: newKeys(), Day: key.Day, CampaignID: key.CampaignID, Source: row.Source, Target: row.Target})
		}
		sums[i].N, sums[i].Minor = sums[i].N+row.N, sums[i].Minor+row.Minor
	}
	if len(sums) == 0 {
		return 0, nil
	}
	return len(gone) - len(sums), wrap(tx.db.Create(&sums).Error, "roll-up")
}
