package handlers

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"

	"raf/handlers/web"
	"raf/models"
)

// The rate at which one address may begin sign-ins at one institution: a household with many cards passes, a script
// that fills the table of attempts does not. Offices share addresses, so past the limit there is a button, not a wall.
const (
	roundsPerSecond = 1
	roundsBurst     = 60
	// idleAddress is after how long an address is forgotten; by then its allowance is whole again.
	idleAddress = 2 * time.Minute
)

// How often one member may have the bank asked: pressed again and again, the button shows what is known. A script would
// drive the bank into throttling us, and that would be everybody's trouble.
const (
	checksEvery = 5 * time.Second
	checksBurst = 10
)

type checksKey struct {
	tenant models.TenantID
	member string
}

func newChecks() *web.Limit[checksKey] {
	return &web.Limit[checksKey]{Every: rate.Every(checksEvery), Burst: checksBurst, Idle: 2 * checksBurst * checksEvery}
}

// rounds counts the sign-ins that each address begins.
type rounds struct{ limit web.Limit[roundsKey] }

type roundsKey struct {
	tenant  models.TenantID
	address netip.Addr
}

func newRounds() rounds {
	return rounds{web.Limit[roundsKey]{Every: roundsPerSecond, Burst: roundsBurst, Idle: idleAddress}}
}

// allow takes one sign-in from an address's allowance.
func (r *rounds) allow(tenant models.TenantID, address netip.Addr, now time.Time) bool {
	return r.limit.Allow(roundsKey{tenant, web.Household(address)}, now)
}
