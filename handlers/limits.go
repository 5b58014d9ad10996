package handlers

import (
	"net/netip"
	"time"

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
