package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
)

// meShow is what the bank told us of the member, in the card and as a page.
func (s *Server) meShow(c *gin.Context) {
	who := signedInOf(c)
	told, err := web.VisitOf(c.Request.Context()).Program.Told(c.Request.Context(), who.session)
	if err != nil {
		s.Refuse(c, err)
		return
	}
	p := s.presenter(c.Request, who.session)
	s.writeState(c, models.PlaceCard, http.StatusOK, p, p.told(told), told.Tile)
}

// meWithdraw ends our access. Everybody who is signed in as the member is out, this browser among them; the tile that a plain
// browser is sent to asks the bank, and says what was ended.
func (s *Server) meWithdraw(c *gin.Context) {
	v := web.VisitOf(c.Request.Context())
	if err := v.Program.Withdraw(c.Request.Context(), signedInOf(c).by, v.RequestID); err != nil {
		s.Refuse(c, err)
		return
	}
	s.clearToken(c)
	if !web.FromScript(c.Request) {
		s.SeeOther(c, v.Prefix()+web.PathTile)
		return
	}
	t, err := v.Program.AnonymousTile(c.Request.Context())
	if err != nil {
		s.Refuse(c, err)
		return
	}
	s.Write(c, http.StatusOK, tile.Tile(s.presenter(c.Request, models.Session{}).stranger(t, signInWithdrawn)))
}
