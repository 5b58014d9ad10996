package handlers

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"raf/components/page"
	"raf/components/theme"
	"raf/handlers/web"
	"raf/models"
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
	sheet map[string][]byte
}

func (t *themes) of(brand string) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	if css, ok := t.sheet[brand]; ok {
		return css
	}
	palette, _ := theme.Derive(brand, "") // an unreadable colour falls back; doctor tells staff
	if t.sheet == nil {
		t.sheet = map[string][]byte{}
	}
	t.sheet[brand] = palette.CSS()
	return t.sheet[brand]
}

// themeShow is the tenant's colours.
func (s *Server) themeShow(c *gin.Context) {
	css := s.themes.of(web.VisitOf(c.Request.Context()).Tenant().BrandColor)
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
