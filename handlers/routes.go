package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/models/program"
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
	return append([]route{
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
	}, s.consoleRoutes()...)
}

// consoleRoutes are the URLs of the staff. Their access names what the role must allow.
func (s *Server) consoleRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	const one, approval = pathReferrals + ":id/", pathApprovals + ":id/"
	read, note, hold := s.staff(program.ActRead), s.staff(program.ActNote), s.staff(program.ActHold)
	ask := s.staff(program.ActRequestPay)
	all := []route{
		{get, pathStaffSignIn, "public", s.public, s.staffSignInShow},
		{post, pathStaffSignIn, "public", s.public, s.staffSignIn},
		{get, pathStaffCode, "public", s.public, s.staffCodeShow},
		{post, pathStaffCode, "public", s.public, s.staffCode},
		{get, pathEnrol + ":token/", "public", s.public, s.enrolShow},
		{post, pathEnrol + ":token/", "public", s.public, s.enrol},
		{post, pathStaffOut, "staff read", read, s.staffSignOut},

		{get, pathConsole, "staff read", read, s.consoleShow},
		{get, pathReferrals, "staff read", read, s.referralsShow},
		{get, pathRows, "staff read", read, s.referralRows},
		{get, one, "staff read", read, s.referralShow},
		{post, one + "check", "staff note", note, s.referralCheck},
		{post, one + "hold", "staff hold", hold, s.referralHold},
		{post, one + "release-hold", "staff hold", hold, s.referralReleaseHold},
		{post, one + "note", "staff note", note, s.referralNote},

		// Money. Who may not ask or release sees the panel without a button.
		{get, one + "pay/", "staff read", read, s.payShow},
		{post, one + "pay/", "staff request_payment", ask, s.payRequest},
		{post, one + "mark-paid", "staff request_payment", ask, s.payMark},
		{get, pathApprovals, "staff read", read, s.approvalsShow},
		// What a request asks for says who may decide it, and so whoever asked takes back and another refuses: the programme tells them apart.
		{post, approval + "approve", "staff read", read, s.approvalApprove},
		{post, approval + "refuse", "staff read", read, s.approvalRefuse},
	}
	if s.DemoStaff != nil {
		all = append(all, route{post, pathDemo, "public", s.public, s.demoSignIn})
	}
	return all
}
