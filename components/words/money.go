package words

import "strconv"

// Money writes an amount of minor units: whole amounts without cents ("$50"), all others with both digits
// ("$12.34"). Both languages of this market write dollars alike.
func (Words) Money(minor int64, currency string) string {
	sign := ""
	units := uint64(minor)
	if minor < 0 {
		sign, units = "-", -uint64(minor) // two's complement: right for the smallest int64 too
	}
	out := sign + symbol(currency) + grouped(units/100)
	if cents := units % 100; cents != 0 {
		if cents < 10 {
			return out + ".0" + strconv.FormatUint(cents, 10)
		}
		return out + "." + strconv.FormatUint(cents, 10)
	}
	return out
}

// Number writes a count, with a comma before every three digits, as both languages of this market do.
func (Words) Number(n int64) string {
	if n < 0 {
		return "-" + grouped(-uint64(n))
	}
	return grouped(uint64(n))
}

// symbol is the dollar sign for dollars and the code itself for everything else: a code can't be misread.
func symbol(currency string) string {
	if currency == "USD" || currency == "" {
		return "$"
	}
	return currency + " "
}

// grouped puts a comma before every three digits.
func grouped(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
