package gallery_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/components/gallery"
	"raf/static"
)

var (
	update = flag.Bool("update", false, "write the goldens anew")
	write  = flag.String("write", "", "folder to write every entry to as a page that opens from disk")
)

const goldens = "../../testdata/golden"

// fixed are the addresses in the goldens: real ones would change with every change of a style sheet.
func fixed() gallery.Assets {
	return gallery.Assets{
		Tile:    []string{"/static/tile.css", "/theme.css"},
		Page:    []string{"/static/tile.css", "/static/page.css", "/theme.css"},
		Scripts: []string{"/static/htmx.min.js", "/static/app.js"},
	}
}

func render(t *testing.T, e gallery.Entry) string {
	t.Helper()
	var out bytes.Buffer
	if err := e.Page.Render(t.Context(), &out); err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	return out.String()
}

func TestEveryStateLooksAsItsGolden(t *testing.T) {
	t.Parallel()
	for _, e := range gallery.Entries(fixed()) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			got := normalise(t, render(t, e))
			file := filepath.Join(goldens, e.Name+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("no golden: run go test ./components/gallery -update (%v)", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("differs from its golden; if that is meant, run with -update and say why in the commit (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoGoldenIsLeftBehindByAStateThatIsGone(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, e := range gallery.Entries(fixed()) {
		if known[e.Name] {
			t.Errorf("two entries are named %s", e.Name)
		}
		known[e.Name] = true
	}
	files, err := filepath.Glob(filepath.Join(goldens, "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".html"); !known[name] {
			t.Errorf("%s belongs to no entry: delete it", file)
		}
	}
}

// folder is the one that -write names, or one of the test's own.
func folder(t *testing.T) string {
	t.Helper()
	if *write != "" {
		return *write
	}
	return t.TempDir()
}

// TestEveryEntryCanBeOpenedFromDisk keeps the pages for a look: go test ./components/gallery -run FromDisk -write FOLDER.
func TestEveryEntryCanBeOpenedFromDisk(t *testing.T) {
	t.Parallel()
	into := folder(t)
	files, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	local := func(name string) string {
		served := files.URL(name)
		return strings.TrimPrefix(served, "/")
	}
	assets := gallery.Assets{
		Tile:    []string{local(static.TileCSS)},
		Page:    []string{local(static.TileCSS), local(static.PageCSS)},
		Scripts: []string{local(static.HTMX), local(static.AppJS)},
	}
	saveAssets(t, files, into)
	for _, e := range gallery.Entries(assets) {
		if err := os.WriteFile(filepath.Join(into, e.Name+".html"), []byte(render(t, e)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func saveAssets(t *testing.T, files *static.Files, folder string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(folder, "static"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{static.TileCSS, static.PageCSS, static.AppJS, static.HTMX} {
		body, err := io.ReadAll(fetch(t, files, files.URL(name)))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, files.URL(name)), body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
