package command

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// until waits, frame by frame, until an expression gives want.
func (b *browser) until(expression, want string) {
	b.t.Helper()
	got := b.tell(fmt.Sprintf(`new Promise((done) => { const until = performance.now() + %d; const look = () => {
		const got = String(%s); got === %q || performance.now() > until ? done(got) : requestAnimationFrame(look) }; look() })`, patience.Milliseconds(), expression, want))
	if got != want {
		b.t.Fatalf("%s = %q, want %q at %s", expression, got, want, b.tell(`location.href + " " + document.activeElement.outerHTML.slice(0, 300)`))
	}
}

// swapped does something that replaces a part of the page, waits for it, and finds the focus on something.
func (b *browser) swapped(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	before := b.tell("window.swaps")
	b.do(actions...)
	b.until("window.swaps > "+before+" && !document.querySelector('.htmx-request')", "true")
	b.do(chromedp.Evaluate[chromedp.Void](`new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))`, chromedp.EvalAwaitPromise))
	if got := b.tell(`document.activeElement !== document.body && document.activeElement.checkVisibility()`); got != "true" {
		b.t.Errorf("%s: the focus is lost, on %s", what, b.tell(`document.activeElement.outerHTML.slice(0, 200)`))
	}
}

// unfolded opens a form or a question in place by its key, and finds the focus in it.
func (b *browser) unfolded(selector string) {
	b.t.Helper()
	b.do(chromedp.Focus(selector+" summary"), chromedp.KeyEvent("\r"))
	b.until(`document.activeElement.matches("input, select, textarea, [data-ask-focus], .asked-row")`, "true")
}

// Everything here is done by keys alone, from where the focus is; after each swap it still is somewhere.
func TestTheFocusOutlivesEverySwapOfTheConsole(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	console := st.base.String() + "/t/garden/console/"
	b := newBrowser(t)
	enter, space, tab := chromedp.KeyEvent("\r"), chromedp.KeyEvent(" "), chromedp.KeyEvent("\t")
	on := func(selector string) chromedp.Action[chromedp.Void] { return chromedp.Focus(selector) }

	b.take(console, "Payout maker")
	b.do(chromedp.Navigate(console + "referrals/"))
	b.swapped("search", on("#q"), chromedp.KeyEvent("dev"))
	b.swapped("search for nobody", chromedp.KeyEvent("xyz"))
	b.do(chromedp.Navigate(console + "referrals/"))
	b.swapped("a state", on("#state-all"), chromedp.KeyEvent(kb.ArrowDown)) // arrow down: the next one
	b.do(chromedp.Navigate(console + "referrals/"))
	b.swapped("held", on("[name=held]"), space)
	b.do(chromedp.Navigate(console + "referrals/"))
	b.swapped("a box", on("[data-pick]"), space)
	b.swapped("clear the selection", on("[data-pick-none]"), enter)

	b.do(chromedp.Navigate(console+"referrals/?q=devon"), on("#list tbody th a"), enter, chromedp.WaitVisible("#check"))
	b.swapped("check now", on("#check"), enter)
	b.unfolded("#put-on-hold")
	b.swapped("put on hold", chromedp.KeyEvent("Same household?"), tab, enter)
	b.unfolded("#put-on-hold")
	b.swapped("a hold without a word", tab, enter)
	b.unfolded("#holds .event-act details")
	b.swapped("release the hold", chromedp.KeyEvent("Siblings."), tab, enter)
	b.unfolded("#add-note")
	b.swapped("a note", chromedp.KeyEvent("Called back."), tab, enter)
	b.unfolded("#refuse-referral")
	b.swapped("ask to refuse", chromedp.KeyEvent(kb.ArrowDown), tab, chromedp.KeyEvent("Not new to us."), tab, enter)

	b.take(console, "Administrator")
	b.do(chromedp.Navigate(console + "campaigns/"))
	b.unfolded("[id^=toggle]")
	b.swapped("pause", tab, enter)
	b.do(chromedp.Navigate(console+"audit/"), chromedp.WaitVisible("#q"))
	b.swapped("search the log", on("#q"), chromedp.KeyEvent("devon"))
	b.do(chromedp.Navigate(console))
	b.swapped("one campaign of the overview", on("#overview select"), chromedp.KeyEvent(kb.ArrowDown))
	b.do(chromedp.Navigate(console+"campaigns/new/"), chromedp.WaitVisible("#campaign"))
	b.swapped("add a requirement", on("#rule-rules-add summary"), enter, on("#rule-rules-add-0"), enter)
	b.swapped("add another", on("#rule-rules-add summary"), enter, on("#rule-rules-add-1"), enter)
	b.swapped("move it up", on("#rule-r2 .tree-moves button:not([disabled])"), enter)
	b.swapped("remove it", on("#rule-r2 .tree-moves button:last-child"), enter)
	b.swapped("put it back", on("#tree-undo"), enter)
	b.swapped("a state of the preview", on(".segment input:checked"), chromedp.KeyEvent(kb.ArrowDown))
}

