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
// that are open never meet this limit: a colleague at the same address could use it to keep others from their work.
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
	v := web.VisitOf(c.Request.Context())
	if h.tries.Allow(triesKey{v.Tenant().ID(), web.Household(v.Client)}, h.Now()) {
		return true
	}
	h.Log.Warn("too many tries at the console's door", "request_id", v.RequestID, "tenant", v.Tenant().Slug)
	c.Header("Retry-After", triesRetryAfter)
	return false
}
