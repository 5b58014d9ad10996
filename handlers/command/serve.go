package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// The end of a process after SIGTERM takes fifteen seconds at the most. Jobs have what requests have, beside them.
const (
	settleTime = 2 * time.Second  // how long the listener stays open when /readyz is red already: balancers look now and then
	drainTime  = 11 * time.Second // requests, that time included: none asks a bank for longer than eight. The rest is cut off
	restTime   = 4 * time.Second  // what goes on beside both: a renewed grant to be stored, one to be given back. Lost, it signs a member out
)

// environment is where a server would be reached, and all that is wrong with its variables but for the keys'.
func (s Settings) environment() (*url.URL, problems) {
	all := problems(s.Problems)
	base, err := s.baseURL()
	if err != nil {
		all = append(all, err.Error())
	}
	all.want(s.DB.OnPostgres() || s.DB.Path != "", "DB_HOST (PostgreSQL) or DB_PATH (SQLite, one small instance) must be set")
	all.want(!s.DB.OnPostgres() || s.DB.Name != "" && s.DB.User != "", "DB_NAME and DB_USER must be set with DB_HOST")
	host, _, err := net.SplitHostPort(s.MetricsAddr)
	all.want(s.MetricsAddr == "" || err == nil && host != "",
		"RAF_METRICS_ADDR %q: want host:port; name the interface, for whoever reaches it reads the figures", s.MetricsAddr)
	return base, all
}

// serve is the production server. It starts with a database that is down (readyz says so) but not with a configuration
// that can't be right.
func serve(ctx context.Context, s Settings, w World) error {
	base, all := s.environment()
	keys := s.keyring(&all)
	if err := all.err(); err != nil {
		return err
	}
	a, err := open(s, keys, w.Now)
	if err != nil {
		return err
	}
	front, err := a.server(s, base, w.Now, nil)
	if err != nil {
		return errors.Join(err, a.store.Close())
	}
	servers, err := a.listen(s, front, usual())
	if err != nil {
		return errors.Join(err, a.store.Close())
	}
	if !s.DB.OnPostgres() {
		s.Log.Warn("SQLite serves one small instance; PostgreSQL is the production database")
	}
	told := fmt.Sprintf("serving %s on %s\n", base, servers[0].listener.Addr())
	if a.figures != nil {
		told += fmt.Sprintf("figures on %s\n", servers[1].listener.Addr())
	}
	fmt.Fprint(w.Stdout, told)
	end := drain{begin: front.Drain, settle: func() <-chan time.Time { return time.After(settleTime) }, within: drainTime}
	err = a.withJobs(ctx, func() error { return runServers(ctx, s, end, servers...) })
	return errors.Join(err, a.store.Close())
}

// listen opens the public listener, and that of the figures beside it if there is to be one.
func (a *app) listen(s Settings, front http.Handler, within holds) (all []running, err error) {
	public, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return nil, fmt.Errorf("RAF_ADDR %s: %w", s.Addr, err)
	}
	all = append(all, within.serving(front, public))
	if a.figures == nil {
		return all, nil
	}
	figures, err := net.Listen("tcp", s.MetricsAddr)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("RAF_METRICS_ADDR %s: %w", s.MetricsAddr, err), public.Close())
	}
	return append(all, within.serving(a.figures.Handler(), figures)), nil
}

// baseURL is where the public reaches the shared host.
func (s Settings) baseURL() (*url.URL, error) {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, fmt.Errorf("RAF_ADDR %q: want host:port", s.Addr)
	}
	ip, ipErr := netip.ParseAddr(host)
	loopback := host == "localhost" || ipErr == nil && ip.IsLoopback()
	if s.BaseURL == nil {
		if !loopback {
			return nil, errors.New("RAF_BASE_URL must be set (https) when RAF_ADDR is not a loopback address")
		}
		return &url.URL{Scheme: "http", Host: "localhost:" + port}, nil
	}
	b := *s.BaseURL
	baseIP, baseErr := netip.ParseAddr(b.Hostname())
	local := b.Hostname() == "localhost" || baseErr == nil && baseIP.IsLoopback()
	switch {
	case b.Host == "" || b.User != nil || (b.Path != "" && b.Path != "/") || b.RawQuery != "" || b.Fragment != "":
		return nil, fmt.Errorf("RAF_BASE_URL %q: want a scheme and a host, nothing else", s.BaseURL.Redacted())
	case b.Scheme != "https" && (b.Scheme != "http" || !local):
		return nil, fmt.Errorf("RAF_BASE_URL %q: must be https", s.BaseURL.Redacted())
	}
	b.Path = ""
	return &b, nil
}

// drain is how servers end.
type drain struct {
	begin  func()                  // tells that the end has begun; nil where nobody looks
	settle func() <-chan time.Time // when the listeners may close; nil: at once
	within time.Duration           // from begin on
}

// runServers serves until ctx ends, then lets requests in flight finish. What takes too long is cut off.
func runServers(ctx context.Context, s Settings, end drain, all ...running) error {
	failed := make(chan error, len(all))
	for _, r := range all {
		go func() { failed <- r.server.Serve(r.listener) }()
	}
	var cause error
	pending := len(all)
	select {
	case <-ctx.Done():
		s.Log.Info("shutting down")
	case cause = <-failed:
		pending--
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), end.within)
	defer cancel()
	if end.begin != nil {
		end.begin()
	}
	if end.settle != nil && cause == nil {
		select {
		case <-end.settle():
		case cause = <-failed:
			pending--
		}
	}
	cut := make(chan error, len(all))
	for _, r := range all {
		go func() { cut <- shut(within, s, r.server) }()
	}
	for range all {
		cause = errors.Join(cause, <-cut)
	}
	for range pending {
		if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
			cause = errors.Join(cause, err)
		}
	}
	return cause
}

// shut closes a server's listener and waits for its requests. Cutting off is no failure of the process: it was asked to end.
func shut(within context.Context, s Settings, server *http.Server) error {
	err := server.Shutdown(within)
	if errors.Is(err, context.DeadlineExceeded) {
		s.Log.Error("requests that took too long were cut off at the end")
		return server.Close()
	}
	return err
}
