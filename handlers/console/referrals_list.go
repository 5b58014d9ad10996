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

// referralsShow is the list of referrals.
func (h *Handlers) referralsShow(c *gin.Context) {
	d, q, page, ok := h.listed(c)
	if !ok {
		return
	}
	h.writeFramed(c, status(q), d, desk.Screen{Title: "Referrals", Place: web.PathReferrals, Body: console.Referrals(d.List(q, page))})
}

// referralRows is the table of the list alone, for searching while somebody types.
func (h *Handlers) referralRows(c *gin.Context) {
	d, q, page, ok := h.listed(c)
	if !ok {
		return
	}
	h.Write(c, status(q), console.List(d.Table(q, page)))
}

// listed reads a page of the list, or answers for itself.
func (h *Handlers) listed(c *gin.Context) (desk.Seat, desk.ListQuery, program.ReferralsPage, bool) {
	d, v := h.seat(c), web.VisitOf(c.Request.Context())
	query := c.Request.URL.Query()
	q := desk.ReadList(query, d.Now, d.Zone)
	page, err := v.Program.Referrals(c.Request.Context(), q.Filter, query.Get("cursor"))
	if err != nil {
		if models.KindOf(err) == models.Invalid { // a cursor that is none of ours
			h.staffTrouble(c, http.StatusNotFound, err)
		} else {
			h.refuseStaff(c, err)
		}
		return d, q, page, false
	}
	return d, q, page, true
}

func status(q desk.ListQuery) int {
	if q.Wrong() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}
