package handlers

import (
	"raf/components/tile"
	"raf/handlers/web"
	"raf/models/program"
	"raf/providers"
)

// refused is the tile of a member whose referral two people of staff mean to close: why in gentle words, until when an
// answer helps, and whom to ask. Nothing is said of what the rules found, because that is not what it closes for.
func (p presenter) refused(t program.Tile, how showing, failure providers.Kind) tile.State {
	r, say := t.Referral, p.Say.Refusal
	out := tile.Pending{Amount: p.reward(r), Late: true, Headline: say.Why(r.CloseReason), Rules: p.rules(p.judged(t, failure), false),
		Check: p.check(t, how, failure), Right: p.To(web.PathTerms, p.Say.Common.WhatCounts)}
	day := p.DayText(r.ClosingUntil.Time)
	out.Deadline = say.ReplyBy(day)
	out.Lead = say.Ask(p.Tenant.Name, day)
	if reach := p.Reach(); reach != "" {
		out.Lead = say.Call(reach, day)
	}
	return out
}
