package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/singleflight"

	"raf/handlers/web"
	"raf/models/program"
)

const (
	// keysLife is how long the set of all institutions is given again without a look at their rows: anybody may ask for it.
	keysLife = time.Minute
	// keysTime is for one reading of it. Whoever asks meanwhile waits for that one, so for no longer either.
	keysTime = 2 * time.Second
)

// keysShow is the public half of the keys by which the institution's bank knows us; none where it knows us by a secret. At
// the shared address, which is below no institution, it is the keys of all (design.md, 2). It may be kept for five minutes:
// a new key is published for an hour before it signs.
func (s *Server) keysShow(c *gin.Context) {
	ctx := c.Request.Context()
	get := func(ctx context.Context) (program.KeySet, error) {
		return s.allKeys.get(ctx, s.house.KeySet, s.Now(), s.Log)
	}
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
	reading singleflight.Group
	mu      sync.Mutex
	set     program.KeySet
	at      time.Time // when it was read; zero: never
}

// get reads the set when the last one is old. A request that is given up ends no reading, because others wait for it; while
// nothing can be read the last good set serves.
func (k *keySets) get(ctx context.Context, read func(context.Context) (program.KeySet, error), now time.Time, log *slog.Logger) (program.KeySet, error) {
	last, at := k.last()
	if age := now.Sub(at); age >= 0 && age < keysLife {
		return last, nil
	}
	_, err, _ := k.reading.Do("", func() (any, error) {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), keysTime)
		defer stop()
		set, err := read(ctx)
		if err == nil {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.set, k.at = set, now
		}
		return nil, err
	})
	last, at = k.last()
	if err != nil && !at.IsZero() {
		log.WarnContext(ctx, "the last good key set serves", "read_at", at, "cause", err.Error())
		err = nil
	}
	return last, err
}

func (k *keySets) last() (program.KeySet, time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.set, k.at
}
