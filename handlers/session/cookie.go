package session

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Name is the name of a cookie before a prefix is put in front.
type Name string

// The cookies that live as long as a session. Those of sign-in attempts have names of their own each.
const (
	AccessCookie Name = "raf_access_token" // a member's access token
	StaffCookie  Name = "raf_staff"        // a staff member's session
)

const (
	hostPrefix    = "__Host-"
	maxCookieSize = 2048
)

var (
	// ErrNoCookie says that the browser sent no such cookie, or an empty one.
	ErrNoCookie = errors.New("no such cookie")
	// ErrDoubled says that the browser sent two cookies of one name: somebody on a sibling host planted one, and
	// which of the two is ours can't be told. The caller treats it as none and calls ClearDoubled.
	ErrDoubled = errors.New("two cookies of the same name")
)

// Write sets a cookie for maxAge.
func (p Placement) Write(w http.ResponseWriter, name Name, value string, maxAge time.Duration) error {
	seconds := int(maxAge / time.Second)
	if p.Path == "" || value == "" || seconds <= 0 {
		return fmt.Errorf("cookie %s: no placement, no value or no lifetime", name)
	}
	if len(value) > maxCookieSize {
		return fmt.Errorf("cookie %s: %d bytes are more than browsers are sure to keep", name, len(value))
	}
	c := p.cookie(name, value, seconds)
	// net/http drops bytes that a cookie may not hold and goes on; a value that changes on the way is an error here.
	if err := c.Valid(); err != nil {
		return fmt.Errorf("cookie %s: %w", name, err)
	}
	http.SetCookie(w, c)
	return nil
}

// Clear ends a cookie.
func (p Placement) Clear(w http.ResponseWriter, name Name) {
	http.SetCookie(w, p.cookie(name, "", -1))
}

// Read finds a cookie's value, or fails with ErrNoCookie or ErrDoubled. Where names have a prefix, one without it is
// not looked at: it could come from a sibling host.
func (p Placement) Read(r *http.Request, name Name) (string, error) {
	found := r.CookiesNamed(p.fullName(name))
	switch {
	case len(found) > 1:
		return "", ErrDoubled
	case len(found) == 0 || found[0].Value == "" || len(found[0].Value) > maxCookieSize:
		return "", ErrNoCookie
	}
	return found[0].Value, nil
}

// cookie is the one place where a cookie is made. There is never a Domain, scripts never see one, and the console's
// is never sent along from another site, wherever the tenant's host stands.
func (p Placement) cookie(name Name, value string, seconds int) *http.Cookie {
	c := &http.Cookie{
		Name: p.fullName(name), Value: value, Path: p.Path, MaxAge: seconds,
		HttpOnly: true, Secure: p.Secure, SameSite: p.sameSite(), Partitioned: p.Partitioned,
	}
	if name == StaffCookie {
		c.Secure, c.SameSite, c.Partitioned = !p.plain, http.SameSiteLaxMode, false
	}
	return c
}

func (p Placement) fullName(name Name) string {
	if p.HostPrefix {
		return hostPrefix + string(name)
	}
	return string(name)
}

// ClearDoubled ends a cookie of which the browser sent two, the planted one too as far as it can be reached: a
// browser tells neither the domain nor the path of a cookie, so every parent domain and every part of the request's
// path is cleared. A cookie planted deeper than that stays away from most pages and runs out by itself.
func (p Placement) ClearDoubled(w http.ResponseWriter, r *http.Request, name Name) {
	p.Clear(w, name)
	if p.HostPrefix {
		return // nobody else can plant one
	}
	for _, domain := range parentDomains(p.host) {
		for _, path := range pathsTo(r.URL.Path) {
			c := p.cookie(name, "", -1)
			c.Domain, c.Path = domain, path
			http.SetCookie(w, c)
		}
	}
}

// At most 33 headers, about 4 kB.
const (
	maxClearDomains = 4
	maxClearPaths   = 8
)

// parentDomains lists a host and the domains above it that may hold cookies for it. An address and a name without a
// registrable domain have none.
func parentDomains(host string) []string {
	s, err := siteOf(host)
	if err != nil || s.domain == "" {
		return nil
	}
	domains := []string{s.host}
	for d := s.host; d != s.domain && len(domains) < maxClearDomains; {
		_, d, _ = strings.Cut(d, ".")
		domains = append(domains, d)
	}
	return domains
}

// pathsTo lists the cookie paths that cover a request path: "/", "/plugin", "/plugin/", …
func pathsTo(path string) []string {
	paths := []string{"/"}
	for i := 1; i < len(path); i++ {
		if path[i] == '/' {
			paths = append(paths, path[:i], path[:i+1])
		} else if i == len(path)-1 {
			paths = append(paths, path)
		}
	}
	return paths[:min(len(paths), maxClearPaths)]
}
