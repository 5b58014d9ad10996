package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/models"
	"raf/models/program"
)

// stepUp is something that needs a second factor of the last five minutes.
type stepUp struct {
	url   string // of the form that was sent
	back  string
	verb  string // "release $100.00"
	look  console.Look
	doing []console.Pair
}

// fresh lets a person through whose second factor is fresh. Else it answers with the page that asks for one and carries
// along what was sent; that page sends it to the same URL again, with a code.
func (s *Server) fresh(c *gin.Context, ask stepUp) (program.Staff, bool) {
	who, v := staffOf(c), visitOf(c.Request.Context())
	if v.program.Fresh(who) {
		return who, true
	}
	code := c.PostForm(fieldCode)
	if code == "" {
		s.askAgain(c, http.StatusUnauthorized, ask, "")
		return who, false
	}
	if !s.mayTry(c, who.User.Email) {
		s.askAgain(c, http.StatusTooManyRequests, ask, tooManyTries)
		return who, false
	}
	token, err := s.staffToken(c)
	if err != nil {
		s.turnStaffAway(c, err)
		return who, false
	}
	next, err := v.program.StaffCode(c.Request.Context(), token, code, v.requestID)
	if err != nil {
		if models.KindOf(err) == models.Denied {
			s.askAgain(c, http.StatusUnprocessableEntity, ask, wrongCode)
		} else {
			s.refuse(c, err)
		}
		return who, false
	}
	if err := s.setStaffToken(c, next); err != nil {
		s.refuse(c, err)
		return who, false
	}
	who, err = v.program.StaffOf(c.Request.Context(), next, v.requestID)
	if err != nil {
		s.turnStaffAway(c, err)
		return who, false
	}
	c.Set(staffKey, who)
	return who, true
}

func (s *Server) askAgain(c *gin.Context, status int, ask stepUp, wrong string) {
	var hidden []console.Hidden
	for name, values := range c.Request.PostForm {
		if name != console.FieldToken && name != fieldCode {
			hidden = append(hidden, console.Hidden{Name: name, Value: values[0]})
		}
	}
	slices.SortFunc(hidden, func(a, b console.Hidden) int { return strings.Compare(a.Name, b.Name) })
	s.write(c, status, console.Confirmation(s.desk(c).stepUp(ask, hidden, wrong)))
}
