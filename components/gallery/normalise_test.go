package gallery_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"raf/static"
)

// normalise writes HTML one node a line, indented by depth, as a parser reads it: goldens then differ where the page
// does, and not where white space does.
func normalise(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		indent := strings.Repeat("  ", depth)
		switch n.Type {
		case html.TextNode:
			if text := strings.Join(strings.Fields(n.Data), " "); text != "" {
				out.WriteString(indent + text + "\n")
			}
		case html.ElementNode:
			out.WriteString(indent + "<" + n.Data)
			for _, a := range n.Attr {
				out.WriteString(" " + a.Key + "=\"" + html.EscapeString(a.Val) + "\"")
			}
			out.WriteString(">\n")
			depth++
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child, depth)
		}
	}
	walk(root, 0)
	return out.String()
}

func fetch(t *testing.T, files *static.Files, url string) io.Reader {
	t.Helper()
	answer := httptest.NewRecorder()
	files.ServeHTTP(answer, httptest.NewRequest("GET", url, nil))
	return answer.Body
}

// zipped is the size of a file as a browser gets it.
func zipped(t *testing.T, files *static.Files, url string) int {
	t.Helper()
	r := httptest.NewRequest("GET", url, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	answer := httptest.NewRecorder()
	files.ServeHTTP(answer, r)
	if answer.Code != 200 {
		t.Fatalf("%s: status %d", url, answer.Code)
	}
	return answer.Body.Len()
}
