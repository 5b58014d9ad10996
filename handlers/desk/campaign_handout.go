package desk

import (
	"raf/components/console"
	"raf/components/ui"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// handout is the code of an offer of the institution itself, for staff to bring to members; nil where there is none.
func (d Seat) handout(data program.CampaignPageData) *console.Handout {
	if data.Code == "" {
		return nil
	}
	code, link := data.ShownCode(), d.At.Landing(data.Code)
	line := func(id, label, value string) console.HandoutLine {
		return console.HandoutLine{ID: id, Label: label, Value: value,
			Copy: ui.Copy{Text: "Copy the " + Lower(label), Done: "Copied", Failed: "Press Ctrl C", Value: value, From: id, Look: ui.Line}}
	}
	out := &console.Handout{Fact: "Nobody can enter it now", QR: ui.QR{Modules: web.Modules(link), Label: "QR code of " + link},
		Lines: []console.HandoutLine{line("handout-code", "Code", code), line("handout-link", "Link", link)},
		Ways: []string{
			"In a message or on a flyer: the link, or the picture of it. It opens a page that tells the offer and needs no sign-in.",
			"At the branch or on the phone: the member signs in, opens the referral card, chooses “Have a code?” and types the code.",
			"For a member who asked and never typed it: “Attach a referral” among the referrals, with this code and what shows it.",
			"Everybody may have it. Each person takes part once, by whatever login.",
		}}
	switch data.Status {
	case models.CampaignLive:
		out.Fact = "Members can enter it now"
	case models.CampaignScheduled:
		out.Fact = "Members can enter it from the first day on"
	case models.CampaignPaused:
		out.Fact = "Nobody can enter it while it is paused"
	}
	return out
}
