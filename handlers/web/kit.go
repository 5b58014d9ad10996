package web

import (
	"log/slog"
	"net/http"
	"time"

	"raf/handlers/session"
	"raf/static"
)

// Kit is what answering a request takes, whoever asks: it writes pages and errors, guards what no session is needed for
// and knows where cookies go. Both sides embed it. It knows neither members nor staff; what one side alone needs stands
// with that side.
type Kit struct {
	Now   func() time.Time
	Log   *slog.Logger
	Forms *session.FormTokens
	Files *static.Files

	// NoHostPrefix switches the __Host- cookie names off.
	NoHostPrefix bool

	cross *http.CrossOriginProtection
}

// NewKit completes a kit.
func NewKit(k Kit) *Kit {
	k.cross = http.NewCrossOriginProtection()
	return &k
}
