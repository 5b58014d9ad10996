package command

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"raf/models"
	"raf/models/modelstest"
)

// shots is a folder for pictures of what the journeys see; empty for none.
var shots = flag.String("shots", "", "folder for screenshots of the journeys")

var kit modelstest.Kit

func TestMain(m *testing.M) { os.Exit(kit.Run(m)) }

// stageForTest is a whole demo on free ports and the embedded database, its story told.
func stageForTest(t *testing.T) *stage {
	t.Helper()
	return stageOn(t, modelstest.SQLite(t, nil).Config)
}

func stageOn(t *testing.T, db models.Config, change ...func(*doors)) *stage {
	t.Helper()
	dir := t.TempDir()
	s := Settings{Addr: "127.0.0.1:0", SandboxAddr: "127.0.0.1:0", Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	st, err := newStage(s, World{Now: time.Now, Stdout: io.Discard}, dir, db, change...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := st.tellStory(t.Context()); err != nil {
		t.Fatal(err)
	}
	return st
}

// browser is one Chromium with a profile of its own: the cookies of one person's machine.
type browser struct {
	t   *testing.T
	ctx context.Context
}

const patience = time.Minute

func newBrowser(t *testing.T, more ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	if !haveChromium() {
		if modelstest.Required("chromium") {
			t.Fatal("Chromium is required here and missing; run make tools")
		}
		t.Skip("left out: Chromium (not installed); make tools brings it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	options = append(options, more...)
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	tab, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	// The browser lives as long as the context of its first action: not one with a deadline.
	if err := chromedp.Do(tab, chromedp.EmulateViewport(1280, 900)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `window.stoppedByPolicy = []; document.addEventListener("securitypolicyviolation", (e) => stoppedByPolicy.push(e.violatedDirective + " " + e.blockedURI));
			window.wrong = []; addEventListener("error", (e) => wrong.push(e.message)); addEventListener("unhandledrejection", (e) => wrong.push(String(e.reason)));
			const complain = console.error; console.error = (...all) => { wrong.push(all.join(" ")); complain(...all) };
			window.swaps = 0; addEventListener("htmx:after:swap", () => swaps++)`}); err != nil {
		t.Fatal(err)
	}
	return &browser{t, tab}
}

func haveChromium() bool {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if _, err := exec.LookPath(name); err == nil {
			return true
		}
	}
	return false
}

func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		where, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
		b.t.Fatalf("%v at %s", err, where)
	}
}

func (b *browser) open(url string) { b.t.Helper(); b.do(chromedp.Navigate(url)) }

// signIn signs a member in at the bank; the dashboard with the card follows.
func (b *browser) signIn(bank, who string) {
	b.t.Helper()
	b.open(bank + "/login")
	b.do(chromedp.SendKeys("#username", who), chromedp.SendKeys("#password", "sandbox"), chromedp.Click("button.primary"),
		chromedp.WaitVisible("#card"))
}

// inCard evaluates an expression in the document of the bank's frame, in a world of its own: it sees the page's DOM and
// is not held by the page's policy.
func (b *browser) inCard(expression string) (string, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	tree, err := chromedp.Call(ctx, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return "", err
	}
	if len(tree.FrameTree.ChildFrames) == 0 {
		return "", fmt.Errorf("the page has no frame")
	}
	world, err := chromedp.Call(ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.ChildFrames[0].Frame.ID})
	if err != nil {
		return "", err
	}
	yes := true
	got, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: "String(" + expression + ")",
		ContextID: world.ExecutionContextID, ReturnByValue: &yes, AwaitPromise: &yes})
	if err != nil {
		return "", err
	}
	if got.ExceptionDetails != nil {
		return "", fmt.Errorf("%s: %s", expression, got.ExceptionDetails.Exception.Description)
	}
	var s string
	return s, json.Unmarshal(got.Result.Value, &s)
}

