package console

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"

	"raf/handlers/web"
	"raf/models"
)

// The tries to sign in to the console from one address for one person. They are counted by address and person
// together, so that nobody can lock a colleague out from elsewhere (security.md, 4H).
const (
	TriesBurst  = 10
	triesWindow = 15 * time.Minute
)

type triesKey struct {
	tenant  models.TenantID
	address netip.Addr
	who     string
}

func newTries() *web.Limit[triesKey] {
	return &web.Limit[triesKey]{Every: rate.Every(triesWindow / TriesBurst), Burst: TriesBurst, Idle: triesWindow}
}
