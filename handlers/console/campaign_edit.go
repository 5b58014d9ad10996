package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/lint"
	"raf/models/program"
)

// campaignNew is an empty editor, with what most campaigns begin with.
func (h *Handlers) campaignNew(c *gin.Context) {
	kind := desk.CampaignKind(c.Query("kind"))
	plan := web.VisitOf(c.Request.Context()).Program.FirstPlan(kind)
	h.writeEditor(c, http.StatusOK, desk.CampaignView{Entry: desk.EditCampaign(models.CampaignDraft{Kind: kind, Plan: plan})})
}

// campaignCreate keeps a new campaign, or draws its form anew.
func (h *Handlers) campaignCreate(c *gin.Context) {
	p := web.VisitOf(c.Request.Context()).Program
	kind := desk.CampaignKind(c.PostForm(desk.FieldKind))
	entry := desk.ReadCampaign(c.Request.PostForm, kind, p.FirstPlan(kind))
	view := desk.CampaignView{Entry: entry}
	if !h.keeps(c, view) {
		return
	}
	d, err := p.DraftCampaign(c.Request.Context(), kind, entry.Plan, staffOf(c))
	if err != nil {
		h.answerKeeping(c, view, err)
		return
	}
	h.goOn(c, entry, d)
}

// campaignEdit is the editor of a campaign as it stands.
func (h *Handlers) campaignEdit(c *gin.Context) {
	data, err := web.VisitOf(c.Request.Context()).Program.CampaignPage(c.Request.Context(), c.Param("id"))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	h.writeEditor(c, http.StatusOK, desk.CampaignView{Data: data, Entry: desk.EditCampaign(desk.DraftOf(data)).Look(c.Query(desk.FieldShow), c.Query(desk.FieldIn)), Saved: c.Query("done")})
}

// campaignSave keeps an edit, or draws its form anew.
func (h *Handlers) campaignSave(c *gin.Context) {
	p := web.VisitOf(c.Request.Context()).Program
	data, err := p.CampaignPage(c.Request.Context(), c.Param("id"))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	from := desk.DraftOf(data)
	entry := desk.ReadCampaign(c.Request.PostForm, from.Kind, from.Plan)
	view := desk.CampaignView{Data: data, Entry: entry}
	if !h.keeps(c, view) {
		return
	}
	d, err := p.SaveCampaign(c.Request.Context(), program.CampaignEdit{ID: data.ID, LockVersion: entry.Lock, BaseVersionID: entry.Base, Plan: entry.Plan}, staffOf(c))
	if err != nil {
		h.answerKeeping(c, view, err)
		return
	}
	h.goOn(c, entry, d)
}

// keeps reports whether a form is to be kept and can be; else it has answered.
func (h *Handlers) keeps(c *gin.Context, view desk.CampaignView) bool {
	switch {
	case view.Entry.Asks():
		view.Entry.Wrong = map[string]string{} // whoever is still typing is not corrected
		h.writeEditor(c, http.StatusOK, view)
	case !view.Entry.OK():
		view.Error = desk.NothingSaved(view.Entry)
		h.writeEditor(c, http.StatusUnprocessableEntity, view)
	default:
		return true
	}
	return false
}

// answerKeeping shows the form again: with what the programme refused, or with what somebody else changed meanwhile.
func (h *Handlers) answerKeeping(c *gin.Context, view desk.CampaignView, err error) {
	var fields models.FieldErrors
	switch {
	case errors.As(err, &fields):
		view.Entry = view.Entry.Refused(fields)
		view.Error = desk.NothingSaved(view.Entry)
		h.writeEditor(c, http.StatusUnprocessableEntity, view)
	case models.KindOf(err) == models.Conflict:
		h.writeConflict(c, view, err)
	default:
		h.refuseStaff(c, err)
	}
}

// writeConflict shows what is there now beside what this person typed. Saving again then replaces it knowingly.
func (h *Handlers) writeConflict(c *gin.Context, view desk.CampaignView, why error) {
	data, err := web.VisitOf(c.Request.Context()).Program.CampaignPage(c.Request.Context(), c.Param("id"))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	view.Conflict = h.seat(c).EditedMeanwhile(view.Entry, data, web.PublicOf(why))
	now := desk.DraftOf(data)
	view.Data, view.Entry.Lock, view.Entry.Base = data, now.LockVersion, now.BaseVersionID
	h.writeEditor(c, http.StatusConflict, view)
}

// goOn leads to what was kept, after asking that it be published if that was pressed.
func (h *Handlers) goOn(c *gin.Context, entry desk.CampaignEntry, d models.CampaignDraft) {
	back := web.VisitOf(c.Request.Context()).Prefix() + web.CampaignPath(d.ID, web.CampaignEdit)
	if entry.Do != desk.DoSubmit {
		h.SeeOther(c, back+"?done=saved")
		return
	}
	p := web.VisitOf(c.Request.Context()).Program
	_, report, err := p.RequestPublish(c.Request.Context(), d.ID, d.LockVersion, staffOf(c))
	if err == nil {
		h.SeeOther(c, back+"?done=sent")
		return
	}
	if kind := models.KindOf(err); kind != models.Invalid && kind != models.Conflict {
		h.refuseStaff(c, err)
		return
	}
	data, failed := p.CampaignPage(c.Request.Context(), d.ID)
	if failed != nil {
		h.refuseStaff(c, failed)
		return
	}
	view := desk.CampaignView{Data: data, Entry: desk.EditCampaign(desk.DraftOf(data))}
	if models.KindOf(err) == models.Conflict {
		view.Conflict = h.seat(c).EditedMeanwhile(view.Entry, data, web.PublicOf(err))
		h.writeEditor(c, http.StatusConflict, view)
		return
	}
	view.Entry = h.seat(c).Found(view.Entry, report)
	view.Error = desk.NotSent(report)
	h.writeEditor(c, http.StatusUnprocessableEntity, view)
}

// writeEditor answers with the editor. Without a report of its own it looks at the plan as it is typed.
func (h *Handlers) writeEditor(c *gin.Context, status int, view desk.CampaignView) {
	p := web.VisitOf(c.Request.Context()).Program
	draft := models.CampaignDraft{Kind: view.Entry.Kind}
	draft.ID, draft.BaseVersionID = view.Data.ID, view.Entry.Base
	var report lint.Report
	report, err := p.LintPlan(c.Request.Context(), draft, view.Entry.Plan)
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	view.Report, view.Tile = report, h.tile
	d := h.seat(c)
	e := d.Editor(view)
	h.writeScreen(c, status, d, desk.Screen{Title: e.Bar.Title, Place: web.PathCampaigns, Body: console.Editor(e)})
}
