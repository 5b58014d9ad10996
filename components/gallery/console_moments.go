package gallery

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"raf/components/console"
	"raf/components/ui"
)

// moments are what may come over any page: somebody signed in with a recovery code, the session is over, a role is not
// enough.
func (d desk) moments() []ConsoleEntry {
	recovered := d.shell("Approvals", "Approvals", chris())
	strong := "A recovery code signed you in, today, 9:02 AM."
	recovered.Banner = &ui.Notice{Tone: ui.Amber, Text: ui.Phrase{Strong: strong,
		Text: strong + " If that was not you, tell an administrator at once. If your phone is lost, ask for a new link."}}
	over := console.Over{Alive: "/console/approvals/", Door: ui.Link{Text: "Sign in beside this page", Href: "/console/signin/"},
		Text: ui.Phrase{Text: "You were signed out. Nothing was changed, and what you typed is still here: sign in, come back and press again.", Strong: "You were signed out."}}
	written := attachForm()
	written.Form.Fields[0].Value, written.Form.Fields[3].Value = "7KQM-2XVD", "Paper form 17, signed by both."
	role := console.Problem{Bar: console.Bar{Crumbs: []ui.Link{{Text: "Overview", Href: "/console/"}, {Text: "Your role does not allow that"}}},
		Title: "Your role does not allow that", Text: "Payout maker is your role here, and somebody else has to do this. Nothing was changed.",
		Step: &console.Action{Text: "To the referrals", Href: "/console/referrals/"}, Request: ui.Phrase{Text: "Request 7F2K-91QC", Strong: "7F2K-91QC"}}
	return []ConsoleEntry{
		{Name: "recovery-used", Page: inside(console.Page(recovered), console.Propose(batch()))},
		{Name: "session-over", Page: d.framed("Attach a referral", "Referrals", maya(), both(console.Attaching(written), console.Ended(over)))},
		{Name: "problem-role", Page: d.framed("Your role does not allow that", "", maya(), console.Trouble(role))},
	}
}

// both renders one component after another.
func both(first, second templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		if err := first.Render(ctx, out); err != nil {
			return err
		}
		return second.Render(ctx, out)
	})
}
