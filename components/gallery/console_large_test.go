package gallery_test

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// cut names what is cut off: text that is wider or higher than the box that hides the rest of it, and words of a button or
// a choice that do not fit into it. What scrolls, and what stands for readers alone, is none of it.
const cut = `[...document.querySelectorAll("body *")].filter((e) => {
	const s = getComputedStyle(e), hides = (v) => v === "hidden" || v === "clip";
	if (!e.checkVisibility() || e.closest(".for-readers, svg, [inert]") || !e.innerText?.trim() && !e.matches("select, input")) return false;
	if (e.matches("select, input, textarea")) return e.matches("select") && e.scrollHeight > e.clientHeight + 1;
	return hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1 || hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1 ||
		e.matches("button, summary, .button, .pill, .tag") && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map((e) => e.tagName + "." + e.className + " " + (e.innerText ?? "").slice(0, 40)).join("; ")`

// beside says how far the page scrolls sideways, and what stands out.
const beside = `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? "" : [...document.querySelectorAll("body *")].filter((e) =>
	e.checkVisibility() && !e.closest(".for-readers") && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 3).map((e) => e.tagName + "." + e.className).join(" ") +
	" by " + (document.documentElement.scrollWidth - document.documentElement.clientWidth)`

// Text at 200 %, as a browser's own setting gives it, so that the breakpoints follow. On the narrowest phone, with room for
// a dozen letters, a table may be wider than the screen; nothing may be cut off there either.
func TestLargeTextIsNeitherCutNorScrollsSideways(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	if _, err := chromedp.Call(b.ctx, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 32, Fixed: 26}}); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{1280, 360} {
		b.do(chromedp.EmulateViewport(width, 800))
		for _, e := range screens() {
			b.open(e.Name)
			if got := b.tell(`getComputedStyle(document.documentElement).fontSize + matchMedia("(min-width: 41em)").matches`); got != "32pxfalse" {
				t.Fatalf("%s: the text is not large: the test looks at nothing", got)
			}
			if found := b.tell(beside); found != "" && width > 360 {
				t.Errorf("%s at %d: scrolls sideways: %s", e.Name, width, found)
			}
			if found := b.tell(cut); found != "" {
				t.Errorf("%s at %d: cut off: %s", e.Name, width, found)
			}
		}
	}
}
