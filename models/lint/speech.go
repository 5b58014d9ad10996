package lint

import (
	"regexp"
	"slices"
	"strings"

	"raf/models"
)

// What is looked at in what is said to members.
const (
	TermsText   Reason = "terms_text"
	ShareReward Reason = "share_reward" // a paid recommendation must say so (16 CFR 255)
	ShareMark   Reason = "share_mark"
	Visibility  Reason = "visibility"
)

func speech() []check {
	return []check{termsText, shareText, visibility}
}

func termsText(o Offer) []Finding {
	var all []Finding
	for _, language := range models.Languages() {
		missing := strings.TrimSpace(o.terms().Text[language]) == ""
		all = append(all, when(missing, Problem, Finding{Reason: TermsText, Field: "text." + language, Text: language})...)
	}
	return all
}

var mark = regexp.MustCompile(`\{[^{}]*\}`)

// shareText looks at the institution's own share texts; where it has none, the catalogue's are used, which say it.
func shareText(o Offer) []Finding {
	known := []string{models.MarkBank, models.MarkFriend, models.MarkSharer}
	var all []Finding
	for _, language := range models.Languages() {
		text, field := o.terms().ShareText[language], "share_text."+language
		if text == "" || !o.relationship() {
			continue
		}
		for _, m := range mark.FindAllString(text, -1) {
			all = append(all, only(!slices.Contains(known, m), Problem, Finding{Reason: ShareMark, Field: field, Text: m})...)
		}
		if o.terms().InviterMinor > 0 {
			silent := !strings.Contains(text, models.MarkSharer)
			all = append(all, when(silent, Problem, Finding{Reason: ShareReward, Field: field, Text: language})...)
		}
	}
	return all
}

func visibility(o Offer) []Finding {
	return only(o.relationship() && o.terms().Visibility == "", Problem, Finding{Reason: Visibility, Field: "visibility"})
}
