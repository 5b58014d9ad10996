package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/models"
)

// enrolEntry is what is wrong with an enrolment form.
type enrolEntry struct{ password, again, code string }

// enrolShow opens a one-time link.
func (s *Server) enrolShow(c *gin.Context) { s.writeEnrol(c, http.StatusOK, enrolEntry{}) }

// enrol sets password and authenticator app, and shows the recovery codes, once.
func (s *Server) enrol(c *gin.Context) {
	var wrong enrolEntry
	password := c.PostForm(fieldPassword)
	if password != c.PostForm(fieldAgain) {
		wrong.again = "The two are not the same."
		s.writeEnrol(c, http.StatusUnprocessableEntity, wrong)
		return
	}
	v := visitOf(c.Request.Context())
	if !s.mayTry(c, "enrol") {
		wrong.code = tooManyTries
		s.writeEnrol(c, http.StatusTooManyRequests, wrong)
		return
	}
	codes, err := v.program.FinishEnrolment(c.Request.Context(), c.Param("token"), password, c.PostForm(fieldCode))
	switch {
	case err == nil:
		s.write(c, http.StatusOK, console.ShowCodes(s.desk(c).recovery(codes)))
		return
	case models.KindOf(err) == models.Invalid && publicOf(err) == fieldPassword:
		wrong.password = "Take 12 to 200 characters."
	case models.KindOf(err) == models.Invalid:
		wrong.code = wrongCode
	case models.KindOf(err) == models.Conflict: // the other one of two at once was faster
		s.stop(c, http.StatusNotFound)
		return
	default:
		s.refuse(c, err)
		return
	}
	s.writeEnrol(c, http.StatusUnprocessableEntity, wrong)
}

func (s *Server) writeEnrol(c *gin.Context, status int, wrong enrolEntry) {
	begun, err := visitOf(c.Request.Context()).program.BeginEnrolment(c.Request.Context(), c.Param("token"))
	if err != nil {
		s.refuse(c, err) // a link that was used, is over or never was: NotFound
		return
	}
	s.write(c, status, console.SetUpApp(s.desk(c).enrol(begun, c.Param("token"), wrong)))
}
