package console

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// keep seals what was sent when the session was over, for the person whose session it was. The form's token says that one
// of our pages was filled in by them: what another site planted, or anybody without that session, is not carried.
func (h *Handlers) keep(c *gin.Context) (string, bool) {
	v := web.VisitOf(c.Request.Context())
	if web.Safe(c.Request.Method) || v.Path == web.PathStaffOut || c.ContentType() != "application/x-www-form-urlencoded" {
		return "", false // a file can't be carried, and signing out is done
	}
	token, err := h.staffToken(c)
	if err != nil {
		return "", false
	}
	of, err := v.Program.EndedSession(c.Request.Context(), token)
	if err != nil || !h.Forms.Check(c.PostForm(console.FieldToken), staffScope(v, of)) {
		return "", false
	}
	k := program.KeptForm{Path: v.Path, Fields: map[string]string{}}
	for name, values := range c.Request.PostForm {
		if !slices.Contains([]string{console.FieldToken, desk.FieldCode, desk.FieldPassword, desk.FieldAgain, desk.FieldKept, desk.FieldOnce}, name) {
			k.Fields[name] = values[0]
		}
	}
	sealed, err := v.Program.KeepForm(k, of)
	if err != nil {
		h.Log.Info("a form is not kept", "request_id", v.RequestID, "why", err.Error())
	}
	return sealed, err == nil
}

// writeDoor answers with a card of the door, which carries along what was kept.
func (h *Handlers) writeDoor(c *gin.Context, status int, page console.SignIn, kept string) {
	h.Write(c, status, console.Door(desk.Carry(page, kept)))
}

// onceMore shows a kept form to its person after signing in again. Nothing of it happens before they press.
func (h *Handlers) onceMore(c *gin.Context, token, kept string) {
	v := web.VisitOf(c.Request.Context())
	who, err := v.Program.StaffOf(c.Request.Context(), token, v.RequestID)
	if err != nil {
		h.turnStaffAway(c, err)
		return
	}
	c.Set(staffKey, who)
	k, err := v.Program.OpenForm(kept, who)
	if models.KindOf(err) == models.Denied && err != nil {
		h.staffTrouble(c, http.StatusForbidden, errStaleForm) // somebody else's
		return
	}
	if err != nil {
		h.Refuse(c, err)
		return
	}
	h.Write(c, http.StatusOK, console.Confirmation(h.seat(c).OnceMore(k)))
}

// named reports whether somebody who pressed a kept form again has to see first what it does. What moves money or rights
// is told with its amount, as where a code is asked for.
func (h *Handlers) named(c *gin.Context, ask desk.StepUp) bool {
	if c.PostForm(desk.FieldOnce) == "" {
		return true
	}
	h.Write(c, http.StatusOK, console.Confirmation(h.seat(c).Name(ask, hiddenOf(c))))
	return false
}

// hiddenOf is the form that was sent, its token and what belongs to the pages around it excepted.
func hiddenOf(c *gin.Context) (hidden []console.Hidden) {
	for name, values := range c.Request.PostForm {
		if name != console.FieldToken && name != desk.FieldCode && name != desk.FieldOnce {
			hidden = append(hidden, console.Hidden{Name: name, Value: values[0]})
		}
	}
	slices.SortFunc(hidden, func(a, b console.Hidden) int { return strings.Compare(a.Name, b.Name) })
	return hidden
}
