package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"raf/components/tile"
	"raf/handlers/session"
	"raf/models"
	"raf/models/program"
)

// open lets anybody through; the route knows no tenant.
func (s *Server) open(*gin.Context) {}

// public needs a tenant, a query that reads one way only and, for writes, one of our own pages behind the request.
func (s *Server) public(c *gin.Context) {
	if visitOf(c.Request.Context()).program == nil {
		s.stop(c, http.StatusNotFound)
		return
	}
	if !plainQuery(c.Request.URL.RawQuery) {
		s.stop(c, http.StatusBadRequest)
		return
	}
	s.sameOrigin(c)
}

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
	s.public(c)
	if c.IsAborted() {
		return
	}
	who, err := s.presented(c)
	if err != nil {
		s.turnAway(c, err)
		return
	}
	sess, err := visitOf(c.Request.Context()).program.Session(c.Request.Context(), who.Presented)
	if err == nil {
		err = s.keepFresh(c, who, sess)
	}
	if err != nil {
		s.turnAway(c, err)
		return
	}
	stale := !safe(c.Request.Method) && !s.forms.Check(c.PostForm(tile.FieldToken), s.formScope(visitOf(c.Request.Context()), sess))
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

// sameOrigin refuses writes that another site could have caused: by Sec-Fetch-Site or Origin, and where a browser sent
// neither (security.md, E1). Siblings of the bank's site count as strangers.
func (s *Server) sameOrigin(c *gin.Context) {
	r := c.Request
	if safe(r.Method) {
		return
	}
	if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" || s.cross.Check(r) != nil {
		s.stop(c, http.StatusForbidden)
		return
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site == "none" {
		s.stop(c, http.StatusForbidden) // nobody types a POST into the address bar
		return
	}
	switch c.ContentType() {
	case "application/x-www-form-urlencoded":
	default:
		s.stop(c, http.StatusUnsupportedMediaType)
		return
	}
	err := r.ParseForm()
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		s.stop(c, http.StatusRequestEntityTooLarge)
	case err != nil, !plain(r.PostForm):
		s.stop(c, http.StatusBadRequest)
	}
}

// presentedToken is what the browser's cookie says; Expired means that all is well with it but its time.
type presentedToken struct {
	program.Presented
	expired bool
}

// presented reads and verifies the session cookie.
func (s *Server) presented(c *gin.Context) (presentedToken, error) {
	place, err := s.placement(c)
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
	claims, err := s.tokens.Verify(raw, string(visitOf(c.Request.Context()).tenant().ID()))
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
	raw, claims, err := s.tokens.Issue(string(visitOf(c.Request.Context()).tenant().ID()), who.MemberID, who.SessionID)
	if err != nil {
		return models.Errorf(models.Internal, "issue token: %v", err)
	}
	err = visitOf(c.Request.Context()).program.Reissue(c.Request.Context(), sess, who.JTI, claims.ID)
	if err != nil && models.KindOf(err) == models.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	return s.setToken(c, raw)
}

func (s *Server) setToken(c *gin.Context, raw string) error {
	place, err := s.placement(c)
	if err != nil {
		return err
	}
	if err := place.Write(c.Writer, session.AccessCookie, raw, models.SessionAbsolute); err != nil {
		return models.Errorf(models.Internal, "session cookie: %v", err)
	}
	return nil
}

func (s *Server) clearToken(c *gin.Context) {
	if place, err := s.placement(c); err == nil {
		place.Clear(c.Writer, session.AccessCookie)
	}
}

// placement says how this tenant's cookies are set.
func (s *Server) placement(c *gin.Context) (session.Placement, error) {
	v := visitOf(c.Request.Context())
	place, err := session.PlacementOf(session.Home{Host: v.host, Scheme: v.scheme, FIURL: v.tenant().FIURL, Slug: v.slug, NoHostPrefix: s.NoHostPrefix})
	if err != nil {
		return place, models.Errorf(models.Internal, "cookie placement: %v", err)
	}
	return place, nil
}

func (s *Server) formScope(v *visit, sess models.Session) session.FormScope {
	return session.FormScope{Tenant: string(v.tenant().ID()), Session: sess.ID, Purpose: "member"}
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// plainQuery refuses a query that can't be read or that two readers could read differently.
func plainQuery(raw string) bool {
	q, err := url.ParseQuery(raw)
	return err == nil && plain(q)
}

// plain reports whether each field stands once and all of it is text. No page of ours makes others.
func plain(fields url.Values) bool {
	for name, values := range fields {
		if len(values) > 1 || !utf8.ValidString(name+values[0]) {
			return false
		}
	}
	return true
}
