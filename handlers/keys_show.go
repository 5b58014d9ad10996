package handlers

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"raf/handlers/web"
	"raf/models/program"
)

// keysLife is how long the set of all institutions is given again without a look at their rows: anybody may ask for it.
const keysLife = time.Minute

// keysShow is the public half of the keys by which the institution's bank knows us; none where it knows us by a secret. At
// the shared address, which is below no institution, it is the keys of all (design.md, 2). It may be kept for five minutes:
// a new key is published for an hour before it signs.
func (s *Server) keysShow(c *gin.Context) {
	ctx := c.Request.Context()
	get := func(ctx context.Context) (program.KeySet, error) { return s.allKeys.get(ctx, s.house, s.Now()) }
	if p := web.VisitOf(ctx).Program; p != nil {
		get = p.KeySet
	}
	set, err := get(ctx)
	if err != nil {
		s.Refuse(c, err)
		return
	}
	c.Header("Cache-Control", "public, max-age=300")
	c.JSON(http.StatusOK, set)
}

// keySets is the set of all institutions as it was lately.
type keySets struct {
	mu  sync.Mutex
	set program.KeySet
	at  time.Time
}

func (k *keySets) get(ctx context.Context, house *program.House, now time.Time) (program.KeySet, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if age := now.Sub(k.at); age >= 0 && age < keysLife {
		return k.set, nil
	}
	set, err := house.KeySet(ctx)
	if err == nil {
		k.set, k.at = set, now
	}
	return set, err
}
