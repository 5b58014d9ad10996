package words

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// englishNumber spells a number up to nine, as running text does.
func englishNumber(n int) string {
	if n < 1 || n > 9 {
		return strconv.Itoa(n)
	}
	return [...]string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}[n-1]
}

// spanishNumber is englishNumber in Spanish; only "one" minds the gender of what is counted.
func spanishNumber(n int, feminine bool) string {
	if n < 1 || n > 9 {
		return strconv.Itoa(n)
	}
	if n == 1 && feminine {
		return "una"
	}
	return [...]string{"un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"}[n-1]
}

// capital makes the first letter a capital.
func capital(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}
