package gallery_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

func TestAxeFindsNothingInTheConsole(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	b := openTab(t)
	// Dark differs from light in colours alone, 360 and 800 in room alone. A page is opened once and then looked at in all of
	// them: what it does with its room is up to its styles.
	all := `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	passes := []struct {
		scheme string
		width  int64
		rules  string // none: only the room is looked at
	}{
		{"light", 1280, all}, {"light", 800, ""}, {"light", 360, ""}, {"light", 320, all},
		{"dark", 1280, `{type: "rule", values: ["color-contrast"]}`}, {"dark", 360, ""},
	}
	for _, e := range screens() {
		b.open(e.Name)
		// Colours that are on their way from one scheme to the other are nobody's.
		b.tell(`(() => { const still = new CSSStyleSheet(); still.replaceSync("*, *::before, *::after { transition: none !important }");
			document.adoptedStyleSheets = [still]; return "" })()`)
		b.do(chromedp.Evaluate[chromedp.Void](string(raw) + "; undefined"))
		for _, pass := range passes {
			b.media("prefers-color-scheme", pass.scheme)
			b.do(chromedp.EmulateViewport(pass.width, 800))
			where := fmt.Sprintf("%s-%d-%s", e.Name, pass.width, pass.scheme)
			if pass.rules != "" {
				if found := b.tell(`axe.run(document, {resultTypes: ["violations"], runOnly: ` + pass.rules + `})
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

func TestASentFormIsEmptyAgainAndOthersKeepWhatIsTyped(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.open("referral")
	b.do(chromedp.Click("#put-on-hold summary"), chromedp.SendKeys("#hold-reason", "half a thought"),
		chromedp.Click("#add-note summary"), chromedp.SendKeys("#note-text", "They share a household."),
		chromedp.Evaluate[chromedp.Void](`document.querySelector(".pill").textContent = "old"; undefined`),
		chromedp.Click("#note-form button"))
	b.wait(`document.querySelector(".pill").textContent.trim()`, "Ready to pay")
	b.wait(`document.getElementById("note-text").value`, "")
	b.wait(`document.getElementById("hold-reason").value`, "half a thought")
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

func TestTheQuestionOfARowStandsUnderItAndTakesTheFocus(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	b.open("campaigns-calm")
	b.wait(`document.querySelector("#asked-toggle-c1").checkVisibility()`, "false")
	b.do(chromedp.Click("#toggle-c1 summary"))
	b.wait(`document.activeElement.id`, "asked-toggle-c1")
	b.wait(`document.querySelector("#toggle-c1 summary").innerText.trim()`, "Keep it live")
	b.wait(`[...document.querySelectorAll(".asked-row")].filter((row) => row.checkVisibility()).length`, "1")
	b.do(chromedp.KeyEvent("\u001b"))
	b.wait(`document.getElementById("toggle-c1").open + document.activeElement.tagName`, "falseSUMMARY")
}
