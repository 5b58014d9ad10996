package command

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// walked is how somebody comes to a screen of the console.
type walked struct {
	seat string // whose button of the demo; empty for nobody's
	from string // the page that has a link to it, where its path names an id
	link string // selector of that link
	part bool   // a fragment of a page: looked at where its page is
}

// walks are the screens by their rows in the site map. A new screen that is not here fails the test that walks them.
func walks() map[string]walked {
	const maker, admin, support = "Payout maker", "Administrator", "Support"
	return map[string]walked{
		"/console/signin/":             {},
		"/console/signin/code/":        {},
		"/console/enrol/:token/":       {},
		"/console/":                    {seat: admin},
		"/console/referrals/":          {seat: maker},
		"/console/referrals/rows/":     {seat: maker, part: true},
		"/console/referrals/selection": {seat: maker, part: true},
		"/console/referrals/export/":   {seat: admin},
		"/console/referrals/attach/":   {seat: support},
		"/console/referrals/:id/":      {seat: maker, from: "/console/referrals/?q=casey", link: "#list tbody th a"},
		"/console/referrals/:id/pay/":  {seat: maker, from: "/console/referrals/?q=devon", link: "#list tbody th a"},
		"/console/campaigns/":          {seat: admin},
		"/console/campaigns/new/":      {seat: admin},
		"/console/campaigns/:id/edit/": {seat: admin, from: "/console/campaigns/", link: `#content a, main a[href$="/edit/"]`},
		"/console/approvals/":          {seat: admin},
		"/console/audit/":              {seat: admin},
		"/console/audit/rows/":         {seat: admin, part: true},
		"/console/audit/:id/":          {seat: admin, from: "/console/audit/", link: `#list a[href*="/audit/"]:not([href*="?"])`},
		"/console/staff/":              {seat: admin},
		"/console/staff/:id/":          {seat: admin, from: "/console/staff/", link: "main tbody th a"},
		"/console/settings/":           {seat: admin},
		"/console/settings/colors/":    {seat: admin, part: true},
	}
}

// screens are the GET rows of the console in the printed site map, which a test of the handlers holds to the table.
func consoleScreens(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("../../testdata/routes.golden")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "GET" && strings.HasPrefix(f[1], "/console/") {
			all = append(all, f[1])
		}
	}
	return all
}

// Every screen of the site map is opened in the running console: nothing for axe, for the content policy or in the
// browser's log; no sideways scrolling down to 320 px; a title, one heading, and the search under its key.
func TestEveryScreenOfTheConsoleHolds(t *testing.T) {
	t.Parallel()
	known, screens := walks(), consoleScreens(t)
	if want := slices.Sorted(maps.Keys(known)); !slices.Equal(want, slices.Sorted(slices.Values(screens))) {
		t.Fatalf("the site map has the screens\n%s\nand this test walks\n%s", strings.Join(slices.Sorted(slices.Values(screens)), "\n"), strings.Join(want, "\n"))
	}
	st := stageForTest(t)
	base := st.base.String() + "/t/garden"
	b := newBrowser(t)
	source := axeSource(t)

	b.open(base + "/console/signin/")
	b.screen(source, "signin")
	b.do(chromedp.SendKeys("[name=email]", "nobody@garden.test"), chromedp.SendKeys("[name=password]", "no such thing"), chromedp.Click(".form button"), chromedp.WaitVisible(".notice-red"))
	b.screen(source, "signin-refused")
	b.do(chromedp.Navigate(base+"/console/signin/"), chromedp.SendKeys("[name=email]", "viewer@garden.test"), chromedp.SendKeys("[name=password]", demoPassword), chromedp.Click(".form button"), chromedp.WaitVisible("[name=code]"))
	b.screen(source, "signin-code")

	for _, seat := range []string{"Payout maker", "Support", "Administrator"} {
		b.take(base+"/console/", seat)
		for _, pattern := range screens {
			w := known[pattern]
			if w.seat != seat {
				continue
			}
			if w.part {
				b.partOf(base + pattern)
				continue
			}
			path := pattern
			if w.from != "" {
				b.open(base + w.from)
				path = b.tell(fmt.Sprintf(`new URL(document.querySelector(%q).href).pathname`, w.link))
				path = strings.TrimPrefix(path, "/t/garden") + map[bool]string{true: "pay/"}[strings.HasSuffix(pattern, "/pay/")]
			}
			b.open(base + path)
			b.screen(source, strings.Trim(strings.NewReplacer("/console", "", "/", "-", ":", "").Replace(pattern), "-"))
		}
		if seat == "Payout maker" {
			b.maker(source, base)
		}
	}
	b.admin(source, base, st)
}

