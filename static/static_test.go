package static_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"raf/static"
)

func load(t *testing.T) *static.Files {
	t.Helper()
	files, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func ask(files *static.Files, method, path, encoding string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	files.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, answer *http.Response) string {
	t.Helper()
	var from io.Reader = answer.Body
	if answer.Header.Get("Content-Encoding") == "gzip" {
		unzip, err := gzip.NewReader(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		from = unzip
	}
	raw, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestEveryFileIsServedUnderItsHashForEver(t *testing.T) {
	t.Parallel()
	files := load(t)
	for name, kind := range map[string]string{
		static.TileCSS:    "text/css; charset=utf-8",
		static.PageCSS:    "text/css; charset=utf-8",
		static.ConsoleCSS: "text/css; charset=utf-8",
		static.Icon:       "image/svg+xml",
		static.ConsoleJS:  "text/javascript; charset=utf-8",
		static.AppJS:      "text/javascript; charset=utf-8",
		static.HTMX:       "text/javascript; charset=utf-8",
	} {
		url := files.URL(name)
		if !regexp.MustCompile(`^/static/[a-z.]+\.[0-9a-f]{12}\.(css|js|svg)$`).MatchString(url) {
			t.Errorf("%s: URL %s carries no hash", name, url)
		}
		for _, prefix := range []string{"", "/t/garden"} {
			answer := ask(files, "GET", prefix+url, "gzip")
			for header, want := range map[string]string{
				"Content-Type":           kind,
				"Content-Encoding":       "gzip",
				"Cache-Control":          "public, max-age=31536000, immutable",
				"Vary":                   "Accept-Encoding",
				"X-Content-Type-Options": "nosniff",
			} {
				if got := answer.Header.Get(header); answer.StatusCode != 200 || got != want {
					t.Errorf("%s%s: status %d, %s %q, want 200 and %q", prefix, url, answer.StatusCode, header, got, want)
				}
			}
			if plain := body(t, ask(files, "GET", url, "")); plain == "" || plain != body(t, answer) {
				t.Errorf("%s: the compressed file is not the plain one", name)
			}
		}
	}
}

func TestWhatIsNotAFileIsNotFound(t *testing.T) {
	t.Parallel()
	files := load(t)
	url := files.URL(static.TileCSS)
	for _, path := range []string{
		"/static/", "/static/tile.css", "/static/tile.000000000000.css", "/static/../static.go", "/static/css/tokens.css",
		strings.Replace(url, "/static/", "/statics/", 1), url + "/", "/" + url[len("/static/"):], "/static/VENDORED.md",
	} {
		answer := ask(files, "GET", path, "gzip")
		if answer.StatusCode != 404 || answer.Header.Get("Cache-Control") != "" {
			t.Errorf("%s: status %d, Cache-Control %q, want 404 and none", path, answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	t.Parallel()
	files := load(t)
	url := files.URL(static.AppJS)
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH"} {
		answer := ask(files, method, url, "")
		if answer.StatusCode != 405 || answer.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, answer.StatusCode, answer.Header.Get("Allow"))
		}
	}
	head, get := ask(files, "HEAD", url, "gzip"), ask(files, "GET", url, "gzip")
	if got := head.Header.Get("Content-Length"); got != get.Header.Get("Content-Length") {
		t.Errorf("HEAD says %s bytes, GET %s", got, get.Header.Get("Content-Length"))
	}
	if raw, _ := io.ReadAll(head.Body); len(raw) != 0 {
		t.Errorf("HEAD answered %d bytes", len(raw))
	}
}

func TestCompressionIsTheReadersChoice(t *testing.T) {
	t.Parallel()
	files := load(t)
	for encoding, want := range map[string]string{
		"":                        "",
		"gzip":                    "gzip",
		"GZIP":                    "gzip",
		"br, gzip;q=0.5":          "gzip",
		"br":                      "",
		"*":                       "gzip",
		"*;q=0":                   "",
		"gzip;q=0":                "",
		"gzip; q=0.0":             "",
		"*, gzip;q=0":             "",
		"gzip;q=rubbish":          "",
		"identity;q=1, *;q=0.001": "gzip",
	} {
		if got := ask(files, "GET", files.URL(static.HTMX), encoding).Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: got %q, want %q", encoding, got, want)
		}
	}
}

func TestVendoredFilesAreTheOnesWeWroteDown(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("VENDORED.md")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(static.HTMX)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(raw)
	row := regexp.MustCompile(`(?m)^\| htmx\.min\.js \| 4\.0\.1 \|.*\| ([0-9a-f]{64}) \|$`).FindSubmatch(table)
	if row == nil || string(row[1]) != hex.EncodeToString(sum[:]) {
		t.Errorf("htmx.min.js has the checksum %x, which VENDORED.md does not name: was it edited?", sum)
	}
}

// TestOurSourcesStayInsideThePolicy holds what the content security policy would block at run time, or should never
// have to block.
func TestOurSourcesStayInsideThePolicy(t *testing.T) {
	t.Parallel()
	files := load(t)
	for name, forbidden := range map[string][]string{
		static.TileCSS:    {"url(", "@import", "expression("},
		static.PageCSS:    {"url(", "@import", "expression("},
		static.ConsoleCSS: {"url(", "@import", "expression("},
		static.ConsoleJS:  {"eval(", "Function(", "innerHTML", "insertAdjacentHTML", ".style", "setAttribute('on", "http:", "https:"},
		static.AppJS:      {"eval(", "Function(", "innerHTML", "insertAdjacentHTML", ".style", "setAttribute('on", "http:", "https:"},
	} {
		source := body(t, ask(files, "GET", files.URL(name), ""))
		for _, word := range forbidden {
			if strings.Contains(source, word) {
				t.Errorf("%s has %q", name, word)
			}
		}
	}
}
