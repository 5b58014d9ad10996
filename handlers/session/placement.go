package session

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Home says where a tenant lives. It decides the flags of its cookies.
type Home struct {
	Host         string // our host as the browser sees it, with or without a port
	Scheme       string // our scheme as the browser sees it: "https" or "http"
	FIURL        string // the bank's digital banking, the page around our frame
	Slug         string // on the shared host, the tenant's slug; empty on a host of the tenant's own
	NoHostPrefix bool   // switches the __Host- prefix off on the tenant's own host
}

// Placement is how a tenant's cookies are set. The zero Placement sets none.
type Placement struct {
	SameSite    bool   // our host and the bank's are one site, as browsers see it
	Secure      bool   // off only for plain http on loopback on the bank's own site
	Partitioned bool   // in a jar per surrounding site; the only kind that survives in a foreign frame
	HostPrefix  bool   // names begin with __Host-, so that no sibling host can plant one
	Path        string // "/" on a host of the tenant's own, "/t/{slug}" on the shared one
	host        string // ours, without port
	plain       bool   // plain http on loopback
}

const slugLetters = "abcdefghijklmnopqrstuvwxyz0123456789-"

// PlacementOf decides the cookie flags of a tenant. It fails when a host can't be told, rather than guess: a wrong
// guess either locks members out or lets forged posts in.
func PlacementOf(h Home) (Placement, error) {
	ours, err := siteOf(h.Host)
	if err != nil {
		return Placement{}, fmt.Errorf("our host: %w", err)
	}
	if h.Scheme != "https" && h.Scheme != "http" {
		return Placement{}, fmt.Errorf("our scheme %q: want https or http", h.Scheme)
	}
	fi, err := url.Parse(h.FIURL)
	if err != nil || fi.Scheme != "https" && fi.Scheme != "http" {
		return Placement{}, errors.New("the bank's URL is not an http(s) URL")
	}
	theirs, err := siteOf(fi.Host)
	if err != nil {
		return Placement{}, fmt.Errorf("the bank's host: %w", err)
	}
	p := Placement{
		// Browsers count the scheme too: http and https of one name are two sites.
		SameSite: ours.site == theirs.site && h.Scheme == fi.Scheme,
		Path:     "/",
		host:     ours.host,
		plain:    h.Scheme == "http" && ours.loopback,
	}
	p.Secure = !(p.plain && p.SameSite)
	p.Partitioned = !p.SameSite
	if h.Slug != "" {
		if strings.Trim(h.Slug, slugLetters) != "" {
			return Placement{}, fmt.Errorf("slug %q has more than small letters, digits and hyphens", h.Slug)
		}
		p.Path = "/t/" + h.Slug
	}
	p.HostPrefix = h.Slug == "" && h.Scheme == "https" && !h.NoHostPrefix
	return p, nil
}

// sameSite is the SameSite attribute of a member's cookies.
func (p Placement) sameSite() http.SameSite {
	if p.SameSite {
		return http.SameSiteLaxMode
	}
	return http.SameSiteNoneMode
}

type standing struct {
	host     string // lower case, without port
	site     string // the registrable domain, or the host where there is none
	domain   string // the registrable domain, empty where there is none
	loopback bool
}

// siteOf finds the site of a host as browsers do: its registrable domain by the public suffix list; an IP address or
// a name without one (localhost) stands for itself. Ports do not count.
func siteOf(hostport string) (standing, error) {
	u, err := url.Parse("//" + hostport)
	if err != nil || u.Host != hostport {
		return standing{}, fmt.Errorf("%q is not a host", hostport)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		return standing{host: addr.String(), site: addr.String(), loopback: addr.IsLoopback()}, nil
	}
	if !isHostname(host) {
		return standing{}, fmt.Errorf("%q is not a host name in ASCII", hostport)
	}
	s := standing{host: host, site: host, loopback: host == "localhost" || strings.HasSuffix(host, ".localhost")}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		s.site, s.domain = domain, domain
	}
	return s, nil
}

func isHostname(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
		for i := range len(label) {
			c := label[i]
			if !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_' {
				return false
			}
		}
	}
	return len(host) <= 253
}