// waitCard waits until an expression in the card gives want.
func (b *browser) waitCard(expression, want string) {
	b.t.Helper()
	var got string
	var err error
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		if got, err = b.inCard(expression); err == nil && got == want {
			return
		}
		if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`new Promise(r => requestAnimationFrame(() => r("")))`, chromedp.EvalAwaitPromise)); err != nil {
			continue // the page is navigating
		}
	}
	html, _ := b.inCard(`document.body.innerText + "\n" + location.href`)
	b.t.Fatalf("card: %s = %q, %v; want %q. It shows:\n%s", expression, got, err, want, html)
}

const cardState = `document.getElementById("tile")?.dataset.state`

// text is what the card says.
func (b *browser) text() string {
	b.t.Helper()
	s, err := b.inCard("document.body.innerText")
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Join(strings.Fields(s), " ")
}

func (b *browser) says(want string) {
	b.t.Helper()
	b.waitCard(fmt.Sprintf("document.body.innerText.replace(/\\s+/g, ' ').includes(%q)", want), "true")
}

// press clicks an element of the card with the mouse, where a person would.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.waitCard(fmt.Sprintf("!!document.querySelector(%q)", selector), "true")
	at, err := b.inCard(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: "center"});
		const r = e.getBoundingClientRect(); return Math.round(r.x + Math.min(r.width, 40) / 2) + "," + Math.round(r.y + r.height / 2) })()`, selector))
	if err != nil {
		b.t.Fatal(err)
	}
	frame, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(() => { const c = document.getElementById("card"); c.scrollIntoView({block: "center"});
		const r = c.getBoundingClientRect(); return (r.x + c.clientLeft) + "," + (r.y + c.clientTop) })()`))
	if err != nil {
		b.t.Fatal(err)
	}
	ex, ey := point(b.t, at)
	fx, fy := point(b.t, frame)
	b.do(chromedp.MouseClickXY(ex+fx, ey+fy))
}

func point(t *testing.T, s string) (x, y float64) {
	t.Helper()
	left, right, _ := strings.Cut(s, ",")
	x, errX := strconv.ParseFloat(left, 64)
	y, errY := strconv.ParseFloat(right, 64)
	if errX != nil || errY != nil {
		t.Fatalf("point %q", s)
	}
	return x, y
}

// write presses a field and types.
func (b *browser) write(selector, text string) {
	b.t.Helper()
	b.press(selector)
	b.do(chromedp.KeyEvent(text))
}

// shot keeps a picture of the page, and one in the dark.
func (b *browser) shot(name string) {
	b.t.Helper()
	if *shots == "" {
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}); err != nil {
			b.t.Fatal(err)
		}
		png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
		if err != nil {
			b.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(*shots, name+"-"+scheme+".png"), png, 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
}

// axeSource is the accessibility checker, as vendored.
func axeSource(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	listed, err := os.ReadFile("../../testdata/VENDORED.md")
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(raw)); !strings.Contains(string(listed), sum) {
		t.Fatalf("testdata/axe.min.js has checksum %s, which VENDORED.md does not list", sum)
	}
	return string(raw)
}

// axe runs the checker for WCAG 2.2 A and AA on the open page, and looks for what the content policy had to stop.
func (b *browser) axe(source, where string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](source + "; undefined"))
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => r.violations.map(v => v.id + " " + v.nodes.map(n => n.target.join(" ") + " " + n.failureSummary).join(" | ")).join("\n"))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", where, err)
	}
	if found != "" {
		b.t.Errorf("%s: axe finds %s", where, found)
	}
	if stopped, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(window.stoppedByPolicy || []).join("; ")`)); err != nil || stopped != "" {
		b.t.Errorf("%s: the content policy stopped %s, %v", where, stopped, err)
	}
	if wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > document.documentElement.clientWidth`)); err != nil || wide {
		b.t.Errorf("%s: the page scrolls sideways, %v", where, err)
	}
}
