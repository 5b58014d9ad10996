package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed css/*.css app.js console.js console-session.js htmx.min.js icon.svg
var sources embed.FS

// Prefix is the path under which the files are served.
const Prefix = "/static/"

// The names of the files, as URL takes them.
const (
	TileCSS    = "tile.css" // the tile, and what every page needs
	PageCSS    = "page.css" // whole pages, after TileCSS
	ConsoleCSS = "console.css"
	AppJS      = "app.js"
	ConsoleJS  = "console.js"
	HTMX       = "htmx.min.js"
	Icon       = "icon.svg" // of the browser tab: two coins, one offer
)

// bundles lists which sources make a file, in the order of the cascade.
func bundles() map[string][]string {
	return map[string][]string{
		TileCSS: {"css/tokens.css", "css/base.css", "css/controls.css", "css/fields.css", "css/parts.css", "css/tile.css", "css/screens.css", "css/told.css"},
		PageCSS: {"css/page.css", "css/landing.css", "css/reading.css"},
		ConsoleCSS: {
			"css/tokens.css", "css/base.css", "css/console-base.css", "css/console-shell.css", "css/console-top.css",
			"css/console-controls.css", "css/console-fields.css", "css/console-parts.css", "css/console-events.css",
			"css/console-table.css", "css/console-list.css", "css/console-referral.css", "css/console-pay.css",
			"css/console-approvals.css", "css/console-house.css", "css/console-overview.css", "css/console-plots.css",
			"css/console-campaigns.css", "css/console-campaign.css", "css/console-handout.css", "css/console-preview.css",
			"css/console-rules.css", "css/console-tokens.css", "css/console-audit.css", "css/console-door.css",
		},
		AppJS:     {"app.js"},
		ConsoleJS: {"console.js", "console-session.js"},
		HTMX:      {"htmx.min.js"},
		Icon:      {"icon.svg"},
	}
}

// Files is the set of files under their hashed names. It is an http.Handler.
type Files struct {
	names map[string]string // tile.css -> tile.0a1b2c3d4e5f.css
	files map[string]file   // by hashed name
}

type file struct {
	kind  string
	plain []byte
	gzip  []byte
}

// Load joins, hashes and compresses the files.
func Load() (*Files, error) {
	set := &Files{names: map[string]string{}, files: map[string]file{}}
	for name, parts := range bundles() {
		var body bytes.Buffer
		for _, part := range parts {
			raw, err := sources.ReadFile(part)
			if err != nil {
				return nil, fmt.Errorf("static: %w", err)
			}
			body.Write(raw)
		}
		small, err := compress(body.Bytes())
		if err != nil {
			return nil, fmt.Errorf("static: compress %s: %w", name, err)
		}
		hashed := hashedName(name, body.Bytes())
		set.names[name] = hashed
		set.files[hashed] = file{kind: kind(name), plain: body.Bytes(), gzip: small}
	}
	return set, nil
}

// URL is the path of a file under its hashed name. A name that is not one of the constants is a mistake in our own
// code and gives a path that answers 404, which the tests of the pages find.
func (f *Files) URL(name string) string { return Prefix + f.names[name] }

// ServeHTTP answers GET and HEAD of a hashed name behind [Prefix], whatever stands before it (a tenant's prefix).
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	_, name, behind := strings.Cut(r.URL.Path, Prefix)
	found, ok := f.files[name]
	if !behind || !ok {
		http.NotFound(w, r)
		return
	}
	body, h := found.plain, w.Header()
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		body = found.gzip
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", found.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Encoding")
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // a reader who hung up is nobody's error
}

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3): gzip named, or everything, and not with weight zero.
func acceptsGzip(headers []string) bool {
	accepted := false
	for item := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		coding, params, _ := strings.Cut(item, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		_, weight, _ := strings.Cut(strings.ReplaceAll(params, " ", ""), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		refused := weight != "" && (err != nil || q <= 0)
		switch coding {
		case "gzip":
			return !refused
		case "*":
			accepted = !refused
		}
	}
	return accepted
}

func hashedName(name string, body []byte) string {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
}

func kind(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "text/javascript; charset=utf-8"
}

func compress(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
