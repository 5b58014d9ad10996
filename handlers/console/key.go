package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// errNoKey is a form that moves money and came without its key.
var errNoKey = models.Errorf(models.Invalid, "no idempotency key")

// keyed lets forms through that carry a key: without one a second press would be a second deed. It is looked at before
// the second factor is asked for; what it stands for is the programme's to know.
func (h *Handlers) keyed(c *gin.Context) (string, bool) {
	key := c.PostForm(program.FieldKey)
	switch {
	case key == "":
		h.staffTrouble(c, http.StatusPreconditionRequired, errNoKey)
	case !program.ValidKey(key):
		h.staffTrouble(c, http.StatusUnprocessableEntity, models.Errorf(models.Invalid, "%s", program.FieldKey))
	default:
		return key, true
	}
	return "", false
}

// reused answers a key that stands for something else; false if that is not what err is about.
func (h *Handlers) reused(c *gin.Context, err error) bool {
	if err == nil || models.KindOf(err) != models.Invalid || web.PublicOf(err) != program.FieldKey {
		return false
	}
	h.staffTrouble(c, http.StatusUnprocessableEntity, err)
	return true
}

// late says why nothing was done; empty where the rows themselves say it.
func late(err error) string {
	switch {
	case errors.Is(err, program.ErrUnderWay):
		return "This is being done right now, from the same form. Load the page again to see how it ended."
	case errors.Is(err, program.ErrAhead):
		return "Another referral of the same inviter met everything earlier, and the yearly cap has room for one of them. Decide that one first; “Before money leaves” names it. Nothing was done."
	case errors.Is(err, program.ErrPutOnHold):
		return "Everything was looked at again before money leaves, and this was put on hold; the hold says why. Nothing was done; below is how it stands now."
	}
	switch bar := program.LoneBarOf(err); bar {
	case "":
		return ""
	case program.LoneAmount:
		return "The threshold for one person is lower now, so this takes two. Nothing was done; below is how it stands now."
	default:
		return desk.AloneWord(bar)
	}
}
