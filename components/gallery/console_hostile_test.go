package gallery_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// A fragment that an attacker wrote whole (security.md, D3) arrives as text and pictures of ours: nothing of it runs, it
// styles nothing, and no other server hears of it.
func TestAHostileFragmentRunsNothing(t *testing.T) {
	t.Parallel()
	var stolen atomic.Int32
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		stolen.Add(1)
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	t.Cleanup(evil.Close)
	b := openTab(t)
	b.open("referral")
	hostile := fmt.Sprintf(`<div id="referral"><p id="arrived" style="position:fixed">here</p>
		<script>ran.push("a script")</script><script src="%[1]s/s.js"></script><link rel="stylesheet" href="%[1]s/s.css">
		<img src="%[1]s/p.png" onerror="ran.push('onerror')"><svg onload="ran.push('onload')"></svg>
		<iframe src="javascript:parent.ran.push('a frame')"></iframe><iframe srcdoc="<script>parent.ran.push('srcdoc')</script>"></iframe>
		<a id="link" href="javascript:ran.push('a link')">x</a>
		<b id="pressed" onclick="ran.push('onclick')" hx-on:click="ran.push('hx-on')">x</b>
		<i hx-on:htmx:load="ran.push('hx-on of htmx')" hx-on::after-init="ran.push('hx-on short')">x</i>
		<u hx-get="%[1]s/load" hx-trigger="load">x</u><u hx-get="/console/referrals/table" hx-trigger="load" hx-vals="js:{a: ran.push('hx-vals')}">x</u>
		<u hx-get="/console/referrals/table" hx-trigger="load[ran.push('a filter')]">x</u>
		<u id="sent" hx-post="%[1]s/post" hx-trigger="click" hx-headers='{"X-A": "b"}'>x</u>
		<form action="%[1]s/form" method="post"><button id="form">x</button></form></div>`, evil.URL)
	b.tell(fmt.Sprintf(`(() => { window.ran = []; window.stopped = []; window.answers = 0;
		document.addEventListener("securitypolicyviolation", (e) => stopped.push(e.effectiveDirective)); const real = window.fetch;
		window.fetch = (...all) => answers++ ? real(...all) : Promise.resolve(new Response(%q, {headers: {"Content-Type": "text/html"}})) })()`, hostile))
	b.do(chromedp.Click("#check"))
	b.wait(`document.getElementById("arrived")?.innerText`, "here")
	b.do(chromedp.Click("#pressed"), chromedp.Click("#link"), chromedp.Click("#sent"), chromedp.Click("#form"))
	b.wait(`stopped.includes("form-action")`, "true") // nobody went away
	if got := b.tell(`ran.join(", ")`); got != "" {
		t.Errorf("of a fragment ran: %s", got)
	}
	if got := b.tell(`getComputedStyle(document.getElementById("arrived")).position`); got != "static" {
		t.Errorf("a fragment placed itself: %s", got)
	}
	if n := stolen.Load(); n != 0 {
		t.Errorf("another server was asked %d times", n)
	}
}
