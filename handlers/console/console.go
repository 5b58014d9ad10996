package console

import (
	"context"

	"github.com/gin-gonic/gin"

	"raf/components/words"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/static"
)

// DemoStaff signs the demo's staff in without a password, and says what their authenticator app would show.
type DemoStaff interface {
	SignIn(ctx context.Context, t models.Tenant, role models.Role) (token string, err error)
	Code(email string) string
}

// Handlers answer the requests of staff.
type Handlers struct {
	*web.Kit
	demo  DemoStaff // nil everywhere but in the demo
	tries *web.Limit[triesKey]
	spare chan struct{} // the place of mayTryBoth
	tile  desk.TilePage
}

// New makes the console's handlers. demo is nil everywhere but in the demo; tile shows a campaign as members would see it.
func New(kit *web.Kit, demo DemoStaff, tile desk.TilePage) *Handlers {
	return &Handlers{Kit: kit, demo: demo, tries: newTries(), spare: make(chan struct{}, 1), tile: tile}
}

// seat is the presenter of a request, for whoever the guard let through.
func (h *Handlers) seat(c *gin.Context) desk.Seat {
	d := desk.Seat{Presenter: h.Presenter(c.Request, ""), Who: staffOf(c),
		Sheets: []string{h.Files.URL(static.ConsoleCSS)}, Script: []string{h.Files.URL(static.HTMX), h.Files.URL(static.ConsoleJS)}}
	d.Say = words.For("en", "")
	if d.Who.Session.ID != "" {
		v := web.VisitOf(c.Request.Context())
		d.Token = h.Forms.Make(staffScope(v, d.Who))
		if live, err := v.Program.LiveCampaigns(c.Request.Context()); err == nil { // a number beside a word: no page fails for it
			d.Live = live
		}
		d.NewKey = func() string {
			key, err := v.Program.NewKey()
			if err != nil {
				h.Log.Error("no key for a form", "request_id", v.RequestID, "cause", err.Error())
			}
			return key // a form without one is refused
		}
	}
	if h.demo != nil {
		d.DemoCode = h.demo.Code
	}
	return d
}

// writeScreen answers with a screen: whole, or its part alone where htmx replaces one.
func (h *Handlers) writeScreen(c *gin.Context, status int, d desk.Seat, sc desk.Screen) {
	if web.FromScript(c.Request) {
		h.Write(c, status, sc.Body)
		return
	}
	h.writeFramed(c, status, d, sc)
}

// writeFramed answers with a whole page. What waits is counted here and not by each screen, so that the number stands on
// all of them.
func (h *Handlers) writeFramed(c *gin.Context, status int, d desk.Seat, sc desk.Screen) {
	if d.Who.Session.ID != "" {
		if n, err := web.VisitOf(c.Request.Context()).Program.Waiting(c.Request.Context(), d.Who); err == nil { // a number beside a word: no page fails for it
			sc.Waiting = int(n)
		}
	}
	h.Write(c, status, d.Framed(sc))
}
