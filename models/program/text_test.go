package program

import (
	"strings"
	"testing"
)

func TestWhatIsNotSeenIsNotKept(t *testing.T) {
	t.Parallel()
	heap := strings.Repeat("\u0301", 100_000)
	for name, row := range map[string]struct{ typed, called, line, text string }{
		"a turn of direction":      {"\u202egnirpS\u202c \u2066x", "gnirpS x", "gnirpS x", "gnirpS x"},
		"nothing at all":           {"a\u200b\ufeff\u00adb\u0000", "ab", "ab", "ab"},
		"a heap of marks":          {"q" + heap + "r", "q\u0301\u0301\u0301\u0301r", "q\u0301\u0301\u0301\u0301r", "q\u0301\u0301\u0301\u0301r"},
		"marks without a letter":   {heap + "a " + heap + "b", "a b", "a b", "a b"},
		"a letter in two pieces":   {"Jose\u0301", "José", "José", "José"},
		"Hebrew with its points":   {"שָׁלוֹם", "שָׁלוֹם", "שָׁלוֹם", "שָׁלוֹם"},
		"Thai":                     {"น้ำผึ้ง", "น้ำผึ้ง", "น้ำผึ้ง", "น้ำผึ้ง"},
		"lines":                    {"a\r\n  b\t c\n\u0301", "a  b ć", "a b c", "a\n  b  c"},
		"half of a character pair": {"a\xed\xa0\x80b", "ab", "ab", "ab"},
	} {
		if got := cleanName(row.typed, 60); got != row.called {
			t.Errorf("%s: the name is %q, want %q", name, got, row.called)
		}
		if got := cleanLine(row.typed); got != row.line {
			t.Errorf("%s: the line is %q, want %q", name, got, row.line)
		}
		if got := cleanText(row.typed); got != row.text {
			t.Errorf("%s: the text is %q, want %q", name, got, row.text)
		}
	}
	if _, err := freeText("4111\u200b1111\u200d1111\u20601111", "text"); err == nil {
		t.Error("a card number with what is not seen between its digits is kept")
	}
	if _, err := freeText("\u202e\u200b", "text"); err == nil {
		t.Error("nothing at all is kept")
	}
}
