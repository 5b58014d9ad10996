package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/tile"
	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// The bounds of what a bank may send in a callback.
const (
	maxState = 256
	maxCode  = 4096
)

// signInCallback is where a sign-in in a whole page ends.
func (s *Server) signInCallback(c *gin.Context) { s.signInFinish(c, models.PlacePage) }

// signInFinish takes the bank's answer, opens the session and sends the browser to its tile. Whatever fails ends at a
// page that says so and offers a new beginning; why it failed stands in the log.
func (s *Server) signInFinish(c *gin.Context, place string) {
	ctx := c.Request.Context()
	v, q := visitOf(ctx), c.Request.URL.Query()
	state := q.Get("state")
	if c.Request.Method == http.MethodHead || state == "" || len(state) > maxState || len(q.Get("code")) > maxCode ||
		(q.Has("code") && q.Has("error")) {
		s.showAnonymous(c, place, http.StatusBadRequest, signInFailed)
		return
	}
	cookies, err := s.placement(c)
	if err != nil {
		s.refuse(c, err)
		return
	}
	tie, tieErr := s.flows.TieHash(c.Request, cookies, state)
	s.flows.End(c.Writer, cookies, state)
	prior, _ := s.presented(c) // none is fine: most sign-ins replace nothing
	var raw string
	done, flow, err := v.program.FinishSignIn(ctx, program.Callback{State: state, TieHash: tie, PriorSession: prior.SessionID, RequestID: v.requestID, Place: place,
		Answer: providers.Callback{Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error"), ErrorDescription: q.Get("error_description")},
		Mint: func(memberID, sessionID string) (string, error) {
			token, claims, err := s.tokens.Issue(string(v.tenant().ID()), memberID, sessionID)
			raw = token
			return claims.ID, err
		}})
	if err != nil {
		s.signInRefused(c, place, prior, errors.Join(err, tieErr))
		return
	}
	if err := s.setToken(c, raw); err != nil {
		s.refuse(c, err)
		return
	}
	s.Log.Info("signed in", "request_id", v.requestID, "tenant", v.tenant().Slug, "member", done.Member.ID, "place", flow.Place)
	if place == models.PlaceCard {
		s.seeOther(c, v.prefix()+pathTile+"?"+marker+"=1")
		return
	}
	s.seeOther(c, v.prefix()+pathDashboard)
}

// signInRefused ends a sign-in that did not come to its end.
func (s *Server) signInRefused(c *gin.Context, place string, prior presentedToken, err error) {
	v := visitOf(c.Request.Context())
	s.Log.Warn("sign-in refused", "request_id", v.requestID, "tenant", v.tenant().Slug, "place", place, "cause", err.Error())
	var refused *providers.SignInRefused
	var bank *providers.Error
	switch {
	case errors.As(err, &refused):
		// The bank says that nobody it knows sits there, so the last member's session must not outlive this answer.
		if prior.SessionID != "" {
			if err := v.program.EndSession(c.Request.Context(), prior.Presented); err != nil {
				s.refuse(c, err)
				return
			}
		}
		s.clearToken(c)
		outcome := signInOffered
		switch refused.Code {
		case "access_denied":
			outcome = signInDeclined
		case "temporarily_unavailable", "server_error":
			outcome = signInUnreachable
		case "other":
			outcome = signInFailed
		}
		s.showAnonymous(c, place, http.StatusOK, outcome)
	case errors.Is(err, program.ErrOtherBrowser) && place == models.PlaceCard:
		// No tie came back: the usual reason is a browser that keeps no cookies in frames. An attacker who brings his
		// own sign-in into a victim's frame gets the same tile, and nobody is signed in.
		s.showAnonymous(c, place, http.StatusBadRequest, signInBlocked)
	case errors.As(err, &bank) && (bank.Kind == providers.KindDown || bank.Kind == providers.KindThrottled):
		s.showAnonymous(c, place, http.StatusOK, signInUnreachable)
	case errors.As(err, &bank), errors.Is(err, program.ErrNoFlow), errors.Is(err, program.ErrOtherBrowser):
		s.showAnonymous(c, place, http.StatusBadRequest, signInFailed)
	default:
		s.refuse(c, err)
	}
}

// signOut ends RAF's own session, never the bank's. It wants no live session, so that doing it twice is fine, but where
// there is one the form must be that session's.
func (s *Server) signOut(c *gin.Context) {
	v := visitOf(c.Request.Context())
	if who, err := s.presented(c); err == nil {
		if !s.forms.Check(c.PostForm(tile.FieldToken), s.formScope(v, models.Session{Keys: models.Keys{ID: who.SessionID}})) {
			s.stop(c, http.StatusForbidden)
			return
		}
		if err := v.program.SignOut(c.Request.Context(), who.Presented, v.requestID); err != nil {
			s.refuse(c, err)
			return
		}
	}
	s.clearToken(c)
	s.seeOther(c, v.prefix()+pathDashboard)
}
