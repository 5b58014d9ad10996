package gallery_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"raf/components/console"
	"raf/components/gallery"
	"raf/models/modelstest"
	"raf/static"
)

var shots = flag.String("shots", "", "folder for a picture of every screen, at each width and scheme")

const (
	policy   = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"
	patience = time.Minute
)

// stage serves the gallery's screens under the policy of the real thing, with fragments that answer from what they
// are asked, so that the script can be tried without handlers.
func stage(t *testing.T) *httptest.Server {
	t.Helper()
	files, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, files)
	assets := gallery.ConsoleAssets{Styles: []string{files.URL(static.ConsoleCSS)}, Scripts: []string{files.URL(static.HTMX), files.URL(static.ConsoleJS)},
		Tile: []string{files.URL(static.TileCSS)}}
	for _, e := range gallery.ConsoleEntries(assets) {
		mux.HandleFunc("GET /"+e.Name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			_ = e.Page.Render(r.Context(), w)
		})
	}
	mux.HandleFunc("GET /console/referrals/table", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		_ = console.List(console.ReferralTable{
			URL: "/console/referrals/?" + r.URL.RawQuery, Said: "No referrals",
			Empty: console.Empty{Title: "asked for " + q.Get("q") + " in " + q.Get("state"), Text: "Nothing."},
		}).Render(r.Context(), w)
	})
	mux.HandleFunc("GET /console/referrals/selection", func(w http.ResponseWriter, r *http.Request) {
		bar := console.BulkBar{Fragment: "/console/referrals/selection", Text: "Nothing is selected.", Submit: "Review selection"}
		if n := len(r.URL.Query()); n > 0 {
			bar.Chosen, bar.Clear.Text, bar.Clear.Href = fmt.Sprintf("%d selected", n), "Clear", "/console/referrals/"
		}
		_ = console.Selection(bar).Render(r.Context(), w)
	})
	mux.HandleFunc("POST /console/referrals/8T4K2/check", func(w http.ResponseWriter, r *http.Request) {
		for _, e := range gallery.ConsoleEntries(assets) {
			if e.Name == "referral-paid" {
				_ = e.Part.Render(r.Context(), w)
			}
		}
	})
	mux.HandleFunc("POST /console/referrals/8T4K2/notes", func(w http.ResponseWriter, r *http.Request) {
		for _, e := range gallery.ConsoleEntries(assets) {
			if e.Name == "referral" {
				_ = e.Part.Render(r.Context(), w)
			}
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// tab is one open page of a Chromium.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func openTab(t *testing.T) *tab {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		if modelstest.Required("chromium") {
			t.Fatal("Chromium is required here and missing; run make tools")
		}
		t.Skip("left out: Chromium (not installed); make tools brings it")
	}
	base := stage(t).URL
	allocator, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)...)
	t.Cleanup(stop)
	ctx, done := chromedp.NewContext(allocator)
	t.Cleanup(done)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
		t.Fatal(err)
	}
	return &tab{t, ctx, base}
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) open(name string) { b.t.Helper(); b.do(chromedp.Navigate(b.base + "/" + name)) }

// tell evaluates an expression to a text.
func (b *tab) tell(expression string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("Promise.resolve("+expression+").then(String)", chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// wait waits, frame by frame, until an expression gives want.
func (b *tab) wait(expression, want string) {
	b.t.Helper()
	got := b.tell(fmt.Sprintf(`new Promise((done) => { const until = performance.now() + 5000; const look = () => {
		const got = String(%s); got === %q || performance.now() > until ? done(got) : requestAnimationFrame(look) }; look() })`, expression, want))
	if got != want {
		b.t.Fatalf("%s = %q, want %q", expression, got, want)
	}
}

func (b *tab) media(name, value string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: name, Value: value}}}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) shot(name string) {
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
