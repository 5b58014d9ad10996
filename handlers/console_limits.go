package handlers

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"raf/models"
)

// The tries to sign in to the console from one address for one person. They are counted by address and person
// together, so that nobody can lock a colleague out from elsewhere (security.md, 4H).
const (
	triesBurst  = 10
	triesWindow = 15 * time.Minute
)

// tries counts them, in a memory that is bounded as that of rounds is.
type tries struct {
	mu   sync.Mutex
	seen map[triesKey]*allowance
}

type triesKey struct {
	tenant  models.TenantID
	address netip.Addr
	who     string
}

func (t *tries) allow(key triesKey, now time.Time) bool {
	if key.address.Is6() {
		if p, err := key.address.Prefix(64); err == nil {
			key.address = p.Addr()
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil {
		t.seen = map[triesKey]*allowance{}
	}
	a, known := t.seen[key]
	if !known {
		if len(t.seen) >= maxAddresses {
			for old, of := range t.seen {
				if now.Sub(of.used) > triesWindow {
					delete(t.seen, old)
				}
			}
		}
		if len(t.seen) >= maxAddresses {
			return false
		}
		a = &allowance{limiter: rate.NewLimiter(rate.Every(triesWindow/triesBurst), triesBurst)}
		t.seen[key] = a
	}
	a.used = now
	return a.limiter.AllowN(now, 1)
}
