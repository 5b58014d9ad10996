package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/tile"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// member needs, besides, a live session. It re-issues a token that has run out while the session lives and the bank has
// confirmed the member lately; otherwise htmx is told to load the card anew, which asks the bank.
func (s *Server) member(c *gin.Context) {
	s.memberForm(c)
	if !c.IsAborted() && signedInOf(c).staleForm {
		s.turnAway(c, models.Errorf(models.Denied, "form token of another session"))
	}
}

// memberForm is member for forms that hold something typed: a form token of an earlier session is left to the handler,
// which must look at staleForm first and shows the form again with what was typed.
func (s *Server) memberForm(c *gin.Context) {
	s.Public(c)
	if c.IsAborted() {
		return
	}
	who, err := s.presented(c)
	if err != nil {
		s.turnAway(c, err)
		return
	}
	sess, err := web.VisitOf(c.Request.Context()).Program.Session(c.Request.Context(), who.Presented)
	if err == nil {
		err = s.keepFresh(c, who, sess)
	}
	if err != nil {
		s.turnAway(c, err)
		return
	}
	stale := !web.Safe(c.Request.Method) && !s.Forms.Check(c.PostForm(tile.FieldToken), s.formScope(web.VisitOf(c.Request.Context()), sess))
	c.Set(sessionKey, signedIn{who.Presented, sess, stale})
}

const sessionKey = "session"

// signedIn is what the member guard found.
type signedIn struct {
	by        program.Presented
	session   models.Session
	staleForm bool // the form was made for another session: a page left open, or a forgery
}

func signedInOf(c *gin.Context) signedIn {
	v, _ := c.Get(sessionKey)
	found, _ := v.(signedIn)
	return found
}

// presentedToken is what the browser's cookie says; Expired means that all is well with it but its time.
type presentedToken struct {
	program.Presented
	expired bool
}

// presented reads and verifies the session cookie.
func (s *Server) presented(c *gin.Context) (presentedToken, error) {
	place, err := s.Placement(c)
	if err != nil {
		return presentedToken{}, err
	}
	raw, err := place.Read(c.Request, session.AccessCookie)
	if err != nil {
		if errors.Is(err, session.ErrDoubled) {
			place.ClearDoubled(c.Writer, c.Request, session.AccessCookie)
		}
		return presentedToken{}, models.Errorf(models.Denied, "%v", err)
	}
	claims, err := s.tokens.Verify(raw, string(web.VisitOf(c.Request.Context()).Tenant().ID()))
	if err != nil && !errors.Is(err, session.ErrExpired) {
		return presentedToken{}, models.Errorf(models.Denied, "%v", err)
	}
	return presentedToken{program.Presented{MemberID: claims.Member, SessionID: claims.Session, JTI: claims.ID}, err != nil}, nil
}

// keepFresh gives a browser whose token has run out a new one. Losing the race against another request of the same page
// is fine: its answer carries the new token, and the old one is good for the overlap. A HEAD re-issues nothing: its
// answer is nobody's page.
func (s *Server) keepFresh(c *gin.Context, who presentedToken, sess models.Session) error {
	if !who.expired || c.Request.Method == http.MethodHead {
		return nil
	}
	raw, claims, err := s.tokens.Issue(string(web.VisitOf(c.Request.Context()).Tenant().ID()), who.MemberID, who.SessionID)
	if err != nil {
		return models.Errorf(models.Internal, "issue token: %v", err)
	}
	err = web.VisitOf(c.Request.Context()).Program.Reissue(c.Request.Context(), sess, who.JTI, claims.ID)
	if err != nil && models.KindOf(err) == models.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	return s.setToken(c, raw)
}

func (s *Server) setToken(c *gin.Context, raw string) error {
	place, err := s.Placement(c)
	if err != nil {
		return err
	}
	if err := place.Write(c.Writer, session.AccessCookie, raw, models.SessionAbsolute); err != nil {
		return models.Errorf(models.Internal, "session cookie: %v", err)
	}
	return nil
}

func (s *Server) clearToken(c *gin.Context) {
	if place, err := s.Placement(c); err == nil {
		place.Clear(c.Writer, session.AccessCookie)
	}
}

func (s *Server) formScope(v *web.Visit, sess models.Session) session.FormScope {
	return session.FormScope{Tenant: string(v.Tenant().ID()), Session: sess.ID, Purpose: "member"}
}
