package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/providers/sandbox"
)

// injection is a text that ends a string, a name and a statement; its beginning is in no statement of ours.
const injection = `zqx'" OR 1=1 --`

// TestNothingThatCameInStandsInAStatement writes it into every path, query field and form field there is, and reads what
// reaches the drivers (security.md, J1): values travel beside the statements, never in them.
func TestNothingThatCameInStandsInAStatement(t *testing.T) {
	t.Parallel()
	countedOnBoth(t, func(t *testing.T, h *house, count *modelstest.Counter) {
		p, rights, patterns, tried := newPressing(t, h, false), reviewedRights(t), h.staffPatterns(), 0
		names := map[string]map[string]bool{} // by the area of the console
		area := func(pattern string) map[string]bool {
			is := strings.Join(strings.SplitAfterN(pattern, "/", 4)[:3], "")
			if names[is] == nil {
				names[is] = map[string]bool{"subject": true} // which links of other areas have
			}
			return names[is]
		}
		looks := func(what string, got reply) {
			t.Helper()
			tried++
			for _, statement := range count.Take() {
				if strings.Contains(statement, "zqx") {
					t.Errorf("%s stands in %s", what, statement)
				}
			}
			if got.status >= http.StatusInternalServerError || got.status == http.StatusForbidden {
				t.Errorf("%s is answered with %d", what, got.status)
			}
		}
		asks := func(b *browser, path string, names map[string]bool) {
			t.Helper()
			for field := range names {
				looks("GET "+path+" with "+field, b.get(path+"?"+url.Values{field: {injection}}.Encode()))
			}
		}
		for i, route := range h.staffRoutes(t, p.ids) {
			if may := rights[route.Method+" "+patterns[i]]; len(may) > 0 && web.Safe(route.Method) {
				questions(p.whoMay(patterns[i], may).in(t).get(route.Path), area(patterns[i]))
			}
		}
		if n := len(names[web.PathReferrals]) + len(names[web.PathAudit]); n < 18 {
			t.Fatalf("the pages are asked with no more than %v", names)
		}
		count.Take()
		for i, route := range h.staffRoutes(t, p.ids) {
			may := rights[route.Method+" "+patterns[i]]
			if len(may) == 0 { // the way in, which everybody may go
				continue
			}
			k, elsewhere := p.whoMay(patterns[i], may), strings.Replace(patterns[i], ":id", "zqx'--", 1)
			switch {
			case strings.HasSuffix(route.Path, web.PathStaffOut) || strings.HasSuffix(route.Path, "/disable"):
			case web.Safe(route.Method):
				asks(k.in(t), route.Path, area(patterns[i]))
				if elsewhere != patterns[i] {
					looks("GET "+patterns[i], k.in(t).get(elsewhere))
				}
			default:
				form := p.form(t, k, route)
				form.Set(fieldStaffToken, k.staffToken())
				if elsewhere != patterns[i] {
					looks("POST "+patterns[i], k.in(t).post(elsewhere, form))
				}
				for _, field := range slices.Sorted(maps.Keys(form)) {
					if field != fieldStaffToken {
						sent := maps.Clone(form)
						sent.Set(program.FieldKey, "a-key-of-"+models.NewID())
						sent[field] = []string{injection}
						looks("POST "+patterns[i]+" with "+field, k.in(t).post(route.Path, sent))
					}
				}
			}
		}
		stranger := h.browser(t, sandbox.Garden)
		for _, field := range []string{desk.FieldEmail, desk.FieldPassword, desk.FieldCode} {
			form := url.Values{desk.FieldEmail: {"nobody@bank.test"}, desk.FieldPassword: {"a long enough password"}}
			form.Set(field, injection)
			looks("the console's door with "+field, stranger.post(web.PathStaffSignIn, form))
		}
		for _, path := range []string{web.PathEnrol + "zqx'--/", web.PathLogo + "zqx'--"} {
			looks(path, stranger.get(path))
		}
		looks("a form behind a link", stranger.post(web.PathEnrol+"zqx'--/", url.Values{desk.FieldPassword: {injection}, desk.FieldCode: {injection}}))
		for _, route := range h.server.routes() {
			if web.Safe(route.Method) && !strings.HasPrefix(route.Access, "staff") {
				asks(p.friend, concrete(route.Path), map[string]bool{"code": true, "state": true, "error": true, "s": true, "next": true})
			}
		}
		looks("a code in a path", stranger.get(web.PathLanding+url.PathEscape(injection)))
		looks("a code in a form", p.friend.in(t).post(web.PathCode, url.Values{"code": {injection}}))
		if tried < 300 {
			t.Errorf("only %d were tried", tried)
		}
	})
}

// questions adds the names that a page is asked with: those of the forms on it that read, and of the links that lead on from it.
func questions(page reply, names map[string]bool) {
	page.doc().Find("form[method=get] [name], form:not([method]) [name]").Each(func(_ int, field *goquery.Selection) { names[field.AttrOr("name", "")] = true })
	page.doc().Find("a[href], [hx-get]").Each(func(_ int, link *goquery.Selection) {
		if u, err := url.Parse(link.AttrOr("href", link.AttrOr("hx-get", ""))); err == nil {
			for name := range u.Query() {
				names[name] = true
			}
		}
	})
}
