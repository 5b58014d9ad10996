package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/models"
	"raf/models/secret"
)

// The names of the fields at the door.
const (
	fieldEmail    = "email"
	fieldPassword = "password"
	fieldAgain    = "again"
	fieldCode     = "code"
	fieldRole     = "role"
)

// maxWho bounds what is remembered of a typed e-mail.
const maxWho = 200

// staffSignInShow is the form for e-mail and password.
func (s *Server) staffSignInShow(c *gin.Context) {
	s.write(c, http.StatusOK, console.Door(s.desk(c).signIn("", "")))
}

// staffSignIn checks e-mail and password. The answer to all that is wrong is one and the same.
func (s *Server) staffSignIn(c *gin.Context) {
	email, password := strings.TrimSpace(c.PostForm(fieldEmail)), c.PostForm(fieldPassword)
	if !s.mayTry(c, strings.ToLower(email)) {
		s.write(c, http.StatusTooManyRequests, console.Door(s.desk(c).signIn(email, tooManyTries)))
		return
	}
	v := visitOf(c.Request.Context())
	token, err := v.program.StaffPassword(c.Request.Context(), email, password)
	if err != nil {
		if models.KindOf(err) != models.Denied {
			s.refuse(c, err)
			return
		}
		s.write(c, http.StatusUnprocessableEntity, console.Door(s.desk(c).signIn(email, wrongPassword)))
		return
	}
	if err := s.setStaffToken(c, token); err != nil {
		s.refuse(c, err)
		return
	}
	s.seeOther(c, v.prefix()+pathStaffCode)
}

// mayTry counts a try by address and person.
func (s *Server) mayTry(c *gin.Context, who string) bool {
	v := visitOf(c.Request.Context())
	if runes := []rune(who); len(runes) > maxWho {
		who = string(runes[:maxWho])
	}
	if s.tries.allow(triesKey{v.tenant().ID(), v.client, who}, s.Now()) {
		return true
	}
	s.Log.Warn("too many tries at the console's door", "request_id", v.requestID, "tenant", v.tenant().Slug)
	c.Header("Retry-After", "90")
	return false
}

// staffCodeShow is the form for the second factor.
func (s *Server) staffCodeShow(c *gin.Context) {
	if _, err := s.staffToken(c); err != nil {
		s.turnStaffAway(c, err)
		return
	}
	s.write(c, http.StatusOK, console.Door(s.desk(c).code("")))
}

// staffCode checks the second factor.
func (s *Server) staffCode(c *gin.Context) {
	token, err := s.staffToken(c)
	if err != nil {
		s.turnStaffAway(c, err)
		return
	}
	if !s.mayTry(c, secret.Hash(token)) {
		s.write(c, http.StatusTooManyRequests, console.Door(s.desk(c).code(tooManyTries)))
		return
	}
	v := visitOf(c.Request.Context())
	next, err := v.program.StaffCode(c.Request.Context(), token, c.PostForm(fieldCode), v.requestID)
	if err != nil {
		if models.KindOf(err) != models.Denied {
			s.refuse(c, err)
			return
		}
		s.write(c, http.StatusUnprocessableEntity, console.Door(s.desk(c).code(wrongCode)))
		return
	}
	s.enterConsole(c, next)
}

func (s *Server) enterConsole(c *gin.Context, token string) {
	if err := s.setStaffToken(c, token); err != nil {
		s.refuse(c, err)
		return
	}
	s.seeOther(c, visitOf(c.Request.Context()).prefix()+pathReferrals)
}

// staffSignOut ends the session.
func (s *Server) staffSignOut(c *gin.Context) {
	v := visitOf(c.Request.Context())
	if err := v.program.SignOutStaff(c.Request.Context(), staffOf(c)); err != nil {
		s.refuse(c, err)
		return
	}
	s.clearStaffToken(c)
	s.seeOther(c, v.prefix()+pathStaffSignIn)
}

// demoSignIn signs a seat of the demo in. Its route exists in the demo only.
func (s *Server) demoSignIn(c *gin.Context) {
	role := models.Role(c.PostForm(fieldRole))
	if !slices.Contains(demoRoles(), role) {
		s.stop(c, http.StatusNotFound)
		return
	}
	token, err := s.DemoStaff.SignIn(c.Request.Context(), visitOf(c.Request.Context()).tenant(), role)
	if err != nil {
		s.refuse(c, err)
		return
	}
	s.enterConsole(c, token)
}

// consoleShow leads to the first screen.
func (s *Server) consoleShow(c *gin.Context) {
	s.seeOther(c, visitOf(c.Request.Context()).prefix()+pathReferrals)
}
