package handlers

import (
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
	if !ok {
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
		Consent: tile.Consent{Text: say.Consent, Optional: say.Optional, Checked: in.shareStatus},
		Submit:  say.Submit,
		Busy:    say.Busy,
	}
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
	if in.notTicked {
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
