package handlers

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"raf/handlers/web"
	"raf/models/secret"
	"raf/providers/sandbox"
	"raf/static"
)

func TestTheLandingPageTellsTheOfferAndNothingOfAMember(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		avery := h.member(t, sandbox.Garden, "avery")
		b := h.browser(t, sandbox.Garden)
		for _, spelling := range []string{avery.Code.Code, secret.DisplayCode(avery.Code.Code), strings.ToLower(avery.Code.Code), wide(avery.Code.Code)} {
			got := b.get(web.PathLanding+spelling).wants(http.StatusOK, "$50", secret.DisplayCode(avery.Code.Code))
			got.without("Avery", avery.ID, avery.Subject, avery.CustomerRef, "Orchard")
			if got.header.Get("X-Robots-Tag") != "noindex" || got.doc().Find(`meta[name="robots"][content="noindex"]`).Length() != 1 {
				t.Error("a search engine may keep it")
			}
			if got.header.Get("Set-Cookie") != "" {
				t.Error("it sets a cookie")
			}
			if got.doc().Find("form").Length() != 0 || got.doc().Find(`a[href="`+h.origins[sandbox.Garden]+`"]`).Length() == 0 {
				t.Error("the way on is not the bank's own page")
			}
		}
	})
}

func TestACodeNobodyHasIsNotToldApartFromOneThatIsNone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	theirs := h.member(t, sandbox.Orchard, "avery").Code.Code
	b := h.browser(t, sandbox.Garden)
	var first string
	for _, code := range []string{"ZZZZZZZZ", theirs, h.disabledCode(t), "A", "O0I1O0I1", strings.Repeat("A", 300), "%3Cscript%3Ealert(1)", "%3Cb%3E", "%F0%9F%98%80",
		"%27%20OR%201=1", "javascript:alert(1)", "%FF%FE"} {
		got := b.get(web.PathLanding + code).wants(http.StatusNotFound)
		got.without("<b>", "alert(1)", "Avery", theirs)
		if strings.Contains(got.body, "There is nothing here") {
			continue // refused at the front door, for every path alike
		}
		body := requestID.ReplaceAllString(got.body, "")
		if first == "" {
			first = body
		}
		if body != first {
			t.Errorf("%s is answered otherwise:\n%s", code, got.text())
		}
		if got.header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s may be indexed", code)
		}
	}
	b.get(web.PathLanding).wants(http.StatusNotFound)
	h.browserAt(t, "http://"+sharedHost+"/t/nobody").get(web.PathLanding + theirs).wants(http.StatusNotFound)
	if logged := h.log.String(); strings.Contains(logged, "ZZZZZZZZ") || strings.Contains(logged, theirs) {
		t.Error("a code of the path is in the log")
	}
}

func TestTheThemeIsTheInstitutionsOwn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.set(t, sandbox.Orchard, "UPDATE tenants SET brand_color = '#7A2E63' WHERE slug = 'orchard'")
	h.clock.Advance(2e9)
	garden := h.browser(t, sandbox.Garden).get(web.PathTheme).wants(http.StatusOK)
	orchard := h.browser(t, sandbox.Orchard).get(web.PathTheme).wants(http.StatusOK)
	if garden.body == orchard.body || !strings.Contains(garden.body, "--") {
		t.Error("both institutions have the same colours")
	}
	if kind := garden.header.Get("Content-Type"); kind != "text/css; charset=utf-8" {
		t.Errorf("Content-Type = %q", kind)
	}
}

func TestEveryPageLinksAssetsThatAreThereForEver(t *testing.T) {
	t.Parallel()
	h := setup(t)
	member, m := h.enter(t, sandbox.Garden, "avery")
	shared := h.browserAt(t, "http://"+sharedHost)
	seen := map[string]bool{}
	for _, path := range []string{web.PathTile, web.PathDashboard, web.PathShare, web.PathTerms, web.PathCode, web.PathLanding + m.Code.Code, "/nothing"} {
		member.get(path).doc().Find("link[rel=stylesheet], link[rel=icon], script[src], img[src]").Each(func(_ int, e *goquery.Selection) {
			to := e.AttrOr("href", e.AttrOr("src", ""))
			if strings.HasPrefix(to, "data:") || seen[to] {
				return
			}
			seen[to] = true
			if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
				t.Errorf("%s loads %s from elsewhere", path, to)
			}
			shared.get(to).wants(http.StatusOK)
		})
	}
	if len(seen) < 5 {
		t.Errorf("only %d assets", len(seen))
	}
	for _, name := range []string{static.TileCSS, static.PageCSS, static.AppJS, static.HTMX} {
		at := h.server.Files.URL(name)
		plain := shared.get(at).wants(http.StatusOK)
		small := shared.get(at, "Accept-Encoding", "gzip").wants(http.StatusOK)
		if small.header.Get("Content-Encoding") != "gzip" || len(small.body) >= len(plain.body) || !strings.Contains(strings.Join(small.header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s is not compressed", name)
		}
		unpacked, err := gzip.NewReader(strings.NewReader(small.body))
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := io.ReadAll(unpacked); err != nil || string(raw) != plain.body {
			t.Errorf("%s unpacks to something else: %v", name, err)
		}
		if plain.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control = %q", name, plain.header.Get("Cache-Control"))
		}
	}
	shared.get(web.PathStatic + "tile.css").wants(http.StatusNotFound) // without its hash it could change
	shared.get(web.PathStatic + "../front.go").wants(http.StatusNotFound)
}

func TestTheLanguageIsTheMembersThenTheBrowsers(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, row := range []struct {
		name, accept, want string
	}{
		{"a browser that reads Spanish", "es-MX,es;q=0.9,en;q=0.8", "es"},
		{"a browser that reads English", "en-US,en;q=0.9,es;q=0.8", "en"},
		{"a browser that says nothing", "", "en"},
		{"a browser that reads French", "fr-FR", "en"},
	} {
		b := h.browser(t, sandbox.Garden)
		b.lang = row.accept
		for _, path := range []string{web.PathTerms, web.PathDashboard, web.PathLanding + "ZZZZZZZZ", "/nothing"} {
			if got := b.get(path).doc().Find("html").AttrOr("lang", ""); got != row.want {
				t.Errorf("%s: %s is in %q", row.name, path, got)
			}
		}
	}
	// The bank's word about the member counts for more than the browser's.
	gale := h.browser(t, sandbox.Garden)
	gale.lang = "en-US"
	if got := gale.signIn(sandbox.Garden, "gale"); got.doc().Find("html").AttrOr("lang", "") != "es" || !strings.Contains(got.text(), "amigo") {
		t.Errorf("gale's tile is in %q", got.doc().Find("html").AttrOr("lang", ""))
	}
	avery := h.browser(t, sandbox.Garden)
	avery.lang = "es"
	if got := avery.signIn(sandbox.Garden, "avery"); got.doc().Find("html").AttrOr("lang", "") != "en" {
		t.Error("avery's tile is not in English")
	}
	// And so do the words of a refusal.
	inviter := h.member(t, sandbox.Garden, "avery")
	gale.submit(gale.get(web.PathCode), codeForm, typed("ZZZZZZZZ")).wants(http.StatusUnprocessableEntity, "Este código no se puede usar")
	gale.submit(gale.get(web.PathCode), codeForm, typed(inviter.Code.Code)).wants(http.StatusSeeOther)
	if got := h.distinct(t, sandbox.Garden, "referrals", "terms_locale"); strings.Join(got, ",") != "es" {
		t.Errorf("the terms were accepted in %v", got)
	}
}
