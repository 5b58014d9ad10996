package gallery_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"raf/components/console"
	"raf/components/gallery"
	"raf/models/modelstest"
	"raf/static"
)

var shots = flag.String("shots", "", "folder for a picture of every screen, at each width and scheme")

const (
	policy   = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"
	patience = 20 * time.Second
)

// stage serves the gallery's screens under the policy of the real thing, with fragments that answer from what they
// are asked, so that the script can be tried without handlers.
func stage(t *testing.T) *httptest.Server {
	t.Helper()
	files, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, files)
	assets := gallery.ConsoleAssets{Styles: []string{files.URL(static.ConsoleCSS)}, Scripts: []string{files.URL(static.HTMX), files.URL(static.ConsoleJS)}}
	for _, e := range gallery.ConsoleEntries(assets) {
		mux.HandleFunc("GET /"+e.Name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			_ = e.Page.Render(r.Context(), w)
		})
	}
	mux.HandleFunc("GET /console/referrals/table", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		_ = console.List(console.ReferralTable{
			URL: "/console/referrals/?" + r.URL.RawQuery, Said: "No referrals",
			Empty: console.Empty{Title: "asked for " + q.Get("q") + " in " + q.Get("state"), Text: "Nothing."},
		}).Render(r.Context(), w)
	})
	mux.HandleFunc("GET /console/referrals/selection", func(w http.ResponseWriter, r *http.Request) {
		bar := console.BulkBar{Fragment: "/console/referrals/selection", Text: "Nothing is selected.", Submit: "Review selection"}
		if n := len(r.URL.Query()["id"]); n > 0 {
			bar.Chosen, bar.Clear.Text, bar.Clear.Href = fmt.Sprintf("%d selected", n), "Clear", "/console/referrals/"
		}
		_ = console.Selection(bar).Render(r.Context(), w)
	})
	mux.HandleFunc("POST /console/referrals/8T4K2/check", func(w http.ResponseWriter, r *http.Request) {
		for _, e := range gallery.ConsoleEntries(assets) {
			if e.Name == "referral-paid" {
				_ = e.Part.Render(r.Context(), w)
			}
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// tab is one open page of a Chromium.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func openTab(t *testing.T) *tab {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		if modelstest.Required("chromium") {
			t.Fatal("Chromium is required here and missing; run make tools")
		}
		t.Skip("left out: Chromium (not installed); make tools brings it")
	}
	base := stage(t).URL
	allocator, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)...)
	t.Cleanup(stop)
	ctx, done := chromedp.NewContext(allocator)
	t.Cleanup(done)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
		t.Fatal(err)
	}
	return &tab{t, ctx, base}
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) open(name string) { b.t.Helper(); b.do(chromedp.Navigate(b.base + "/" + name)) }

