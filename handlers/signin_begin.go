package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers"
)

// signInBegin starts a sign-in in a whole page. It is a link, not a form: form-action 'self' would block a form that
// ends at the bank.
func (s *Server) signInBegin(c *gin.Context) {
	if prefetched(c.Request) || c.Request.Method == http.MethodHead {
		s.nothing(c)
		return
	}
	switch err := s.beginRound(c, models.PlacePage, providers.PromptDefault); {
	case err == nil:
	case errors.Is(err, errTooManyRounds):
		s.logRound(c, err)
		c.Header("Retry-After", "60")
		s.Stop(c, http.StatusTooManyRequests)
	default:
		s.roundFailed(c, models.PlacePage, err)
	}
}

// errTooManyRounds says that an address begins sign-ins faster than people do.
var errTooManyRounds = errors.New("too many sign-ins from this address")

// beginRound sends the browser to the bank. On an error nothing has been answered yet.
func (s *Server) beginRound(c *gin.Context, place string, prompt providers.Prompt, without ...string) error {
	ctx := c.Request.Context()
	v := web.VisitOf(ctx)
	if !s.rounds.allow(v.Tenant().ID(), v.Client, s.Now()) {
		return errTooManyRounds
	}
	cookies, err := s.Placement(c)
	if err != nil {
		return err
	}
	state, err := secret.NewToken(s.random, 32)
	if err != nil {
		return models.Errorf(models.Internal, "state: %v", err)
	}
	tie, err := s.flows.Begin(c.Writer, c.Request, cookies, state)
	if err != nil {
		return models.Errorf(models.Internal, "flow cookie: %v", err)
	}
	to, err := v.Program.BeginSignIn(ctx, program.Attempt{State: state, TieHash: tie, Place: place, RedirectURI: v.Links().Abs(redirectPath(place)),
		Prompt: prompt, UILocale: s.presenter(c.Request, models.Session{}).Say.Lang, Without: without})
	if err != nil {
		s.flows.End(c.Writer, cookies, state) // the attempt that was not made needs no tie
		return err
	}
	s.SeeOther(c, to)
	return nil
}

// redirectPath is where the bank's answer to a sign-in comes to; both must be registered at the bank, the card's first.
func redirectPath(place string) string {
	if place == models.PlaceCard {
		return web.PathTile
	}
	return web.PathCallback
}

// RedirectURIs are the URIs that an institution registers, first one first.
func RedirectURIs(base string, t models.TenantProfile) []string {
	at := web.LinksOf(base, t)
	return []string{at.Abs(web.PathTile), at.Abs(web.PathCallback)}
}

// EnrolURL is the whole URL of a one-time link that invites a person of staff.
func EnrolURL(base string, t models.TenantProfile, token string) string {
	return web.LinksOf(base, t).Abs(web.EnrolPath(token))
}
