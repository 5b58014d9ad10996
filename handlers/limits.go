package handlers

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"raf/models"
)

// The rate at which one address may begin sign-ins at one institution: a household with many cards passes, a script
// that fills the table of attempts does not. Offices share addresses, so past the limit there is a button, not a wall.
const (
	roundsPerSecond = 1
	roundsBurst     = 60
	// idleAddress is after how long an address is forgotten; by then its allowance is whole again.
	idleAddress  = 2 * time.Minute
	maxAddresses = 10_000
)

// rounds counts the sign-ins that each address begins.
type rounds struct {
	mu   sync.Mutex
	seen map[roundsKey]*allowance
}

type roundsKey struct {
	tenant  models.TenantID
	address netip.Addr
}

type allowance struct {
	limiter *rate.Limiter
	used    time.Time
}

// allow takes one sign-in from an address's allowance. A full table forgets idle addresses, and if none is idle, lets
// nobody new begin until one is: the memory of a flood is bounded.
func (r *rounds) allow(tenant models.TenantID, address netip.Addr, now time.Time) bool {
	if address.Is6() {
		// One household holds a whole /64; counting single addresses would count nothing.
		if p, err := address.Prefix(64); err == nil {
			address = p.Addr()
		}
	}
	key := roundsKey{tenant, address}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[roundsKey]*allowance{}
	}
	a, known := r.seen[key]
	if !known {
		if len(r.seen) >= maxAddresses {
			r.forget(now)
		}
		if len(r.seen) >= maxAddresses {
			return false
		}
		a = &allowance{limiter: rate.NewLimiter(roundsPerSecond, roundsBurst)}
		r.seen[key] = a
	}
	a.used = now
	return a.limiter.AllowN(now, 1)
}

func (r *rounds) forget(now time.Time) {
	for key, a := range r.seen {
		if now.Sub(a.used) > idleAddress {
			delete(r.seen, key)
		}
	}
}
