package secret

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestATokenIsURLSafeAndAsLongAsAskedFor(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		token, err := NewToken(rand.Reader, 32)
		if err != nil {
			t.Fatal(err)
		}
		if len(token) != 43 || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("got %q, want 43 URL-safe characters", token)
		}
		if seen[token] {
			t.Fatal("a token came twice")
		}
		seen[token] = true
	}
}

func TestATokenThatCouldBeGuessedIsNotMade(t *testing.T) {
	t.Parallel()
	if got, err := NewToken(rand.Reader, 15); err == nil || got != "" {
		t.Errorf("15 bytes: got %q, %v; want an error", got, err)
	}
	for name, random := range map[string]*bytes.Reader{"none": bytes.NewReader(nil), "too little": bytes.NewReader(make([]byte, 15))} {
		if got, err := NewToken(random, 16); err == nil || got != "" {
			t.Errorf("%s randomness: got %q, %v; want an error", name, got, err)
		}
	}
}

func TestTheStoredHashIsSHA256(t *testing.T) {
	t.Parallel()
	// The well-known value for "abc".
	want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := Hash("abc"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNothingEqualsAnEmptySecret(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"same", "same", true}, {"same", "other", false}, {"same", "sam", false}, {"", "", false}, {"same", "", false}, {"", "same", false},
	} {
		if got := Equal(tc.a, tc.b); got != tc.want {
			t.Errorf("Equal(%q, %q) = %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestCodesUseTheWholeAlphabetEvenly(t *testing.T) {
	t.Parallel()
	counts := map[rune]int{}
	const codes = 20000
	for range codes {
		code, err := NewCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(code) != 8 {
			t.Fatalf("got %q, want 8 characters", code)
		}
		for _, r := range code {
			counts[r]++
		}
	}
	if len(counts) != 32 {
		t.Errorf("%d different characters, want 32", len(counts))
	}
	// 5,000 each on average with a deviation of 70: one in ten billion runs strays by 500.
	for r, n := range counts {
		if n < 4500 || n > 5500 {
			t.Errorf("%q came %d times, want about 5,000", r, n)
		}
		if strings.ContainsRune("0O1I", r) {
			t.Errorf("%q is mistaken for another", r)
		}
	}
}

func TestACodeNeedsRandomness(t *testing.T) {
	t.Parallel()
	dry := errors.New("dry")
	if got, err := NewCode(iotest.ErrReader(dry)); !errors.Is(err, dry) || got != "" {
		t.Errorf("got %q, %v; want the reader's error", got, err)
	}
	if got, err := NewCode(bytes.NewReader([]byte{1, 2, 3, 4})); err == nil || got != "" {
		t.Errorf("four bytes: got %q, %v; want an error", got, err)
	}
}

func TestATypedCodeIsForgivenItsDress(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]string{
		"as stored":                           "K7PM3QXD",
		"as shown":                            "K7PM-3QXD",
		"small letters":                       "k7pm-3qxd",
		"spaces around and between":           "  K7PM 3QXD\t\n",
		"a space after each letter":           "K 7 P M 3 Q X D",
		"full-width letters":                  "Ｋ７ＰＭ－３ＱＸＤ",
		"small full-width letters":            "ｋ７ｐｍ　３ｑｘｄ",
		"a dash from a word processor":        "K7PM–3QXD",
		"a minus sign":                        "K7PM−3QXD",
		"a non-breaking hyphen":               "K7PM\u20113QXD",
		"a no-break space":                    "K7PM\u00a03QXD",
		"a zero-width space":                  "K7PM\u200b3QXD",
		"a soft hyphen and a byte order mark": "\ufeffK7PM\u00ad3QXD",
	} {
		if got, ok := NormalizeCode(typed); !ok || got != "K7PM3QXD" {
			t.Errorf("%s: got %q, %v; want K7PM3QXD", name, got, ok)
		}
	}
}

func TestWhatCannotBeACodeIsRefused(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]string{
		"nothing":                          "",
		"separators only":                  " - - ",
		"seven characters":                 "K7PM3QX",
		"nine characters":                  "K7PM3QXDD",
		"a letter that looks like a digit": "K7PM3QXO",
		"a digit that looks like a letter": "K7PM3QX0",
		"a one":                            "17PM3QXD",
		"a capital i":                      "I7PM3QXD",
		"a dotless i":                      "ı7PM3QXD",
		"a long s, which upper-cases to S": "ſ7PM3QXD",
		"a Cyrillic letter":                "К7РМ3QXD",
		"an Arabic digit":                  "K٧PM3QXD",
		"a letter 256 above one of ours":   "K7PM3QX" + string(rune('D'+256)),
		"one such letter for two":          "K7PM3Q" + string(rune('D'+256)),
		"broken text":                      "K7PM3QX\xff",
		"an underscore":                    "K7PM_3QXD",
		"a zero byte":                      "K7PM3QXD\x00",
		"far too long":                     "K7PM3QXD" + strings.Repeat(" ", 100),
	} {
		if got, ok := NormalizeCode(typed); ok {
			t.Errorf("%s: got %q, want it refused", name, got)
		}
	}
}

func TestACodeIsShownInTwoHalves(t *testing.T) {
	t.Parallel()
	if got := DisplayCode("K7PM3QXD"); got != "K7PM-3QXD" {
		t.Errorf("got %q", got)
	}
	if got := DisplayCode("odd"); got != "odd" {
		t.Errorf("another length: got %q, want it untouched", got)
	}
}

func FuzzANormalizedCodeIsStoredForm(f *testing.F) {
	for _, seed := range []string{"K7PM-3QXD", "ｋ７ｐｍ　３ｑｘｄ", "K7PM3QX\xff", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := NormalizeCode(typed)
		if !ok {
			return
		}
		if len(code) != codeLen || strings.Trim(code, codeAlphabet) != "" {
			t.Errorf("%q became %q", typed, code)
		}
		if again, ok := NormalizeCode(DisplayCode(code)); !ok || again != code {
			t.Errorf("%q shown and typed again became %q, %v", code, again, ok)
		}
	})
}
