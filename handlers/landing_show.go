package handlers

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"raf/components/page"
	"raf/components/theme"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// landingShow is the page that a friend opens from an invitation. It tells nothing about the member who invites.
func (s *Server) landingShow(c *gin.Context) {
	ctx := c.Request.Context()
	c.Header("X-Robots-Tag", "noindex")
	t, code, err := web.VisitOf(ctx).Program.Landing(ctx, c.Param("code"))
	if err != nil {
		s.Refuse(c, err)
		return
	}
	p := s.presenter(c.Request, models.Session{})
	if code == "" {
		s.Write(c, http.StatusNotFound, page.Invitation(p.unknownCode()))
		return
	}
	s.Write(c, http.StatusOK, page.Invitation(p.landing(t, code)))
	s.seen(c, models.PlaceLanding, t.Offer)
}

// themes keeps the style sheet of each brand colour: deriving one walks through colour space.
type themes struct {
	mu    sync.Mutex
	sheet map[colors][]byte
}

func (t *themes) of(c colors) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	if css, ok := t.sheet[c]; ok {
		return css
	}
	// An unreadable colour falls back; doctor tells staff.
	palette, _ := theme.Derive(c.light.brand, c.light.surface)
	dark, _ := theme.Derive(c.dark.brand, c.dark.surface)
	palette.Dark = dark.Dark
	if t.sheet == nil {
		t.sheet = map[colors][]byte{}
	}
	t.sheet[c] = palette.CSS()
	return t.sheet[c]
}

// colors are what a palette is derived from, by scheme.
type colors struct{ light, dark paint }

type paint struct{ brand, surface string }

// colorsOf are an institution's colours: the bank's own where it takes them and has been told any, else its setting.
func colorsOf(ctx context.Context, p *program.Program) (colors, error) {
	t := p.Tenant()
	out := colors{paint{brand: t.BrandColor}, paint{brand: t.BrandColor}}
	if !t.BankColors {
		return out, nil
	}
	told, err := p.BankTheme(ctx)
	if told.LightBrand != "" {
		out.light, out.dark = paint{told.LightBrand, told.LightSurface}, paint{told.LightBrand, told.DarkSurface}
	}
	if told.DarkBrand != "" {
		out.dark = paint{told.DarkBrand, told.DarkSurface}
	}
	return out, err
}

// themeShow is the tenant's colours.
func (s *Server) themeShow(c *gin.Context) {
	from, err := colorsOf(c.Request.Context(), web.VisitOf(c.Request.Context()).Program)
	if err != nil { // a page without colours is worse than one in the setting's
		s.Log.Warn("no colours of the bank", "request_id", web.VisitOf(c.Request.Context()).RequestID, "cause", err)
	}
	css := s.themes.of(from)
	c.Header("Cache-Control", "private, max-age=300")
	c.Header("Content-Length", strconv.Itoa(len(css)))
	http.ServeContent(c.Writer, c.Request, "theme.css", s.Now(), bytes.NewReader(css))
}

// logoShow is the tenant's logo under its own hash: another institution's name is nothing here.
func (s *Server) logoShow(c *gin.Context) {
	made, err := web.VisitOf(c.Request.Context()).Program.Logo(c.Request.Context(), c.Param("name"))
	if err != nil {
		s.Refuse(c, err)
		return
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("Content-Type", "image/png")
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(made))
}

// staticShow serves the embedded files.
func (s *Server) staticShow(c *gin.Context) {
	s.Files.ServeHTTP(c.Writer, c.Request)
}
