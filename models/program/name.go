package program

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// cleanName keeps at most n runes of a name that a bank sent and drops what could disguise it: control and bidi
// formatting characters (threat: a name that reorders the line it stands in), and heaps of marks.
func cleanName(s string, n int) string {
	seen := strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	var b strings.Builder
	for _, r := range fewMarks(norm.NFC.String(seen)) {
		if n == 0 {
			break
		}
		b.WriteRune(r)
		n--
	}
	return strings.TrimSpace(b.String())
}

// unseen are control and formatting characters, the bidirectional ones among them, and whatever else Unicode has shown as
// nothing (Default_Ignorable_Code_Point): fillers, joiners, and what chooses between two shapes of one sign.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// maxMarks is how many combining marks a letter may carry; no language that we know of needs more.
const maxMarks = 4

// fewMarks drops of a heap of marks all but the first few: a thousand of them on one letter cover the lines above and below
// it. A mark without a letter goes, or it would stand on the sign before it.
func fewMarks(s string) string {
	marks := maxMarks // at the beginning there is no letter
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			marks = maxMarks
		case !unicode.In(r, unicode.Mn, unicode.Me):
			marks = 0
		case marks == maxMarks:
			return -1
		default:
			marks++
		}
		return r
	}, s)
}
