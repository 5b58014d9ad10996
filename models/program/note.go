package program

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"raf/models"
)

// cardNumber is what an Invalid error adds to the field's name where a card number stands in it.
const cardNumber = ":card_number"

// AddNote writes a note about a referral. An Invalid error names the field, "text", and for a card number in it
// "text:card_number": such numbers must not be kept here at all (security.md, 4H).
func (p *Program) AddNote(ctx context.Context, referralID, text string, by Staff) error {
	if err := by.allow(ActNote); err != nil {
		return err
	}
	text, err := freeText(text, "text")
	if err != nil {
		return err
	}
	return p.write(ctx, by, func(tx *models.Tx) error {
		r, err := tx.Referral(referralID)
		if err != nil {
			return err
		}
		if err := tx.AddNote(models.ReferralNote{ReferralID: r.ID, StaffUserID: by.User.ID, Text: text}); err != nil {
			return err
		}
		return tx.Audit(by.actor(models.ActorStaff), "referral.noted", "referral", r.ID, nil, map[string]any{"runes": utf8.RuneCountInString(text)})
	})
}

// freeText bounds what a person typed and refuses card numbers in it, after what is not seen has gone: between the digits
// of one it would hide it from us, and a line that is turned around reads otherwise to a second person.
func freeText(text, field string) (string, error) {
	if strings.ContainsRune(text, 0) { // nobody types that
		return "", models.Errorf(models.Invalid, "%s", field)
	}
	text = cleanText(text)
	switch {
	case text == "" || utf8.RuneCountInString(text) > maxFree:
		return "", models.Errorf(models.Invalid, "%s", field)
	case holdsCardNumber(text):
		return "", models.Errorf(models.Invalid, "%s", field+cardNumber)
	}
	return text, nil
}

// The lengths of card numbers (ISO/IEC 7812-1).
const (
	minCard = 13
	maxCard = 19
)

// holdsCardNumber looks for 13 to 19 digits of any script, with single spaces or dashes between them, of which some run
// passes the check of card numbers (Luhn). What only looks otherwise (full width, raised, in a circle) is read as what it means.
func holdsCardNumber(text string) bool {
	var digits []int
	gap := 0
	for _, r := range norm.NFKC.String(text) + "\n" {
		value, isDigit := digit(r)
		switch {
		case isDigit:
			digits, gap = append(digits, value), 0
		case unicode.In(r, unicode.Zs, unicode.Dash) && len(digits) > 0 && gap == 0:
			gap++
		case !unicode.IsSpace(r) && (unseen(r) || unicode.In(r, unicode.Mn, unicode.Me)): // whoever reads the digits reads past it
		default:
			if len(digits) >= minCard && len(digits) <= maxCard && luhn(digits) {
				return true
			}
			digits, gap = nil, 0
		}
	}
	return false
}

// digit is the value of a decimal digit of any script: Unicode has them in runs from nought to nine, and runs that touch in one range.
func digit(r rune) (value int, ok bool) {
	for _, run := range unicode.Nd.R16 {
		if lo := rune(run.Lo); lo <= r && r <= rune(run.Hi) {
			return int(r-lo) % 10, true
		}
	}
	for _, run := range unicode.Nd.R32 {
		if lo := rune(run.Lo); lo <= r && r <= rune(run.Hi) {
			return int(r-lo) % 10, true
		}
	}
	for _, run := range circled() {
		if run.one <= r && r <= run.one+8 {
			return int(r-run.one) + 1, true
		}
		if r == run.nought {
			return 0, true
		}
	}
	return 0, false
}

// circled are the digits in circles that Unicode does not call digits: their ones, of which the others follow, and noughts.
func circled() []struct{ one, nought rune } {
	return []struct{ one, nought rune }{{'\u2776', '\u24ff'}, {'\u2780', '\U0001f10b'}, {'\u278a', '\U0001f10c'}, {'\u24f5', '\u24ff'}}
}

// luhn is the check digit of ISO/IEC 7812-1, annex B.
func luhn(digits []int) bool {
	sum := 0
	for i := range digits {
		d := digits[len(digits)-1-i]
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
