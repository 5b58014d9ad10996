package handlers

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/models/secret"
)

// The bounds of a request (security.md, J3).
const (
	maxURL    = 8 << 10
	maxFields = 100 // lines of header; a browser behind two proxies sends about thirty
	maxBody   = 64 << 10
	// maxPlan is for the form of a campaign: terms of 20,000 characters in two languages, of which each may take 12 bytes on
	// the way (models.MaxTermsText).
	maxPlan = 640 << 10
)

// maxLogo is for a picture of program.MaxLogoBytes, which the page that asks for a second factor carries as text.
const maxLogo = 400 << 10

// bodyBound is how much a path takes.
func bodyBound(path string) int64 {
	switch {
	case strings.HasPrefix(path, web.PathCampaigns):
		return maxPlan
	case path == web.PathLogoSave:
		return maxLogo
	}
	return maxBody
}

// ServeHTTP is the front door.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := s.Now()
	id, err := secret.NewCode(s.random) // short and speakable: members read it to their bank on the phone
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	v := &web.Visit{RequestID: id, Path: r.URL.Path}
	r = r.WithContext(web.WithVisit(r.Context(), v))
	out := &answer{ResponseWriter: w}
	out.Header().Set("X-Request-Id", id)
	defer func() {
		cause := recover()
		if cause == http.ErrAbortHandler { // an answer broke off: its reader must see that, so the connection is closed
			s.logRequest(r, v, out, started)
			panic(cause)
		}
		if cause != nil {
			// Never the request's headers or query: cookies, codes and states live there.
			s.Log.Error("panic", "request_id", id, "path", v.Path, "cause", cause, "stack", string(debug.Stack()))
			if !out.began {
				s.Fail(out, r, http.StatusInternalServerError)
			}
		}
		s.logRequest(r, v, out, started)
	}()
	s.admit(out, r, v)
}

func (s *Server) logRequest(r *http.Request, v *web.Visit, out *answer, started time.Time) {
	level := slog.LevelInfo
	if out.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	took := s.Now().Sub(started)
	if s.tell != nil {
		s.tell(v.Answered(r.Method, out.status, took))
	}
	attrs := []slog.Attr{slog.String("request_id", v.RequestID), slog.String("method", r.Method), slog.String("path", web.ShownPath(v.Path)),
		slog.Int("status", out.status), slog.Duration("took", took)}
	if v.Program != nil {
		attrs = append(attrs, slog.String("tenant", v.Tenant().Slug))
	}
	s.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// admit finds the tenant and hands over to the router, or answers for requests that no route should see.
func (s *Server) admit(out *answer, r *http.Request, v *web.Visit) {
	s.believe(r, v)
	s.setHeaders(out, v)
	if r.URL.Path == web.PathAlive || r.URL.Path == web.PathReady {
		s.router.ServeHTTP(out, r) // answered for any host: balancers probe by address
		return
	}
	// Both are looked at as they were sent: finding the tenant takes the prefix away, and the escapes with it.
	uri, strange := len(r.URL.RequestURI()), strangePath(r.URL.EscapedPath())
	status := s.locate(r, v)
	r.Body = http.MaxBytesReader(out, r.Body, bodyBound(v.Path))
	s.setHeaders(out, v) // now with the tenant's frame-ancestors, which every refusal below needs to be seen in the card
	if status == http.StatusOK {
		status = s.wellFormed(r)
	}
	switch {
	case status != http.StatusOK:
		s.Fail(out, r, status)
	case uri > maxURL:
		s.Fail(out, r, http.StatusRequestURITooLong)
	case r.ContentLength > bodyBound(v.Path):
		s.Fail(out, r, http.StatusRequestEntityTooLarge)
	case strange:
		s.Fail(out, r, http.StatusNotFound)
	default:
		s.router.ServeHTTP(out, r)
	}
}

// wellFormed refuses what no browser sends (security.md, section 5). A body of unknown length is how two servers are made
// to see two requests in one; net/http drops the length that stands beside it without a word. A proxy of ours may speak
// HTTP/1.0, as nginx does until it is told otherwise.
func (s *Server) wellFormed(r *http.Request) int {
	fields := 0
	for _, values := range r.Header {
		fields += len(values)
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	switch {
	case len(r.TransferEncoding) > 0:
		return http.StatusLengthRequired
	case fields > maxFields:
		return http.StatusRequestHeaderFieldsTooLarge
	case !r.ProtoAtLeast(1, 1) && (err != nil || !s.trusts(peer.Addr().Unmap())):
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// locate finds the tenant of a request, strips the shared host's prefix and says with which status to go on.
func (s *Server) locate(r *http.Request, v *web.Visit) int {
	host := hostname(v.Host)
	if host == "" {
		return http.StatusBadRequest
	}
	var tenant models.Tenant
	var err error
	if v.Host == lowerHost(s.BaseURL.Host) {
		rest, found := strings.CutPrefix(r.URL.Path, "/t/")
		if !found {
			if strings.HasPrefix(r.URL.Path, web.PathStatic) || r.URL.Path == web.PathKeys {
				return http.StatusOK
			}
			return http.StatusNotFound
		}
		slug, path, _ := strings.Cut(rest, "/")
		if !plainSlug(slug) {
			return http.StatusNotFound
		}
		tenant, err = s.store.TenantBySlug(r.Context(), slug)
		if err == nil && tenant.Host != "" {
			return http.StatusNotFound // it lives at its own host, and only there
		}
		v.Slug, v.Path = slug, "/"+path
		r.URL.Path, r.URL.RawPath = v.Path, ""
	} else {
		tenant, err = s.store.TenantByHost(r.Context(), host)
		if models.KindOf(err) == models.NotFound && err != nil {
			return http.StatusMisdirectedRequest
		}
	}
	switch {
	case err != nil:
		if models.KindOf(err) == models.NotFound {
			return http.StatusNotFound
		}
		s.Log.Error("tenant could not be resolved", "request_id", v.RequestID, "cause", err)
		return web.StatusOf(err)
	case tenant.Disabled && v.Path != web.PathKeys: // its bank checks by them who gives its members' permissions back
		return http.StatusNotFound
	}
	v.Program = s.house.For(tenant).From(v.Client)
	return http.StatusOK
}

// believe reads the forwarded headers if the peer is a trusted proxy. Nobody else can choose a host, a scheme or an
// address by a header.
func (s *Server) believe(r *http.Request, v *web.Visit) {
	v.Host, v.Scheme = lowerHost(r.Host), s.BaseURL.Scheme
	if r.TLS != nil {
		v.Scheme = "https"
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return
	}
	v.Client = peer.Addr().Unmap()
	if !s.trusts(v.Client) {
		return
	}
	if proto := r.Header.Get("X-Forwarded-Proto"); proto == "http" || proto == "https" {
		v.Scheme = proto
	}
	if host := r.Header.Get("X-Forwarded-Host"); host != "" {
		v.Host = lowerHost(host)
		r.Host = v.Host // cross-origin protection compares Origin with it
	}
	// The chain is walked from the right: everything left of the first address that is no proxy of ours is hearsay.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return
		}
		v.Client = hop.Unmap()
		if !s.trusts(v.Client) {
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

// lowerHost is a host as it is compared. Unicode has letters that fold into those of ASCII (the long s, the Kelvin sign):
// a name with one of them is nobody's.
func lowerHost(hostport string) string {
	for i := range len(hostport) {
		if hostport[i] <= ' ' || hostport[i] >= 0x7f {
			return "strange.invalid"
		}
	}
	return strings.ToLower(hostport)
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
