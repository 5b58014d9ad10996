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
		"shapes and fillers":       {"a\ufe0f\u034f\u115f\u1160\u3164\uffa0b\U000e0100\u180b", "ab", "ab", "ab"},
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
	if _, err := freeText("\u202e\u200b", "text"); err == nil {
		t.Error("nothing at all is kept")
	}
}

// Between the digits stands what nobody sees, or what stands on a digit.
func TestACardNumberHidesBehindNoSign(t *testing.T) {
	t.Parallel()
	for _, between := range []string{"", " ", "-", "\u200b", "\u200d", "\u2060", "\u00ad", "\ufe00", "\ufe0f", "\u034f", "\u115f", "\u1160", "\u3164", "\uffa0",
		"\u180b", "\u2065", "\ufff0", "\U000e0020", "\U000e0100", "\u0336", "\u20e3", "\u0301\u0301", "\u034f \ufe0f"} {
		typed := strings.Join([]string{"card 4111", "1111", "1111", "1111."}, between)
		if !holdsCardNumber(typed) {
			t.Errorf("%q is none", typed)
		}
		if _, err := freeText(typed, "text"); err == nil {
			t.Errorf("%q is kept", typed)
		}
	}
	for _, typed := range []string{"4111 1111\n1111 1111", "4111 1111  1111 1111", "4111a1111a1111a1111", "4111\u0336 1111\u0336 1111\u0336 1112"} {
		if holdsCardNumber(typed) {
			t.Errorf("%q is taken for one", typed)
		}
	}
}
