package handlers

import (
	"slices"
	"strings"

	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// terms are what a member accepted, or would accept now: whoever can still enter a code reads the live offer, even if
// an earlier referral of theirs has ended.
func (p presenter) terms(t program.Tile) tile.State {
	v, accepted, ok := p.termsOf(t)
	if !ok {
		return p.state(t, showing{})
	}
	out := tile.Terms{Back: p.To(web.PathTile, p.Say.Common.Back), Title: p.Say.Terms.Title, Meta: accepted,
		Passages: p.passagesOf(kindOf(t), v.Terms), As: string(t.State)}
	if t.State == program.TileInviter && t.CanEnterCode {
		out.Back = p.To(web.PathCode, p.Say.Common.Back) // the form is the only place that leads here
	}
	if t.State == program.TileAnonymous {
		out.Passages = append(p.how(), out.Passages...)
	}
	return out
}

// termsOf finds the version to show, and the line that says which it is.
func (p presenter) termsOf(t program.Tile) (v models.CampaignVersion, meta string, ok bool) {
	if r := t.Referral; r != nil && r.Version != nil && (!t.CanEnterCode || underWay(t)) {
		return *r.Version, p.Say.Terms.Accepted(r.Version.Version, p.DayText(r.AcceptedAt.Time)), true
	}
	v, ok = offered(t)
	return v, p.Say.Terms.Meta(v.Version), ok
}

// underWay reports a tile that is about a referral, whatever else may still be entered.
func underWay(t program.Tile) bool {
	return t.State == program.TilePending || t.State == program.TileEligible || t.State == program.TilePaid
}

// kindOf is the kind of campaign whose terms termsOf finds.
func kindOf(t program.Tile) string {
	switch r := t.Referral; {
	case r != nil && r.Version != nil && (!t.CanEnterCode || underWay(t)):
		return r.Kind
	case t.Offer != nil:
		return t.Offer.Kind
	}
	return ""
}

// passagesOf are the passages of a campaign's terms. Where no friend invited, none sees anything.
func (p presenter) passagesOf(kind string, terms models.Terms) []ui.Passage {
	all := p.passages(terms)
	if kind == models.KindProduct {
		all = slices.DeleteFunc(all, func(passage ui.Passage) bool { return passage.Title == p.Say.Terms.Share })
	}
	return all
}

// passages are the generated part, which follows from what decides, and behind it the institution's own text.
func (p presenter) passages(terms models.Terms) []ui.Passage {
	say := p.Say.Terms
	todo := p.window(terms)
	if rule, err := eligibility.ParseRules(terms.Rules); err == nil {
		todo = append(todo, p.requirements(rule, terms)...)
	}
	out := []ui.Passage{
		{Title: say.Reward, Text: p.rewards(terms)},
		{Title: say.ToDo, Text: todo},
	}
	if terms.Participants != "" {
		out = append(out, ui.Passage{Title: p.Say.Landing.WhoCan, Text: []string{p.whoCan(terms)}})
	}
	if dates := p.dates(terms); len(dates) > 0 {
		out = append(out, ui.Passage{Title: p.Say.Landing.Dates, Text: dates})
	}
	out = append(out, []ui.Passage{
		{Title: say.Pay, Text: []string{p.Say.Landing.WhenPaidText(terms.HoldDays), p.proof(terms)}},
		{Title: p.Say.Disclosures.Title, Text: p.disclosures(terms)},
		{Title: say.Keep, Text: []string{say.KeepText}},
		{Title: say.Share, Text: []string{say.ShareText}},
	}...)
	if text := p.ownText(terms); len(text) > 0 {
		out = append(out, ui.Passage{Title: p.Say.Landing.Details, Text: text})
	}
	return slices.DeleteFunc(out, func(passage ui.Passage) bool { return len(passage.Text) == 0 })
}

// disclosures are what stands beside the reward by law, nothing where none were given.
func (p presenter) disclosures(terms models.Terms) []string {
	d, say := terms.Disclosures, p.Say.Disclosures
	if d == nil {
		return nil
	}
	var out []string
	if d.APYHundredths != nil {
		out = append(out, say.APY(p.Say.Percent(*d.APYHundredths)))
	}
	for _, minimum := range []struct {
		minor *int64
		none  string
		some  func(string) string
	}{{d.MinOpenMinor, say.NoMinOpen, say.MinOpen}, {d.MinBalanceMinor, say.NoMinBalance, say.MinBalance}} {
		switch {
		case minimum.minor == nil:
		case *minimum.minor == 0:
			out = append(out, minimum.none)
		default:
			out = append(out, minimum.some(p.Money(*minimum.minor, terms.Currency)))
		}
	}
	return out
}

// ownText is the institution's text in the member's language, else in English, as paragraphs.
func (p presenter) ownText(terms models.Terms) []string {
	text := terms.Text[p.Say.Lang]
	if strings.TrimSpace(text) == "" {
		text = terms.Text["en"]
	}
	var out []string
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			out = append(out, paragraph)
		}
	}
	return out
}

// how explains the programme to somebody who has not begun.
func (p presenter) how() []ui.Passage {
	o := p.Say.Offer
	return []ui.Passage{
		{Title: o.HowInvite, Text: []string{o.HowInviteBy}},
		{Title: o.HowJoin, Text: []string{o.HowJoinBy(p.Tenant.Name)}},
		{Title: o.HowPaid, Text: []string{o.HowPaidBy(p.Tenant.Name)}},
	}
}
