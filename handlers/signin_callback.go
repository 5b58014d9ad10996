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
	v, q := web.VisitOf(ctx), c.Request.URL.Query()
	state := q.Get("state")
	if c.Request.Method == http.MethodHead || state == "" || len(state) > maxState || len(q.Get("code")) > maxCode ||
		(q.Has("code") && q.Has("error")) {
		s.showAnonymous(c, place, http.StatusBadRequest, signInFailed)
		return
	}
	cookies, err := s.Placement(c)
	if err != nil {
		s.Refuse(c, err)
		return
	}
	tie, tieErr := s.flows.TieHash(c.Request, cookies, state)
	s.flows.End(c.Writer, cookies, state)
	prior, _ := s.presented(c) // none is fine: most sign-ins replace nothing
	var raw string
	done, flow, err := v.Program.FinishSignIn(ctx, program.Callback{State: state, TieHash: tie, PriorSession: prior.SessionID, RequestID: v.RequestID, Place: place,
		Answer: providers.Callback{Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error"), ErrorDescription: q.Get("error_description"), Scope: q.Get("scope")},
		Mint: func(memberID, sessionID string) (string, error) {
			token, claims, err := s.tokens.Issue(string(v.Tenant().ID()), memberID, sessionID)
			raw = token
			return claims.ID, err
		}})
	if err != nil {
		s.signInRefused(c, place, prior, errors.Join(err, tieErr))
		return
	}
	if err := s.setToken(c, raw); err != nil {
		s.Refuse(c, err)
		return
	}
	s.Log.Info("signed in", "request_id", v.RequestID, "tenant", v.Tenant().Slug, "member", done.Member.ID, "place", flow.Place)
	if place == models.PlaceCard {
		s.SeeOther(c, v.Prefix()+web.PathTile+"?"+marker+"=1")
		return
	}
	s.SeeOther(c, v.Prefix()+web.PathDashboard)
}

// signInRefused ends a sign-in that did not come to its end.
func (s *Server) signInRefused(c *gin.Context, place string, prior presentedToken, err error) {
	v := web.VisitOf(c.Request.Context())
	s.Log.Warn("sign-in refused", "request_id", v.RequestID, "tenant", v.Tenant().Slug, "place", place, "cause", err.Error())
	var refused *providers.SignInRefused
	var bank *providers.Error
	switch {
	case errors.As(err, &refused) && nobodyThere(refused.Code):
		// The bank says that nobody it knows sits there, so the last member's session must not outlive this answer.
		if prior.SessionID != "" {
			if err := v.Program.EndSession(c.Request.Context(), prior.Presented); err != nil {
				s.Refuse(c, err)
				return
			}
		}
		s.clearToken(c)
		outcome := signInOffered
		if refused.Code == "access_denied" {
			outcome = signInDeclined
		}
		s.showAnonymous(c, place, http.StatusOK, outcome)
	case errors.As(err, &refused) && len(refused.Without) > 0:
		s.signInWithLess(c, place, refused.Without)
	case errors.As(err, &refused) && (refused.Code == "other" || refused.Code == "invalid_scope" || refused.Code == "unauthorized_client"):
		s.showAnonymous(c, place, http.StatusOK, signInFailed)
	case errors.As(err, &refused):
		s.showUnreachable(c, place, prior)
	case errors.Is(err, program.ErrWithdrawn):
		s.clearToken(c)
		s.showAnonymous(c, place, http.StatusOK, signInWithdrawn)
	case errors.Is(err, program.ErrOtherBrowser) && place == models.PlaceCard:
		// No tie came back: the usual reason is a browser that keeps no cookies in frames. An attacker who brings his
		// own sign-in into a victim's frame gets the same tile, and nobody is signed in.
		s.showAnonymous(c, place, http.StatusBadRequest, signInBlocked)
	case errors.Is(err, program.ErrOtherBrowser) && len(c.Request.Cookies()) == 0:
		s.showAnonymous(c, place, http.StatusBadRequest, signInKeptNothing)
	case errors.As(err, &bank) && (bank.Kind == providers.KindDown || bank.Kind == providers.KindThrottled):
		s.showUnreachable(c, place, prior)
	case errors.As(err, &bank), errors.Is(err, program.ErrNoFlow), errors.Is(err, program.ErrOtherBrowser):
		s.showAnonymous(c, place, http.StatusBadRequest, signInFailed)
	default:
		s.Refuse(c, err)
	}
}

// signInWithLess asks again for what the institution has allowed: that its set-up withholds one thing from everybody must
// not keep every member out. What is missing reads as not known yet.
func (s *Server) signInWithLess(c *gin.Context, place string, without []string) {
	prompt := providers.PromptDefault
	if place == models.PlaceCard {
		prompt = s.silently(c)
	}
	if err := s.beginRound(c, place, prompt, without...); err != nil {
		s.roundFailed(c, place, err)
	}
}

// nobodyThere reports the refusals by which a bank says who does not sit there (OpenID Connect Core 3.1.2.6). Any other
// one says that it could not answer, which is no word about the member.
func nobodyThere(code string) bool {
	switch code {
	case "login_required", "interaction_required", "consent_required", "account_selection_required", "access_denied":
		return true
	}
	return false
}

// showUnreachable shows the last known facts of a member whom the bank has confirmed lately, while it can't answer now,
// and otherwise a tile without a member.
func (s *Server) showUnreachable(c *gin.Context, place string, prior presentedToken) {
	if prior.SessionID != "" {
		t, err := web.VisitOf(c.Request.Context()).Program.Tile(c.Request.Context(), prior.Presented)
		if err == nil && s.Now().Sub(t.Session.ConfirmedAt.Time) <= program.ConfirmedAtMost && s.keepFresh(c, prior, t.Session) == nil {
			s.writeTile(c, place, http.StatusOK, t, showing{failure: providers.KindDown})
			s.seen(c, models.PlaceTile, t.Offer)
			return
		}
	}
	s.showAnonymous(c, place, http.StatusOK, signInUnreachable)
}

// signOut ends RAF's own session, never the bank's. It wants no live session, so that doing it twice is fine, but where
// there is one the form must be the member's.
func (s *Server) signOut(c *gin.Context) {
	v := web.VisitOf(c.Request.Context())
	if who, err := s.presented(c); err == nil {
		if !s.Forms.Check(c.PostForm(tile.FieldToken), signOutScope(v, who.MemberID)) {
			s.Stop(c, http.StatusForbidden)
			return
		}
		if err := v.Program.SignOut(c.Request.Context(), who.Presented, v.RequestID); err != nil {
			s.Refuse(c, err)
			return
		}
	}
	s.clearToken(c)
	s.SeeOther(c, v.Prefix()+web.PathDashboard)
}

// signOutScope binds the form of the sign-out to the member and not to the session: each new load of a card makes a new
// session, and an older tab must still be able to sign out.
func signOutScope(v *web.Visit, memberID string) session.FormScope {
	return session.FormScope{Tenant: string(v.Tenant().ID()), Session: memberID, Purpose: "sign-out"}
}
