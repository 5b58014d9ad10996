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

// auditShow is the audit log.
func (h *Handlers) auditShow(c *gin.Context) {
	d, q, page, ok := h.trail(c)
	if !ok {
		return
	}
	h.writeFramed(c, trailStatus(q), d, desk.Screen{Title: "Audit log", Place: web.PathAudit, Body: console.Audit(d.Trail(q, page))})
}

// auditRows is the table of the log alone, for searching while somebody types.
func (h *Handlers) auditRows(c *gin.Context) {
	d, q, page, ok := h.trail(c)
	if !ok {
		return
	}
	h.Write(c, trailStatus(q), console.Entries(d.TrailTable(q, page)))
}

// trail reads a page of the log, or answers for itself.
func (h *Handlers) trail(c *gin.Context) (desk.Seat, desk.TrailQuery, program.AuditPage, bool) {
	d, query := h.seat(c), c.Request.URL.Query()
	q := desk.ReadTrail(query, d.Zone)
	page, err := web.VisitOf(c.Request.Context()).Program.Audit(c.Request.Context(), q.Query, query.Get("cursor"), staffOf(c))
	switch {
	case models.KindOf(err) == models.Invalid: // a cursor that is none of ours
		h.staffTrouble(c, http.StatusNotFound, err)
	case err != nil:
		h.refuseStaff(c, err)
	}
	return d, q, page, err == nil
}

func trailStatus(q desk.TrailQuery) int {
	if q.Wrong() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// auditEntry is one entry whole.
func (h *Handlers) auditEntry(c *gin.Context) {
	row, names, err := web.VisitOf(c.Request.Context()).Program.AuditEntry(c.Request.Context(), c.Param("id"), staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	d := h.seat(c)
	e := d.Entry(row, names)
	h.writeFramed(c, http.StatusOK, d, desk.Screen{Title: e.Title, Place: web.PathAudit, Body: console.Entry(e)})
}

// auditVerify walks the chain, or a part of it; how far it came stands on the page that it leads to, and where scripts
// run in the answer, which sends for the next part by itself.
func (h *Handlers) auditVerify(c *gin.Context) {
	v := web.VisitOf(c.Request.Context())
	_, err := v.Program.VerifyAudit(c.Request.Context(), c.PostForm(desk.FieldGoOn) != "", staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	if !web.FromScript(c.Request) {
		h.SeeOther(c, v.Prefix()+web.PathAudit)
		return
	}
	page, err := v.Program.Audit(c.Request.Context(), program.AuditQuery{}, "", staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	h.Write(c, http.StatusOK, console.Held(h.seat(c).Chain(page, true)))
}

// auditExport sends the log as it is filtered, as a table.
func (h *Handlers) auditExport(c *gin.Context) {
	d := h.seat(c)
	q := desk.ReadTrail(c.Request.PostForm, d.Zone)
	if q.Wrong() {
		h.staffTrouble(c, http.StatusUnprocessableEntity, models.Errorf(models.Invalid, "a day that is none"))
		return
	}
	who, ok := h.fresh(c, d.AskExport(q))
	if !ok {
		return
	}
	v := web.VisitOf(c.Request.Context())
	sheet := h.Sheet(c, d.AuditFile(), desk.AuditColumns())
	n, err := v.Program.ExportAudit(c.Request.Context(), q.Query, who, func(rows []models.AuditRow, names program.AuditNames) error {
		for _, row := range rows {
			if err := sheet.Row(d.AuditRecord(row, names)); err != nil {
				return err
			}
		}
		return sheet.Flush()
	})
	h.endSheet(c, sheet, desk.AuditFoot(n), err)
}

// endSheet ends an export, whole or not.
func (h *Handlers) endSheet(c *gin.Context, sheet *web.Sheet, foot []string, err error) {
	if err != nil && !sheet.Begun() {
		h.refuseStaff(c, err)
		return
	}
	if err == nil {
		err = sheet.End(foot)
	}
	if err != nil {
		sheet.BreakOff(err)
	}
}
