package console

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// settingsShow is what the institution says of itself.
func (h *Handlers) settingsShow(c *gin.Context) { h.writeSettings(c, http.StatusOK, desk.Entry{}) }

func (h *Handlers) writeSettings(c *gin.Context, status int, e desk.Entry) {
	data, err := web.VisitOf(c.Request.Context()).Program.Settings(c.Request.Context(), staffOf(c))
	if err != nil {
		h.refuseStaff(c, err)
		return
	}
	d := h.seat(c).As(data.Settings) // what was saved a moment ago is not what the request began with
	h.writeScreen(c, status, d, desk.Screen{Title: "Settings", Place: web.PathSettings, Body: console.House(d.Settings(data, e))})
}

// settingsColors is the preview of a colour while somebody types it.
func (h *Handlers) settingsColors(c *gin.Context) {
	h.Write(c, http.StatusOK, console.Palette(h.seat(c).Colors(c.Query(desk.FieldColor))))
}

// settingsSave replaces the settings.
func (h *Handlers) settingsSave(c *gin.Context) {
	e := desk.Entry{Form: "settings", Typed: map[string]string{}, Wrong: map[string]string{}}
	for _, name := range []string{desk.FieldName, desk.FieldPhone, desk.FieldSupport, desk.FieldHelp, desk.FieldZone, desk.FieldColor, desk.FieldBankColors, desk.FieldAddress, desk.FieldVisibility, desk.FieldSamePerson, desk.FieldCore, desk.FieldThreshold, desk.FieldVersion} {
		e.Typed[name] = c.PostForm(name)
	}
	next := models.Settings{Name: e.Typed[desk.FieldName], SupportPhone: strings.TrimSpace(e.Typed[desk.FieldPhone]), SupportEmail: strings.TrimSpace(e.Typed[desk.FieldSupport]),
		SupportURL: strings.TrimSpace(e.Typed[desk.FieldHelp]), Timezone: e.Typed[desk.FieldZone], BrandColor: strings.TrimSpace(e.Typed[desk.FieldColor]),
		PostalAddress: e.Typed[desk.FieldAddress], InviterVisibility: e.Typed[desk.FieldVisibility], SamePerson: e.Typed[desk.FieldSamePerson] == "yes",
		BankColors: e.Typed[desk.FieldBankColors] == "yes", CoreRefresh: e.Typed[desk.FieldCore] == "yes"}
	minor, ok := desk.ReadAmount(e.Typed[desk.FieldThreshold])
	next.ThresholdMinor = minor
	wrong := program.WrongSettings(next)
	if !ok {
		wrong = append(wrong, desk.FieldThreshold)
	}
	for _, field := range wrong {
		e.Wrong[field] = wrongSetting(field)
	}
	if len(wrong) > 0 {
		h.writeSettings(c, http.StatusUnprocessableEntity, e)
		return
	}
	who, ok := h.fresh(c, desk.StepUp{URL: web.PathSettings, Back: web.PathSettings, Look: console.Primary, Verb: "save the settings", Doing: []console.Pair{{Label: "Change", Value: "Settings of " + next.Name}}})
	if !ok {
		return
	}
	version, err := strconv.ParseInt(e.Typed[desk.FieldVersion], 10, 64)
	if err != nil {
		version = 0 // of nothing: a conflict
	}
	asked, err := web.VisitOf(c.Request.Context()).Program.ChangeSettings(c.Request.Context(), next, version, who)
	switch {
	case err == nil && len(asked) > 0:
		h.writeSettings(c, http.StatusOK, desk.Entry{Done: "Saved, but for what waits for a second person."})
	case err == nil:
		h.writeSettings(c, http.StatusOK, desk.Entry{Done: "Saved. Members see it within a second."})
	case errors.Is(err, program.ErrNobodyDecides):
		e.Conflict = "Nobody else here could agree to a higher threshold, another time zone, or two rewards for one person. Nothing was saved."
		h.writeSettings(c, http.StatusConflict, e)
	case models.KindOf(err) == models.Conflict:
		e.Conflict = "This has changed meanwhile."
		h.writeSettings(c, http.StatusConflict, e)
	default:
		h.refuseStaff(c, err)
	}
}

func wrongSetting(field string) string {
	switch field {
	case desk.FieldName:
		return "Write a name, 100 characters at most."
	case desk.FieldPhone:
		return "60 characters at most."
	case desk.FieldSupport:
		return "Write it as name@bank.example, or leave it empty."
	case desk.FieldHelp:
		return "Write a whole address that begins with https://, or leave it empty."
	case desk.FieldZone:
		return "Choose a time zone of the list."
	case desk.FieldColor:
		return "Write it as #RRGGBB, or leave it empty."
	case desk.FieldAddress:
		return "300 characters at most, and no card number."
	case desk.FieldVisibility:
		return "Choose one of the three."
	}
	return "Write an amount such as 0.00 or 25.00, up to the most."
}
