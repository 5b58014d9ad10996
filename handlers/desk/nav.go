package desk

import (
	"strconv"

	"raf/components/console"
	"raf/handlers/web"
	"raf/models/program"
)

// places are the navigation, as far as this person's role reads them.
func (d Seat) places(sc Screen) []console.Place {
	all := []console.Place{
		d.place(sc, "Overview", web.PathConsole, console.GlyphGrid),
		d.place(sc, "Referrals", web.PathReferrals, console.GlyphCoins),
		d.live(d.place(sc, "Campaigns", web.PathCampaigns, console.GlyphFlag)),
		d.waiting(sc, d.place(sc, "Approvals", web.PathApprovals, console.GlyphInbox)),
	}
	if d.Who.May(program.ActAudit) {
		all = append(all, d.place(sc, "Audit", web.PathAudit, console.GlyphList))
	}
	if d.Who.May(program.ActSeeHouse) {
		all = append(all, d.place(sc, "Staff", web.PathStaff, console.GlyphPerson), d.place(sc, "Settings", web.PathSettings, console.GlyphSettings))
	}
	return all
}

func (d Seat) place(sc Screen, text, path string, glyph console.Glyph) console.Place {
	return console.Place{Text: text, Href: d.At.To(path), Glyph: glyph, Current: sc.Place == path}
}

// live counts the campaigns that take friends today.
func (d Seat) live(p console.Place) console.Place {
	if d.Live > 0 {
		p.Count = strconv.Itoa(d.Live) + " live"
	}
	return p
}

// waiting counts what waits for a second person, loud for those who may be one.
func (d Seat) waiting(sc Screen, p console.Place) console.Place {
	if sc.Waiting > 0 {
		p.Count, p.Waits = strconv.Itoa(sc.Waiting), d.Who.Decides()
	}
	return p
}
