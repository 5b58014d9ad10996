package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
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

// What the form for codes asks the terms for: those of today's invitations, or those of a code's own offer.
const (
	queryOffer = "offer"
	queryCode  = "code"
)

// termsShow is the offer's terms: as accepted for a member who is in, else as they would be.
func (s *Server) termsShow(c *gin.Context) {
	ctx := c.Request.Context()
	prog := web.VisitOf(ctx).Program
	if c.Query(queryCode) != "" {
		s.ownTermsShow(c)
		return
	}
	who, err := s.presented(c)
	if err == nil && !who.expired { // an old token says who sat there, not who sits there
		if t, err := prog.Tile(ctx, who.Presented); err == nil {
			p := s.presenter(c.Request, t.Session)
			if c.Request.URL.Query().Has(queryOffer) {
				t.State, t.Referral = program.TileInviter, nil
			}
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

// ownTermsShow is the terms of an offer of the institution itself, by its code. They are no secret: the page behind the
// code's link tells the same to anybody.
func (s *Server) ownTermsShow(c *gin.Context) {
	ctx := c.Request.Context()
	t, _, err := web.VisitOf(ctx).Program.Landing(ctx, c.Query(queryCode))
	if err != nil {
		s.Refuse(c, err)
		return
	}
	if !t.Own {
		t.Offer = nil
	}
	p := s.presenter(c.Request, models.Session{})
	if who, err := s.presented(c); err == nil && !who.expired {
		if own, err := web.VisitOf(ctx).Program.Tile(ctx, who.Presented); err == nil {
			p = s.presenter(c.Request, own.Session)
		}
	}
	t.State, t.CanEnterCode = program.TileInviter, true // so that the way back is the form
	s.writeState(c, models.PlaceCard, http.StatusOK, p, p.terms(t), t)
}
