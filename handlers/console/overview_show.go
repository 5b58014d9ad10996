package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
)

// overviewShow is the first screen, of all campaigns or of one.
func (h *Handlers) overviewShow(c *gin.Context) {
	d, ctx := h.seat(c), c.Request.Context()
	campaign := c.Query(desk.FieldCampaign)
	if campaign != "" && !models.ValidID(campaign) {
		h.refuseStaff(c, models.Errorf(models.NotFound, "campaign not found"))
		return
	}
	o, err := web.VisitOf(ctx).Program.Overview(ctx, d.Who, campaign)
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	h.writeScreen(c, http.StatusOK, d, desk.Screen{Title: "Overview", Place: web.PathConsole, Body: console.Glance(d.Overview(o))})
}
