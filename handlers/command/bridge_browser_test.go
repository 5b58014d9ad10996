package command

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"raf/providers/sandbox"
)

// native makes the browser one of a bank's native apps.
func (b *browser) native(kind string) {
	b.t.Helper()
	script, err := sandbox.NativeBridge(kind)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		b.t.Fatal(err)
	}
}

// nativeMessage is what the card says to a native app, and as what: a text or an object.
type nativeMessage struct {
	As, Type string
	Data     struct {
		Href     string
		External bool
		Height   int
	}
}

// heard is what the card has said by now; it waits until want is among it.
func (b *browser) heard(want string) (all []nativeMessage) {
	b.t.Helper()
	raw, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`new Promise((done) => {
		const look = () => bannoMessages.some((m) => m.type === "`+want+`") ? done(JSON.stringify(bannoMessages)) : setTimeout(look, 20);
		setTimeout(() => done(JSON.stringify(bannoMessages)), 20000);
		look();
	})`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(raw), &all); err != nil {
		b.t.Fatal(err)
	}
	if !slices.ContainsFunc(all, func(m nativeMessage) bool { return m.Type == want }) {
		b.t.Fatalf("the card has not said %q: %s", want, raw)
	}
	return all
}

// In a native app the card is the whole of a web view. It says that it is there, that somebody is, and which link the app
// is to open, over whatever the app has put up for it.
func TestTheCardSpeaksToEachNativeApp(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	for kind, as := range map[string]string{"android": "text", "ios": "object", "port": "text"} {
		t.Run(kind, func(t *testing.T) {
			b := newBrowser(t)
			b.signIn(st.banks[sandbox.Garden], "blake")
			b.native(kind)
			b.open(st.banks[sandbox.Garden] + "/dashboard?mobile")
			b.do(chromedp.WaitVisible(`#tile[data-state="inviter_ready"]`))
			b.heard("ready")
			b.do(chromedp.KeyEvent("a"))
			b.heard("ping")
			const link = `a[target="_top"]`
			before, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href"))
			if err != nil {
				t.Fatal(err)
			}
			b.do(chromedp.Evaluate[chromedp.Void](`(() => { const a = document.querySelector('` + link + `') || Object.assign(document.body.appendChild(document.createElement("a")), {href: "/t/garden/dashboard/", target: "_top"}); a.click() })()`))
			all := b.heard("click-link")
			to := all[slices.IndexFunc(all, func(m nativeMessage) bool { return m.Type == "click-link" })]
			if !strings.HasPrefix(to.Data.Href, st.base.String()+"/t/garden/") || to.Data.External {
				t.Errorf("the app is to open %+v", to.Data)
			}
			for _, m := range all {
				if m.As != as {
					t.Errorf("%s was said as %s, want %s", m.Type, m.As, as)
				}
			}
			if now, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href")); err != nil || now != before {
				t.Errorf("the web view went to %s by itself, %v", now, err)
			}
		})
	}
}

// D5: a page that opened the card can send it messages, and a port in one; the app's come from no window. Whoever tries gets
// nothing, the app is heard after them, and no message is worth an error.
func TestTheCardTakesAPortFromItsAppAlone(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	b := newBrowser(t)
	b.open(st.base.String() + "/t/garden/plugin/")
	b.do(chromedp.WaitVisible(`#tile`))
	b.do(chromedp.Evaluate[chromedp.Void](`(() => { window.stolen = []; window.bannoMessages = [];
		const stranger = document.body.appendChild(document.createElement("iframe")).contentWindow;
		const send = (heard, more) => { const c = new MessageChannel(); c.port1.onmessage = (e) => heard.push(JSON.parse(e.data));
			dispatchEvent(new MessageEvent("message", { ...more, ports: [c.port2] })) };
		for (const data of [null, 0, "", "{", '{"type":"ready"}', { type: "click-link" }, [], "x".repeat(1e6)]) {
			send(stolen, { data, source: stranger, origin: "https://evil.test" });
			send(stolen, { data, source: window, origin: location.origin });
			dispatchEvent(new MessageEvent("message", { data }));
		}
		send(bannoMessages, {});
	})()`))
	b.heard("ready")
	if got := b.tell(`JSON.stringify([stolen, wrong])`); got != "[[],[]]" {
		t.Errorf("strangers heard, and the page said: %s", got)
	}
}

// The bank's dashboard hears the card in its frame: that it is there, and each sign of life of the member.
func TestTheDashboardWritesDownWhatItsCardSays(t *testing.T) {
	t.Parallel()
	st := stageForTest(t)
	b := newBrowser(t)
	b.signIn(st.banks[sandbox.Garden], "casey")
	b.waitCard(cardState, "acceptor_pending")
	b.press(`h1`)
	said := func() (types []string) {
		for _, m := range st.bank.BridgeMessages(sandbox.Garden) {
			if !slices.Contains(types, m.Type) {
				types = append(types, m.Type)
			}
		}
		slices.Sort(types)
		return types
	}
	b.waitFor(func() bool { return slices.Contains(said(), "ready") && slices.Contains(said(), "ping") }, func() string { return strings.Join(said(), " ") })
}

// waitFor waits for what a page has the server know.
func (b *browser) waitFor(is func() bool, shows func() string) {
	b.t.Helper()
	for range 600 {
		if is() {
			return
		}
		if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`new Promise(r => setTimeout(() => r(""), 50))`, chromedp.EvalAwaitPromise)); err != nil {
			b.t.Fatal(err)
		}
	}
	b.t.Errorf("in the end: %s", shows())
}
