package desk

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models/program"
)

// Seat is the console from where one person of staff sits: who that is decides what stands on a page. The console
// speaks English only. Without a session who is nobody.
type Seat struct {
	web.Presenter
	Who    program.Staff
	Token  string   // of the forms
	Live   int      // campaigns that take friends today
	Sheets []string // addresses of the style sheets
	Script []string // and of the scripts
	// NewKey makes a key for a form that moves money.
	NewKey func() string
	// DemoCode is what a person's authenticator app would show; nil everywhere but in the demo.
	DemoCode func(email string) string
}

func (d Seat) document(class, title string) ui.Document {
	return ui.Document{Lang: "en", Title: title + " · " + d.Tenant.Name, Class: class, Styles: d.Sheets, Scripts: d.Script, Icon: d.Assets.Icon,
		Failed: "That did not work. What you typed is still here; try again.", Back: "You are signed in again. What you typed is still here; press again."}
}

// Screen is what stands in the console's frame.
type Screen struct {
	Title   string // of the browser tab
	Place   string // path of the place in the navigation
	Waiting int    // open approvals
	Body    templ.Component
}

// Framed is a whole page.
func (d Seat) Framed(sc Screen) templ.Component {
	shell := console.Shell{Document: d.document("console", sc.Title), Name: d.Tenant.Name, Logo: d.Logo(), Sub: "Refer a friend", Home: d.At.To(web.PathConsole),
		Person:  console.Person{Initials: initials(d.Who.User.Name), Name: d.Who.User.Name, Role: roleWord(d.Who.User.Role)},
		SignOut: console.Action{Text: "Sign out", URL: d.At.To(web.PathStaffOut), Token: d.Token}}
	shell.Nav.Items, shell.Banner = d.places(sc), d.banner()
	shell.Over = console.Over{Alive: d.At.To(web.PathApprovals), Door: ui.Link{Text: "Sign in beside this page", Href: d.At.To(web.PathStaffSignIn)},
		Text: ui.Phrase{Text: "You were signed out. Nothing was changed, and what you typed is still here: sign in, come back and press again.", Strong: "You were signed out."}}
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return console.Page(shell).Render(templ.WithChildren(ctx, sc.Body), out)
	})
}

// recoveryTold is how long a person is told that a recovery code was used: a working week-end and a day.
const recoveryTold = 72 * time.Hour

// banner stands on every page: for who may see the trail that it does not hold, for somebody of the platform what they are
// here, and until when.
func (d Seat) banner() *ui.Notice {
	if b := d.Who.Broken; b != nil {
		strong := "The audit log does not hold: " + b.String() + "."
		return &ui.Notice{Tone: ui.Red, Text: ui.Phrase{Text: strong + " Tell whoever runs the database before you go on.", Strong: strong},
			Link: ui.Link{Text: "See the audit log", Href: d.At.To(web.PathAudit)}}
	}
	if at := d.Who.User.RecoveryAt; !at.IsZero() && d.Now.Sub(at.Time) < recoveryTold {
		strong := "A recovery code signed you in, " + d.within(at.Time) + "."
		return &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Text: strong + " If that was not you, tell an administrator at once. If your phone is lost, ask for a new link.", Strong: strong}}
	}
	if !d.Who.LooksOn() {
		return nil
	}
	until := "until " + d.within(d.Who.User.Until.Time)
	return &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Text: "You are looking at " + d.Tenant.Name + " " + until + ", read-only. Its people see that you do, and why.", Strong: until}}
}

// Trouble is a page that says why there is nothing else on it.
func (d Seat) Trouble(status int, stale bool) console.Problem {
	p := console.Problem{Title: "That is not here", Text: "It does not exist, or it belongs to another institution.",
		Step:    &console.Action{Text: "To the referrals", Href: d.At.To(web.PathReferrals)},
		Request: ui.Phrase{Text: "Request " + d.RequestID, Strong: d.RequestID}}
	switch {
	case stale:
		p.Title, p.Text = "This page was open for too long", "It was made for another session. Nothing was changed. Open the referral again and repeat what you did."
	case status == 403:
		p.Title, p.Text = "Your role does not allow that", roleWord(d.Who.User.Role)+" is your role here, and somebody else has to do this. Nothing was changed."
	case status == 428:
		p.Title, p.Text = "This form came without its key", "Every form that moves money carries a key, so that it counts once. Nothing was changed. Open the referral again and repeat what you did."
	case status == 422:
		p.Title, p.Text = "This form was used for something else", "Its key stands for what was sent with it before. Nothing was changed. Open the referral again and repeat what you did."
	case status == 409:
		p.Title, p.Text = "Somebody was faster", "This has changed meanwhile. Nothing was changed by you; open it again to see how it stands."
	}
	p.Bar.Crumbs = []ui.Link{{Text: "Overview", Href: d.At.To(web.PathConsole)}, {Text: p.Title}}
	return p
}
