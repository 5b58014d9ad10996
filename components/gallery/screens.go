package gallery

import (
	_ "embed"
	"strings"
	"time"

	"raf/components/tile"
	"raf/components/ui"
)

//go:embed qr.txt
var qrText string

// matrix reads the QR code of the gallery's link.
func matrix() [][]bool {
	var out [][]bool
	for line := range strings.Lines(qrText) {
		var row []bool
		for _, c := range strings.TrimSpace(line) {
			row = append(row, c == '#')
		}
		out = append(out, row)
	}
	return out
}

func (s scene) codeEntry() tile.CodeEntry {
	w := s.w
	return tile.CodeEntry{
		Back: s.back(), Title: w.Code.Title, Action: "code", Token: token,
		Label: w.Code.Label, Hint: w.Code.Hint, Code: code,
		Terms: tile.Acceptance{
			Before:  w.Code.AcceptBefore,
			Link:    ui.Link{Text: w.Code.AcceptLink, Href: "?screen=terms"},
			After:   w.Code.AcceptAfter(s.dollars(fifty), 3, 60),
			ID:      "terms-3",
			Checked: true,
		},
		Consent: tile.Consent{Text: w.Code.Consent, Optional: w.Code.Optional},
		Submit:  w.Code.Submit, Busy: w.Code.Busy,
	}
}

func (s scene) codeRefused() tile.CodeEntry {
	c := s.codeEntry()
	c.Code = "K7PN-3QXD"
	c.Error = &tile.FieldError{Text: ui.Plain(s.w.Code.Refused(s.w.Contact.ReachUs(phone, ""), "7F2K"))}
	return c
}

func (s scene) tooManyTries() tile.CodeEntry {
	c := s.codeEntry()
	clock := s.w.Clock(s.now().Add(58*time.Minute), s.zone)
	c.Error = &tile.FieldError{Text: ui.Phrase{Text: s.w.Code.TooMany(clock), Strong: clock}, Wait: true}
	c.Blocked = true
	return c
}

func (s scene) termsNotTicked() tile.CodeEntry {
	c := s.codeEntry()
	c.Terms.Checked = false
	c.Terms.Error = &tile.FieldError{Text: ui.Plain(s.w.Code.TermsNeeded)}
	return c
}

func (s scene) share() tile.Share {
	w := s.w
	text := w.Share.Message(fi, s.dollars(fifty), s.dollars(fifty))
	return tile.Share{
		Back: s.back(), Title: w.Share.Title,
		QR:        ui.QR{Modules: matrix(), Label: w.Share.QRLabel(shown)},
		CodeLabel: w.Share.YourCode, Code: code, CodeNote: w.Share.Scan,
		Copy: ui.Copy{
			Text: w.Share.CopyLink, Done: w.Share.Copied, Failed: w.Share.CopyFailed,
			Value: link, From: "share-address", Look: ui.Line,
		},
		Mail:    ui.Link{Text: w.Share.Email, Href: "mailto:?subject=Garden&body=" + shown},
		Message: ui.Link{Text: w.Share.TextMessage, Href: "sms:?&body=" + shown},
		Text:    text, Link: shown, Note: w.Share.Keep,
	}
}

func (s scene) passages() []ui.Passage {
	w := s.w
	return []ui.Passage{
		{Title: w.Terms.Reward, Text: []string{w.Terms.RewardText(s.dollars(fifty))}},
		{Title: w.Terms.ToDo, Text: []string{
			w.Rules.DoAccount + ". " + w.Rules.AboutAccount,
			w.Rules.DoPurchases(5) + ". " + w.Rules.AboutPurchases,
			w.Rules.DoPayroll(s.dollars(50000)) + ". " + w.Rules.AboutPayroll(60),
			w.Terms.Window(60),
		}},
		{Title: w.Terms.Keep, Text: []string{w.Terms.KeepText}},
		{Title: w.Terms.Share, Text: []string{w.Terms.ShareText}},
	}
}

func (s scene) terms() tile.Terms {
	return tile.Terms{
		Back: s.back(), Title: s.w.Terms.Title, Meta: s.w.Terms.Meta(3),
		Passages: s.passages(), As: tile.NameInviter,
	}
}