// Whoever is signed out while writing, or loses the network, keeps the page and what is in it.
func TestNothingTypedIsLostWithTheSessionOrTheNetwork(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	console := st.base.String() + "/t/garden/console/"
	b := newBrowser(t)
	b.take(console, "Administrator")
	b.do(chromedp.Navigate(console+"referrals/?q=devon"), chromedp.Click("#list tbody th a"), chromedp.WaitVisible("#add-note"),
		chromedp.Click("#add-note summary"), chromedp.SendKeys("#note-text", "Half a thought"))

	b.offline(true)
	b.do(chromedp.Click("#note-form button"))
	b.until(`document.getElementById("said").checkVisibility() && document.getElementById("said").textContent.includes("try again")`, "true")
	b.offline(false)

	st.clock.Advance(20 * time.Minute) // idle: the session is over
	b.do(chromedp.Click("#note-form button"))
	b.until(`document.querySelector(".signed-out")?.textContent.includes("what you typed is still here")`, "true")
	b.until(`document.getElementById("note-text").value`, "Half a thought")
	b.axe(axeSource(t), "signed out")
	b.shot("console-signed-out")
	b.beside(console, "Administrator")
	b.until(`document.querySelector(".signed-out") === null`, "true")
	b.do(chromedp.Click("#note-form button"))
	b.until(`document.querySelector(".note-text")?.textContent`, "Half a thought")

	// A form that leaves the page is held back the same way.
	b.do(chromedp.Navigate(console+"campaigns/new/"), chromedp.WaitVisible("#campaign"))
	b.fill(map[string]string{"name": "Autumn leaves"})
	b.offline(true)
	b.do(chromedp.Click("#deed-save"))
	b.until(`document.getElementById("said").textContent.includes("try again")`, "true")
	b.offline(false)
	st.clock.Advance(20 * time.Minute)
	b.do(chromedp.Click("#deed-save"))
	b.until(`document.querySelector(".signed-out") !== null`, "true")
	b.beside(console, "Administrator")
	b.until(`document.querySelector(".signed-out") === null`, "true")
	b.do(chromedp.Click("#deed-save"))
	b.sees("main", "Saved.")
	if got := b.tell(`document.getElementsByName("name")[0].value`); got != "Autumn leaves" {
		t.Errorf("the name is %q", got)
	}
}

// offline lets requests of the page fail as they do without a network.
func (b *browser) offline(gone bool) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`window.online ||= window.fetch; window.fetch = %v ? () => Promise.reject(new TypeError("Failed to fetch")) : window.online; undefined`, gone)))
}

// beside signs in from another tab of the same browser, and comes back.
func (b *browser) beside(console, seat string) {
	b.t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx)
	other := &browser{b.t, ctx}
	other.take(console, seat)
	closeTab()
	b.do(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("focus")); undefined`))
}
