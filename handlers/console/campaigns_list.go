package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// campaignsShow is the list of all campaigns.
func (h *Handlers) campaignsShow(c *gin.Context) { h.writeCampaigns(c, http.StatusOK, "") }

func (h *Handlers) writeCampaigns(c *gin.Context, status int, conflict string) {
	list, err := web.VisitOf(c.Request.Context()).Program.Campaigns(c.Request.Context())
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	d := h.seat(c)
	h.writeScreen(c, status, d, desk.Screen{Title: "Campaigns", Place: web.PathCampaigns,
		Body: console.Campaigns(d.Campaigns(list, c.Query("archived") == "yes", conflict))})
}

// campaignToggle pauses a live campaign or resumes a paused one. A second press finds it where the first one put it, and
// changes nothing.
func (h *Handlers) campaignToggle(c *gin.Context) {
	at, back := c.PostForm(desk.FieldAt), web.PathCampaigns
	if at == desk.AtCampaign {
		back = web.CampaignPath(c.Param("id"), web.CampaignEdit)
	}
	now, err := web.VisitOf(c.Request.Context()).Program.ToggleCampaign(c.Request.Context(), c.Param("id"), models.CampaignStatus(c.PostForm(desk.FieldFrom)), staffOf(c))
	h.answerMove(c, now, err, back)
}

// campaignEnd ends a campaign for good.
func (h *Handlers) campaignEnd(c *gin.Context) {
	id := c.Param("id")
	now, err := web.VisitOf(c.Request.Context()).Program.EndCampaign(c.Request.Context(), id, models.CampaignStatus(c.PostForm(desk.FieldFrom)), staffOf(c))
	h.answerMove(c, now, err, web.CampaignPath(id, web.CampaignEdit))
}

// campaignArchive puts a settled campaign away.
func (h *Handlers) campaignArchive(c *gin.Context) {
	now, err := web.VisitOf(c.Request.Context()).Program.ArchiveCampaign(c.Request.Context(), c.Param("id"), staffOf(c))
	h.answerMove(c, now, err, web.PathCampaigns)
}

// answerMove leads back to where the question was asked, or shows how the campaign stands where somebody was faster.
func (h *Handlers) answerMove(c *gin.Context, now models.Campaign, err error, back string) {
	switch {
	case err == nil && web.FromScript(c.Request):
		h.writeCampaigns(c, http.StatusOK, "")
	case err == nil:
		h.SeeOther(c, web.VisitOf(c.Request.Context()).Prefix()+back)
	case models.KindOf(err) == models.Conflict && now.ID != "":
		last, err := web.VisitOf(c.Request.Context()).Program.LastChange(c.Request.Context(), now.ID, "campaign."+string(now.Status))
		if err != nil {
			last = program.Change{} // the sentence then names nobody
		}
		h.writeCampaigns(c, http.StatusConflict, h.seat(c).MovedMeanwhile(now, last))
	default:
		h.refuseStaff(c, err)
	}
}
