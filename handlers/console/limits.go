package console

import (
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"

	"raf/handlers/web"
	"raf/models"
)

// The tries at the console's door from one address. An office shares one, so a whole shift may sign in at once; what a
// person may get wrong is counted in the database, for all instances and addresses together (security.md, 4H). Sessions
// that are open never meet this limit: a colleague at the same address could use it to keep others from their work. For
// the same reason a form with both factors may pass an address that is stopped, one at a time in a process: one post a
// second from an office keeps nobody behind it out, and what a flood costs in hashing stays that of one person.
const (
	TriesBurst      = 60
	triesPerSecond  = 1
	triesForgotten  = 2 * time.Minute // an allowance is whole again by then
	triesRetryAfter = "10"
)

type triesKey struct {
	tenant  models.TenantID
	address netip.Addr
}

func newTries() *web.Limit[triesKey] {
	return &web.Limit[triesKey]{Every: triesPerSecond, Burst: TriesBurst, Idle: triesForgotten}
}

// mayTry counts a try at the door, before anything costly or stored is looked at.
func (h *Handlers) mayTry(c *gin.Context) bool {
	return h.counted(c) || h.stopped(c)
}

// mayTryBoth is mayTry for a form that proves more than a password. Past the address's allowance it takes the one spare
// place, or is stopped as well.
func (h *Handlers) mayTryBoth(c *gin.Context) (leave func(), ok bool) {
	if h.counted(c) {
		return func() {}, true
	}
	select {
	case h.spare <- struct{}{}:
		return func() { <-h.spare }, true
	default:
		return nil, h.stopped(c)
	}
}

func (h *Handlers) counted(c *gin.Context) bool {
	v := web.VisitOf(c.Request.Context())
	return h.tries.Allow(triesKey{v.Tenant().ID(), web.Household(v.Client)}, h.Now())
}

// stopped notes that an address has no try left, and always says no.
func (h *Handlers) stopped(c *gin.Context) bool {
	v := web.VisitOf(c.Request.Context())
	h.Log.Warn("too many tries at the console's door", "request_id", v.RequestID, "tenant", v.Tenant().Slug)
	c.Header("Retry-After", triesRetryAfter)
	return false
}
