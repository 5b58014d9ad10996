package console

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
)

// campaignDuplicate makes a new draft of a campaign.
func (h *Handlers) campaignDuplicate(c *gin.Context) {
	v := web.VisitOf(c.Request.Context())
	d, err := v.Program.DuplicateCampaign(c.Request.Context(), c.Param("id"), staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	h.SeeOther(c, v.Prefix()+web.CampaignPath(d.ID, web.CampaignEdit)+"?done=copied")
}

// campaignDelete removes a draft that nobody agreed to.
func (h *Handlers) campaignDelete(c *gin.Context) {
	v := web.VisitOf(c.Request.Context())
	lock, err := strconv.ParseInt(c.PostForm(desk.FieldLock), 10, 64)
	if err != nil {
		lock = -1 // no draft has it
	}
	gone, err := v.Program.DeleteDraft(c.Request.Context(), c.Param("id"), lock, staffOf(c))
	switch {
	case err == nil && gone.BaseVersionID != "":
		h.SeeOther(c, v.Prefix()+web.CampaignPath(gone.ID, web.CampaignEdit))
	case err == nil:
		h.SeeOther(c, v.Prefix()+web.PathCampaigns)
	case models.KindOf(err) == models.Conflict:
		data, failed := v.Program.CampaignPage(c.Request.Context(), c.Param("id"))
		if failed != nil {
			h.refuseStaff(c, err)
			return
		}
		view := desk.CampaignView{Data: data, Entry: desk.EditCampaign(desk.DraftOf(data))}
		view.Conflict = h.seat(c).EditedMeanwhile(view.Entry, data, web.PublicOf(err))
		h.writeEditor(c, http.StatusConflict, view)
	default:
		h.refuseStaff(c, err)
	}
}
