package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"raf/models/modelstest"
	"raf/providers/sandbox"
)

// Wherever a bank frames the card, and whatever the browser then keeps of it, the card ends after a round or two: with the
// member, or with a sentence and a way into the whole page, where nothing is in the way.
func TestTheCardEndsWellInEachKindOfFrame(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		apart   bool   // the bank is of another site
		frame   string // how it frames the card
		refuses bool   // the browser keeps no cookies of strangers' frames, but for partitioned ones
		ends    string // what is read where the way on from the first tile ends; empty: nowhere
		sends   bool   // a form is sent before that
	}{
		"one site, sandboxed as itself":      {false, sandbox.FrameSameOrigin, false, "", false},
		"one site, sandboxed":                {false, sandbox.FrameSandboxed, false, "Your browser does not let this card remember", false},
		"another site":                       {true, "", false, "", false},
		"another site, sandboxed":            {true, sandbox.FrameSandboxed, false, "This card can’t send anything from here", true},
		"another site, strangers' jars shut": {true, "", true, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := stageForTest(t)
			if row.apart {
				st = stageApart(t)
			}
			st.bank.SetSwitches(sandbox.Garden, sandbox.Switches{Frame: row.frame})
			b := newBrowser(t, inOneProcess()...)
			if row.refuses {
				b.refuseStrangers()
			}
			asked := func() int { return st.bank.Counters(sandbox.Garden).Requests[sandbox.OnAuth] }
			before := asked()
			b.signIn(st.banks[sandbox.Garden], "blake")
			b.waitCard(cardState, "inviter_ready")
			b.waitCard(`document.documentElement.classList.contains("js") + " " + getComputedStyle(document.body).marginTop`, "true 0px") // with scripts and styles
			if n := asked() - before; n > 2 {
				t.Errorf("the bank was asked %d times who is there, want 2 at most", n)
			}
			before = asked()
			b.press(`a[href$="/plugin/code"]`)
			if row.sends || row.ends == "" {
				b.press(`input[name=accept_terms]`)
			}
			if row.sends {
				b.write("#code", "K7PN-3QXD")
				b.press(".code-form button")
			}
			if row.ends != "" {
				b.says(row.ends)
				b.waitCard(`document.querySelector('a[target="_top"]')?.pathname`, "/t/garden/auth/")
			}
			if n := asked() - before; n > 2 {
				t.Errorf("on the way on the bank was asked %d times, want 2 at most", n)
			}
			b.shot("frame-" + name)
			b.open(st.base.String() + "/t/garden/auth/")
			b.do(chromedp.WaitVisible(`#tile[data-state="inviter_ready"]`))
		})
	}
}

// A browser that refuses our cookies, the partitioned ones too, within the bank's page or everywhere, ends after one round at a
// page that says what to do; in a page of its own the first of the two is in.
func TestABrowserThatRefusesEveryCookieEndsAtAWayOut(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ within, ends, says string }{
		"within the bank": {"bank", "inviter_ready", ""},
		"everywhere":      {"*", "anonymous", "Allow cookies for this page"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := stageApart(t)
			within := row.within
			if within == "bank" {
				within = st.banks[sandbox.Garden]
			}
			b := newBrowser(t, append(inOneProcess(), chromedp.UserDataDir(refusing(t, st.base.String(), within)))...)
			asked := func() int { return st.bank.Counters(sandbox.Garden).Requests[sandbox.OnAuth] }
			before := asked()
			b.signIn(st.banks[sandbox.Garden], "avery")
			b.says("Your browser does not let this card remember")
			b.waitCard(cardState, "anonymous")
			b.waitCard(`[...document.querySelectorAll('a[target="_top"]')].map((a) => a.pathname).join()`, "/t/garden/auth/")
			if n := asked() - before; n != 1 {
				t.Errorf("the bank was asked %d times who is there, want once", n)
			}
			b.press(`a[target="_top"]`)
			b.do(chromedp.WaitVisible(`#tile[data-state="` + row.ends + `"]`))
			said, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body.innerText`))
			if err != nil || !strings.Contains(said, row.says) {
				t.Errorf("the whole page says %q, %v", said, err)
			}
			if n := asked() - before; n != 2 {
				t.Errorf("the bank was asked %d times in all, want twice", n)
			}
			b.shot("refuses-" + name)
		})
	}
}

// refusing is a profile that keeps no cookie of a site within another, or within any.
func refusing(t *testing.T, site, within string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	settings := fmt.Sprintf(`{"profile":{"content_settings":{"exceptions":{"cookies":{%q:{"setting":2}}}}}}`, site+","+within)
	if err := os.MkdirAll(filepath.Join(dir, "Default"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Default", "Preferences"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// inOneProcess keeps the frames of strangers where the page is, so that we can look into them; what they may do is the same.
func inOneProcess() []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{chromedp.Flag("disable-site-isolation-trials", true),
		chromedp.Flag("disable-features", "IsolateOrigins,site-per-process,IsolateSandboxedIframes,Translate")}
}

// refuseStrangers shuts the jars of other sites' frames, as browsers do more and more; partitioned cookies are let be.
func (b *browser) refuseStrangers() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.SetCookieControls, network.SetCookieControlsParams{EnableThirdPartyCookieRestriction: true}); err != nil {
		b.t.Fatal(err)
	}
}

// stageApart is a demo whose banks are of another site than we are, as browsers see it.
func stageApart(t *testing.T) *stage {
	t.Helper()
	return stageOn(t, modelstest.SQLite(t, nil).Config, func(d *doors) { d.bankHost = "127.0.0.1" })
}
