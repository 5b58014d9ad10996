package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// marker stands on the URL of the card right after a sign-in in the card. With it and without a session the browser
// has dropped our cookie, and another round would only go in a circle.
const marker = "s"

// tileShow is the card. A bare load asks the bank who sits there, unless the bank has just said so; an answer of the
// bank arrives here too, because the card's first redirect URI must serve both.
func (s *Server) tileShow(c *gin.Context) {
	q := c.Request.URL.Query()
	switch {
	case q.Has("code") || q.Has("state") || q.Has("error"):
		s.signInFinish(c, models.PlaceCard)
	default:
		s.show(c, models.PlaceCard, q.Has(marker))
	}
}

// dashboardShow is the expanded view: the same facts in a whole page.
func (s *Server) dashboardShow(c *gin.Context) { s.show(c, models.PlacePage, false) }

// show renders the tile of whoever the bank has confirmed within the last minute, and otherwise starts the round that
// asks. returned says that a round has just come back with success.
func (s *Server) show(c *gin.Context, place string, returned bool) {
	ctx := c.Request.Context()
	p := web.VisitOf(ctx).Program
	who, err := s.presented(c)
	var t program.Tile
	if err == nil {
		t, err = p.Tile(ctx, who.Presented)
	}
	switch {
	case err == nil:
		s.showConfirmed(c, place, who, t)
	case models.KindOf(err) != models.Denied:
		s.Refuse(c, err)
	case returned:
		s.showAnonymous(c, place, http.StatusOK, signInBlocked)
	default:
		if who.SessionID != "" {
			s.clearToken(c)
		}
		s.showStranger(c, place)
	}
}

// showConfirmed shows a member's tile if the bank's confirmation is young; an older one is renewed first, so that the
// last member's tile never stays behind after a sign-out at the bank.
func (s *Server) showConfirmed(c *gin.Context, place string, who presentedToken, t program.Tile) {
	age := s.Now().Sub(t.Session.ConfirmedAt.Time)
	if age > program.ConfirmedFresh && c.Request.Method == http.MethodGet {
		if prefetched(c.Request) {
			s.nothing(c)
			return
		}
		err := s.beginRound(c, place, s.silently(c))
		if err == nil {
			return
		}
		if age > program.ConfirmedAtMost {
			s.roundFailed(c, place, err)
			return
		}
		s.logRound(c, err)
	}
	if err := s.keepFresh(c, who, t.Session); err != nil {
		s.turnAway(c, err)
		return
	}
	s.writeTile(c, place, http.StatusOK, t, showing{autoCheck: true})
	s.seen(c, models.PlaceTile, t.Offer)
}

// showStranger serves a browser without a session: by the tenant's sign-in mode, a round or a button.
func (s *Server) showStranger(c *gin.Context, place string) {
	mode := web.VisitOf(c.Request.Context()).Tenant().SignIn
	if place == models.PlaceCard && mode != models.SignInButton && c.Request.Method == http.MethodGet {
		if prefetched(c.Request) {
			s.nothing(c)
			return
		}
		if err := s.beginRound(c, place, s.silently(c)); err != nil {
			s.roundFailed(c, place, err)
		}
		return
	}
	s.showAnonymous(c, place, http.StatusOK, signInOffered)
}

// silently is the prompt of a round nobody clicked for.
func (s *Server) silently(c *gin.Context) providers.Prompt {
	if web.VisitOf(c.Request.Context()).Tenant().SignIn == models.SignInAutoPlain {
		return providers.PromptDefault
	}
	return providers.PromptNone
}

// roundFailed answers for a round that could not begin. Only a bank's trouble is told as one: with our own database away
// nobody should call the bank.
func (s *Server) roundFailed(c *gin.Context, place string, err error) {
	var bank *providers.Error
	if !errors.As(err, &bank) && !errors.Is(err, errTooManyRounds) {
		s.Refuse(c, err)
		return
	}
	s.logRound(c, err)
	if bank == nil {
		s.showAnonymous(c, place, http.StatusOK, signInOffered) // a button instead of one more round on our own
		return
	}
	s.showAnonymous(c, place, http.StatusOK, signInUnreachable)
}

func (s *Server) logRound(c *gin.Context, err error) {
	v := web.VisitOf(c.Request.Context())
	s.Log.Warn("sign-in could not begin", "request_id", v.RequestID, "tenant", v.Tenant().Slug, "cause", err.Error())
}

// nothing answers a request that must not begin a sign-in.
func (s *Server) nothing(c *gin.Context) {
	c.AbortWithStatus(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
}

// prefetched reports a browser that only guesses that somebody will come.
func prefetched(r *http.Request) bool {
	return r.Header.Get("Sec-Purpose") != "" || r.Header.Get("Purpose") == "prefetch"
}
