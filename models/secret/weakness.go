package secret

import (
	"fmt"
	"strings"
)

const (
	minSecret = 32
	// A random secret of 32 hexadecimal digits has 14 different ones on average, and fewer than 10 about once in a
	// hundred thousand; words typed again and again have fewer.
	minDistinct = 10
)

// weaknessOf says, fit to follow the name of a setting, why a secret could be guessed; it is empty for a good one.
// Somebody who guesses the secret can sign in as every member of every tenant, so the process must not start with it.
func weaknessOf(s string) string {
	switch lower := strings.ToLower(s); {
	case s == "":
		return "is missing: set it to 32 or more random bytes, for example the output of `openssl rand -base64 48`"
	case len(s) < minSecret:
		return fmt.Sprintf("is too short: %d bytes, want %d or more random ones", len(s), minSecret)
	case strings.TrimSpace(s) != s:
		return "begins or ends with white space, which other tools strip: remove it"
	case distinct(s) < minDistinct:
		return fmt.Sprintf("is too simple: only %d different bytes, want random ones", distinct(s))
	case repeats(s):
		return "repeats itself: want random bytes"
	case counts(s):
		return "is a sequence: want random bytes"
	case strings.Contains(lower, "secret"), strings.Contains(lower, "password"), strings.Contains(lower, "change"):
		return "contains a word that belongs in no random secret: want random bytes"
	}
	return ""
}

func distinct(s string) int {
	var seen [256]bool
	n := 0
	for i := range len(s) {
		if !seen[s[i]] {
			seen[s[i]] = true
			n++
		}
	}
	return n
}

// repeats reports whether s is a shorter text written at least twice, the last time perhaps cut off.
func repeats(s string) bool {
	for period := 1; period <= len(s)/2; period++ {
		if s[period:] == s[:len(s)-period] {
			return true
		}
	}
	return false
}

// counts reports whether more than half of the steps from one byte to the next are the same step.
func counts(s string) bool {
	var steps [256]int
	for i := 1; i < len(s); i++ {
		step := s[i] - s[i-1]
		steps[step]++
		if 2*steps[step] > len(s)-1 {
			return true
		}
	}
	return false
}
