package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// appWithAStranger is a card that asks its host for a height, for a page and for mischief, and that frames a page of
// another origin which asks for another height again and again, but leaves a slow machine time for other work.
func appWithAStranger(t *testing.T) (origin string) {
	t.Helper()
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Path {
		case "/plugin/":
			fmt.Fprintf(w, `<iframe src="http://%s/stranger"></iframe><script>
				const ask = (type, data) => parent.postMessage({type, data}, "*");
				ask("click-link", {href: "about:blank"});
				ask("request-resize", {height: 222});
				addEventListener("message", ({ data }) => data.type ? ask("heard", data.type) : ask("click-link", {href: location.origin + "/expanded"}));
			</script>`, r.Context().Value(http.LocalAddrContextKey))
		case "/stranger":
			fmt.Fprint(w, `<script>setInterval(() => top.postMessage({type: "request-resize", data: {height: 999}}, "*"), 100)</script>`)
		default:
			fmt.Fprint(w, `<h1 id="expanded">The whole page</h1>`)
		}
	}))
	t.Cleanup(app.Close)
	return strings.Replace(app.URL, "127.0.0.1", "localhost", 1)
}

// needChromium skips by name where there is no browser, or fails where RAF_REQUIRE lists chromium.
func needChromium(t *testing.T) {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if _, err := exec.LookPath(name); err == nil {
			return
		}
	}
	if strings.Contains(os.Getenv("RAF_REQUIRE"), "chromium") {
		t.Fatal("Chromium is required here and missing; run make tools")
	}
	t.Skip("left out: Chromium (not installed); make tools brings it")
}

func TestTheDashboardListensToItsCardAndToNobodyElse(t *testing.T) {
	t.Parallel()
	needChromium(t)
	app := appWithAStranger(t)
	h := setup(t, func(_ *Config, fi *FI) { fi.RedirectURIs = []string{app + "/plugin/"} })
	allocator, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.WSURLReadTimeout(time.Minute))...)
	defer stop()
	tab, closeTab := chromedp.NewContext(allocator)
	defer closeTab()
	// The browser's start is not part of what is bounded below: beside other tests' browsers it takes its time.
	if err := chromedp.Do(tab); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(tab, 3*time.Minute)
	defer cancel()
	for _, action := range []chromedp.Action[chromedp.Void]{
		chromedp.Navigate(h.origin + "/login"), chromedp.SendKeys("#username", "casey"),
		chromedp.SendKeys("#password", "sandbox"), chromedp.Click("button.primary"), chromedp.WaitVisible("#card"),
	} {
		if _, err := chromedp.Run(ctx, action); err != nil {
			t.Fatal(err)
		}
	}
	// Wait for the card's own height and then for three more requests of the stranger.
	state, err := chromedp.Run(ctx, chromedp.Evaluate[string](`new Promise((done) => {
		const card = document.getElementById("card");
		let strangers = 0;
		addEventListener("message", (e) => {
			if (e.source !== card.contentWindow && card.height !== "380" && ++strangers > 3) done(card.height + " " + document.title);
		});
	})`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	if want := "222 Dashboard · Garden Bank"; state != want {
		t.Errorf("height and title %q, want %q", state, want)
	}
	// The member goes to another part of the dashboard, back, and forward again: the card hears of the last two.
	heard, err := chromedp.Run(ctx, chromedp.Evaluate[string](`new Promise((done) => {
		const said = [];
		addEventListener("message", ({ data }) => {
			if (data.type !== "heard") return;
			said.push(data.data);
			if (said.length === 1) history.forward();
			else done(said.join(" "));
		});
		addEventListener("hashchange", () => history.back(), { once: true });
		location.hash = "#activity";
	})`, chromedp.EvalAwaitPromise))
	if err != nil || heard != "history-back history-forward" {
		t.Errorf("the card heard %q, %v", heard, err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](`document.getElementById("card").contentWindow.postMessage("go", "*")`)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.WaitVisible("#expanded")); err != nil {
		t.Fatal(err)
	}
	where, err := chromedp.Run(ctx, chromedp.Evaluate[string]("location.href"))
	if err != nil || where != app+"/expanded" {
		t.Errorf("the link leads to %q, %v", where, err)
	}
}

// A card posts its height as soon as it is loaded. A script that listens only after the page was parsed can come too
// late for that, and nobody asks twice.
func TestTheDashboardListensBeforeItsCardCanSpeak(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.signIn("casey")
	doc := h.get("/dashboard").doc(t)
	script := doc.Find(`head script[src="/bank.js"]`)
	_, deferred := script.Attr("defer")
	_, async := script.Attr("async")
	if script.Length() != 1 || deferred || async || script.AttrOr("type", "") != "" {
		t.Errorf("the bridge does not run before the body: %d scripts, deferred %t, async %t", script.Length(), deferred, async)
	}
	if doc.Find("iframe#card").Length() != 1 {
		t.Error("there is no card")
	}
}