// maker looks at what only a press shows: the list with rows picked, what a selection comes to, an inbox with something
// in it, and the pages that stand for another one.
func (b *browser) maker(source, base string) {
	b.t.Helper()
	b.do(chromedp.Navigate(base+"/console/referrals/"), chromedp.Click("#pick-all"), chromedp.WaitVisible(".selection-some"))
	b.screen(source, "referrals-picked")
	b.do(chromedp.Click("#selection-act"), chromedp.WaitVisible(".proposal"))
	b.screen(source, "batch")
	b.do(chromedp.Navigate(base+"/console/referrals/?q=nobody+of+that+name"), chromedp.WaitVisible(".empty"))
	b.screen(source, "referrals-none")
	b.open(base + "/console/approvals/")
	b.screen(source, "inbox-empty")
	for _, path := range []string{"/console/staff/", "/console/referrals/nothing/", "/console/nothing/"} {
		b.open(base + path)
		b.screen(source, "instead-of"+strings.ReplaceAll(strings.TrimSuffix(path, "/"), "/", "-"))
	}
	b.do(chromedp.Navigate(base+"/console/referrals/?q=devon"), chromedp.Click("#list tbody th a"), chromedp.WaitVisible("#ask-pay"),
		chromedp.Click("#ask-pay"), chromedp.WaitVisible("button[id^=take-back]"))
	b.screen(source, "referral-asked")
}

// admin opens the enrolment of somebody new, and is asked for a second factor that has gone stale.
func (b *browser) admin(source, base string, st *stage) {
	b.t.Helper()
	b.do(chromedp.Navigate(base+"/console/staff/"), chromedp.Click("#invite summary"), chromedp.SendKeys("#invite [name=name]", "Noor New"),
		chromedp.SendKeys("#invite [name=email]", "noor@garden.test"), chromedp.Click("#invite .form button"), chromedp.WaitVisible("#one-time"))
	b.screen(source, "staff-invited")
	link := b.tell(`document.getElementById("one-time").textContent`)
	st.clock.Advance(6 * time.Minute)
	b.do(chromedp.Navigate(base+"/console/staff/"), chromedp.Click(`main tbody a[href*="/staff/"]`), chromedp.WaitVisible("#end-sessions, .house-asks"),
		chromedp.Click(".house-asks .ask summary"), chromedp.Click(".house-asks .ask .asked .form button"), chromedp.WaitVisible("[name=code]"))
	b.screen(source, "step-up")
	b.open(link)
	b.screen(source, "enrol-token")
	b.open(base + "/console/enrol/none/")
	b.screen(source, "enrol-gone")
}

// screen looks at the page that is open.
func (b *browser) screen(source, name string) {
	b.t.Helper()
	b.scheme("light")
	b.do(chromedp.EmulateViewport(1280, 900))
	if got := b.tell(`document.title.length > 3 && document.querySelectorAll("h1").length`); got != "1" {
		b.t.Errorf("%s: %q has %s headings of the first rank", name, b.tell("document.title"), got)
	}
	b.axe(source, name+" at 1280")
	if b.tell(`!!document.querySelector("[data-search]")`) == "true" {
		// One event that brings its text along, as a keyboard does: what is prevented must not be typed.
		if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyDown", Key: "/", Text: "/"}); err != nil {
			b.t.Fatal(err)
		}
		if got := b.tell(`document.activeElement.matches("[data-search]") + document.activeElement.value`); got != "true"+b.tell(`document.querySelector("[data-search]").defaultValue`) {
			b.t.Errorf("%s: the search is not reached by its key", name)
		}
	}
	b.look("console-" + name + "-1280-light")
	b.scheme("dark")
	if found := b.tell(`axe.run(document, {resultTypes: ["violations"], runOnly: {type: "rule", values: ["color-contrast"]}})
		.then(r => r.violations.map(v => v.nodes.map(n => n.target.join(" ") + " " + n.failureSummary).join(" | ")).join("\n"))`); found != "" {
		b.t.Errorf("%s in the dark: axe finds %s", name, found)
	}
	b.look("console-" + name + "-1280-dark")
	for _, width := range []int64{360, 320} {
		b.do(chromedp.EmulateViewport(width, 800))
		if wide := b.tell(`document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide != "0" {
			b.t.Errorf("%s at %d: the page scrolls sideways by %s", name, width, wide)
		}
		if width == 360 {
			b.look("console-" + name + "-360-dark")
		}
	}
	b.do(chromedp.EmulateViewport(1280, 900))
	if found := b.tell(`window.wrong.join("; ")`); found != "" {
		b.t.Errorf("%s: the browser complains: %s", name, found)
	}
}

// partOf asks for a fragment as a script does: it is a part and no page.
func (b *browser) partOf(url string) {
	b.t.Helper()
	got := b.tell(fmt.Sprintf(`fetch(%q, {headers: {"HX-Request": "true"}}).then(async (r) => r.status + " " + (await r.text()).includes("<html"))`, url))
	if got != "200 false" {
		b.t.Errorf("%s answers %s", url, got)
	}
}

// tell evaluates an expression to a text.
func (b *browser) tell(expression string) string {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("Promise.resolve("+expression+").then(String)", chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

func (b *browser) scheme(name string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}}); err != nil {
		b.t.Fatal(err)
	}
}

// look keeps a picture of the page as it stands.
func (b *browser) look(name string) {
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
