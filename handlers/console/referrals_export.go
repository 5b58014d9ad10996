package console

import (
	"encoding/csv"
	"errors"
	"net/http"
	"time"

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

// exportWrite streams the list as it is filtered. Once the first line is out the status is said: what goes wrong later
// shows as a last line that is not the total.
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
	out, begun := csv.NewWriter(c.Writer), false
	begin := func() error {
		begun = true
		// The bound of ordinary answers would cut a long file off. Whoever asks is known, and there are few of them.
		if err := http.NewResponseController(c.Writer).SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		c.Header("Content-Type", "text/csv; charset=utf-8")
		c.Header("Content-Disposition", `attachment; filename="`+d.ExportName()+`"`)
		c.Status(http.StatusOK)
		return out.Write(desk.ExportHead())
	}
	v := web.VisitOf(c.Request.Context())
	done, err := v.Program.ExportReferrals(c.Request.Context(), q.Filter, who, func(page program.ReferralsPage) error {
		if !begun {
			if err := begin(); err != nil {
				return err
			}
		}
		for _, r := range page.Rows {
			if err := out.Write(d.ExportRow(r, page.Campaigns[r.CampaignID])); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
	switch {
	case err != nil && !begun:
		h.refuseStaff(c, err)
		return
	case err != nil:
		h.Log.Error("export broke off", "request_id", v.RequestID, "tenant", v.Tenant().Slug, "rows", done.Rows, "cause", err)
		err = out.Write(desk.ExportBroken())
	default:
		err = out.Write(d.ExportFoot(done))
	}
	if out.Flush(); err != nil || out.Error() != nil {
		h.Log.Info("nobody took the end of an export", "request_id", v.RequestID, "cause", errors.Join(err, out.Error()))
	}
	c.Abort()
}
