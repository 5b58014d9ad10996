package secret

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

const (
	codeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	codeLen      = 8
	codeBytes    = codeLen * 5 / 8 // 32 letters: 5 bits each, 40 in all
	maxTypedCode = 64              // bytes; room for 8 full-width letters with separators
)

// NewCode is a random friend code in its stored form: 8 characters, 40 bits. random is crypto/rand.Reader outside of
// tests. Whether the code is free within its tenant is for the database to say.
func NewCode(random io.Reader) (string, error) {
	var raw [codeBytes]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("random code: %w", err)
	}
	var bits uint64
	for _, b := range raw {
		bits = bits<<8 | uint64(b)
	}
	code := make([]byte, codeLen)
	for i := range code {
		code[i] = codeAlphabet[bits&31]
		bits >>= 5
	}
	return string(code), nil
}

// NormalizeCode turns what a person typed or pasted into the stored form. Small letters, full-width letters (as some
// keyboards type them), spaces, hyphens of any kind and invisible characters are forgiven; ok is false for anything
// that cannot be a code.
func NormalizeCode(typed string) (code string, ok bool) { return normalize(typed, codeLen) }

func normalize(typed string, length int) (code string, ok bool) {
	if len(typed) > maxTypedCode {
		return "", false
	}
	var b strings.Builder
	for _, r := range typed {
		if r >= '！' && r <= '～' { // full-width forms of ASCII
			r -= '！' - '!'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		if isSeparator(r) {
			continue
		}
		// Without the first half a character 256 above one of ours would pass as it when cut to a byte.
		if r > unicode.MaxASCII || strings.IndexByte(codeAlphabet, byte(r)) < 0 {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), b.Len() == length
}

// isSeparator reports whether a character in a typed code means nothing. Format characters (zero-width space, soft
// hyphen, direction marks) come along when a code is copied out of a mail.
func isSeparator(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r) || r == '−'
}

// DisplayCode is the form in which a stored code is shown: K7PM-3QXD. Anything of another length is left as it is.
func DisplayCode(code string) string {
	if len(code) != codeLen {
		return code
	}
	return code[:codeLen/2] + "-" + code[codeLen/2:]
}
