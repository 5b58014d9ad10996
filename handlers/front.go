package handlers

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"raf/models"
	"raf/models/program"
	"raf/models/secret"
)

// The bounds of a request (security.md, J3).
const (
	maxURL  = 8 << 10
	maxBody = 64 << 10
)

// visit is what the front door found out about a request.
type visit struct {
	requestID string
	client    netip.Addr
	scheme    string
	host      string // lower case, with port as sent
	slug      string // on the shared host
	program   *program.Program
	path      string // below the prefix
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

func (v *visit) prefix() string {
	if v.slug == "" {
		return ""
	}
	return "/t/" + v.slug
}

// tenant is the institution of this visit; it must not be called where there is none.
func (v *visit) tenant() models.Tenant { return v.program.Tenant() }

// ServeHTTP is the front door.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := s.Now()
	id, err := secret.NewCode(s.Random) // short and speakable: members read it to their bank on the phone
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	v := &visit{requestID: id, path: r.URL.Path}
	r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
	out := &answer{ResponseWriter: w}
	out.Header().Set("X-Request-Id", id)
	defer func() {
		if cause := recover(); cause != nil {
			// Never the request's headers or query: cookies, codes and states live there.
			s.Log.Error("panic", "request_id", id, "path", v.path, "cause", cause, "stack", string(debug.Stack()))
			if !out.began {
				s.fail(out, r, http.StatusInternalServerError)
			}
		}
		s.logRequest(r, v, out, started)
	}()
	s.admit(out, r, v)
}

func (s *Server) logRequest(r *http.Request, v *visit, out *answer, started time.Time) {
	level := slog.LevelInfo
	if out.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	attrs := []slog.Attr{slog.String("request_id", v.requestID), slog.String("method", r.Method), slog.String("path", shownPath(v.path)),
		slog.Int("status", out.status), slog.Duration("took", s.Now().Sub(started))}
	if v.program != nil {
		attrs = append(attrs, slog.String("tenant", v.tenant().Slug))
	}
	s.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// shownPath leaves out what a path says of a person: a friend's code, also below a prefix that led nowhere.
func shownPath(path string) string {
	if before, _, found := strings.Cut(path, pathEnrol); found {
		return before + pathEnrol + ":token" // whoever holds it becomes the person it invites
	}
	if before, _, found := strings.Cut(path, pathLanding); found {
		return before + pathLanding + ":code"
	}
	return path
}

// admit finds the tenant and hands over to the router, or answers for requests that no route should see.
func (s *Server) admit(out *answer, r *http.Request, v *visit) {
	s.believe(r, v)
	s.setHeaders(out, v)
	r.Body = http.MaxBytesReader(out, r.Body, maxBody)
	if r.URL.Path == pathAlive || r.URL.Path == pathReady {
		s.router.ServeHTTP(out, r) // answered for any host: balancers probe by address
		return
	}
	// Both are looked at as they were sent: finding the tenant takes the prefix away, and the escapes with it.
	uri, strange := len(r.URL.RequestURI()), strangePath(r.URL.EscapedPath())
	status := s.locate(r, v)
	s.setHeaders(out, v) // now with the tenant's frame-ancestors, which every refusal below needs to be seen in the card
	switch {
	case status != http.StatusOK:
		s.fail(out, r, status)
	case uri > maxURL:
		s.fail(out, r, http.StatusRequestURITooLong)
	case r.ContentLength > maxBody:
		s.fail(out, r, http.StatusRequestEntityTooLarge)
	case strange:
		s.fail(out, r, http.StatusNotFound)
	default:
		s.router.ServeHTTP(out, r)
	}
}

// locate finds the tenant of a request, strips the shared host's prefix and says with which status to go on.
func (s *Server) locate(r *http.Request, v *visit) int {
	host := hostname(v.host)
	if host == "" {
		return http.StatusBadRequest
	}
	var tenant models.Tenant
	var err error
	if strings.EqualFold(v.host, s.BaseURL.Host) {
		rest, found := strings.CutPrefix(r.URL.Path, "/t/")
		if !found {
			if strings.HasPrefix(r.URL.Path, pathStatic) {
				return http.StatusOK
			}
			return http.StatusNotFound
		}
		slug, path, _ := strings.Cut(rest, "/")
		if !plainSlug(slug) {
			return http.StatusNotFound
		}
		tenant, err = s.Store.TenantBySlug(r.Context(), slug)
		if err == nil && tenant.Host != "" {
			return http.StatusNotFound // it lives at its own host, and only there
		}
		v.slug, v.path = slug, "/"+path
		r.URL.Path, r.URL.RawPath = v.path, ""
	} else {
		tenant, err = s.Store.TenantByHost(r.Context(), host)
		if models.KindOf(err) == models.NotFound && err != nil {
			return http.StatusMisdirectedRequest
		}
	}
	switch {
	case err != nil:
		if models.KindOf(err) == models.NotFound {
			return http.StatusNotFound
		}
		s.Log.Error("tenant could not be resolved", "request_id", v.requestID, "cause", err)
		return statusOf(err)
	case tenant.Disabled:
		return http.StatusNotFound
	}
	v.program = s.House.For(tenant)
	return http.StatusOK
}

// believe reads the forwarded headers if the peer is a trusted proxy. Nobody else can choose a host, a scheme or an
// address by a header.
func (s *Server) believe(r *http.Request, v *visit) {
	v.host, v.scheme = strings.ToLower(r.Host), s.BaseURL.Scheme
	if r.TLS != nil {
		v.scheme = "https"
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return
	}
	v.client = peer.Addr().Unmap()
	if !s.trusts(v.client) {
		return
	}
	if proto := r.Header.Get("X-Forwarded-Proto"); proto == "http" || proto == "https" {
		v.scheme = proto
	}
	if host := r.Header.Get("X-Forwarded-Host"); host != "" {
		v.host = strings.ToLower(host)
		r.Host = v.host // cross-origin protection compares Origin with it
	}
	// The chain is walked from the right: everything left of the first address that is no proxy of ours is hearsay.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return
		}
		v.client = hop.Unmap()
		if !s.trusts(v.client) {
			return
		}
	}
}

func (s *Server) trusts(a netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func hostname(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

func plainSlug(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}

// strangePath finds what only tricks contain: encoded slashes and dots, NUL, doubled slashes, path parameters.
func strangePath(escaped string) bool {
	lower := strings.ToLower(escaped)
	for _, trick := range []string{"%00", "%2e", "%2f", "%5c", "//", ";", "\\", "/../", "/./"} {
		if strings.Contains(lower, trick) {
			return true
		}
	}
	return strings.HasSuffix(lower, "/..") || strings.HasSuffix(lower, "/.")
}

// answer remembers what was written, for the log and for errors.
type answer struct {
	http.ResponseWriter
	status int
	began  bool
}

// WriteHeader notes the status.
func (a *answer) WriteHeader(status int) {
	if !a.began {
		a.status, a.began = status, true
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write notes an implied 200.
func (a *answer) Write(b []byte) (int, error) {
	if !a.began {
		a.status, a.began = http.StatusOK, true
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
