package gallery_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"raf/components/gallery"
	"raf/components/tile"
	"raf/static"
)

func entry(t *testing.T, name string) gallery.Entry {
	t.Helper()
	for _, e := range gallery.Entries(fixed()) {
		if e.Name == name {
			return e
		}
	}
	t.Fatalf("the gallery has no entry %s", name)
	return gallery.Entry{}
}

func read(t *testing.T, e gallery.Entry) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(render(t, e)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestEveryPageIsWellMade(t *testing.T) {
	t.Parallel()
	for _, e := range gallery.Entries(fixed()) {
		doc := read(t, e)
		if n := doc.Find("h1").Length(); n != 1 {
			t.Errorf("%s has %d h1", e.Name, n)
		}
		if n := doc.Find("main").Length(); n != 1 {
			t.Errorf("%s has %d main", e.Name, n)
		}
		if lang := doc.Find("html").AttrOr("lang", ""); !strings.HasSuffix(e.Name, "-"+lang) || lang == "" {
			t.Errorf("%s says it is in %q", e.Name, lang)
		}
		if doc.Find("title").Text() == "" {
			t.Errorf("%s has no title", e.Name)
		}
		if n := doc.Find("#said[role=status][aria-live=polite]").Length(); n != 1 {
			t.Errorf("%s has %d live regions for what just happened", e.Name, n)
		}
		doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, field *goquery.Selection) {
			id := field.AttrOr("id", "")
			if id == "" || doc.Find(`label[for="`+id+`"]`).Length() != 1 {
				t.Errorf("%s: field %q has no label", e.Name, id)
			}
		})
		seen := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if seen[id] {
				t.Errorf("%s: id %q is given twice", e.Name, id)
			}
			seen[id] = true
		})
		doc.Find("[aria-describedby]").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("aria-describedby", ""); !seen[id] {
				t.Errorf("%s: described by %q, which is not there", e.Name, id)
			}
		})
		doc.Find("a, button").Each(func(_ int, s *goquery.Selection) {
			if strings.TrimSpace(s.Text()) == "" && s.AttrOr("aria-label", "") == "" {
				t.Errorf("%s: a link or button without a name", e.Name)
			}
		})
		doc.Find("svg").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("aria-hidden", "") != "true" && (s.AttrOr("role", "") != "img" || s.AttrOr("aria-label", "") == "") {
				t.Errorf("%s: a picture that is neither silent nor named", e.Name)
			}
		})
	}
}

func TestNoPageNeedsWhatThePolicyForbids(t *testing.T) {
	t.Parallel()
	for _, e := range gallery.Entries(fixed()) {
		doc := read(t, e)
		if n := doc.Find("style, [style], script:not([src])").Length(); n != 0 {
			t.Errorf("%s has %d inline styles or scripts", e.Name, n)
		}
		doc.Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, a := range s.Nodes[0].Attr {
				value := strings.ToLower(a.Val)
				switch {
				case strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Key, "hx-on"):
					t.Errorf("%s: inline handler %s", e.Name, a.Key)
				case a.Key == "hx-trigger" && strings.ContainsAny(value, "[]"):
					t.Errorf("%s: a trigger filter needs eval: %s", e.Name, value)
				case strings.HasPrefix(value, "js:"), strings.HasPrefix(value, "javascript:"), strings.Contains(value, "templfailed"):
					t.Errorf("%s: %s=%q", e.Name, a.Key, a.Val)
				}
			}
		})
	}
}

func TestEveryTileSaysItsState(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"tile-anonymous-en":       "anonymous",
		"tile-cookies-blocked-en": "anonymous",
		"tile-sign-in-failed-en":  "anonymous",
		"tile-inviter-en":         "inviter_ready",
		"tile-no-offer-en":        "inviter_ready",
		"tile-code-en":            "inviter_ready",
		"tile-pending-en":         "acceptor_pending",
		"tile-closing-en":         "acceptor_pending",
		"tile-checking-en":        "acceptor_pending",
		"tile-eligible-en":        "acceptor_eligible",
		"tile-held-en":            "acceptor_eligible",
		"tile-paid-en":            "acceptor_paid",
		"page-expanded-en":        "acceptor_pending",
	} {
		if got := read(t, entry(t, name)).Find("main#tile").AttrOr("data-state", ""); got != want {
			t.Errorf("%s: data-state %q, want %q", name, got, want)
		}
	}
}

func TestTheFragmentStandsWordForWordInItsPage(t *testing.T) {
	t.Parallel()
	for _, e := range gallery.Entries(fixed()) {
		if e.Tile == nil {
			continue
		}
		var fragment bytes.Buffer
		if err := tile.Tile(e.Tile).Render(t.Context(), &fragment); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(render(t, e), fragment.String()) {
			t.Errorf("%s: the fragment is not part of the page", e.Name)
		}
	}
}

func TestFormsWorkWithoutScripts(t *testing.T) {
	t.Parallel()
	for _, e := range gallery.Entries(fixed()) {
		read(t, e).Find("form").Each(func(_ int, form *goquery.Selection) {
			action := form.AttrOr("action", "")
			if form.AttrOr("method", "") != "post" || action == "" {
				t.Errorf("%s: a form that goes nowhere", e.Name)
			}
			if post, ok := form.Attr("hx-post"); ok && post != action {
				t.Errorf("%s: with scripts %q, without %q", e.Name, post, action)
			}
			if form.Find("input[type=hidden][name="+tile.FieldToken+"]").AttrOr("value", "") == "" {
				t.Errorf("%s: the form %q has no token", e.Name, action)
			}
			if form.Find("button:not([type=button])").Length() != 1 {
				t.Errorf("%s: the form %q has no button to send it", e.Name, action)
			}
		})
	}
}

