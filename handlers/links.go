package handlers

import "net/url"

// The paths of the site map, below a tenant's prefix. They stand here and nowhere else; routes.go maps them.
const (
	pathTile        = "/plugin/"
	pathEligibility = "/plugin/eligibility"
	pathCode        = "/plugin/code"
	pathShare       = "/plugin/share"
	pathTerms       = "/plugin/terms"
	pathSignIn      = "/auth/"
	pathCallback    = "/oidc/callback/"
	pathSignOut     = "/auth/signout"
	pathDashboard   = "/dashboard/"
	pathLanding     = "/r/"
	pathTheme       = "/theme.css"
	pathConsole     = "/console/"
	pathStaffSignIn = "/console/signin/"
	pathStaffCode   = "/console/signin/code/"
	pathStaffOut    = "/console/signout"
	pathEnrol       = "/console/enrol/"
	pathDemo        = "/console/demo"
	pathReferrals   = "/console/referrals/"
	pathRows        = "/console/referrals/rows/"
	pathApprovals   = "/console/approvals/"
	pathStatic      = "/static/"
	pathAlive       = "/healthz"
	pathReady       = "/readyz"
)

// links builds a tenant's URLs: prefix is "/t/{slug}" on the shared host and empty on a host of its own, origin is the
// scheme and host that the public reaches us at.
type links struct{ prefix, origin string }

// to is the relative URL of a path.
func (l links) to(path string) string { return l.prefix + path }

// abs is the whole URL of a path, for redirect URIs and for what is shared.
func (l links) abs(path string) string { return l.origin + l.prefix + path }

// landing is the whole URL of a code's landing page.
func (l links) landing(code string) string { return l.abs(pathLanding) + url.PathEscape(code) }
