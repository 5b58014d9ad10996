package web

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"raf/models"
	"raf/models/program"
)

// Visit is what the front door found out about a request.
type Visit struct {
	RequestID string
	Client    netip.Addr
	Scheme    string
	Host      string // lower case, with port as sent
	Slug      string // on the shared host
	Program   *program.Program
	Path      string // below the prefix
	Route     string // the pattern that answered; empty if none did
}

// Answered is what is told of a request for counting: nothing of who asked, for what, or from where.
type Answered struct {
	Route, Method, Tenant string // Route and Tenant are empty where there was none
	Status                int
	Took                  time.Duration
}

// Answered is the end of a visit.
func (v *Visit) Answered(method string, status int, took time.Duration) Answered {
	a := Answered{Route: v.Route, Method: method, Status: status, Took: took}
	if v.Program != nil {
		a.Tenant = v.Tenant().Slug
	}
	return a
}

type visitKey struct{}

// WithVisit puts a visit into the context of its request.
func WithVisit(ctx context.Context, v *Visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// VisitOf is the visit of a request that came through the front door.
func VisitOf(ctx context.Context) *Visit {
	v, _ := ctx.Value(visitKey{}).(*Visit)
	return v
}

// Prefix stands before every path of the tenant on the shared host.
func (v *Visit) Prefix() string {
	if v.Slug == "" {
		return ""
	}
	return "/t/" + v.Slug
}

// Tenant is the institution of this visit; it must not be called where there is none.
func (v *Visit) Tenant() models.Tenant { return v.Program.Tenant() }

// ShownPath leaves out what a path says of a person: a friend's code, also below a prefix that led nowhere.
func ShownPath(path string) string {
	if before, _, found := strings.Cut(path, PathEnrol); found {
		return before + PathEnrol + ":token" // whoever holds it becomes the person it invites
	}
	if before, _, found := strings.Cut(path, PathLanding); found {
		return before + PathLanding + ":code"
	}
	return path
}

// Framed reports whether a path may stand in the bank's frame: everything of a member but the pages that stand alone,
// and never the console or the API.
func Framed(path string) bool {
	for _, alone := range []string{"/console", "/api", PathDashboard, PathLanding, PathKeys, PathStatic, PathAlive, PathReady} {
		if strings.HasPrefix(path, alone) {
			return false
		}
	}
	return true
}
