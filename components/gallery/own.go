package gallery

import (
	"raf/components/console"
	"raf/components/page"
	"raf/components/tile"
	"raf/components/ui"
)

// anyCode is the form of a member who can enter nothing but the code of an offer of the institution.
func (s scene) anyCode() tile.CodeEntry {
	c := s.codeEntry()
	c.Title, c.Label, c.Hint, c.Submit = s.w.Own.AnyTitle, s.w.Own.YourCode, s.w.Own.AnyHint, s.w.Own.AnySubmit
	c.Code, c.Terms, c.Consent = "", tile.Acceptance{}, tile.Consent{}
	return c
}

// ownOffer is the next step: what the code offers, and its terms.
func (s scene) ownOffer() tile.CodeEntry {
	c := s.codeEntry()
	c.Title, c.Lead, c.Label, c.Hint = s.w.Own.From(fi), s.w.Own.Read(fi, s.dollars(fifty)), s.w.Own.YourCode, s.w.Own.AnyHint
	c.Terms.Checked, c.Consent = false, tile.Consent{}
	return c
}

// ownRefused is a code that is of no use there.
func (s scene) ownRefused() tile.CodeEntry {
	c := s.anyCode()
	c.Code = code
	c.Error = &tile.FieldError{Text: ui.Plain(s.w.Code.RefusedAsk(fi, "7f3a"))}
	return c
}

// pendingBeside is a member under way to whom one more offer is open.
func (s scene) pendingBeside() tile.Pending {
	v := s.pending()
	v.Code = ui.Link{Text: s.w.Common.HaveCode, Href: "?screen=code"}
	return v
}

// ownLanding is the page behind the code of an offer of the institution.
func (s scene) ownLanding() page.Landing {
	l, w := s.landing(), s.w.Own
	l.Eyebrow, l.Title, l.Lead = w.From(fi), w.Gives(fi, s.dollars(fifty)), w.Lead(fi, 3, 60)
	l.Offer, l.CodeLabel, l.Small = nil, w.YourCode, w.BringCode
	return l
}

// ownEditor is a live offer of the institution, with its code to hand out.
func (d desk) ownEditor() console.CampaignEditor {
	e := d.liveEditor()
	line := func(id, label, value string) console.HandoutLine {
		return console.HandoutLine{ID: id, Label: label, Value: value, Copy: ui.Copy{Text: "Copy the " + label, Done: "Copied", Failed: "Press Ctrl C", Value: value, From: id, Look: ui.Line}}
	}
	e.Handout = &console.Handout{Fact: "Members can enter it now",
		Lines: []console.HandoutLine{line("handout-code", "Code", code), line("handout-link", "Link", "https://refer.garden.example/r/K7PM3QXD")},
		Ways: []string{"In a message or on a flyer: the link, or the picture of it. It opens a page that tells the offer and needs no sign-in.",
			"At the branch or on the phone: the member signs in, opens the referral card, chooses “Have a code?” and types the code.",
			"For a member who asked and never typed it: “Attach a referral” among the referrals, with this code and what shows it.",
			"Everybody may have it. Each person takes part once, by whatever login."},
		QR: ui.QR{Modules: matrix(), Label: "QR code of https://refer.garden.example/r/K7PM3QXD"}}
	return e
}
