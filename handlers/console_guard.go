package handlers

import (
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/session"
	"raf/models"
	"raf/models/program"
)

const staffKey = "staff"

// renewEvery is how often a session is kept from going idle: a write a minute is enough for a bound of 15.
const renewEvery = time.Minute

// staff lets people of staff through who may do something. It needs a live session, whose person and rights are read
// per request, and on writes the form token of that session.
func (s *Server) staff(act program.Act) gin.HandlerFunc {
	return func(c *gin.Context) {
		s.public(c)
		if c.IsAborted() {
			return
		}
		v := visitOf(c.Request.Context())
		token, err := s.staffToken(c)
		if err != nil {
			s.turnStaffAway(c, err)
			return
		}
		who, err := v.program.StaffOf(c.Request.Context(), token, v.requestID)
		if err != nil {
			s.turnStaffAway(c, err)
			return
		}
		c.Set(staffKey, who)
		switch {
		case !safe(c.Request.Method) && !s.forms.Check(c.PostForm(console.FieldToken), staffScope(v, who)):
			s.staffTrouble(c, http.StatusForbidden, errStaleForm)
		case !who.May(act):
			s.staffTrouble(c, http.StatusForbidden, errNotAllowed)
		default:
			s.renew(c, who)
		}
	}
}

// renew keeps the session of somebody who works from going idle. It is the one write that a page load of the console
// makes, named among the exceptions in doc.go, and never more than one a minute.
func (s *Server) renew(c *gin.Context, who program.Staff) {
	if c.Request.Method == http.MethodHead || s.Now().Sub(who.Session.SeenAt.Time) < renewEvery {
		return
	}
	if err := visitOf(c.Request.Context()).program.Seen(c.Request.Context(), who); err != nil {
		s.refuse(c, err)
	}
}

// staffOf is whom the guard let through.
func staffOf(c *gin.Context) program.Staff {
	v, _ := c.Get(staffKey)
	who, _ := v.(program.Staff)
	return who
}

func staffScope(v *visit, who program.Staff) session.FormScope {
	return session.FormScope{Tenant: string(v.tenant().ID()), Session: who.Session.ID, Purpose: "console"}
}

// staffToken reads the staff's cookie.
func (s *Server) staffToken(c *gin.Context) (string, error) {
	place, err := s.placement(c)
	if err != nil {
		return "", err
	}
	raw, err := place.Read(c.Request, session.StaffCookie)
	if errors.Is(err, session.ErrDoubled) {
		place.ClearDoubled(c.Writer, c.Request, session.StaffCookie)
	}
	if err != nil {
		return "", models.Errorf(models.Denied, "%v", err)
	}
	return raw, nil
}

func (s *Server) setStaffToken(c *gin.Context, raw string) error {
	place, err := s.placement(c)
	if err != nil {
		return err
	}
	if err := place.Write(c.Writer, session.StaffCookie, raw, models.StaffAbsolute); err != nil {
		return models.Errorf(models.Internal, "staff cookie: %v", err)
	}
	return nil
}

func (s *Server) clearStaffToken(c *gin.Context) {
	if place, err := s.placement(c); err == nil {
		place.Clear(c.Writer, session.StaffCookie)
	}
}

// turnStaffAway answers a route of the console that found no live session.
func (s *Server) turnStaffAway(c *gin.Context, err error) {
	if models.KindOf(err) != models.Denied {
		s.refuse(c, err)
		return
	}
	v := visitOf(c.Request.Context())
	s.Log.Info("no staff session", "request_id", v.requestID, "tenant", v.tenant().Slug, "why", err.Error())
	if fromScript(c.Request) {
		s.reload(c, v.prefix()+pathStaffSignIn)
		return
	}
	s.seeOther(c, v.prefix()+pathStaffSignIn)
}

// Why somebody who is signed in gets a page of trouble.
var (
	errStaleForm  = models.Errorf(models.Denied, "form token of another session")
	errNotAllowed = models.Errorf(models.Denied, "the role does not allow it")
)

// refuseStaff answers an error of a handler of the console.
func (s *Server) refuseStaff(c *gin.Context, err error) {
	switch models.KindOf(err) {
	case models.Denied:
		s.staffTrouble(c, http.StatusForbidden, err)
	case models.NotFound:
		s.staffTrouble(c, http.StatusNotFound, err)
	case models.Conflict:
		s.staffTrouble(c, http.StatusConflict, err)
	default:
		s.refuse(c, err)
	}
}

// staffTrouble is a page in the console's frame that says why there is nothing else on it.
func (s *Server) staffTrouble(c *gin.Context, status int, why error) {
	d := s.desk(c)
	s.Log.Info("refused staff", "request_id", d.requestID, "status", status, "why", why.Error())
	p := d.trouble(status, errors.Is(why, errStaleForm))
	s.writeScreen(c, status, d, screen{title: p.Title, body: console.Trouble(p)})
}
