package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models/program"
)

// exportShow is the page before an export.
func (h *Handlers) exportShow(c *gin.Context) {
	d := h.seat(c)
	q := desk.ReadList(c.Request.URL.Query(), d.Now, d.Zone)
	if q.Wrong() {
		h.SeeOther(c, d.At.To(web.PathReferrals)+"?"+c.Request.URL.RawQuery) // where the field says what is wrong
		return
	}
	names, err := web.VisitOf(c.Request.Context()).Program.CampaignNames(c.Request.Context())
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	h.writeScreen(c, http.StatusOK, d, desk.Screen{Title: "Export", Place: web.PathReferrals, Body: console.Propose(d.Export(q, names))})
}

// exportWrite streams the list as it is filtered.
func (h *Handlers) exportWrite(c *gin.Context) {
	d := h.seat(c)
	q := desk.ReadList(c.Request.PostForm, d.Now, d.Zone)
	if q.Wrong() {
		h.Stop(c, http.StatusUnprocessableEntity)
		return
	}
	who, ok := h.fresh(c, d.ExportStep(q))
	if !ok {
		return
	}
	sheet := h.Sheet(c, d.ExportName(), desk.ExportHead())
	done, err := web.VisitOf(c.Request.Context()).Program.ExportReferrals(c.Request.Context(), q.Filter, who, func(page program.ReferralsPage) error {
		for _, r := range page.Rows {
			if err := sheet.Row(d.ExportRow(r, page.Campaigns[r.CampaignID])); err != nil {
				return err
			}
		}
		return sheet.Flush()
	})
	h.endSheet(c, sheet, d.ExportFoot(done), err)
}
