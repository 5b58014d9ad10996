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
		"SealAudit":    func(tx *models.Tx, _ string) (any, error) { return tx.SealAudit(10) },
		"VerifyAudit":  func(tx *models.Tx, _ string) (any, error) { return tx.VerifyAudit() },
		"AuditHead":    func(tx *models.Tx, _ string) (any, error) { return tx.AuditHead() },
		"AuditWaiting": func(tx *models.Tx, _ string) (any, error) { return tx.AuditWaiting() },
		"Enqueue":      func(tx *models.Tx, _ string) (any, error) { return nil, tx.Enqueue(aJob{}) },
	}
}
