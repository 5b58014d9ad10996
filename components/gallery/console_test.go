package gallery_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"raf/components/console"
	"raf/components/gallery"
)

const consoleGoldens = goldens + "/console"

func fixedConsole() gallery.ConsoleAssets {
	return gallery.ConsoleAssets{Styles: []string{"/static/console.css"}, Scripts: []string{"/static/htmx.min.js", "/static/console.js"},
		Tile: []string{"/static/tile.css", "/theme.css"}}
}

func screens() []gallery.ConsoleEntry { return gallery.ConsoleEntries(fixedConsole()) }

func screen(t *testing.T, name string) *goquery.Document {
	t.Helper()
	for _, e := range screens() {
		if e.Name == name {
			return parse(t, written(t, e.Page))
		}
	}
	t.Fatalf("the gallery has no screen %s", name)
	return nil
}

func written(t *testing.T, c templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func parse(t *testing.T, page string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestEveryScreenLooksAsItsGolden(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, e := range screens() {
		if known[e.Name] {
			t.Errorf("two screens are named %s", e.Name)
		}
		known[e.Name] = true
		got := normalise(t, written(t, e.Page))
		file := filepath.Join(consoleGoldens, e.Name+".html")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("no golden: run go test ./components/gallery -update (%v)", err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s differs from its golden; if that is meant, run with -update and say why in the commit (-want +got):\n%s", e.Name, diff)
		}
	}
	files, err := filepath.Glob(filepath.Join(consoleGoldens, "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".html"); !known[name] {
			t.Errorf("%s belongs to no screen: delete it", file)
		}
	}
}

func TestEveryScreenIsWellMade(t *testing.T) {
	t.Parallel()
	for _, e := range screens() {
		doc := parse(t, written(t, e.Page))
		if n := doc.Find("h1").Length(); n != 1 && e.Name != "parts" {
			t.Errorf("%s has %d h1", e.Name, n)
		}
		if n := doc.Find("main").Length(); n != 1 {
			t.Errorf("%s has %d main", e.Name, n)
		}
		if n := doc.Find("#said[role=status][aria-live=polite]").Length(); n != 1 {
			t.Errorf("%s has %d live regions for what just happened", e.Name, n)
		}
		seen := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if seen[id] || id == "" {
				t.Errorf("%s: id %q is given twice or empty", e.Name, id)
			}
			seen[id] = true
		})
		doc.Find("[aria-describedby], [aria-labelledby]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range append(strings.Fields(s.AttrOr("aria-describedby", "")), strings.Fields(s.AttrOr("aria-labelledby", ""))...) {
				if !seen[id] {
					t.Errorf("%s: described by %q, which is not there", e.Name, id)
				}
			}
		})
		doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, field *goquery.Selection) {
			id := field.AttrOr("id", "")
			if field.AttrOr("aria-label", "") == "" && doc.Find(`label[for="`+id+`"]`).Length() != 1 {
				t.Errorf("%s: field %q has no label", e.Name, id)
			}
		})
		doc.Find("a, button, summary").Each(func(_ int, s *goquery.Selection) {
			if strings.TrimSpace(s.Text()) == "" && s.AttrOr("aria-label", "") == "" {
				t.Errorf("%s: something to press without a name", e.Name)
			}
		})
		doc.Find("[hx-target]").Each(func(_ int, s *goquery.Selection) {
			if target := s.AttrOr("hx-target", ""); target != "this" && doc.Find(target).Length() != 1 {
				t.Errorf("%s: an answer replaces %s, which is not there", e.Name, target)
			}
		})
	}
}

