package handlers

import (
	"net/url"
	"time"

	"raf/components/tile"
	"raf/components/ui"
	"raf/components/words"
	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// presenter turns what the programme knows into view structs. All words, amounts and days of members are made here. It
// is pure: the language, the moment and every address are its fields.
type presenter struct {
	say       words.Words
	tenant    models.TenantProfile
	zone      *time.Location // the tenant's, looked up once a request
	at        links
	now       time.Time
	formToken string
	// signOutToken is for the one form that must outlive the session it was rendered in.
	signOutToken string
	requestID    string
	assets       assets
}

// assets are the addresses of style sheets and scripts.
type assets struct {
	tileCSS string // what every page needs
	pageCSS string // whole pages, after tileCSS
	theme   string // the tenant's colours, empty where there is no tenant
	scripts []string
}

// showing is how a member's tile is shown this time.
type showing struct {
	failure     providers.Kind // of the check that this answers; empty if it went well or none was made
	signInAgain bool           // the session is over
	autoCheck   bool           // a page load: the tile asks the bank on its own, if it is time. Never set in a check's answer
}

// frame is the document around a tile.
func (p presenter) frame() tile.Frame {
	d := p.document("tile")
	d.Styles = p.styles(p.assets.tileCSS)
	d.Host = origin(p.tenant.FIURL)
	return tile.Frame{Document: d}
}

func (p presenter) document(class string) ui.Document {
	d := ui.Document{Lang: p.say.Lang, Title: p.say.Common.AppName, Class: class, Scripts: p.assets.scripts, Failed: p.say.Common.Failed}
	if p.tenant.Name != "" {
		d.Title = p.say.Common.PageTitle(p.tenant.Name)
	}
	return d
}

func (p presenter) styles(sheets ...string) []string {
	if p.assets.theme != "" {
		sheets = append(sheets, p.assets.theme)
	}
	return sheets
}

// origin is scheme and host of a URL: the bridge compares origins, and a path behind one never matches.
func origin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// state is the tile of a member, by the state that the programme found.
func (p presenter) state(t program.Tile, how showing) tile.State {
	switch t.State {
	case program.TileEligible:
		return p.eligible(t)
	case program.TilePending:
		return p.pending(t, how)
	case program.TilePaid:
		return p.paid(t)
	case program.TileInviter:
		return p.inviter(t)
	default:
		return p.anonymous(t)
	}
}

// money is an amount as members read it.
func (p presenter) money(minor int64, currency string) string { return p.say.Money(minor, currency) }

// day writes a stored day. It is read as noon: at midnight some zones have no such hour on some days.
func (p presenter) day(stored string) (time.Time, bool) {
	d, err := time.Parse(time.DateOnly, stored)
	if err != nil {
		return time.Time{}, false
	}
	return time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, p.zone), true
}

func (p presenter) dayText(t time.Time) string { return p.say.Day(t, p.zone) }

// daysUntil is how many days are left: 0 on the last day, which still counts, until its midnight in the institution's
// zone.
func (p presenter) daysUntil(t time.Time) int { return words.DaysUntil(t, p.now, p.zone) }

// toSignIn leads to the bank's sign-in. It leaves the frame, because the bank's own pages refuse to be framed.
func (p presenter) toSignIn(text string) ui.Link {
	return ui.Link{Text: text, Href: p.at.to(pathSignIn), Top: true}
}

// toPage leads to the member's whole page.
func (p presenter) toPage(text string) ui.Link {
	return ui.Link{Text: text, Href: p.at.to(pathDashboard), Top: true}
}

func (p presenter) to(path, text string) ui.Link { return ui.Link{Text: text, Href: p.at.to(path)} }

func (p presenter) toInvite() ui.Link { return p.to(pathShare, p.say.Common.InviteFriend) }

// terms of an offer that is live.
func offered(t program.Tile) (models.CampaignVersion, bool) {
	if t.Offer == nil || t.Offer.CurrentVersion == nil {
		return models.CampaignVersion{}, false
	}
	return *t.Offer.CurrentVersion, true
}

// frozen are the terms that a referral was accepted under, whatever is offered now.
func frozen(r *models.Referral) models.Terms {
	if r == nil || r.Version == nil {
		return models.Terms{}
	}
	return r.Version.Terms
}

// reward is what was promised to the friend: by the leg, which never changes, else by the accepted terms.
func (p presenter) reward(r *models.Referral) string {
	if r.AcceptorLeg != nil {
		return p.money(r.AcceptorLeg.AmountMinor, r.AcceptorLeg.Currency)
	}
	return p.money(frozen(r).AcceptorMinor, frozen(r).Currency)
}
