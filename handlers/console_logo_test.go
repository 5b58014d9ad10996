package handlers

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
	"raf/providers/sandbox"
)

// upload sends a file as the form of the logo does.
func (k *clerk) upload(path, file string, raw []byte) reply {
	k.t.Helper()
	return k.uploadOver(k.get(web.PathSettings).doc().Find(`input[name="`+desk.FieldWasLogo+`"]`).First().AttrOr("value", ""), path, file, raw)
}

// uploadOver is upload from a page that shows the logo of a name.
func (k *clerk) uploadOver(seen, path, file string, raw []byte) reply {
	k.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField(fieldStaffToken, k.staffToken()); err != nil {
		k.t.Fatal(err)
	}
	if err := form.WriteField(desk.FieldWasLogo, seen); err != nil {
		k.t.Fatal(err)
	}
	part, err := form.CreateFormFile(desk.FieldLogo, file)
	if err == nil {
		_, err = part.Write(raw)
	}
	if closed := form.Close(); err != nil || closed != nil {
		k.t.Fatal(err, closed)
	}
	return k.do(http.MethodPost, path, &body, "Sec-Fetch-Site", "same-origin", "Content-Type", form.FormDataContentType())
}

func logo(t *testing.T, w, h int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestALogoStandsWhereTheNameStoodAndNowhereElse(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	got := admin.upload(web.PathLogoSave, "logo.png", logo(t, 240, 80)).wants(http.StatusOK, "Members see the logo")
	src := got.doc().Find(".brand img").AttrOr("src", "")
	if got.doc().Find(".brand img").AttrOr("alt", "") != "Garden" || !strings.HasPrefix(src, "/t/garden/logo/") {
		t.Fatalf("the console's brand shows %q", src)
	}
	h.clock.Advance(2 * time.Second)
	b := h.browser(t, sandbox.Garden)
	if page := b.get(web.PathLanding + "UNKNOWN1"); page.doc().Find(".site-name img").AttrOr("src", "") != src {
		t.Error("the landing page has no logo")
	}
	if b.get(web.PathTile).doc().Find("img.logo").Length() != 0 {
		t.Error("the tile has a logo")
	}
	own := strings.TrimPrefix(src, "/t/garden")
	shown := b.get(own)
	if shown.status != http.StatusOK || shown.header.Get("Content-Type") != "image/png" || shown.header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(shown.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", shown.status, shown.header)
	}
	for _, path := range []string{own, web.PathLogo + "x", web.PathLogo + strings.Repeat("0", 32) + "-10x10.png"} {
		if got := h.browser(t, sandbox.Orchard).get(path); got.status != http.StatusNotFound {
			t.Errorf("the other institution answers %s with %d", path, got.status)
		}
	}
	admin.submit(admin.get(web.PathSettings), `form[action$="/logo/remove"]`, nil).wants(http.StatusOK, "The logo was removed.")
	if got := b.get(own); got.status != http.StatusNotFound {
		t.Errorf("after it was removed: %d", got.status)
	}
}

func TestWhatIsNoLogoIsToldAtItsField(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	for name, row := range map[string]struct {
		raw  []byte
		says string
	}{
		"nothing":   {nil, "Choose a picture."},
		"SVG":       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "SVG and WebP are not taken."},
		"too large": {make([]byte, program.MaxLogoBytes+1), "The file is too large."},
		"too small": {logo(t, 8, 8), "too large or too small"},
	} {
		got := admin.upload(web.PathLogoSave, "x", row.raw).wants(http.StatusUnprocessableEntity, row.says)
		if got.doc().Find("#"+desk.FieldLogo).AttrOr("aria-invalid", "") != "true" {
			t.Errorf("%s is not told at its field", name)
		}
	}
	if got := admin.upload(web.PathLogoSave, "x", make([]byte, maxLogo)); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body over the bound answers %d", got.status)
	}
	if got := admin.upload(web.PathSettings, "x", nil); got.status != http.StatusUnsupportedMediaType {
		t.Errorf("a file to another form answers %d", got.status)
	}
	if n := h.count(t, sandbox.Garden, "tenant_logos", ""); n != 0 {
		t.Errorf("%d pictures were kept", n)
	}
}

func TestAFreshCodeIsAskedForBeforeALogoAndTheFileIsNotLost(t *testing.T) {
	t.Parallel()
	h := setup(t)
	admin := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	h.clock.Advance(6 * time.Minute)
	asked := admin.upload(web.PathLogoSave, "logo.png", logo(t, 64, 64)).wants(http.StatusUnauthorized, "Confirm that it is you")
	if n := h.count(t, sandbox.Garden, "tenant_logos", ""); n != 0 {
		t.Fatal("it was kept before the code")
	}
	admin.submit(asked, "form#confirm", map[string]string{desk.FieldCode: admin.code()}).wants(http.StatusOK, "Members see the logo")
	if n := h.count(t, sandbox.Garden, "tenant_logos", ""); n != 1 {
		t.Errorf("%d pictures", n)
	}
}

func TestALogoThatSomebodyElseChangedIsAConflictThatSaysWho(t *testing.T) {
	t.Parallel()
	h := setup(t)
	one, two := h.arrive(t, sandbox.Garden, models.RoleAdmin), h.hireAs(t, sandbox.Garden, "second", models.RoleAdmin)
	two.enterConsole()
	two.upload(web.PathLogoSave, "logo.png", logo(t, 240, 80)).wants(http.StatusOK, "Members see the logo")
	stale := one.get(web.PathSettings)
	one.uploadOver("", web.PathLogoSave, "mine.png", logo(t, 64, 64)).wants(http.StatusConflict, "Second changed this", "Logo", "None", "The picture you chose")
	two.upload(web.PathLogoSave, "logo.png", logo(t, 120, 80)).wants(http.StatusOK)
	one.submit(stale, `form[action$="/logo/remove"]`, nil).wants(http.StatusConflict, "Second changed this", "Picture ")
	if n := h.count(t, sandbox.Garden, "tenant_logos", "name LIKE '%-120x80.png'"); n != 1 {
		t.Error("the logo that was saved is gone")
	}
}
