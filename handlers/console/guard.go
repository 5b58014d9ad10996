package console

import (
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

const staffKey = "staff"

// renewEvery is how often a session is kept from going idle: a write a minute is enough for a bound of 15.
const renewEvery = time.Minute

// staff lets people of staff through who may do something. It needs a live session, whose person and rights are read
// per request, and on writes the form token of that session.
func (h *Handlers) staff(act program.Act) gin.HandlerFunc {
	return func(c *gin.Context) {
		h.Public(c)
		if c.IsAborted() {
			return
		}
		v := web.VisitOf(c.Request.Context())
		token, err := h.staffToken(c)
		if err != nil {
			h.turnStaffAway(c, err)
			return
		}
		who, err := v.Program.StaffOf(c.Request.Context(), token, v.RequestID)
		if err != nil {
			h.turnStaffAway(c, err)
			return
		}
		c.Set(staffKey, who)
		if who.LooksOn() {
			v.Program = v.Program.Masked()
		}
		switch {
		case who.LooksOn() && !web.Safe(c.Request.Method) && v.Path != web.PathStaffOut:
			h.staffTrouble(c, http.StatusForbidden, errNotAllowed) // whatever the route's own right says
		case !web.Safe(c.Request.Method) && !h.Forms.Check(c.PostForm(console.FieldToken), staffScope(v, who)):
			h.staffTrouble(c, http.StatusForbidden, errStaleForm)
		case !who.May(act):
			h.staffTrouble(c, http.StatusForbidden, errNotAllowed)
		default:
			h.renew(c, who)
		}
	}
}

// renew keeps the session of somebody who works from going idle. It is the one write that a page load of the console
// makes, named among the decisions in doc.go, and never more than one a minute.
func (h *Handlers) renew(c *gin.Context, who program.Staff) {
	if c.Request.Method == http.MethodHead || h.Now().Sub(who.Session.SeenAt.Time) < renewEvery {
		return
	}
	if err := web.VisitOf(c.Request.Context()).Program.Seen(c.Request.Context(), who); err != nil {
		h.Refuse(c, err)
	}
}

// staffOf is whom the guard let through.
func staffOf(c *gin.Context) program.Staff {
	v, _ := c.Get(staffKey)
	who, _ := v.(program.Staff)
	return who
}

func staffScope(v *web.Visit, who program.Staff) session.FormScope {
	return session.FormScope{Tenant: string(v.Tenant().ID()), Session: who.Session.ID, Purpose: "console"}
}

// staffToken reads the staff's cookie.
func (h *Handlers) staffToken(c *gin.Context) (string, error) {
	place, err := h.Placement(c)
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

func (h *Handlers) setStaffToken(c *gin.Context, raw string) error {
	place, err := h.Placement(c)
	if err != nil {
		return err
	}
	// It outlives the session, so that a form sent too late is known to be its person's (keep). It opens nothing then.
	if err := place.Write(c.Writer, session.StaffCookie, raw, models.StaffAbsolute+program.KeptFor); err != nil {
		return models.Errorf(models.Internal, "staff cookie: %v", err)
	}
	return nil
}

func (h *Handlers) clearStaffToken(c *gin.Context) {
	if place, err := h.Placement(c); err == nil {
		place.Clear(c.Writer, session.StaffCookie)
	}
}

// turnStaffAway answers a route of the console that found no live session.
func (h *Handlers) turnStaffAway(c *gin.Context, err error) {
	if models.KindOf(err) != models.Denied {
		h.Refuse(c, err)
		return
	}
	v := web.VisitOf(c.Request.Context())
	h.Log.Info("no staff session", "request_id", v.RequestID, "tenant", v.Tenant().Slug, "why", err.Error())
	if web.FromScript(c.Request) {
		h.Reload(c, v.Prefix()+web.PathStaffSignIn)
		return
	}
	if kept, ok := h.keep(c); ok {
		h.writeDoor(c, http.StatusUnauthorized, h.seat(c).SignIn("", ""), kept)
		return
	}
	h.SeeOther(c, v.Prefix()+web.PathStaffSignIn)
}

// Why somebody who is signed in gets a page of trouble.
var (
	errStaleForm  = models.Errorf(models.Denied, "form token of another session")
	errNotAllowed = models.Errorf(models.Denied, "the role does not allow it")
)

// refuseStaff answers an error of a handler of the console.
func (h *Handlers) refuseStaff(c *gin.Context, err error) {
	switch models.KindOf(err) {
	case models.Denied:
		h.staffTrouble(c, http.StatusForbidden, err)
	case models.NotFound:
		h.staffTrouble(c, http.StatusNotFound, err)
	case models.Conflict:
		h.staffTrouble(c, http.StatusConflict, err)
	default:
		h.Refuse(c, err)
	}
}

// staffTrouble is a page in the console's frame that says why there is nothing else on it.
func (h *Handlers) staffTrouble(c *gin.Context, status int, why error) {
	d := h.seat(c)
	h.Log.Info("refused staff", "request_id", d.RequestID, "status", status, "why", why.Error())
	p := d.Trouble(status, errors.Is(why, errStaleForm))
	h.writeScreen(c, status, d, desk.Screen{Title: p.Title, Body: console.Trouble(p)})
}
