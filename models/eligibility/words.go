package eligibility

import (
	"strings"
	"unicode"
)

// containsAny reports whether one of the words (or phrases) stands in text, in any case, as a whole: "PAY" is not in
// "PAYPAL". A digit may touch a letter, because banks glue dates to descriptors ("PAYROLL0131").
func containsAny(text string, words []string) bool {
	haystack := fold(text)
	for _, word := range words {
		if needle := fold(word); len(needle) > 0 && contains(haystack, needle) {
			return true
		}
	}
	return false
}

// fold lowers the case and makes every run of white space one space.
func fold(s string) []rune {
	return []rune(strings.ToLower(strings.Join(strings.Fields(s), " ")))
}

func contains(haystack, needle []rune) bool {
	for at := 0; at+len(needle) <= len(haystack); at++ {
		end := at + len(needle)
		if string(haystack[at:end]) != string(needle) {
			continue
		}
		glued := at > 0 && sameClass(haystack[at-1], needle[0]) ||
			end < len(haystack) && sameClass(needle[len(needle)-1], haystack[end])
		if !glued {
			return true
		}
	}
	return false
}

func sameClass(a, b rune) bool {
	return unicode.IsLetter(a) && unicode.IsLetter(b) || unicode.IsDigit(a) && unicode.IsDigit(b)
}
