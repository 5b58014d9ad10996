package program

import (
	"maps"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"raf/models"
)

// cleanLine is one line as people type it: composed (NFC), single spaces, and nothing that is not seen: a name that
// reorders or hides the line it stands in could make a second person agree to something else.
func cleanLine(s string) string {
	return strings.Join(strings.Fields(fewMarks(norm.NFC.String(strings.Map(shown, strings.ToValidUTF8(s, ""))))), " ")
}

// cleanText is cleanLine for text of several lines; empty lines at its ends go.
func cleanText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(strings.ToValidUTF8(s, ""))
	lines := strings.Split(fewMarks(norm.NFC.String(strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return shown(r)
	}, s))), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n ")
}

// shown drops what is not seen; white space stays.
func shown(r rune) rune {
	if r != ' ' && unicode.IsSpace(r) {
		return ' '
	}
	if unseen(r) {
		return -1
	}
	return r
}

// cleanPlan writes a plan's texts the one way they are kept, and what the institution decides for all of its campaigns:
// currency and zone come from no form.
func (p *Program) cleanPlan(plan models.Plan) models.Plan {
	t := &plan.Terms
	plan.Name = cleanLine(plan.Name)
	t.Currency, t.Timezone = p.Tenant().Currency, p.Tenant().Timezone
	t.Text, t.ShareText = cleanTexts(t.Text), cleanTexts(t.ShareText)
	t.PayrollAllow, t.PayrollDeny = cleanWords(t.PayrollAllow), cleanWords(t.PayrollDeny)
	t.MortgageReason = cleanText(t.MortgageReason)
	if d := t.Disclosures; d != nil && *d == (models.Disclosures{}) {
		t.Disclosures = nil
	}
	return plan
}

func cleanTexts(byLanguage map[string]string) map[string]string {
	out := maps.Clone(byLanguage)
	for language, text := range out {
		if out[language] = cleanText(text); out[language] == "" {
			delete(out, language)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func cleanWords(words []string) []string {
	var out []string
	for _, word := range words {
		if word = cleanLine(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

// checkPlan refuses what can't be kept, card numbers among it: an Invalid error that carries models.FieldErrors.
func checkPlan(plan models.Plan) error {
	wrong := plan.Check()
	card := func(field, text string) {
		if holdsCardNumber(text) {
			wrong = append(wrong, models.FieldError{Field: field, Problem: "card_number"})
		}
	}
	card("name", plan.Name)
	card("mortgage_reason", plan.Terms.MortgageReason)
	for _, language := range models.Languages() {
		card("text."+language, plan.Terms.Text[language])
		card("share_text."+language, plan.Terms.ShareText[language])
	}
	return wrong.Err()
}
