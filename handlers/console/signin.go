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
)

// staffSignInShow is the form for e-mail and password.
func (h *Handlers) staffSignInShow(c *gin.Context) {
	h.Write(c, http.StatusOK, console.Door(h.seat(c).SignIn("", "")))
}

// staffSignIn checks e-mail and password. The answer to all that is wrong is one and the same.
func (h *Handlers) staffSignIn(c *gin.Context) {
	email, password := strings.TrimSpace(c.PostForm(desk.FieldEmail)), c.PostForm(desk.FieldPassword)
	if code := c.PostForm(desk.FieldCode); code != "" {
		h.staffAtOnce(c, email, password, code)
		return
	}
	if !h.mayTry(c) {
		h.writeDoor(c, http.StatusTooManyRequests, h.seat(c).SignIn(email, desk.TooManyTries), c.PostForm(desk.FieldKept))
		return
	}
	v := web.VisitOf(c.Request.Context())
	token, err := v.Program.StaffPassword(c.Request.Context(), email, password)
	if err != nil {
		if models.KindOf(err) != models.Denied {
			h.Refuse(c, err)
			return
		}
		h.writeDoor(c, http.StatusUnprocessableEntity, h.seat(c).SignIn(email, desk.WrongPassword), c.PostForm(desk.FieldKept))
		return
	}
	if err := h.setStaffToken(c, token); err != nil {
		h.Refuse(c, err)
		return
	}
	if kept := c.PostForm(desk.FieldKept); kept != "" {
		h.writeDoor(c, http.StatusOK, h.seat(c).Code(h.demoEmail(c, token), ""), kept)
		return
	}
	h.SeeOther(c, v.Prefix()+web.PathStaffCode)
}

// staffAtOnce lets in somebody whose tries others have used up: both factors in one form. Which half was wrong is not told.
func (h *Handlers) staffAtOnce(c *gin.Context, email, password, code string) {
	leave, ok := h.mayTryBoth(c)
	if !ok {
		h.writeDoor(c, http.StatusTooManyRequests, h.seat(c).SignIn(email, desk.TooManyTries), c.PostForm(desk.FieldKept))
		return
	}
	defer leave()
	v := web.VisitOf(c.Request.Context())
	token, err := v.Program.StaffAtOnce(c.Request.Context(), email, password, code, v.RequestID)
	switch {
	case err == nil:
		h.enterConsole(c, token)
	case models.KindOf(err) == models.Denied:
		h.writeDoor(c, http.StatusUnprocessableEntity, h.seat(c).SignIn(email, desk.WrongPassword), c.PostForm(desk.FieldKept))
	default:
		h.Refuse(c, err)
	}
}

// staffCodeShow is the form for the second factor.
func (h *Handlers) staffCodeShow(c *gin.Context) {
	token, err := h.staffToken(c)
	if err != nil {
		h.turnStaffAway(c, err)
		return
	}
	h.Write(c, http.StatusOK, console.Door(h.seat(c).Code(h.demoEmail(c, token), "")))
}

// demoEmail is whose code the demo shows at its door; empty everywhere else.
func (h *Handlers) demoEmail(c *gin.Context, token string) string {
	if h.demo == nil {
		return ""
	}
	email, err := web.VisitOf(c.Request.Context()).Program.StaffAtDoor(c.Request.Context(), token)
	if err != nil {
		return "" // a hint less; the form answers for itself
	}
	return email
}

// staffCode checks the second factor.
func (h *Handlers) staffCode(c *gin.Context) {
	token, err := h.staffToken(c)
	if err != nil {
		h.turnStaffAway(c, err)
		return
	}
	if !h.mayTry(c) {
		h.writeDoor(c, http.StatusTooManyRequests, h.seat(c).Code("", desk.TooManyTries), c.PostForm(desk.FieldKept))
		return
	}
	v := web.VisitOf(c.Request.Context())
	next, err := v.Program.StaffCode(c.Request.Context(), token, c.PostForm(desk.FieldCode), v.RequestID)
	if err != nil {
		if models.KindOf(err) != models.Denied {
			h.Refuse(c, err)
			return
		}
		h.writeDoor(c, http.StatusUnprocessableEntity, h.seat(c).Code(h.demoEmail(c, token), desk.WrongCode), c.PostForm(desk.FieldKept))
		return
	}
	h.enterConsole(c, next)
}

func (h *Handlers) enterConsole(c *gin.Context, token string) {
	if err := h.setStaffToken(c, token); err != nil {
		h.Refuse(c, err)
		return
	}
	if kept := c.PostForm(desk.FieldKept); kept != "" {
		h.onceMore(c, token, kept)
		return
	}
	h.SeeOther(c, web.VisitOf(c.Request.Context()).Prefix()+web.PathConsole)
}

// staffSignOut ends the session.
func (h *Handlers) staffSignOut(c *gin.Context) {
	v := web.VisitOf(c.Request.Context())
	if err := v.Program.SignOutStaff(c.Request.Context(), staffOf(c)); err != nil {
		h.Refuse(c, err)
		return
	}
	h.clearStaffToken(c)
	h.SeeOther(c, v.Prefix()+web.PathStaffSignIn)
}

// demoSignIn signs a seat of the demo in. Its route exists in the demo only.
func (h *Handlers) demoSignIn(c *gin.Context) {
	role := models.Role(c.PostForm(desk.FieldRole))
	if !slices.Contains(desk.DemoRoles(), role) {
		h.Stop(c, http.StatusNotFound)
		return
	}
	token, err := h.demo.SignIn(c.Request.Context(), web.VisitOf(c.Request.Context()).Tenant(), role)
	if err != nil {
		h.Refuse(c, err)
		return
	}
	h.enterConsole(c, token)
}
