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

// fresh lets a person through whose second factor is fresh. Else it answers with the page that asks for one and carries
// along what was sent; that page sends it to the same URL again, with a code.
func (h *Handlers) fresh(c *gin.Context, ask desk.StepUp) (program.Staff, bool) {
	who, v := staffOf(c), web.VisitOf(c.Request.Context())
	if v.Program.Fresh(who) {
		return who, h.named(c, ask)
	}
	code := c.PostForm(desk.FieldCode)
	if code == "" {
		h.askAgain(c, http.StatusUnauthorized, ask, "")
		return who, false
	}
	token, err := h.staffToken(c)
	if err != nil {
		h.turnStaffAway(c, err)
		return who, false
	}
	next, err := v.Program.StaffCode(c.Request.Context(), token, code, v.RequestID)
	if err != nil {
		if models.KindOf(err) == models.Denied {
			h.askAgain(c, http.StatusUnprocessableEntity, ask, desk.WrongCode)
		} else {
			h.Refuse(c, err)
		}
		return who, false
	}
	if err := h.setStaffToken(c, next); err != nil {
		h.Refuse(c, err)
		return who, false
	}
	who, err = v.Program.StaffOf(c.Request.Context(), next, v.RequestID)
	if err != nil {
		h.turnStaffAway(c, err)
		return who, false
	}
	c.Set(staffKey, who)
	return who, true
}

// proven lets a person through whose second factor is fresh at once, and reads what the page that asks for one must show
// only where there is one: whoever presses the button of a page that is open needs none of it.
func (h *Handlers) proven(c *gin.Context, ask func() (desk.StepUp, bool)) (program.Staff, bool) {
	if who := staffOf(c); c.PostForm(desk.FieldOnce) == "" && web.VisitOf(c.Request.Context()).Program.Fresh(who) {
		return who, true
	}
	step, ok := ask()
	if !ok {
		return program.Staff{}, false
	}
	return h.fresh(c, step)
}

func (h *Handlers) askAgain(c *gin.Context, status int, ask desk.StepUp, wrong string) {
	h.Write(c, status, console.Confirmation(h.seat(c).StepUp(ask, hiddenOf(c), wrong)))
}
