package words

import (
	"strconv"
	"strings"
)

// For chooses the catalogue: by the locale the bank told of the member if we speak it, else by the browser's
// Accept-Language, else English.
func For(localeClaim, acceptLanguage string) Words {
	if w, ok := ours(localeClaim); ok {
		return w
	}
	best, weight := English(), 0.0
	for item := range strings.SplitSeq(acceptLanguage, ",") {
		tag, q := weighed(item)
		w, ok := ours(tag)
		if tag == "*" {
			w, ok = English(), true
		}
		if ok && q > weight {
			best, weight = w, q
		}
	}
	return best
}

// ours is the catalogue of a language tag (es, es-US, es_419), if there is one.
func ours(tag string) (Words, bool) {
	primary, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	switch strings.ToLower(primary) {
	case "en":
		return English(), true
	case "es":
		return Spanish(), true
	default:
		return Words{}, false
	}
}

// weighed reads one item of Accept-Language (RFC 9110, 12.5.4). A weight that can't be read counts as zero: what is
// malformed must not win over what is clear.
func weighed(item string) (tag string, q float64) {
	tag, params, _ := strings.Cut(item, ";")
	q = 1
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		parsed, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(parsed >= 0 && parsed <= 1) {
			return strings.TrimSpace(tag), 0
		}
		q = parsed
	}
	return strings.TrimSpace(tag), q
}
