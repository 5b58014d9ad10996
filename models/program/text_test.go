package program

import (
	"strings"
	"testing"
	"unicode"
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

// A number is as good in the digits of another script, or in digits of another width, as in ours.
func TestACardNumberIsFoundInEveryScript(t *testing.T) {
	t.Parallel()
	zeros := map[string]rune{"full width": '\uff10', "Arabic": '\u0660', "Persian": '\u06f0', "Devanagari": '\u0966', "Thai": '\u0e50',
		"bold": '\U0001d7ce', "monospace": '\U0001d7f6', "segmented": '\U0001fbf0', "Adlam": '\U0001e950'}
	write := func(number string, one func(rune) rune) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return r
			}
			return one(r - '0')
		}, number)
	}
	scripts := map[string]func(rune) rune{
		"raised":      func(n rune) rune { return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[n] },
		"lowered":     func(n rune) rune { return '\u2080' + n },
		"in a circle": func(n rune) rune { return []rune("⓪①②③④⑤⑥⑦⑧⑨")[n] },
		"filled":      func(n rune) rune { return []rune("⓿❶❷❸❹❺❻❼❽❾")[n] },
		"sans":        func(n rune) rune { return []rune("🄋➀➁➂➃➄➅➆➇➈")[n] },
		"filled sans": func(n rune) rune { return []rune("🄌➊➋➌➍➎➏➐➑➒")[n] },
		"in two":      func(n rune) rune { return []rune("⓿⓵⓶⓷⓸⓹⓺⓻⓼⓽")[n] },
		"mixed":       func(n rune) rune { return []rune("0１٢३4５٦७8９")[n] },
	}
	for name, zero := range zeros {
		scripts[name] = func(n rune) rune { return zero + n }
	}
	for name, one := range scripts {
		for _, between := range []string{"", " ", "\u3000", "\u00a0", "-", "\uff0d", "\u2010", "\u2013", "\u2212"} {
			typed := write(strings.ReplaceAll("card 5105 1051 0510 5100.", " ", between), one)
			if _, err := freeText(typed, "text"); err == nil {
				t.Errorf("%s: %q is kept", name, typed)
			}
		}
		if typed := write("card 5105 1051 0510 5101.", one); holdsCardNumber(typed) {
			t.Errorf("%s: %q is taken for one", name, typed)
		}
	}
}

// The value of a digit is its place in its run, which holds only while Unicode's runs are whole.
func TestDigitsComeInTens(t *testing.T) {
	t.Parallel()
	for _, run := range unicode.Nd.R16 {
		if run.Stride != 1 || (run.Hi-run.Lo+1)%10 != 0 {
			t.Errorf("digits from %U to %U", run.Lo, run.Hi)
		}
	}
	for _, run := range unicode.Nd.R32 {
		if run.Stride != 1 || (run.Hi-run.Lo+1)%10 != 0 {
			t.Errorf("digits from %U to %U", run.Lo, run.Hi)
		}
	}
}
