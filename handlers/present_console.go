package handlers

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/components/ui"
	"raf/components/words"
	"raf/models"
	"raf/models/program"
	"raf/static"
)

// desk is the presenter of the console, which speaks English only. Without a session who is nobody.
type desk struct {
	presenter
	styles, scripts []string
	who             program.Staff
	token           string    // of the forms
	demo            DemoStaff // nil everywhere but in the demo
}

// desk makes the console's presenter of a request.
func (s *Server) desk(c *gin.Context) desk {
	v := visitOf(c.Request.Context())
	d := desk{presenter: s.presenter(c.Request, models.Session{}), who: staffOf(c), demo: s.DemoStaff,
		styles: []string{s.files.URL(static.ConsoleCSS)}, scripts: []string{s.files.URL(static.HTMX), s.files.URL(static.ConsoleJS)}}
	d.say = words.For("en", "")
	if d.who.Session.ID != "" {
		d.token = s.forms.Make(staffScope(v, d.who))
	}
	return d
}

func (d desk) document(class, title string) ui.Document {
	return ui.Document{Lang: "en", Title: title + " · " + d.tenant.Name, Class: class, Styles: d.styles, Scripts: d.scripts,
		Failed: "That did not reach us. Nothing was changed; try again."}
}

// screen is what stands in the console's frame.
type screen struct {
	title   string // of the browser tab
	place   string // path of the place in the navigation
	waiting int    // open approvals
	body    templ.Component
}

// framed is a whole page.
func (d desk) framed(sc screen) templ.Component {
	shell := console.Shell{Document: d.document("console", sc.title), Name: d.tenant.Name, Sub: "Refer a friend", Home: d.at.to(pathConsole),
		Person:  console.Person{Initials: initials(d.who.User.Name), Name: d.who.User.Name, Role: roleWord(d.who.User.Role)},
		SignOut: console.Action{Text: "Sign out", URL: d.at.to(pathStaffOut), Token: d.token}}
	waits := console.Place{Text: "Approvals", Href: d.at.to(pathApprovals), Glyph: console.GlyphInbox, Current: sc.place == pathApprovals}
	if sc.waiting > 0 {
		waits.Count, waits.Waits = strconv.Itoa(sc.waiting), d.who.May(program.ActRelease)
	}
	shell.Nav.Items = []console.Place{
		{Text: "Referrals", Href: d.at.to(pathReferrals), Glyph: console.GlyphCoins, Current: sc.place == pathReferrals}, waits}
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return console.Page(shell).Render(templ.WithChildren(ctx, sc.body), out)
	})
}

// writeScreen answers with a screen: whole, or its part alone where htmx replaces one.
func (s *Server) writeScreen(c *gin.Context, status int, d desk, sc screen) {
	if fromScript(c.Request) {
		s.write(c, status, sc.body)
		return
	}
	s.write(c, status, d.framed(sc))
}

func (d desk) trouble(status int, stale bool) console.Problem {
	p := console.Problem{Title: "That is not here", Text: "It does not exist, or it belongs to another institution.",
		Step:    &console.Action{Text: "To the referrals", Href: d.at.to(pathReferrals)},
		Request: ui.Phrase{Text: "Request " + d.requestID, Strong: d.requestID}}
	switch {
	case stale:
		p.Title, p.Text = "This page was open for too long", "It was made for another session. Nothing was changed. Open the referral again and repeat what you did."
	case status == 403:
		p.Title, p.Text = "Your role does not allow that", roleWord(d.who.User.Role)+" is your role here, and somebody else has to do this. Nothing was changed."
	case status == 409:
		p.Title, p.Text = "Somebody was faster", "This has changed meanwhile. Nothing was changed by you; open it again to see how it stands."
	}
	p.Bar.Title = p.Title
	return p
}

// exact is an amount with both digits of its cents: staff compare columns.
func exact(minor int64, currency string) string {
	whole := words.Words{}.Money(minor, currency)
	if minor%100 == 0 {
		return whole + ".00"
	}
	return whole
}

// short is a day where room is short: "Dec 2", with its year if it is another one.
func (d desk) short(t time.Time) string {
	t = t.In(d.zone)
	if t.Year() != d.now.In(d.zone).Year() {
		return t.Format("Jan 2, 2006")
	}
	return t.Format("Jan 2")
}

// stored writes a stored day, empty for none.
func (d desk) stored(day string) string {
	t, ok := d.day(day)
	if !ok {
		return ""
	}
	return d.short(t)
}

// moment is an instant: "Today, 11:20 AM", "Nov 19, 9:12 AM".
func (d desk) moment(t time.Time) string {
	clock := t.In(d.zone).Format("3:04 PM")
	if words.DaysUntil(t, d.now, d.zone) == 0 {
		return "Today, " + clock
	}
	return d.short(t) + ", " + clock
}

// within is an instant inside a sentence: "today, 11:20 AM".
func (d desk) within(t time.Time) string {
	if rest, today := strings.CutPrefix(d.moment(t), "Today"); today {
		return "today" + rest
	}
	return d.moment(t)
}

func (d desk) machine(t time.Time) string { return t.In(d.zone).Format(time.RFC3339) }

// person is a member as staff name them.
func person(m *models.Member) string {
	if m == nil || m.GivenName == "" {
		return "A member"
	}
	if m.FamilyInitial == "" {
		return m.GivenName
	}
	return m.GivenName + " " + m.FamilyInitial + "."
}

// number is the short form of a referral's id that staff quote.
func number(id string) string {
	return strings.ToUpper(id[max(len(id)-6, 0):])
}

// seal is the short form of a hash.
func seal(sha string) string {
	if len(sha) < 8 {
		return sha
	}
	return sha[:4] + " " + sha[4:8]
}

func initials(name string) string {
	out := ""
	for _, part := range strings.Fields(name) {
		if r := []rune(part); len(out) < 2 {
			out += strings.ToUpper(string(r[:1]))
		}
	}
	return out
}

func roleWord(r models.Role) string {
	return map[models.Role]string{models.RoleViewer: "Viewer", models.RoleSupport: "Support", models.RoleEditor: "Campaign editor",
		models.RoleMaker: "Payout maker", models.RoleChecker: "Payout checker", models.RoleAdmin: "Administrator", models.RoleAuditor: "Auditor"}[r]
}

// publicOf is the public part of an error of ours: for an Invalid one the name of the field.
func publicOf(err error) string {
	var known *models.Error
	if errors.As(err, &known) {
		return known.Public
	}
	return ""
}
