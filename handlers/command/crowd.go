package command

import (
	"container/list"
	"net"
	"sync"
	"time"
)

// crowd lets so many connections in and no more. Who comes then takes the place of whoever has been there longest without
// asking for anything (threat: connections that cost nothing and say nothing keep a balancer's checks out, which then takes the
// server away from everybody). Where all ask for something it waits until one is over.
type crowd struct {
	net.Listener
	silence time.Duration // that nobody is ended for: a first request may be on its way
	places  chan struct{}
	more    chan struct{} // somebody is silent who was not
	done    chan struct{}
	close   sync.Once

	mu     sync.Mutex
	silent list.List // of *guest, the longest first
}

func newCrowd(at net.Listener, most int, silence time.Duration) *crowd {
	return &crowd{Listener: at, silence: silence, places: make(chan struct{}, most), more: make(chan struct{}, 1), done: make(chan struct{})}
}

// guest is a connection that has a place.
type guest struct {
	net.Conn
	crowd *crowd
	timer *time.Timer
	gone  sync.Once

	asked bool          // both under the crowd's lock
	at    *list.Element // among the silent, nil if it is not
}

// Accept takes one connection out of the kernel's queue and returns it when it has a place.
func (c *crowd) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	for {
		select {
		case c.places <- struct{}{}:
			return c.seat(conn), nil
		default:
			c.endSilent()
		}
		select {
		case c.places <- struct{}{}:
			return c.seat(conn), nil
		case <-c.more:
		case <-c.done:
			_ = conn.Close() // nobody will ever answer it
			return nil, net.ErrClosed
		}
	}
}

// Close ends the listener, and with it who waits for a place.
func (c *crowd) Close() error {
	c.close.Do(func() { close(c.done) })
	return c.Listener.Close()
}

func (c *crowd) seat(conn net.Conn) *guest {
	g := &guest{Conn: conn, crowd: c}
	c.mu.Lock() // the timer may be faster than we are
	defer c.mu.Unlock()
	g.timer = time.AfterFunc(c.silence, g.isSilent)
	return g
}

func (g *guest) isSilent() {
	c := g.crowd
	c.mu.Lock()
	defer c.mu.Unlock()
	if g.asked {
		return
	}
	g.at = c.silent.PushBack(g)
	select {
	case c.more <- struct{}{}:
	default:
	}
}

// asks says that a request has come, or that none will.
func (g *guest) asks() {
	c := g.crowd
	c.mu.Lock()
	defer c.mu.Unlock()
	g.timer.Stop()
	if g.asked = true; g.at != nil {
		c.silent.Remove(g.at)
		g.at = nil
	}
}

// Close gives the place back, once.
func (g *guest) Close() error {
	err := g.Conn.Close()
	g.gone.Do(func() {
		g.asks()
		<-g.crowd.places
	})
	return err
}

// endSilent ends the connection that has been silent longest, if there is one.
func (c *crowd) endSilent() {
	c.mu.Lock()
	first := c.silent.Front()
	c.mu.Unlock()
	if first != nil {
		_ = first.Value.(*guest).Close() // whoever it was has gone, or goes now
	}
}
