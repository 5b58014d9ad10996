package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// eligibilityShow answers the stored verdict, as the component that the tile is. A tile that waits for the core names what it
// waits for, and is answered without content until the facts are newer.
func (s *Server) eligibilityShow(c *gin.Context) {
	who := signedInOf(c)
	t, err := web.VisitOf(c.Request.Context()).Program.Tile(c.Request.Context(), who.by)
	if err != nil {
		s.turnAway(c, err)
		return
	}
	if c.Request.URL.Query().Has(web.QueryNewer) && t.AsksCore(s.Now()) {
		c.AbortWithStatus(http.StatusNoContent)
		return
	}
	s.Write(c, http.StatusOK, tile.Tile(s.presenter(c.Request, t.Session).state(t, showing{})))
}

// eligibilityCheck is the live check: the only place where a member waits for the bank, and never as part of a page.
func (s *Server) eligibilityCheck(c *gin.Context) {
	ctx := c.Request.Context()
	v, who := web.VisitOf(ctx), signedInOf(c)
	var checked program.Checked
	if s.checks.Allow(checksKey{v.Tenant().ID(), who.session.MemberID}, s.Now()) {
		var err error
		if checked, err = v.Program.Check(ctx, *who.session.Member, "tile", v.RequestID); err != nil {
			s.Refuse(c, err)
			return
		}
	}
	t, err := v.Program.LastKnown(ctx, who.session)
	if err != nil {
		s.Refuse(c, err)
		return
	}
	how := showing{failure: checked.Failure}
	if live := t.Session.LiveAt(s.Now()); checked.Failure == providers.KindExpired || !live {
		// The bank has ended the grant, and mostly our session with it: what is known stays on the screen, dated, and the way
		// back is a sign-in. A session that lives on, where rules need more than was asked for, stays.
		if !live {
			s.clearToken(c)
		}
		how.signInAgain = true
		s.writeTile(c, models.PlaceCard, http.StatusOK, t, how)
		return
	}
	s.answerTile(c, t, how)
}
