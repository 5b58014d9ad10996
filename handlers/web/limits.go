package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// MaxRemembered bounds how many keys a limit remembers.
const MaxRemembered = 10_000

// Limit lets each key do something so often. Its memory is bounded: full, it forgets whoever is idle, and if nobody is,
// the one that was quiet longest. A flood from many addresses costs no further memory and shuts nobody else out; it can
// make an allowance whole again, so what must hold is counted in the database.
type Limit[K comparable] struct {
	Every rate.Limit
	Burst int
	Idle  time.Duration // after which a key is forgotten

	mu   sync.Mutex
	seen map[K]*allowance
}

type allowance struct {
	limiter *rate.Limiter
	used    time.Time
}

// Allow takes one from a key's allowance.
func (l *Limit[K]) Allow(key K, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		l.seen = map[K]*allowance{}
	}
	a, known := l.seen[key]
	if !known {
		if len(l.seen) >= MaxRemembered {
			l.forget(now)
		}
		a = &allowance{limiter: rate.NewLimiter(l.Every, l.Burst)}
		l.seen[key] = a
	}
	a.used = now
	return a.limiter.AllowN(now, 1)
}

func (l *Limit[K]) forget(now time.Time) {
	var quietest K
	since, idle := now, false
	for key, a := range l.seen {
		if now.Sub(a.used) > l.Idle {
			delete(l.seen, key)
			idle = true
		} else if !a.used.After(since) {
			quietest, since = key, a.used
		}
	}
	if !idle {
		delete(l.seen, quietest)
	}
}

// Remembered is how many keys are remembered now.
func (l *Limit[K]) Remembered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.seen)
}

// Household is the address that counts for another: one household holds a whole /64, and counting single addresses of
// it would count nothing.
func Household(address netip.Addr) netip.Addr {
	if address.Is6() {
		if p, err := address.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return address
}