// tell evaluates an expression to a text.
func (b *tab) tell(expression string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("Promise.resolve("+expression+").then(String)", chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// wait waits, frame by frame, until an expression gives want.
func (b *tab) wait(expression, want string) {
	b.t.Helper()
	got := b.tell(fmt.Sprintf(`new Promise((done) => { const until = performance.now() + 5000; const look = () => {
		const got = String(%s); got === %q || performance.now() > until ? done(got) : requestAnimationFrame(look) }; look() })`, expression, want))
	if got != want {
		b.t.Fatalf("%s = %q, want %q", expression, got, want)
	}
}

func (b *tab) media(name, value string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: name, Value: value}}}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) shot(name string) {
	b.t.Helper()
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func TestAxeFindsNothingInTheConsole(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	b := openTab(t)
	// Dark differs from light in colours alone, 360 and 800 in room alone.
	all := `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	for _, pass := range []struct {
		scheme string
		width  int64
		rules  string // none: only the room is looked at
	}{
		{"light", 1280, all}, {"light", 800, ""}, {"light", 360, ""}, {"light", 320, all},
		{"dark", 1280, `{type: "rule", values: ["color-contrast"]}`}, {"dark", 360, ""},
	} {
		b.media("prefers-color-scheme", pass.scheme)
		b.do(chromedp.EmulateViewport(pass.width, 800))
		for _, e := range screens() {
			b.open(e.Name)
			where := fmt.Sprintf("%s-%d-%s", e.Name, pass.width, pass.scheme)
			if pass.rules != "" {
				b.do(chromedp.Evaluate[chromedp.Void](string(raw) + "; undefined"))
				if found := b.tell(`axe.run(document, {runOnly: ` + pass.rules + `})
					.then(r => r.violations.map(v => v.id + " " + v.nodes.map(n => n.target.join(" ") + " " + n.failureSummary).join(" | ")).join("\n"))`); found != "" {
					t.Errorf("%s: axe finds %s", where, found)
				}
			}
			if b.tell(`document.documentElement.scrollWidth > document.documentElement.clientWidth`) != "false" {
				t.Errorf("%s scrolls sideways", where)
			}
			b.shot(where)
		}
	}
}

func TestForcedColoursKeepTheEdges(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.media("forced-colors", "active")
	b.open("referral")
	for _, selector := range []string{".panel", ".pay", ".pill", ".button", "#release summary"} {
		if got := b.tell(fmt.Sprintf(`getComputedStyle(document.querySelector(%q)).borderTopStyle + getComputedStyle(document.querySelector(%q)).borderTopWidth`, selector, selector)); got != "solid1px" {
			t.Errorf("%s has the edge %s", selector, got)
		}
	}
	b.shot("referral-forced")
}

func TestNothingMovesUnderReducedMotion(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.media("prefers-reduced-motion", "reduce")
	b.open("parts")
	if got := b.tell(`document.getAnimations().length`); got != "0" {
		t.Errorf("%s animations run", got)
	}
}

func TestTheSearchIsReachedWithASlash(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.open("referrals")
	// One event that brings its text along, as a keyboard does: what is prevented must not be typed.
	if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyDown", Key: "/", Text: "/"}); err != nil {
		t.Fatal(err)
	}
	b.wait(`document.activeElement.id`, "q")
	b.do(chromedp.KeyEvent("a/b"))
	b.wait(`document.getElementById("q").value`, "a/b")
}

func TestTypingSearchesAndKeepsFocusAndAddress(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.open("referrals")
	b.do(chromedp.Click("label[for=state-met]"))
	b.wait(`document.querySelector(".empty-title")?.textContent`, "asked for  in met")
	b.do(chromedp.SendKeys("#q", "dev"))
	b.wait(`document.querySelector(".empty-title")?.textContent`, "asked for dev in met")
	b.wait(`document.activeElement.id`, "q")
	b.wait(`location.pathname + new URLSearchParams(location.search).get("q")`, "/console/referrals/dev")
	b.wait(`new URL(document.querySelector("[data-follows-list]").href).searchParams.get("q")`, "dev")
	b.wait(`document.getElementById("said").textContent`, "No referrals")
}

func TestSelectingAsksWhatItMeans(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.open("referrals-none-selected")
	b.do(chromedp.Click("#pick-8T3XW"))
	b.wait(`document.querySelector("#selection strong")?.textContent`, "1 selected")
	b.wait(`document.getElementById("pick-all").indeterminate`, "true")
	b.do(chromedp.Click("#pick-all"))
	b.wait(`document.querySelector("#selection strong")?.textContent`, "14 selected")
	b.do(chromedp.Click("[data-pick-none]"))
	b.wait(`document.querySelector("#selection .selection-text").textContent.trim()`, "Nothing is selected.")
	b.wait(`document.querySelectorAll("[data-pick]:checked").length`, "0")
}

func TestAQuestionTakesTheFocusAndEscapeGivesItBack(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.open("referral")
	b.do(chromedp.Click("#release summary"))
	b.wait(`document.activeElement.hasAttribute("data-ask-focus")`, "true")
	b.wait(`document.querySelector("#release summary").innerText.trim()`, "Go back")
	b.do(chromedp.KeyEvent("\u001b"))
	b.wait(`document.getElementById("release").open + document.activeElement.tagName`, "falseSUMMARY")
	b.do(chromedp.Click(`a[href="#hold-reason"]`))
	b.wait(`document.activeElement.id`, "hold-reason")
}

func TestCheckingAgainKeepsFocusAndWhatWasUnfolded(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.open("referral")
	b.do(chromedp.Click("#evidence li:first-child summary"), chromedp.Focus("#check"), chromedp.KeyEvent("\r"))
	b.wait(`document.querySelector(".pill").textContent.trim()`, "Paid")
	b.wait(`document.activeElement.id`, "check")
	b.wait(`document.querySelector("#evidence li:first-child details").open`, "true")
	b.wait(`document.getElementById("said").textContent.includes("$100.00 released.")`, "true")
	if got := b.tell(`document.getElementById("referral").textContent.includes("Payment 1F7C")`); got != "true" {
		t.Error("the answer did not replace the page")
	}
}

func TestAWideScreenNeedsNoSecondLine(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.open("referrals")
	if got := b.tell(`[...document.querySelectorAll(".table tbody tr")].filter(r => r.getBoundingClientRect().height > 40).length`); got != "0" {
		t.Errorf("%s rows of the list are higher than one line", got)
	}
	if got := b.tell(`document.querySelector(".table").scrollWidth > document.querySelector(".list").clientWidth`); got != "false" {
		t.Error("the list is wider than its panel")
	}
}
