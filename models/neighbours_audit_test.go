package models_test

import "raf/models"

// aJob is a job as the ones of the house are: it carries an id.
type aJob struct {
	TenantID models.TenantID `json:"tenant_id"`
}

// Kind names it.
func (aJob) Kind() string { return "a_job" }

// auditCalls are the calls on the trail and on what is left for later.
func auditCalls() map[string]func(tx *models.Tx, who string) (any, error) {
	return map[string]func(tx *models.Tx, who string) (any, error){
		"SealAudit":   func(tx *models.Tx, _ string) (any, error) { return tx.SealAudit(10) },
		"VerifyAudit": func(tx *models.Tx, _ string) (any, error) { return tx.VerifyAudit() },
		"WalkAudit":   func(tx *models.Tx, _ string) (any, error) { return tx.WalkAudit(models.ChainPlace{}, 10) },
		"AuditWalk":   func(tx *models.Tx, _ string) (any, error) { return tx.AuditWalk() },
		"SaveAuditWalk": func(tx *models.Tx, _ string) (any, error) {
			w, err := tx.AuditWalk()
			if err != nil {
				return nil, err
			}
			w.Seq++
			return tx.SaveAuditWalk(w)
		},
		"AuditHead":    func(tx *models.Tx, _ string) (any, error) { return tx.AuditHead() },
		"AuditWaiting": func(tx *models.Tx, _ string) (any, error) { return tx.AuditWaiting() },
		"ListAudit": func(tx *models.Tx, _ string) (any, error) {
			page, err := tx.ListAudit(models.AuditFilter{}, "")
			return undiffed(page.Rows), err
		},
		"CountAudit": func(tx *models.Tx, _ string) (any, error) { return tx.CountAudit(models.AuditFilter{}) },
		"ExportAudit": func(tx *models.Tx, _ string) (any, error) {
			page, err := tx.ExportAudit(models.AuditFilter{}, "")
			return undiffed(page.Rows), err
		},
		"AuditEntry":   func(tx *models.Tx, _ string) (any, error) { return tx.AuditEntry("audit") },
		"MembersNamed": func(tx *models.Tx, who string) (any, error) { return tx.MembersNamed([]string{who}) },
		"Enqueue":      func(tx *models.Tx, _ string) (any, error) { return nil, tx.Enqueue(aJob{}) },
	}
}

// undiffed leaves out what changed: other calls of this test wrote into it what they were asked for, in base64 here.
func undiffed(rows []models.AuditRow) []models.AuditRow {
	for i := range rows {
		rows[i].Diff = nil
	}
	return rows
}
