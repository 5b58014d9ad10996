package command

import (
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// holds is what a slow or greedy client may hold on to (security.md, J11).
type holds struct {
	header, request time.Duration // until the header has come, and all of the request
	answer          time.Duration // until the answer has been taken
	idle            time.Duration // between two requests
	connections     int           // at once; who comes later waits in the kernel's queue until one is over
}

// usual is what everybody gets. A connection that says nothing is over after five seconds; four thousand of them take about
// 100 MB. A fair share for each address is the proxy's business: to us all come from its own.
func usual() holds {
	return holds{header: 5 * time.Second, request: 15 * time.Second, answer: 30 * time.Second, idle: 90 * time.Second, connections: 4096}
}

type running struct {
	server   *http.Server
	listener net.Listener
}

func (within holds) serving(h http.Handler, at net.Listener) running {
	return running{&http.Server{Handler: h, ReadHeaderTimeout: within.header, ReadTimeout: within.request,
		WriteTimeout: within.answer, IdleTimeout: within.idle, MaxHeaderBytes: 16 << 10}, netutil.LimitListener(at, within.connections)}
}
