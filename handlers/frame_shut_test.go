package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"raf/components/tile"
	"raf/handlers/web"
	"raf/providers/sandbox"
)

// A write out of a frame without an origin is refused as every stranger's is, and says what the member can do about it.
func TestAWriteOutOfASandboxedFrameSaysWhereToGoOn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, row := range []struct {
		path, origin string
		shut         bool
	}{
		{web.PathCode, "null", true}, {web.PathCode, "https://evil.test", false},
	} {
		b, _ := h.enter(t, sandbox.Garden, "blake")
		got := b.post(row.path, url.Values{tile.FieldCode: {"K7PN3QXD"}}, "Origin", "", "Origin", row.origin, "Sec-Fetch-Site", "", "Sec-Fetch-Site", "cross-site").wants(http.StatusForbidden)
		link := got.doc().Find(`a[href="/t/garden/auth/"][target="_top"]`).Length()
		if shut := link == 1; shut != row.shut {
			t.Errorf("%s from %s: a way into the whole page %v, want %v:\n%s", row.path, row.origin, shut, row.shut, got.text())
		}
		if row.shut {
			got.wants(http.StatusForbidden, "This card can’t send anything from here")
		}
	}
}
