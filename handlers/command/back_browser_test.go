package command

import (
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// shows is all that a page has, seen and unseen.
func (b *browser) shows() string {
	b.t.Helper()
	html, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.pathname + document.documentElement.outerHTML`))
	if err != nil {
		b.t.Fatal(err)
	}
	return html
}

// leaving does what leads to another document and waits until that one is there, from wherever the browser has it.
func (b *browser) leaving(by chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`window.isLeft = true; addEventListener("pageshow", () => { window.isLeft = false })`), by) // a page that was kept whole comes back with what it was told
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		there, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`new Promise(r => setTimeout(() => r(!window.isLeft && document.readyState === "complete"), 20))`, chromedp.EvalAwaitPromise))
		if err == nil && there { // between two documents there is none to ask
			return
		}
	}
	b.t.Fatal("no other document came")
}

// signsOutForGood walks pages, signs out on the last one and goes back through all: whoever sits down there next finds nothing of
// what they showed, neither in a page that the browser kept whole nor in one that it kept as it came.
func (b *browser) signsOutForGood(signOut string, theirs []string, pages ...string) {
	b.t.Helper()
	seen := ""
	for _, page := range pages {
		b.open(page)
		seen += b.shows()
	}
	b.leaving(chromedp.Click(signOut))
	behind := ""
	for range pages {
		b.leaving(chromedp.Evaluate[chromedp.Void](`setTimeout(() => history.back())`))
		behind += b.shows()
	}
	for _, text := range theirs {
		if !strings.Contains(seen, text) || strings.Contains(behind, text) {
			b.t.Errorf("%q was shown: %v; behind Back, after the end of the session: %v", text, strings.Contains(seen, text), strings.Contains(behind, text))
		}
	}
}
