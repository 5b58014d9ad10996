package program_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"raf/models"
	"raf/models/program"
)

func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	m.Set(1, 1, color.NRGBA{31, 107, 70, 255})
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// claims is a PNG whose head says another size than its rows have.
func claims(raw []byte, w, h uint32) []byte {
	out := bytes.Clone(raw)
	binary.BigEndian.PutUint32(out[16:], w)
	binary.BigEndian.PutUint32(out[20:], h)
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

func TestALogoIsMadeAnewFromWhatWasSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		admin := s.staff(t, "admin", models.RoleAdmin)
		const mark = "<script>alert(1)</script>"
		if err := s.SetLogo(t.Context(), append(picture(t, 240, 80), mark...), s.settings(t).Logo, admin); err != nil {
			t.Fatal(err)
		}
		first := s.settings(t).Logo
		made, err := s.Logo(t.Context(), first)
		if err != nil || bytes.Contains(made, []byte(mark)) {
			t.Errorf("what hung on the picture is served: %v", err)
		}
		if w, h, ok := program.LogoSize(first); !ok || w != 240 || h != 80 {
			t.Errorf("%s says %d x %d", first, w, h)
		}
		if m, err := png.Decode(bytes.NewReader(made)); err != nil || m.Bounds().Dx() != 240 {
			t.Errorf("what is served is no such picture: %v", err)
		}
		var photo bytes.Buffer
		if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 64, 64)), nil); err != nil {
			t.Fatal(err)
		}
		if err := s.SetLogo(t.Context(), photo.Bytes(), s.settings(t).Logo, admin); err != nil {
			t.Error(err)
		}
		if _, err := s.Logo(t.Context(), first); models.KindOf(err) != models.NotFound || err == nil {
			t.Errorf("the old one: %v", err)
		}
		if err := s.RemoveLogo(t.Context(), s.settings(t).Logo, admin); err != nil || s.settings(t).Logo != "" || s.count(t, "SELECT count(*) FROM tenant_logos") != 0 {
			t.Errorf("removed: %v", err)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE action = 'settings.changed' AND actor_id = '"+admin.User.ID+"'"); n != 3 {
			t.Errorf("%d entries, want 3", n)
		}
		wantKind(t, "a maker", s.SetLogo(t.Context(), picture(t, 64, 64), "", s.staff(t, "maker", models.RoleMaker)), models.Denied)
	})
}

func TestWhatIsNoLogoIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	whole := picture(t, 64, 64)
	rows := map[string]struct {
		raw  []byte
		want string
	}{
		"nothing":              {nil, program.WrongLogoEmpty},
		"text":                 {[]byte("hello"), program.WrongLogoKind},
		"SVG":                  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), program.WrongLogoKind},
		"GIF":                  {[]byte("GIF89a\x40\x00\x40\x00\x00\x00\x00;"), program.WrongLogoKind},
		"WebP":                 {[]byte("RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00"), program.WrongLogoKind},
		"a page in PNG's coat": {append([]byte("\x89PNG\r\n\x1a\n"), strings.Repeat("<html>", 20)...), program.WrongLogoKind},
		"truncated":            {whole[:len(whole)-20], program.WrongLogoKind},
		"a bomb":               {claims(whole, 60000, 60000), program.WrongLogoSize},
		"long and thin":        {claims(whole, 1601, 16), program.WrongLogoSize},
		"too many pixels":      {claims(whole, 1600, 1000), program.WrongLogoSize},
		"too small":            {picture(t, 15, 15), program.WrongLogoSize},
		"a head that lies":     {claims(whole, 100, 100), program.WrongLogoKind},
		"too large":            {append(bytes.Clone(whole), make([]byte, program.MaxLogoBytes)...), program.WrongLogoBytes},
	}
	each(t, func(t *testing.T, s site) {
		admin := s.staff(t, "admin", models.RoleAdmin)
		for name, row := range rows {
			err := s.SetLogo(t.Context(), row.raw, "", admin)
			if err == nil || !strings.HasSuffix(err.Error(), program.FieldLogo+":"+row.want) {
				t.Errorf("%s: %v, want %s", name, err, row.want)
			}
		}
		if s.settings(t).Logo != "" || s.count(t, "SELECT count(*) FROM tenant_logos") != 0 {
			t.Error("something was kept")
		}
	})
}
