package handlers

import (
	"github.com/a-h/templ"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/models/secret"
)

// tilePreview is a member's tile as a page of its own, for staff who write a campaign. Nothing in it leads anywhere: it has
// no scripts, and its links are fragments of itself. The link to share is shown as a member would see it.
func tilePreview(p web.Presenter, t program.Tile) templ.Component {
	m := presenter{Presenter: p}
	landing := m.shareLink(t.Member.Code.Code).Shown
	m.Assets.Scripts, m.At.Prefix = nil, "#"
	state := m.previewed(t)
	if v, ok := state.(tile.Inviter); ok && v.Share != nil {
		v.Share.Shown = landing
	}
	return tile.Page(m.frame(), state)
}

// previewed is the tile of an imagined member. Before it is taken up, an offer of the institution itself is the form of its
// code: no tile of a member who invites speaks of it.
func (p presenter) previewed(t program.Tile) tile.State {
	if t.Offer == nil || t.Offer.Kind != models.KindProduct {
		return p.state(t, showing{})
	}
	offer := *t.Offer
	if t.State == program.TileAnonymous || t.State == program.TileInviter {
		return p.ownOffer(offer, codeEntry{typed: secret.DisplayCode(t.Member.Code.Code)})
	}
	t.Offer = nil
	return p.state(t, showing{})
}
