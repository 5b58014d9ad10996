package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
)

// enrolShow says whose a one-time link is. It opens nothing yet: what reads links out of mails only gets.
func (h *Handlers) enrolShow(c *gin.Context) {
	u, err := web.VisitOf(c.Request.Context()).Program.Invited(c.Request.Context(), c.Param("token"))
	if err != nil {
		h.Refuse(c, err) // a link that was used, is over or never was: NotFound
		return
	}
	h.Write(c, http.StatusOK, console.Door(h.seat(c).Welcome(u, c.Param("token"))))
}

// enrol opens a one-time link, and then sets password and authenticator app and shows the recovery codes, once.
func (h *Handlers) enrol(c *gin.Context) {
	var wrong desk.EnrolEntry
	leave, ok := h.mayTryBoth(c)
	if !ok {
		wrong.Code = desk.TooManyTries
		h.writeEnrol(c, http.StatusTooManyRequests, wrong)
		return
	}
	defer leave()
	v := web.VisitOf(c.Request.Context())
	if c.PostForm(desk.FieldOffer) == "" {
		begun, err := v.Program.BeginEnrolment(c.Request.Context(), c.Param("token"))
		if err != nil {
			h.Refuse(c, err)
			return
		}
		h.Write(c, http.StatusOK, console.SetUpApp(h.seat(c).Enrol(begun, c.Param("token"), wrong)))
		return
	}
	password := c.PostForm(desk.FieldPassword)
	if password != c.PostForm(desk.FieldAgain) {
		wrong.Again = "The two are not the same."
		h.writeEnrol(c, http.StatusUnprocessableEntity, wrong)
		return
	}
	codes, err := v.Program.FinishEnrolment(c.Request.Context(), c.Param("token"), c.PostForm(desk.FieldOffer), password, c.PostForm(desk.FieldCode))
	switch {
	case err == nil:
		h.Write(c, http.StatusOK, console.ShowCodes(h.seat(c).Recovery(codes)))
		return
	case models.KindOf(err) == models.Invalid && web.PublicOf(err) == desk.FieldPassword:
		wrong.Password = "Take 12 to 200 characters."
	case models.KindOf(err) == models.Invalid:
		wrong.Code = desk.WrongCode
	case models.KindOf(err) == models.Conflict: // the other one of two at once was faster
		h.Stop(c, http.StatusNotFound)
		return
	default:
		h.Refuse(c, err)
		return
	}
	h.writeEnrol(c, http.StatusUnprocessableEntity, wrong)
}

// writeEnrol shows the form again, with the secret that it carries: the person may have scanned it.
func (h *Handlers) writeEnrol(c *gin.Context, status int, wrong desk.EnrolEntry) {
	begun, err := web.VisitOf(c.Request.Context()).Program.ResumeEnrolment(c.Request.Context(), c.Param("token"), c.PostForm(desk.FieldOffer))
	if err != nil {
		h.Refuse(c, err)
		return
	}
	h.Write(c, status, console.SetUpApp(h.seat(c).Enrol(begun, c.Param("token"), wrong)))
}
