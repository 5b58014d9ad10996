package handlers

import (
	"github.com/a-h/templ"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/models/program"
)

// tilePreview is a member's tile as a page of its own, for staff who write a campaign. Nothing in it leads anywhere: it has
// no scripts, and its links are fragments of itself. The link to share is shown as a member would see it.
func tilePreview(p web.Presenter, t program.Tile) templ.Component {
	m := presenter{Presenter: p}
	landing := m.shareLink(t.Member.Code.Code).Shown
	m.Assets.Scripts, m.At.Prefix = nil, "#"
	state := m.state(t, showing{})
	if v, ok := state.(tile.Inviter); ok && v.Share != nil {
		v.Share.Shown = landing
	}
	return tile.Page(m.frame(), state)
}
