package console

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// logoSave takes a picture as the institution's logo.
func (h *Handlers) logoSave(c *gin.Context) {
	raw, err := sentLogo(c)
	if err != nil {
		h.Stop(c, http.StatusBadRequest)
		return
	}
	if len(raw) <= program.MaxLogoBytes {
		c.Request.PostForm.Set(desk.FieldLogoKept, base64.RawURLEncoding.EncodeToString(raw))
	}
	who, ok := h.fresh(c, desk.StepUp{URL: web.PathLogoSave, Back: web.PathSettings, Look: console.Primary, Verb: "save the logo", Doing: []console.Pair{{Label: "Change", Value: "Logo"}}})
	if !ok {
		return
	}
	h.answerLogo(c, web.VisitOf(c.Request.Context()).Program.SetLogo(c.Request.Context(), raw, c.PostForm(desk.FieldWasLogo), who), "The picture you chose", "Saved. Members see the logo within a second.")
}

// sentLogo reads the file, or what the page of a second factor carried of it.
func sentLogo(c *gin.Context) ([]byte, error) {
	if kept := c.PostForm(desk.FieldLogoKept); kept != "" {
		return base64.RawURLEncoding.DecodeString(kept)
	}
	sent, err := c.FormFile(desk.FieldLogo)
	if err != nil {
		return nil, nil // none was chosen: the programme says so at the field
	}
	file, err := sent.Open()
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(file, program.MaxLogoBytes+1))
	if closed := file.Close(); err == nil {
		err = closed
	}
	return raw, err
}

// logoRemove leaves the institution without a logo.
func (h *Handlers) logoRemove(c *gin.Context) {
	who, ok := h.fresh(c, desk.StepUp{URL: web.PathLogoRemove, Back: web.PathSettings, Look: console.Primary, Verb: "remove the logo", Doing: []console.Pair{{Label: "Change", Value: "Logo removed"}}})
	if !ok {
		return
	}
	h.answerLogo(c, web.VisitOf(c.Request.Context()).Program.RemoveLogo(c.Request.Context(), c.PostForm(desk.FieldWasLogo), who), "None", "The logo was removed.")
}

func (h *Handlers) answerLogo(c *gin.Context, err error, wanted, done string) {
	switch {
	case err == nil:
		h.writeSettings(c, http.StatusOK, desk.Entry{Done: done})
	case models.KindOf(err) == models.Invalid:
		_, why, _ := strings.Cut(web.PublicOf(err), ":")
		h.writeSettings(c, http.StatusUnprocessableEntity, desk.Entry{Form: desk.FormLogo, Wrong: map[string]string{desk.FieldLogo: desk.LogoWord(why)}})
	case models.KindOf(err) == models.Conflict:
		h.writeSettings(c, http.StatusConflict, desk.Entry{Form: desk.FormLogo, Conflict: web.PublicOf(err),
			Typed: map[string]string{desk.FieldWasLogo: c.PostForm(desk.FieldWasLogo), desk.FieldLogo: wanted}})
	default:
		h.refuseStaff(c, err)
	}
}
