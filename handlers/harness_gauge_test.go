package handlers

import (
	"net/http"
	"strings"
	"sync"

	"raf/providers/sandbox"
)

// gauge watches how many calls for transactions are at a bank at the same moment. With together set it holds them
// until so many have met, or their caller gives up.
type gauge struct {
	mu              sync.Mutex
	now, most, want int
	met             chan struct{}
}

// together makes the next calls wait for each other.
func (g *gauge) together(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.want, g.most, g.met = n, 0, make(chan struct{})
}

func (g *gauge) atMost() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.most
}

func (g *gauge) enter(r *http.Request) (leave func()) {
	if !strings.HasSuffix(r.URL.Path, "/"+sandbox.OnTransactions) {
		return func() {}
	}
	g.mu.Lock()
	g.now++
	g.most = max(g.most, g.now)
	if g.want > 0 && g.now == g.want {
		close(g.met)
		g.want = 0
	}
	met := g.met
	g.mu.Unlock()
	if met != nil {
		select {
		case <-met:
		case <-r.Context().Done():
		}
	}
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.now--
	}
}
