package gallery_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"raf/components/gallery"
	"raf/static"
)

// TestEveryConsoleScreenCanBeOpenedFromDisk keeps the pages in the folder that -write names.
func TestEveryConsoleScreenCanBeOpenedFromDisk(t *testing.T) {
	t.Parallel()
	writeConsole(t, folder(t))
}

// writeConsole writes every screen with its files to a folder, so that a browser can open them from disk.
func writeConsole(t *testing.T, folder string) {
	t.Helper()
	files, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "static"), 0o755); err != nil {
		t.Fatal(err)
	}
	local := func(name string) string {
		url := files.URL(name)
		var body bytes.Buffer
		if _, err := body.ReadFrom(fetch(t, files, url)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, url), body.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return strings.TrimPrefix(url, "/")
	}
	assets := gallery.ConsoleAssets{Styles: []string{local(static.ConsoleCSS)}, Scripts: []string{local(static.HTMX), local(static.ConsoleJS)},
		Tile: []string{local(static.TileCSS)}}
	for _, e := range gallery.ConsoleEntries(assets) {
		file := filepath.Join(folder, "console-"+e.Name+".html")
		if err := os.WriteFile(file, []byte(written(t, e.Page)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
