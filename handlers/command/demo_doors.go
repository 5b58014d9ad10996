package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// doors are all ports of the demo.
type doors struct {
	app      listening
	banks    map[string]listening
	bankHost string // by which name browsers know the banks; of another name than ours the card is a stranger's
}

// openDoors listens on every port, or on none.
func openDoors(s Settings) (doors, error) {
	app, err := listen("RAF_ADDR", s.Addr)
	if err != nil {
		return doors{}, err
	}
	d := doors{app: app, banks: map[string]listening{}, bankHost: "localhost"}
	addr := s.SandboxAddr
	for _, slug := range demoSlugs() {
		at, err := listen("RAF_SANDBOX_ADDR", addr)
		if err != nil {
			return doors{}, errors.Join(err, d.close())
		}
		d.banks[slug] = at
		if addr, err = portAfter(addr); err != nil {
			return doors{}, errors.Join(err, d.close())
		}
	}
	return d, nil
}

// close is for doors that nobody serves at; a server closes its own.
func (d doors) close() (err error) {
	for _, listener := range d.app.listeners {
		err = errors.Join(err, listener.Close())
	}
	for _, at := range d.banks {
		for _, listener := range at.listeners {
			err = errors.Join(err, listener.Close())
		}
	}
	return err
}

// listening is one port on the loopback addresses. Browsers ask localhost on ::1 first.
type listening struct {
	port      string
	listeners []net.Listener
}

func listen(variable, addr string) (listening, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return listening{}, fmt.Errorf("%s %q: want host:port", variable, addr)
	}
	first, err := net.Listen("tcp", addr)
	if err != nil {
		return listening{}, fmt.Errorf("the port of %s is busy or not allowed (set %s to another address): %w", addr, variable, err)
	}
	_, port, _ := net.SplitHostPort(first.Addr().String()) // a listener's own address always has a port
	at := listening{port, []net.Listener{first}}
	if host == "127.0.0.1" || host == "localhost" {
		// Without IPv6 there is nothing to listen on, and localhost means 127.0.0.1 there.
		if second, err := net.Listen("tcp", net.JoinHostPort("::1", port)); err == nil {
			at.listeners = append(at.listeners, second)
		}
	}
	return at, nil
}

func (l listening) serve(h http.Handler) (all []running) {
	for _, listener := range l.listeners {
		all = append(all, usual().serving(h, listener))
	}
	return all
}

// portAfter is the address of the next port; port 0 stays "any free one".
func portAfter(addr string) (string, error) {
	at, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("RAF_SANDBOX_ADDR %q: %w", addr, err)
	}
	if at.Port != 0 {
		at.Port++
	}
	return at.String(), nil
}

// doorFile says at which port the demo of a folder listens.
const doorFile = "port"

// announce leaves word for a second demo in the same folder.
func (d doors) announce(dir string) error {
	return os.WriteFile(filepath.Join(dir, doorFile), []byte(d.app.port), 0o600)
}

// neighbour finds a demo that works in the folder, at whatever port: something answers at the port that the folder
// names, and answers as we do. A port that has gone to another program is no neighbour.
func neighbour(ctx context.Context, dir string) (at string, running bool) {
	port, err := os.ReadFile(filepath.Join(dir, doorFile))
	if err != nil {
		return "", false
	}
	at = "http://localhost:" + string(port)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	ask, err := http.NewRequestWithContext(ctx, http.MethodHead, at+"/healthz", nil)
	if err != nil {
		return "", false
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(ask)
	if err != nil {
		return "", false
	}
	_ = answer.Body.Close() // HEAD has none
	return at, answer.Header.Get("X-Request-Id") != ""
}
