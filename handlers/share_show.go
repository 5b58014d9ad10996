package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/handlers/web"
	"raf/models"
)

// shareShow is everything a member needs to invite one friend.
func (s *Server) shareShow(c *gin.Context) {
	who := signedInOf(c)
	t, err := web.VisitOf(c.Request.Context()).Program.LastKnown(c.Request.Context(), who.session)
	if err != nil {
		s.Refuse(c, err)
		return
	}
	p := s.presenter(c.Request, who.session)
	s.writeState(c, models.PlaceCard, http.StatusOK, p, p.share(t), t)
	s.seen(c, models.PlaceShare, t.Offer)
}

// termsShow is the offer's terms: as accepted for a member who is in, else as they would be.
func (s *Server) termsShow(c *gin.Context) {
	ctx := c.Request.Context()
	prog := web.VisitOf(ctx).Program
	who, err := s.presented(c)
	if err == nil && !who.expired { // an old token says who sat there, not who sits there
		if t, err := prog.Tile(ctx, who.Presented); err == nil {
			p := s.presenter(c.Request, t.Session)
			s.writeState(c, models.PlaceCard, http.StatusOK, p, p.terms(t), t)
			return
		}
	}
	t, err := prog.AnonymousTile(ctx)
	if err != nil {
		s.Refuse(c, err)
		return
	}
	p := s.presenter(c.Request, models.Session{})
	s.writeState(c, models.PlaceCard, http.StatusOK, p, p.terms(t), t)
}
