package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// route is a row of the site map. Rows are unkeyed literals: one without a guard does not compile.
type route struct {
	method  string
	path    string
	access  string // the guard's name, for the printed map and the tests that walk it
	guard   gin.HandlerFunc
	handler gin.HandlerFunc
}

// routes is the site map: every URL of every tenant, below the tenant's prefix.
func (s *Server) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		// The tile in the bank's frame. GET /plugin/ is also the callback of sign-ins that begin there.
		{get, pathTile, "public", s.public, s.tileShow},
		{get, pathEligibility, "member", s.member, s.eligibilityShow},
		{post, pathEligibility, "member", s.member, s.eligibilityCheck},
		{get, pathCode, "member", s.member, s.codeShow},
		{post, pathCode, "member form", s.memberForm, s.codeSubmit},
		{get, pathShare, "member", s.member, s.shareShow},
		{get, pathTerms, "public", s.public, s.termsShow},

		// Sign-in in a whole page, its callback, sign-out of RAF.
		{get, pathSignIn, "public", s.public, s.signInBegin},
		{get, pathCallback, "public", s.public, s.signInCallback},
		{post, pathSignOut, "public", s.public, s.signOut},

		// Whole pages.
		{get, pathDashboard, "public", s.public, s.dashboardShow},
		{get, pathLanding + ":code", "public", s.public, s.landingShow},
		{get, pathTheme, "public", s.public, s.themeShow},

		// No tenant: files and the operator.
		{get, pathStatic + "*file", "open", s.open, s.staticShow},
		{get, pathAlive, "open", s.open, s.aliveShow},
		{get, pathReady, "open", s.open, s.readyShow},
	}
}
