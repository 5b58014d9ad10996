package program

import (
	"strings"
	"unicode"
)

// cleanName keeps at most n runes of a name that a bank sent and drops what could disguise it: control and bidi
// formatting characters (threat: a name that reorders the line it stands in).
func cleanName(s string, n int) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "") {
		if n == 0 {
			break
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		b.WriteRune(r)
		n--
	}
	return strings.TrimSpace(b.String())
}
