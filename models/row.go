package models

// Keys is the beginning of every tenant-scoped row: the key is (tenant_id, id), and the tenant can't be changed.
type Keys struct {
	TenantID TenantID `gorm:"primaryKey;<-:create"`
	ID       string   `gorm:"primaryKey;<-:create"`
}

// newKeys makes the keys of a new row; the tenant is stamped by the plugin.
func newKeys() Keys { return Keys{ID: NewID()} }

// All lists every model: tests walk it to see that each has a tenant, a table and a wall.
func All() []any {
	return append(free(),
		&TenantSecret{}, &Member{}, &SigninFlow{}, &Session{}, &BankGrant{}, &RetiredGrant{}, &Campaign{}, &CampaignVersion{}, &CampaignDraft{},
		&ReferralCode{}, &Referral{}, &ReferralEvent{}, &Evaluation{}, &Hold{}, &RewardLeg{}, &Payout{}, &Consent{},
		&CodeAttempt{}, &AuditRow{}, &AcceptanceGate{},
		&StaffUser{}, &StaffSession{}, &ApprovalRequest{}, &ReferralNote{}, &RollupRow{},
		&TenantLogo{}, &AuditHead{}, &AuditWalk{},
		&AccountFacts{}, &IdempotencyKey{}, &Reassignment{}, &LoneRelease{}, &BankTheme{}, &BankDocument{}, &KeyFetch{}, &SigningKey{}, &PaymentReference{})
}
