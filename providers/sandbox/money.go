package sandbox

import (
	"fmt"
	"strconv"
	"strings"
)

// maxMinor bounds what a form may post: a million.
const maxMinor = 100_000_000

// amountHint is what a person reads who typed something else than an amount.
const amountHint = "Enter an amount between 0.01 and 1,000,000, such as 500 or 12.50."

// formatMinor is the wire form of money: signed, two decimals, no separators.
func formatMinor(minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
}

// displayMinor is money for people: "$1,517.25".
func displayMinor(minor int64) string {
	s := formatMinor(minor)
	sign, s := "", s
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	whole, cents, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + "$" + whole + "." + cents
}

// parseMinor reads a positive amount as a person types it, without ever touching a float.
func parseMinor(s string) (minor int64, ok bool) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "$")
	s = strings.ReplaceAll(s, ",", "")
	whole, cents, hasCents := strings.Cut(s, ".")
	if len(whole) > 9 || len(cents) > 2 || (hasCents && cents == "") {
		return 0, false
	}
	cents += "00"[len(cents):]
	for _, r := range whole + cents {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	minor, err := strconv.ParseInt(whole+cents, 10, 64)
	if err != nil || minor < 1 || minor > maxMinor {
		return 0, false
	}
	return minor, true
}
