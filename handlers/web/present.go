package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"raf/components/page"
	"raf/components/ui"
	"raf/components/words"
	"raf/models"
	"raf/models/program"
	"raf/static"
)

// Presenter is what the presenters of both audiences have in common: the language, the moment and every address. It is
// pure: nothing is looked up while a page is made.
type Presenter struct {
	Say       words.Words
	Tenant    models.TenantProfile
	Zone      *time.Location // the tenant's, looked up once a request
	At        Links
	Now       time.Time
	RequestID string
	Assets    Assets
}

// Assets are the addresses of style sheets and scripts.
type Assets struct {
	TileCSS string // what every page of a member needs
	PageCSS string // whole pages, after TileCSS
	Theme   string // the tenant's colours, empty where there is no tenant
	Scripts []string
	Icon    string
}

// Presenter makes the presenter of a request: in the language that the bank told of a member if it has told it, else in
// the browser's.
func (k *Kit) Presenter(r *http.Request, locale string) Presenter {
	v := VisitOf(r.Context())
	p := Presenter{Say: words.For(locale, r.Header.Get("Accept-Language")), At: v.Links(), Now: k.Now(), RequestID: v.RequestID,
		Assets: Assets{TileCSS: k.Files.URL(static.TileCSS), PageCSS: k.Files.URL(static.PageCSS),
			Scripts: []string{k.Files.URL(static.HTMX), k.Files.URL(static.AppJS)}, Icon: k.Files.URL(static.Icon)}}
	p.Zone = models.TenantProfile{}.Zone()
	if v.Program == nil {
		return p
	}
	p.Tenant, p.Zone, p.Assets.Theme = v.Tenant().TenantProfile, v.Tenant().Zone(), p.At.To(PathTheme)
	return p
}

// Document is a member's page in the page's own language.
func (p Presenter) Document(class string) ui.Document {
	d := ui.Document{Lang: p.Say.Lang, Title: p.Say.Common.AppName, Class: class, Scripts: p.Assets.Scripts, Icon: p.Assets.Icon, Failed: p.Say.Common.Failed}
	if p.Tenant.Name != "" {
		d.Title = p.Say.Common.PageTitle(p.Tenant.Name)
	}
	return d
}

// Styles are style sheets, with the tenant's colours last.
func (p Presenter) Styles(sheets ...string) []string {
	if p.Assets.Theme != "" {
		sheets = append(sheets, p.Assets.Theme)
	}
	return sheets
}

// Origin is scheme and host of a URL: the bridge compares origins, and a path behind one never matches.
func Origin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Money is an amount as members read it.
func (p Presenter) Money(minor int64, currency string) string { return p.Say.Money(minor, currency) }

// Day writes a stored day. It is read as noon: at midnight some zones have no such hour on some days.
func (p Presenter) Day(stored string) (time.Time, bool) {
	d, err := time.Parse(time.DateOnly, stored)
	if err != nil {
		return time.Time{}, false
	}
	return time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, p.Zone), true
}

// DayText is a day as members read it.
func (p Presenter) DayText(t time.Time) string { return p.Say.Day(t, p.Zone) }

// DaysUntil is how many days are left: 0 on the last day, which still counts, until its midnight in the institution's
// zone.
func (p Presenter) DaysUntil(t time.Time) int { return words.DaysUntil(t, p.Now, p.Zone) }

// To is a link to a path of ours.
func (p Presenter) To(path, text string) ui.Link { return ui.Link{Text: text, Href: p.At.To(path)} }

// Logo is the institution's picture where its name stands; nil if it has none.
func (p Presenter) Logo() *ui.Picture {
	width, height, ok := program.LogoSize(p.Tenant.Logo)
	if !ok {
		return nil
	}
	return &ui.Picture{Src: p.At.To(PathLogo + p.Tenant.Logo), Alt: p.Tenant.Name, Width: width, Height: height}
}

// Reach says how members reach the institution, as a part of a sentence; empty if it has told neither phone nor e-mail.
func (p Presenter) Reach() string {
	return p.Say.Contact.Reach(p.Tenant.SupportPhone, p.Tenant.SupportEmail)
}

// ReachUs is Reach in the institution's own voice.
func (p Presenter) ReachUs() string {
	return p.Say.Contact.ReachUs(p.Tenant.SupportPhone, p.Tenant.SupportEmail)
}

// contact is the same as links, with the institution's own page of help.
func (p Presenter) contact() (out []ui.Link) {
	if phone := p.Tenant.SupportPhone; phone != "" {
		out = append(out, ui.Link{Text: phone, Href: "tel:" + dialled(phone)})
	}
	if email := p.Tenant.SupportEmail; email != "" {
		out = append(out, ui.Link{Text: email, Href: "mailto:" + email})
	}
	if own := p.Tenant.SupportURL; Origin(own) != "" {
		out = append(out, ui.Link{Text: p.Say.Contact.Help, Href: own, Top: true})
	}
	return out
}

// dialled is a phone number without what only helps to read it.
func dialled(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}

// Site is the institution's frame around a whole page.
func (p Presenter) Site(title string) page.Site {
	d := p.Document("page")
	d.Styles = p.Styles(p.Assets.TileCSS, p.Assets.PageCSS)
	if title != "" && p.Tenant.Name != "" {
		d.Title = title + " · " + p.Tenant.Name
	}
	s := page.Site{Document: d, Name: p.Tenant.Name, Contact: p.contact(), Logo: p.Logo()}
	if s.Name == "" {
		s.Name = p.Say.Common.AppName
	}
	return s
}

// Failure is the page shown instead of the one that was asked for. framed says that it stands in the card, where the
// way back is the tile. It needs no tenant: a page about a host nobody knows has no way back at all.
func (p Presenter) Failure(status int, framed bool) templ.Component {
	say := p.Say.Trouble
	problem := say.Of(status)
	out := page.Problem{Site: p.Site(problem.Title), Title: problem.Title, Lead: problem.Lead,
		Request: ui.Phrase{Text: say.Note(p.RequestID), Strong: p.RequestID}}
	switch {
	case p.Tenant.Slug == "":
	case framed:
		out.Go = p.To(PathTile, say.Back)
	default:
		out.Go = p.To(PathDashboard, say.Back)
	}
	return page.Trouble(out)
}

// Shut is the error page of a write out of a frame that has no origin: the bank sandboxes it. Nothing of ours can be
// written from there, so the way leads to the whole page.
func (p Presenter) Shut() templ.Component {
	say := p.Say.Trouble
	return page.Trouble(page.Problem{Site: p.Site(say.Shut.Title), Title: say.Shut.Title, Lead: say.Shut.Lead,
		Request: ui.Phrase{Text: say.Note(p.RequestID), Strong: p.RequestID},
		Go:      ui.Link{Text: p.Say.Common.OpenFullPage, Href: p.At.To(PathSignIn), Top: true}})
}
