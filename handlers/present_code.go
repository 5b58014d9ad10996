package handlers

import (
	"net/url"

	"raf/components/tile"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/eligibility"
	"raf/models/program"
)

// codeEntry is the form for a friend's code, with what was typed and what is wrong with it. Every refusal but two gives
// the same view, byte for byte: whoever guesses codes must not learn which check they met.
func (p presenter) codeEntry(t program.Tile, in codeEntry) tile.State {
	v, ok := offered(t)
	switch {
	case in.offer != nil:
		return p.ownOffer(*in.offer, in)
	case t.CanTakeUp && !(ok && t.CanEnterCode):
		return p.anyCode(in)
	case !ok:
		return p.noOffer(t)
	}
	say := p.Say.Code
	out := tile.CodeEntry{
		Back:   p.To(web.PathTile, p.Say.Common.Back),
		Title:  say.Title,
		Action: p.At.To(web.PathCode),
		Token:  p.formToken,
		Label:  say.Label,
		Hint:   say.Hint,
		Code:   in.typed,
		Terms: tile.Acceptance{Before: say.AcceptBefore, Link: p.To(web.PathTerms, say.AcceptLink), After: p.promise(v.Terms),
			ID: v.SHA256, Checked: in.accepted},
		Consent: p.consent(v.Terms, in),
		Submit:  say.Submit,
		Busy:    say.Busy,
	}
	if t.State != program.TileInviter { // there the terms that were accepted are what the plain address shows
		out.Terms.Link.Href += "?" + queryOffer
	}
	p.faults(&out, in)
	p.refusal(&out, in)
	return out
}

// consent is the box about what the inviter sees, in words for exactly that. Where the inviter sees nothing there is none.
func (p presenter) consent(terms models.Terms, in codeEntry) tile.Consent {
	out := tile.Consent{Text: p.Say.Code.Consent, Optional: p.Say.Code.Optional, Checked: in.shareStatus}
	switch terms.Visibility {
	case models.VisibilityNone:
		return tile.Consent{}
	case models.VisibilityStage:
		out.Text = p.Say.Code.ConsentStage
	}
	return out
}

// anyCode is the form of a member who can enter nothing but the code of an offer of the institution. Which offer, and so
// which terms, follows from the code.
func (p presenter) anyCode(in codeEntry) tile.CodeEntry {
	out := tile.CodeEntry{Back: p.To(web.PathTile, p.Say.Common.Back), Title: p.Say.Own.AnyTitle, Action: p.At.To(web.PathCode), Token: p.formToken,
		Label: p.Say.Own.YourCode, Hint: p.Say.Own.AnyHint, Code: in.typed, Submit: p.Say.Own.AnySubmit, Busy: p.Say.Code.Busy}
	p.faults(&out, in)
	p.refusal(&out, in)
	return out
}

// ownOffer is the form of an offer whose code was typed: what it gives, and its terms to accept.
func (p presenter) ownOffer(c models.Campaign, in codeEntry) tile.CodeEntry {
	v := *c.CurrentVersion
	out := p.anyCode(codeEntry{typed: in.typed})
	out.Title, out.Submit = p.Say.Own.From(p.Tenant.Name), p.Say.Code.Submit
	out.Lead = p.Say.Own.Read(p.Tenant.Name, p.Money(v.Terms.AcceptorMinor, v.Terms.Currency))
	out.Terms = tile.Acceptance{Before: p.Say.Code.AcceptBefore, Link: p.To(web.PathTerms, p.Say.Code.AcceptLink), After: p.promise(v.Terms),
		ID: v.SHA256, Checked: in.accepted}
	out.Terms.Link.Href += "?" + queryCode + "=" + url.QueryEscape(in.typed)
	p.faults(&out, in)
	p.refusal(&out, in)
	return out
}

// faults are what can be told without looking a code up.
func (p presenter) faults(out *tile.CodeEntry, in codeEntry) {
	switch {
	case in.tooLong:
		out.Error = sentence(p.Say.Forms.TooLong(maxTyped))
	case in.empty:
		out.Error = sentence(p.Say.Code.Empty)
	case in.stale:
		out.Error = sentence(p.Say.Forms.Stale)
	}
	if in.notTicked && out.Terms.ID != "" {
		out.Terms.Error = sentence(p.Say.Code.TermsNeeded)
	}
}

func sentence(text string) *tile.FieldError { return &tile.FieldError{Text: ui.Plain(text)} }

func (p presenter) refusal(out *tile.CodeEntry, in codeEntry) {
	switch in.refused {
	case "":
	case program.RefusedTooManyTries:
		at := p.Say.Clock(in.retryAt, p.Zone)
		out.Error = &tile.FieldError{Text: ui.Phrase{Text: p.Say.Code.TooMany(at), Strong: at}, Wait: true}
		out.Blocked = true
	case program.RefusedTermsMoved:
		out.Terms.Checked = false // what was ticked was another text
		out.Terms.Error = sentence(p.Say.Code.TermsChanged)
		if out.Terms.ID == "" {
			out.Error = out.Terms.Error // the next press brings the new ones
		}
	default:
		text := p.Say.Code.RefusedAsk(p.Tenant.Name, p.RequestID)
		if reach := p.ReachUs(); reach != "" {
			text = p.Say.Code.Refused(reach, p.RequestID)
		}
		out.Error = sentence(text)
	}
}

// promise is the offer in one line: what, for how much, until when.
func (p presenter) promise(terms models.Terms) string {
	n := 0
	if rule, err := eligibility.ParseRules(terms.Rules); err == nil {
		n = fewest(rule)
	}
	amount := p.Money(terms.AcceptorMinor, terms.Currency)
	if eligibility.Anchor(terms.WindowAnchor) == eligibility.AnchorAccepted {
		return p.Say.Code.AcceptToday(amount, n, terms.WindowDays)
	}
	return p.Say.Code.AcceptAfter(amount, n, terms.WindowDays)
}
