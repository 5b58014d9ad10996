package web

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"raf/components/console"
	"raf/components/ui"
	"raf/static"
)

// OfStaff reports whether a path is one of the console's.
func OfStaff(path string) bool {
	return path+"/" == PathConsole || strings.HasPrefix(path, PathConsole)
}

// staffFailure is what the console says instead of the page that was asked for, in English: whoever works here is not
// sent to the members' dashboard. It needs no session and no database.
func (k *Kit) staffFailure(p Presenter, status int) templ.Component {
	title, lead := staffWords(status)
	card := console.Card{Document: ui.Document{Lang: "en", Title: title + " · " + p.Tenant.Name, Class: "console-door", Styles: []string{k.Files.URL(static.ConsoleCSS)}, Icon: p.Assets.Icon},
		Name: p.Tenant.Name, Sub: "Refer a friend, staff", Title: title, Lead: ui.Plain(lead)}
	return console.Stranded(console.Failure{Card: card, Step: console.Action{Text: "To the console", Href: p.At.To(PathConsole), Look: console.Primary},
		Request: ui.Phrase{Text: "Request " + p.RequestID, Strong: p.RequestID}})
}

func staffWords(status int) (title, lead string) {
	switch status {
	case http.StatusNotFound, http.StatusGone:
		return "There is nothing here", "The address may be mistyped, or what was here is gone. A link for setting up an account works once; an administrator makes a new one."
	case http.StatusForbidden, http.StatusUnauthorized:
		return "That did not come from our own page", "Nothing was changed. Open the console and do it from there."
	case http.StatusMethodNotAllowed:
		return "This address works another way", "Nothing was changed. Go back and use the button on the page."
	case http.StatusConflict:
		return "Somebody was faster", "Nothing was changed by you. Open the page again to see how it stands now."
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return "That was too much at once", "Nothing was changed. Go back and send less."
	case http.StatusTooManyRequests:
		return "Too many tries in a short time", "Nothing was changed. Wait a minute, then go back and send it again."
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "The console is away for a moment", "What was saved is safe. Go back in a minute and send it again."
	case http.StatusBadRequest, http.StatusLengthRequired, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return "We could not read that", "Nothing was changed. Go back, open the page again and send it once more."
	}
	return "This did not work", "The fault is ours, and it was written down. Look how it stands before you do it again; money moves once, however often you press."
}
