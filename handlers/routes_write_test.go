package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/providers/sandbox"
)

// The eight ways in which a browser, or something that is none, says where a write comes from (security.md, E1).
func origins() []struct {
	name, site, origin string
	ours               bool
} {
	const own, evil = "http://" + sharedHost, "https://evil.test"
	return []struct {
		name, site, origin string
		ours               bool
	}{
		{"our own page", "same-origin", own, true},
		{"our own page of an old browser", "", own, true},
		{"our own page without Origin", "same-origin", "", true},
		{"a sibling of the bank's site", "same-site", "http://sibling.localhost", false},
		{"another site", "cross-site", evil, false},
		{"another site with our Origin forged", "cross-site", own, false},
		{"a sandboxed frame", "cross-site", "null", false},
		{"a sandboxed frame of an old browser", "", "null", false},
		{"another site in an old browser", "", evil, false},
		{"the address bar", "none", "", false},
		{"the address bar with our Origin", "none", own, false},
		{"nothing that says where from", "", "", false},
	}
}

func TestAWriteThatIsNotOfOurPagesChangesNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, blake := h.enter(t, sandbox.Garden, "blake")
	avery := h.member(t, sandbox.Garden, "avery")
	page := b.get(web.PathCode).wants(http.StatusOK)
	_, form := b.fields(page, "form.code-form")
	form.Set(tile.FieldCode, avery.Code.Code)
	form.Set(tile.FieldTerms, "yes")
	before := h.dump(t)
	for _, r := range h.unsafeRoutes() {
		for _, from := range origins() {
			if from.ours {
				continue
			}
			t.Run(fmt.Sprintf("%s from %s", r.Path, from.name), func(t *testing.T) {
				got := b.in(t).post(r.Path, form, "Sec-Fetch-Site", "", "Origin", "", "Sec-Fetch-Site", from.site, "Origin", from.origin)
				says := "could not be opened from there"
				switch {
				case web.OfStaff(r.Path):
					says = "That did not come from our own page"
				case from.origin == "null" && web.Framed(r.Path): // a frame that the bank has shut in; there is a way on
					says = "can’t send anything from here"
				}
				got.wants(http.StatusForbidden, says)
				if got.header.Get("Set-Cookie") != "" {
					t.Errorf("it set a cookie: %s", got.header.Get("Set-Cookie"))
				}
			})
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
	if h.count(t, sandbox.Garden, "sessions", "member_id = '"+blake.ID+"' AND revoked_at IS NULL") != 1 {
		t.Error("the session did not survive")
	}
}

func TestAWriteOfOurOwnPagePassesHoweverTheBrowserSaysSo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _ := h.enter(t, sandbox.Garden, "blake")
	_, form := b.fields(b.get(web.PathCode), "form.code-form")
	for _, from := range origins() {
		if from.ours {
			b.post(web.PathCode, form, "Sec-Fetch-Site", "", "Origin", "", "Sec-Fetch-Site", from.site, "Origin", from.origin).
				wants(http.StatusUnprocessableEntity, "Type the code")
		}
	}
}

func TestAFormTokenThatIsNotOfThisSessionChangesNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b, _ := h.enter(t, sandbox.Garden, "blake")
	avery := h.member(t, sandbox.Garden, "avery")
	_, form := b.fields(b.get(web.PathCode), "form.code-form")
	form.Set(tile.FieldCode, avery.Code.Code)
	form.Set(tile.FieldTerms, "yes")
	own := form.Get(tile.FieldToken)
	another := h.browser(t, sandbox.Garden).enter(sandbox.Garden, h.member(t, sandbox.Garden, "casey"))
	atOrchard := h.browser(t, sandbox.Orchard).enter(sandbox.Orchard, h.member(t, sandbox.Orchard, "blake"))
	before := h.dump(t)
	for _, row := range []struct{ name, token string }{
		{"empty", ""},
		{"of another member's session", h.formToken(sandbox.Garden, another)},
		{"of the other institution", h.formToken(sandbox.Orchard, atOrchard)},
		{"cut short", own[:len(own)-1]},
		{"of an unknown key", "0000" + own[strings.IndexByte(own, '.'):]},
		{"the access token instead", b.token()},
		{"long", strings.Repeat("x", 10_000)},
	} {
		for _, r := range h.unsafeRoutes() {
			if strings.HasPrefix(r.Path, web.PathConsole) {
				continue // its forms belong to the staff's sessions; console_guard_test.go walks them
			}
			t.Run(r.Path+" with a token "+row.name, func(t *testing.T) {
				form.Set(tile.FieldToken, row.token)
				b := b.in(t)
				got := b.post(r.Path, form)
				if got.status < 400 || got.status >= 500 {
					t.Errorf("answered %d", got.status)
				}
				if r.Path == web.PathCode {
					// Nothing typed is lost: the form comes back with it and a fresh token.
					_, again := b.fields(got.wants(http.StatusUnprocessableEntity), "form.code-form")
					if again.Get(tile.FieldCode) != avery.Code.Code || again.Get(tile.FieldToken) != own {
						t.Errorf("the form came back as %v", again)
					}
				}
			})
		}
	}
	if diff := cmp.Diff(before, h.dump(t)); diff != "" {
		t.Errorf("rows changed:\n%s", diff)
	}
}