func TestNoScreenNeedsWhatThePolicyForbids(t *testing.T) {
	t.Parallel()
	for _, e := range screens() {
		doc := parse(t, written(t, e.Page))
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

func TestEveryFormOfTheConsoleWorksWithoutScripts(t *testing.T) {
	t.Parallel()
	for _, e := range screens() {
		parse(t, written(t, e.Page)).Find("form").Each(func(_ int, form *goquery.Selection) {
			action := form.AttrOr("action", "")
			if action == "" || form.Find("form").Length() != 0 {
				t.Errorf("%s: a form that goes nowhere, or holds another", e.Name)
			}
			token := form.Find("input[type=hidden][name=" + console.FieldToken + "]")
			if form.AttrOr("method", "") == "get" {
				if token.Length() != 0 {
					t.Errorf("%s: the form %q puts its token into the address", e.Name, action)
				}
			} else if token.Length() != 1 || token.AttrOr("value", "") == "" {
				t.Errorf("%s: the form %q has no token", e.Name, action)
			}
			if post, ok := form.Attr("hx-post"); ok && post != action {
				t.Errorf("%s: with scripts %q, without %q", e.Name, post, action)
			}
			names := map[string]bool{}
			form.Find("[name]:not(button)").Each(func(_ int, s *goquery.Selection) {
				name := s.AttrOr("name", "")
				if names[name] && !strings.Contains("radio checkbox", s.AttrOr("type", "text")) {
					t.Errorf("%s: the form %q sends %s twice", e.Name, action, name)
				}
				names[name] = true
			})
		})
	}
}

func TestAFragmentOfTheConsoleStandsWordForWordInItsPage(t *testing.T) {
	t.Parallel()
	for _, e := range screens() {
		if e.Part != nil && !strings.Contains(written(t, e.Page), written(t, e.Part)) {
			t.Errorf("%s: the fragment is not part of the page", e.Name)
		}
	}
}

func TestWhatIsNotAllowedCanBeReachedAndSaysWhy(t *testing.T) {
	t.Parallel()
	doc := screen(t, "referral-in-progress")
	hold := doc.Find("#hold")
	if hold.AttrOr("aria-disabled", "") != "true" || hold.AttrOr("type", "") != "button" || hold.Closest("form").Length() != 0 {
		t.Error("a control that is not allowed is shut, can be focused and sends nothing")
	}
	if _, gone := hold.Attr("disabled"); gone {
		t.Error("disabled takes the control out of the tab order")
	}
	if why := doc.Find("#" + hold.AttrOr("aria-describedby", "none")).Text(); why != "On hold already." {
		t.Errorf("the reason is %q", why)
	}
}

func TestMoneyIsAskedForWithItsAmount(t *testing.T) {
	t.Parallel()
	doc := screen(t, "referral")
	ask := doc.Find("#release")
	if !strings.Contains(ask.Find("summary").Text(), "Release $100.00") {
		t.Error("the button does not say how much")
	}
	if _, open := ask.Attr("open"); open {
		t.Error("the question stands before it was asked")
	}
	if got := strings.TrimSpace(ask.Find("form button").Text()); got != "Yes, release" {
		t.Errorf("the answer is %q", got)
	}
	if n := doc.Find("#pay .button-primary, #pay > .pay-foot > form .button-pay").Length(); n > 1 {
		t.Errorf("%d loud buttons in the pay panel", n)
	}
	if _, open := screen(t, "referral-confirm").Find("#release").Attr("open"); !open {
		t.Error("a question that comes back open is shut")
	}
}

func TestPostingsThatDidNotCountStayWithTheirReason(t *testing.T) {
	t.Parallel()
	text := screen(t, "referral").Find("#evidence").Text()
	for _, want := range []string{"Cash at Main Street", "ATM withdrawal", "$80.00"} {
		if !strings.Contains(text, want) {
			t.Errorf("the evidence does not show %q", want)
		}
	}
}

func TestARefusedFormKeepsWhatWasTypedAndStandsOpen(t *testing.T) {
	t.Parallel()
	doc := screen(t, "referral-refused")
	reject := doc.Find("#pay #reject")
	if _, open := reject.Attr("open"); !open {
		t.Error("the form with the error is shut")
	}
	field := reject.Find("textarea")
	if !strings.Contains(field.Text(), "4111") || field.AttrOr("aria-invalid", "") != "true" {
		t.Errorf("the field holds %q", field.Text())
	}
	if n := doc.Find(".conflict[role=alert] tbody tr").Length(); n != 1 {
		t.Errorf("the conflict shows %d changes", n)
	}
}

func TestSteppingUpCarriesTheInterruptedForm(t *testing.T) {
	t.Parallel()
	form := screen(t, "step-up").Find("form#confirm")
	for name, want := range map[string]string{"to": "/console/referrals/8T4K2/pay/release", "f.seal": "9f2c41ab"} {
		if got := form.Find(`input[type=hidden][name="`+name+`"]`).AttrOr("value", ""); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestPasswordsAreNeverWrittenBack(t *testing.T) {
	t.Parallel()
	f := console.Field{Name: "password", Label: "Password", Kind: console.KindPassword, Value: "correct horse"}
	if got := written(t, console.Enter(f)); strings.Contains(got, "correct horse") {
		t.Errorf("the page holds the password: %s", got)
	}
}
