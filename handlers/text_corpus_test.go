package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// tricks are a text that is turned around, holds what is not seen, and carries a heap of marks, short enough for any field.
var tricks = "a\u202eb\u2066c\u200bd\ufeff\U0001F600 \u0661" + strings.Repeat("\u0301", 12)

// corpus are more texts that are no ordinary words (security.md, J4), and what they are answered with where they are too much
// for any form; 0 is left to the form.
func corpus() []oddText {
	return []oddText{
		{"NUL", "a\x00b", 0},
		{"half of a character pair", "a\xed\xa0\x80b", http.StatusBadRequest},
		{"ten thousand marks", "a" + strings.Repeat("\u0301", 10_000), 0},
		{"a hundred thousand marks", "a" + strings.Repeat("\u0301", 100_000), http.StatusRequestEntityTooLarge},
		{"nothing but what is not seen", "\u202e\u200b\u2060", 0},
	}
}

type oddText struct {
	name, text string
	status     int
}

// TestTextThatIsNoOrdinaryTextIsRefusedOrKeptClean writes odd texts into each field of each form of the console,
// as its pages have it: nothing breaks, nobody is turned away for it, and nothing that is not seen comes to lie in the database.
func TestTextThatIsNoOrdinaryTextIsRefusedOrKeptClean(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		p, rights, tried := newPressing(t, h, false), reviewedRights(t), 0
		patterns := h.staffPatterns()
		for i, route := range h.staffRoutes(t, p.ids) {
			if web.Safe(route.Method) || strings.HasSuffix(route.Path, web.PathStaffOut) || strings.HasSuffix(route.Path, "/disable") {
				continue
			}
			k := p.whoMay(patterns[i], rights[http.MethodPost+" "+patterns[i]])
			form := p.form(t, k, route)
			form.Set(fieldStaffToken, k.staffToken())
			for _, field := range slices.Sorted(maps.Keys(form)) {
				if field == fieldStaffToken || field == program.FieldKey {
					continue
				}
				tried++
				for _, odd := range []oddText{{"tricks", tricks, 0}, corpus()[tried%len(corpus())]} { // the others in turn: one by one they take a minute
					sent := url.Values{}
					for name, values := range form {
						sent[name] = values
					}
					sent.Set(field, odd.text)
					sent.Set(program.FieldKey, "a-key-of-"+models.NewID())
					got := k.in(t).post(route.Path, sent)
					if odd.status == http.StatusRequestEntityTooLarge && int64(len(sent.Encode())) <= bodyBound(route.Path) {
						odd.status = 0
					}
					if got.status >= http.StatusInternalServerError || got.status == http.StatusForbidden || odd.status != 0 && got.status != odd.status {
						t.Errorf("%s answers %d to %s in %s", patterns[i], got.status, odd.name, field)
					}
				}
			}
		}
		if tried < 100 {
			t.Errorf("only %d fields were tried", tried)
		}
		for _, row := range h.dump(t) {
			if at := strings.IndexFunc(row, func(r rune) bool { return unicode.Is(unicode.Cf, r) || r == 0 || r == unicode.ReplacementChar }); at >= 0 {
				t.Errorf("it is kept: %q", row[max(0, at-80):min(len(row), at+40)])
			}
			if strings.Contains(row, strings.Repeat("\u0301", 6)) {
				t.Errorf("a heap of marks is kept: %q", row[:min(len(row), 60)])
			}
		}
		p.clerks[models.RoleSupport].in(t).get(web.ReferralPath(p.ids[web.PathReferrals])).wants(http.StatusOK).harmless()
		h.browser(t, sandbox.Garden).get(web.PathTerms).harmless()
	})
}
