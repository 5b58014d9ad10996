package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// signInOutcome says which anonymous tile to show.
type signInOutcome int

const (
	signInOffered     signInOutcome = iota // nobody is signed in at the bank
	signInBlocked                          // the browser drops our cookies
	signInKeptNothing                      // it keeps none of ours in a page of its own either
	signInFailed                           // the bank's answer did not verify, or nobody here began the sign-in
	signInUnreachable                      // the bank can't be reached
	signInDeclined                         // the member said no at the bank
	signInWithdrawn                        // the member ended our access, and nobody but the card asked for it since
)

// showAnonymous renders a tile without a member, in the card or as a page.
func (s *Server) showAnonymous(c *gin.Context, place string, status int, outcome signInOutcome) {
	t, err := web.VisitOf(c.Request.Context()).Program.AnonymousTile(c.Request.Context())
	if err != nil {
		s.Refuse(c, err)
		return
	}
	p := s.presenter(c.Request, models.Session{})
	s.writeState(c, place, status, p, p.stranger(t, outcome), t)
	s.seen(c, models.PlaceTile, t.Offer)
}

// seen counts that somebody looked at something, for the funnel of the console. What a browser fetched ahead, a HEAD and
// the answer to an action are no look.
func (s *Server) seen(c *gin.Context, what string, offer *models.Campaign) {
	if c.Request.Method == http.MethodGet && !prefetched(c.Request) {
		web.VisitOf(c.Request.Context()).Program.CountVisit(what, offer)
	}
}

// writeTile renders a member's tile, in the card or as a page.
func (s *Server) writeTile(c *gin.Context, place string, status int, t program.Tile, how showing) {
	p := s.presenter(c.Request, t.Session)
	s.writeState(c, place, status, p, p.state(t, how), t)
}

func (s *Server) writeState(c *gin.Context, place string, status int, p presenter, state tile.State, t program.Tile) {
	switch {
	case place == models.PlacePage:
		s.Write(c, status, expanded(p.memberPage(t), state))
	case web.FromScript(c.Request):
		s.Write(c, status, tile.Tile(state))
	default:
		s.Write(c, status, tile.Page(p.frame(), state))
	}
}

// answerTile answers an action of the card: the new tile to htmx, a redirect to a plain browser, which then shows the
// same and does not act again on reload.
func (s *Server) answerTile(c *gin.Context, t program.Tile, how showing) {
	if !web.FromScript(c.Request) {
		s.SeeOther(c, web.VisitOf(c.Request.Context()).Prefix()+web.PathTile)
		return
	}
	s.writeTile(c, models.PlaceCard, http.StatusOK, t, how)
}
