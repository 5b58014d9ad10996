package handlers

import (
	"raf/handlers/web"
)

// routes is the site map: every URL of every tenant, below the tenant's prefix. The staff's
// are in the table of package console.
func (s *Server) routes() []web.Route {
	return append([]web.Route{
		// The tile in the bank's frame. GET /plugin/ is also the callback of sign-ins that begin there.
		web.Get(web.PathTile, "public", s.Public, s.tileShow),
		web.Get(web.PathEligibility, "member", s.member, s.eligibilityShow),
		web.Post(web.PathEligibility, "member", s.member, s.eligibilityCheck),
		web.Get(web.PathCode, "member", s.member, s.codeShow),
		web.Post(web.PathCode, "member form", s.memberForm, s.codeSubmit),
		web.Get(web.PathShare, "member", s.member, s.shareShow),
		web.Get(web.PathTerms, "public", s.Public, s.termsShow),

		// Sign-in in a whole page, its callback, sign-out of RAF.
		web.Get(web.PathSignIn, "public", s.Public, s.signInBegin),
		web.Get(web.PathCallback, "public", s.Public, s.signInCallback),
		web.Post(web.PathSignOut, "public", s.Public, s.signOut),

		// What the bank told of a member, and the end of it.
		web.Get(web.PathMe, "member", s.member, s.meShow),
		web.Post(web.PathWithdraw, "member", s.member, s.meWithdraw),

		// Whole pages.
		web.Get(web.PathDashboard, "public", s.Public, s.dashboardShow),
		web.Get(web.PathLanding+":code", "public", s.Public, s.landingShow),
		web.Get(web.PathTheme, "public", s.Public, s.themeShow),
		web.Get(web.PathLogo+":name", "public", s.Public, s.logoShow),

		// By which keys the institution's bank knows us; at the shared address all of them.
		web.Get(web.PathKeys, "open", s.Open, s.keysShow),

		// No tenant: files and the operator.
		web.Get(web.PathStatic+"*file", "open", s.Open, s.staticShow),
		web.Get(web.PathAlive, "open", s.Open, s.aliveShow),
		web.Get(web.PathReady, "open", s.Open, s.readyShow),
	}, s.staff.Routes()...)
}