func TestTheLiveCheckAsksByItselfOnlyWhenToldTo(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"tile-auto-check-en": "load, submit",
		"tile-checking-en":   "load, submit",
		"tile-pending-en":    "submit",
	} {
		form := read(t, entry(t, name)).Find("form#check")
		if got := form.AttrOr("hx-trigger", ""); got != want {
			t.Errorf("%s: hx-trigger %q, want %q", name, got, want)
		}
		if form.AttrOr("hx-target", "") != "#tile" || form.AttrOr("hx-swap", "") != "outerMorph" {
			t.Errorf("%s: the check does not replace the tile", name)
		}
		if form.Find("[role=status][aria-live=polite]").Length() != 1 {
			t.Errorf("%s: the age of the facts is not announced", name)
		}
	}
	if n := read(t, entry(t, "tile-sign-in-again-en")).Find("form#check").Length(); n != 0 {
		t.Errorf("a check without a grant can't be asked for, but there are %d forms", n)
	}
}

func TestCodeEntryKeepsWhatWasTypedAndTiesItsErrors(t *testing.T) {
	t.Parallel()
	refused := read(t, entry(t, "tile-code-refused-en"))
	field := refused.Find("#code")
	if got := field.AttrOr("value", ""); got != "K7PN-3QXD" {
		t.Errorf("the field holds %q", got)
	}
	if field.AttrOr("aria-invalid", "") != "true" || field.AttrOr("aria-describedby", "") != "code-error" {
		t.Error("the refusal is not tied to its field")
	}
	for _, must := range []string{"(555) 010-0142", "7F2K"} {
		if !strings.Contains(refused.Find("#code-error").Text(), must) {
			t.Errorf("the refusal does not say %s", must)
		}
	}
	if _, required := refused.Find("#terms").Attr("required"); !required {
		t.Error("the terms may be left out")
	}
	if _, required := refused.Find("#consent").Attr("required"); required {
		t.Error("the consent may not be left out")
	}
	if _, checked := refused.Find("#consent").Attr("checked"); checked {
		t.Error("the consent is given before it was asked for")
	}
	wait := read(t, entry(t, "tile-too-many-tries-en"))
	if wait.Find("#use-code").AttrOr("aria-disabled", "") != "true" || wait.Find("#code").AttrOr("aria-invalid", "") != "false" {
		t.Error("too many tries: the button is shut, the field is not to blame")
	}
}

func TestLinksToTheBankLeaveTheFrame(t *testing.T) {
	t.Parallel()
	for _, e := range gallery.Entries(fixed()) {
		if e.Tile == nil {
			continue
		}
		read(t, e).Find("a").Each(func(_ int, a *goquery.Selection) {
			href := a.AttrOr("href", "")
			// What the bank told us is a page of the card; a list that the bank keeps is the bank's.
			leaves := strings.HasPrefix(href, "../") && href != "../me/" || strings.HasPrefix(href, "https://")
			if leaves != (a.AttrOr("target", "") == "_top") {
				t.Errorf("%s: %s has target %q", e.Name, a.AttrOr("href", ""), a.AttrOr("target", ""))
			}
		})
	}
}

func TestTheTextMessageKeepsItsScheme(t *testing.T) {
	t.Parallel()
	share := read(t, entry(t, "tile-share-en"))
	var schemes []string
	share.Find(".share-ways a").Each(func(_ int, a *goquery.Selection) {
		scheme, _, _ := strings.Cut(a.AttrOr("href", ""), ":")
		schemes = append(schemes, scheme)
	})
	if want := []string{"mailto", "sms"}; !slices.Equal(schemes, want) {
		t.Errorf("got %v, want %v", schemes, want)
	}
}

func TestAnUnknownCodePromisesNothing(t *testing.T) {
	t.Parallel()
	text := read(t, entry(t, "page-landing-unknown-en")).Find("main").Text()
	if strings.ContainsAny(text, "$0123456789") {
		t.Errorf("an amount or a code on the page of an unknown code: %q", text)
	}
}

// TestTheTileWithItsFilesIsLight measures what the first load of the card costs on the wire. Pages carry tokens and are
// never compressed; 2 KiB are kept for the tenant's sheet and the headers of five answers.
func TestTheTileWithItsFilesIsLight(t *testing.T) {
	t.Parallel()
	files, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	shared := 2 << 10
	for _, name := range []string{static.TileCSS, static.AppJS, static.HTMX} {
		n := zipped(t, files, files.URL(name))
		t.Logf("%s: %d bytes", name, n)
		shared += n
	}
	for _, e := range gallery.Entries(fixed()) {
		if e.Tile == nil {
			continue
		}
		if total := shared + len(render(t, e)); total > 40<<10 {
			t.Errorf("%s weighs %d bytes with its files, want at most %d", e.Name, total, 40<<10)
		}
	}
	t.Logf("the largest share is fixed: %d bytes", shared)
}
