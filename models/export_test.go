package models

import "gorm.io/gorm"

// DB hands tests the handle that production code never gives away, to attempt with it what the tenancy law forbids.
func (v *View) DB() *gorm.DB { return v.db }

// The refusals of the tenancy law, and the lists that its tests compare with the schema.
var (
	ErrRefused  = errRefused
	ErrNoTenant = errNoTenant
	Changeable  = changeable
	Free        = free
	Wrap        = wrap
	JobTables   = jobTables
	MigrateTo   = migrateTo
)

// Seal is a row's hash at a place, for tests that forge one.
var Seal = AuditRow.seal

// TenantContext is what only this package can do to a context.
var TenantContext = withTenant
