package command

import (
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// holds is what a slow or greedy client may hold on to (security.md, J11).
type holds struct {
	header, request time.Duration // until the header has come, and all of the request
	answer          time.Duration // until the answer has been taken
	idle            time.Duration // between two requests
	silence         time.Duration // from its beginning, after which a connection may lose its place
	connections     int           // at once; who comes later has the place of a silent one, or waits in the kernel's queue
}

// usual is what everybody gets. A connection that says nothing is over after five seconds; four thousand of them take about
// 100 MB. A fair share for each address is the proxy's business: to us all come from its own.
func usual() holds {
	return holds{header: 5 * time.Second, request: 15 * time.Second, answer: 30 * time.Second, idle: 90 * time.Second, silence: 250 * time.Millisecond, connections: 4096}
}

type running struct {
	server   *http.Server
	listener net.Listener
}

func (within holds) serving(h http.Handler, at net.Listener) running {
	var there atomic.Int64
	return running{&http.Server{Handler: within.leaving(h, &there), ConnState: counting(&there), ReadHeaderTimeout: within.header, ReadTimeout: within.request,
		WriteTimeout: within.answer, IdleTimeout: within.idle, MaxHeaderBytes: 16 << 10}, newCrowd(at, within.connections, within.silence)}
}

// leaving lets nobody stay for another request once three of four connections are taken: those who asked once and are silent
// would hold the cap for as long as they may be idle, and the checks of a balancer would wait behind them. Whoever is
// answered then is told so, which a proxy minds; a shorter idle time would end connections that it is just asking on.
func (within holds) leaving(h http.Handler, there *atomic.Int64) http.Handler {
	near := int64(within.connections) * 3 / 4
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if there.Load() > near {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// counting keeps how many connections there are, and tells the crowd who is silent no more.
func counting(there *atomic.Int64) func(net.Conn, http.ConnState) {
	return func(conn net.Conn, state http.ConnState) {
		if g, is := conn.(*guest); is && state == http.StateActive {
			g.asks()
		}
		switch state {
		case http.StateNew:
			there.Add(1)
		case http.StateClosed, http.StateHijacked:
			there.Add(-1)
		}
	}
}
