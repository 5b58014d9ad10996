package handlers

import (
	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers"
)

// presenter turns what the programme knows into view structs of members. All words, amounts and days of members are made
// here. It is pure: the language, the moment and every address are its fields.
type presenter struct {
	web.Presenter
	formToken string
	// signOutToken is for the one form that must outlive the session it was rendered in.
	signOutToken string
}

// showing is how a member's tile is shown this time.
type showing struct {
	failure     providers.Kind // of the check that this answers; empty if it went well or none was made
	signInAgain bool           // the session is over
	autoCheck   bool           // a page load: the tile asks the bank on its own, if it is time. Never set in a check's answer
}

// frame is the document around a tile.
func (p presenter) frame() tile.Frame {
	d := p.Document("tile")
	d.Styles = p.Styles(p.Assets.TileCSS)
	d.Host = web.Origin(p.Tenant.FIURL)
	return tile.Frame{Document: d}
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

// toSignIn leads to the bank's sign-in. It leaves the frame, because the bank's own pages refuse to be framed.
func (p presenter) toSignIn(text string) ui.Link {
	return ui.Link{Text: text, Href: p.At.To(web.PathSignIn), Top: true}
}

// toPage leads to the member's whole page.
func (p presenter) toPage(text string) ui.Link {
	return ui.Link{Text: text, Href: p.At.To(web.PathDashboard), Top: true}
}

func (p presenter) toInvite() ui.Link { return p.To(web.PathShare, p.Say.Common.InviteFriend) }

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
		return p.Money(r.AcceptorLeg.AmountMinor, r.AcceptorLeg.Currency)
	}
	return p.Money(frozen(r).AcceptorMinor, frozen(r).Currency)
}
